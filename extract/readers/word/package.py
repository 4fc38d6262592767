"""The zip archive around a Word document, opened with limits: a hostile file costs an exception and
little else.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from extract.errors import Unreadable
from extract.readers.word.names import STRICT

if TYPE_CHECKING:
    from lxml.etree import _Element

# The largest real reports (scans pasted into Word) have some dozen parts, and 3 MB of XML in the
# largest.
MAX_PARTS = 5_000
MAX_PART_BYTES = 64 * 1024 * 1024
# Deflate cannot pack text written by Word below a fiftieth; bombs reach a thousandth.
MAX_RATIO = 250
_SMALL_PART = 1024 * 1024
_ENCRYPTED = 0x1
_ADVICE = "fetch the file again, or look at it"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
)


class Package:
    """The parts of a Word document by name. Nothing is written to disk, and part names are only
    compared.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except _DAMAGE as error:
            raise Unreadable(
                f"not a whole Word document ({error}): fetch the file again"
            ) from error
        if len(entries) > MAX_PARTS:
            raise Unreadable(
                f"the Word document has {len(entries)} parts, more than {MAX_PARTS}: look at the"
                " file"
            )
        self._entries = {entry.filename: entry for entry in entries}

    def xml(self, name: str) -> _Element | None:
        """The root element of an XML part; None where the document has no such part. Raises
        Unreadable.
        """
        if name not in self._entries:
            return None
        # Neither entities nor DTDs are resolved, nor anything outside of the part; depth and text
        # have lxml's limits.
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )
        try:
            root = etree.fromstring(_transitional(self._bytes(self._entries[name])), parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable(
                f"part {name} of the Word document is not valid XML ({error.msg}): {_ADVICE}"
            ) from error
        if root.getroottree().docinfo.doctype:
            raise Unreadable(
                f"part {name} of the Word document declares a document type, which Word never does:"
                f" {_ADVICE}"
            )
        return root

    def required_xml(self, name: str) -> _Element:
        """As `xml`, for a part that the document cannot do without."""
        root = self.xml(name)
        if root is None:
            raise Unreadable(f"the Word document has no part {name}: {_ADVICE}")
        return root

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable(
                f"part {entry.filename} of the Word document is encrypted: get it without a"
                " password"
            )
        limit = MAX_PART_BYTES
        if entry.file_size > _SMALL_PART:
            limit = min(limit, MAX_RATIO * entry.compress_size)
        try:
            with self._archive.open(entry) as part:
                data = part.read(limit + 1)
        except _DAMAGE as error:
            raise Unreadable(
                f"part {entry.filename} of the Word document is damaged ({error}): {_ADVICE}"
            ) from error
        if len(data) > limit:
            raise Unreadable(
                f"part {entry.filename} of the Word document unpacks to more than {limit} bytes:"
                f" {_ADVICE}"
            )
        return data


def _transitional(part: bytes) -> bytes:
    """A part with the element names that nearly all documents use, for one that uses the strict
    ones.
    """
    for strict, usual in STRICT:
        part = part.replace(strict, usual)
    return part
