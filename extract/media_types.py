"""What bytes prove to be, whatever name or clothes they come in: junk before them, parts under
other names, formats that share a container.
"""

from __future__ import annotations

import io
import re
import zipfile

from extract.readers.parts import DAMAGE, part_name

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MHTML = "multipart/related"
FLAT_PACKAGE = "application/vnd.ms-word.flat-opc+xml"
SPREADSHEETML = "application/vnd.ms-excel.xml"
WORDML = "application/vnd.ms-word.2003+xml"
OFD = "application/ofd"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = "application/zip"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"PK\x03\x04", ZIP),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    # Formats of which nothing is read but their name.
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"Founder CEB", "application/x-ceb"),
    (b"AC10", "image/vnd.dwg"),
)
# Those that are found behind what a server or an editor wrote before them: no text holds their
# beginning.
_BEHIND_JUNK = tuple(magic for magic, _ in _MAGIC[:5])
_MOST_JUNK = 1024
_HTML_TAG = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|div|p|span)[\s>/]", re.IGNORECASE
)
_MAIL = re.compile(rb"^(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_MAIL_OF_PAGES = re.compile(
    rb"^content-type:\s*multipart/(?:related|alternative|mixed)", re.IGNORECASE | re.MULTILINE
)
_XML_ROOTS = (
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", FLAT_PACKAGE),
    (b"urn:schemas-microsoft-com:office:spreadsheet", SPREADSHEETML),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", WORDML),
    (b"opendocument.spreadsheet", ODS),
    (b"urn:oasis:names:tc:opendocument:xmlns:office", ODT),
)
_ROOT = re.compile(rb"<(?![?!])[^>]*>")
# The content type of a package's main part, and the format that it tells.
_MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", DOCX),
    (b"wordprocessingml.template.main+xml", DOCX),
    (b"ms-word.document.macroEnabled.main+xml", DOCX),
    (b"spreadsheetml.sheet.main+xml", XLSX),
    (b"spreadsheetml.template.main+xml", XLSX),
    (b"ms-excel.sheet.macroEnabled.main+xml", XLSX),
    (b"ms-excel.sheet.binary", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    (
        b"presentationml",
        PPTX,
    ),
)
_SNIFFED = 4096
# The root of a flat file names some forty namespaces.
_LONGEST_ROOT = 16 * _SNIFFED
_LONGEST_LIST = 1_000_000


def undressed(data: bytes) -> bytes:
    """Bytes without what stands before the beginning of their format: line ends, marks, notices."""
    if any(data.startswith(magic) for magic, _ in _MAGIC):
        return data
    head = data[: _MOST_JUNK + 8]
    starts = [at for magic in _BEHIND_JUNK if 0 < (at := head.find(magic)) <= _MOST_JUNK]
    start = min(starts, default=0)
    return data[start:] if start and not _HTML_TAG.search(data[:start]) else data


def media_type(data: bytes) -> str:
    """The media type that bytes prove to be, from their beginning or, for archives, their
    members.
    """
    data = undressed(data)
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return _zip_type(data) if name == ZIP else name
    head = data[:_SNIFFED].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _is_mail_of_pages(head):
        return MHTML
    written = _xml_type(data[:_LONGEST_ROOT].lstrip(b"\xef\xbb\xbf \t\r\n"))
    if written is not None:
        return written
    is_page = _HTML_TAG.search(head) or _HTML_TAG.search(data[: 64 * _SNIFFED])
    return "text/html" if is_page else "text/plain"


def _is_mail_of_pages(head: bytes) -> bool:
    """Whether text begins with the header of a mail of several parts."""
    header = _MAIL.match(head.replace(b"\r\n", b"\n"))
    return header is not None and bool(_MAIL_OF_PAGES.search(header[0]))


def _xml_type(head: bytes) -> str | None:
    """The format of a document that is written as one XML file; None where the root says none."""
    root = _ROOT.search(head)
    if root is None or not head.startswith(b"<?xml") or b"<html" in root[0][:8].lower():
        return None
    return next((name for namespace, name in _XML_ROOTS if namespace in root[0]), None)


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {part_name(entry.filename): entry for entry in archive.infolist()}
            types = _start_of(archive, entries.get("[Content_Types].xml"))
            told = _start_of(archive, entries.get("mimetype")).decode("ascii", "replace").strip()
    except DAMAGE:
        return ZIP
    if "word/document.xml" in entries:
        return DOCX
    if "xl/workbook.xml" in entries:
        return XLSX
    if "OFD.xml" in entries:
        return OFD
    if told.startswith("application/") and "content.xml" in entries:
        return told.removesuffix("-template")
    return next((name for part, name in _MAIN_PARTS if part in types), ZIP)


def _start_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> bytes:
    if entry is None or entry.flag_bits & 1:
        return b""
    with archive.open(entry) as part:
        return part.read(_LONGEST_LIST)
