"""Which reader reads which bytes. The bytes decide; a file's name breaks ties between texts
only.
"""

from __future__ import annotations

import importlib

from extract.document import Document
from extract.errors import EmptyFile, UnknownFormat
from extract.media_types import (
    DOCX,
    FLAT_PACKAGE,
    MHTML,
    ODS,
    ODT,
    OFD,
    SPREADSHEETML,
    XLSX,
    ZIP,
    media_type,
    undressed,
)

_BLANKS = b"\x00 \t\r\n\x0b\x0c"


# Readers by module and function, loaded when the first document of their kind comes: some load
# much.
_READERS = {
    "application/pdf": ("extract.readers.pdf", "read_pdf"),
    OFD: ("extract.readers.ofd", "read_ofd"),
    "application/rtf": ("extract.readers.office", "read_office"),
    "application/vnd.rar": ("extract.readers.containers", "read_rar"),
    "application/x-ole-storage": ("extract.readers.office", "read_office"),
    ZIP: ("extract.readers.containers", "read_zip"),
    "image/gif": ("extract.readers.image", "read_image"),
    "image/jpeg": ("extract.readers.image", "read_image"),
    "image/png": ("extract.readers.image", "read_image"),
    "image/tiff": ("extract.readers.image", "read_image"),
    "text/html": ("extract.readers.html.read", "read_html"),
    "text/plain": ("extract.readers.text", "read_text"),
    DOCX: ("extract.readers.word.read", "read_docx"),
    FLAT_PACKAGE: ("extract.readers.flat_package", "read_flat_package"),
    MHTML: ("extract.readers.mhtml", "read_mhtml"),
    ODS: ("extract.readers.opendocument.read", "read_opendocument"),
    ODT: ("extract.readers.opendocument.read", "read_opendocument"),
    SPREADSHEETML: ("extract.readers.sheets.spreadsheetml", "read_spreadsheetml"),
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
    document: Document = getattr(importlib.import_module(module), function)(undressed(data))
    return document
