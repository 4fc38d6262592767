"""OpenDocument files, packed (ODT, ODS) or flat (FODT, FODS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.document import Document
from extract.errors import Unreadable
from extract.readers.container_limits import check_archive
from extract.readers.opendocument.names import OFFICE
from extract.readers.opendocument.sheets import workbook_of
from extract.readers.opendocument.styles import Styles
from extract.readers.opendocument.texts import document_of_text
from extract.readers.parts import Parts, parsed
from extract.readers.sheets.read import document_of

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_opendocument(data: bytes) -> Document:
    """Read a text or a spreadsheet. Raises Locked, Unreadable."""
    if not data.startswith(b"PK"):
        root = parsed(data, "the OpenDocument file")
        return _read(root, Styles([root]))
    with check_archive(data) as archive:
        parts = Parts(archive)
        content = parts.xml("content.xml")
        shared = [parts.xml("styles.xml")] if "styles.xml" in parts else []
    return _read(content, Styles([*shared, content]))


def _read(root: _Element, styles: Styles) -> Document:
    body = next(root.iter(OFFICE + "body"), None)
    for part in body if body is not None else ():
        if part.tag == OFFICE + "spreadsheet":
            return document_of(workbook_of(part, styles))
        if part.tag == OFFICE + "text":
            return document_of_text(part, styles)
    raise Unreadable("the OpenDocument file is neither a text nor a spreadsheet")
