"""Namespaces of OpenDocument 1.2, as prefixes of element and attribute names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.readers.attributes import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
# What LibreOffice adds to sheets.
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def repeated(element: _Element, name: str, most: int) -> int:
    """How often an element stands for itself, or how far it reaches; 1 where it does not say."""
    count = whole_number(element.get(TABLE + name))
    return 1 if count is None else min(max(count, 1), most)
