"""Flat OPC: an Office document of which the parts stand in one XML file, instead of a ZIP
(2007/xmlPackage, as Word saves it).
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from dataclasses import replace

from lxml import etree

from extract.document import Document
from extract.errors import Unreadable
from extract.media_types import FLAT_PACKAGE, ZIP, media_type
from extract.readers.parts import parsed

PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def read_flat_package(data: bytes) -> Document:
    """Read the document whose parts the file holds. Raises Unreadable, and what the reader of the
    packed document raises.
    """
    from extract import formats

    packed = repacked(data)
    if media_type(packed) == ZIP:
        raise Unreadable("the XML package holds no document: fetch it again")
    return replace(formats.read_document(packed), media_type=FLAT_PACKAGE)


def repacked(data: bytes) -> bytes:
    """The parts as the ZIP package that they would be; no larger than the file. Raises
    Unreadable.
    """
    root = parsed(data, "the XML package")
    packed = io.BytesIO()
    types = etree.Element(f"{{{_TYPES}}}Types")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in root.iterchildren(f"{PACKAGE}part"):
            name = part.get(f"{PACKAGE}name", "")
            override = {"PartName": name, "ContentType": part.get(f"{PACKAGE}contentType", "")}
            etree.SubElement(types, f"{{{_TYPES}}}Override", override)
            archive.writestr(zipfile.ZipInfo(name.lstrip("/")), _content(part))
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), etree.tostring(types))
    return packed.getvalue()


def _written(inside: etree._Element) -> bytes:
    return etree.tostring(inside, encoding="utf-8", with_tail=False)


def _content(part: etree._Element) -> bytes:
    for holder in part:
        if holder.tag == f"{PACKAGE}xmlData":
            inside = next(iter(holder), None)
            return (
                etree.tostring(inside, encoding="utf-8", with_tail=False)
                if inside is not None
                else b""
            )
        if holder.tag == f"{PACKAGE}binaryData":
            try:
                return base64.b64decode("".join(holder.itertext()))
            except (binascii.Error, ValueError):
                return b""
    return b""
