"""Which reader reads which bytes. The bytes decide; a file's name breaks ties between texts
only.
"""

from __future__ import annotations

import importlib
import io
import re
import zipfile

from extract.document import Document
from extract.errors import EmptyFile, UnknownFormat

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HTML_TAG = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|div|p|span)[\s>/]", re.IGNORECASE
)
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_SNIFFED = 4096
_BLANKS = b"\x00 \t\r\n\x0b\x0c"


def media_type(data: bytes) -> str:
    """The media type that bytes prove to be, from their first bytes or, for archives, their
    members.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    head = data[:_SNIFFED].replace(b"\x00", b"")
    return (
        "text/html"
        if _HTML_TAG.search(head) or _HTML_TAG.search(data[: 64 * _SNIFFED])
        else "text/plain"
    )


def _zip_type(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError):
        return "application/zip"
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    return "application/ofd" if "OFD.xml" in names else "application/zip"


# Readers by module and function, loaded when the first document of their kind comes: some load
# much.
_READERS = {
    "application/pdf": ("extract.readers.pdf", "read_pdf"),
    "application/ofd": ("extract.readers.ofd", "read_ofd"),
    "application/rtf": ("extract.readers.office", "read_office"),
    "application/vnd.rar": ("extract.readers.containers", "read_rar"),
    "application/x-ole-storage": ("extract.readers.office", "read_office"),
    "application/zip": ("extract.readers.containers", "read_zip"),
    "image/gif": ("extract.readers.image", "read_image"),
    "image/jpeg": ("extract.readers.image", "read_image"),
    "image/png": ("extract.readers.image", "read_image"),
    "image/tiff": ("extract.readers.image", "read_image"),
    "text/html": ("extract.readers.html.read", "read_html"),
    "text/plain": ("extract.readers.text", "read_text"),
    DOCX: ("extract.readers.word.read", "read_docx"),
    XLSX: ("extract.readers.sheets.read", "read_sheet"),
}


def read_document(data: bytes) -> Document:
    """Read bytes with the reader of their format.

    Raises EmptyFile, UnknownFormat where there is no reader for them, Unreadable or Undecodable
    where the reader gives up, Locked, NeedsTool.
    """
    if not data.strip(_BLANKS):
        raise EmptyFile(f"the file is empty ({len(data)} bytes): fetch it again")
    found = media_type(data)
    if found not in _READERS:
        raise UnknownFormat(f"no reader for {found}: convert it to HTML, DOCX or plain text")
    module, function = _READERS[found]
    document: Document = getattr(importlib.import_module(module), function)(data)
    return document
