"""The zip archive around a Word document, opened with limits: a hostile file costs an exception and
little else.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from extract.errors import Unreadable
from extract.readers.parts import parsed, part_name, target
from extract.readers.word.names import STRICT

if TYPE_CHECKING:
    from lxml.etree import _Element

# The largest real reports (scans pasted into Word) have some dozen parts, and 3 MB of XML in the
# largest.
MAX_PARTS = 5_000
MAX_PART_BYTES = 64 * 1024 * 1024
# Deflate cannot pack text written by Word below a fiftieth; bombs reach a thousandth.
MAX_RATIO = 250
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
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


class Relation(NamedTuple):
    """What a part refers to: the last word of the relationship's type, the target as it is written,
    and the part that this names, where it is none outside of the document.
    """

    kind: str
    target: str
    part: str


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
        self._entries = {part_name(entry.filename): entry for entry in entries}

    def xml(self, name: str) -> _Element | None:
        """The root element of an XML part; None where the document has no such part. Raises
        Unreadable.
        """
        if name not in self._entries:
            return None
        return parsed(
            _transitional(self._bytes(self._entries[name])), f"part {name} of the Word document"
        )

    def required_xml(self, name: str) -> _Element:
        """As `xml`, for a part that the document cannot do without."""
        root = self.xml(name)
        if root is None:
            raise Unreadable(f"the Word document has no part {name}: {_ADVICE}")
        return root

    def main(self) -> str:
        """The name of the part with the body: the one that the package's own relationships name,
        whatever it is called.
        """
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.part in self._entries:
                return relation.part
        return "word/document.xml"

    def relations(self, name: str) -> dict[str, Relation]:
        """The relationships of a part by id. Raises Unreadable."""
        folder, _, own = name.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{own}.rels"))
        found = root.iter(_RELATIONSHIP) if root is not None else ()
        return {one.get("Id", ""): _relation(one, folder) for one in found}

    def data(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable, also where there is no such part."""
        if name not in self._entries:
            raise Unreadable(f"the Word document has no part {name}: {_ADVICE}")
        return self._bytes(self._entries[name])

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


def _relation(element: _Element, folder: str) -> Relation:
    written = element.get("Target", "")
    kind = element.get("Type", "").rpartition("/")[2]
    return Relation(kind, written, target(folder, written))


def _transitional(part: bytes) -> bytes:
    """A part with the element names that nearly all documents use, for one that uses the strict
    ones.
    """
    for strict, usual in STRICT:
        part = part.replace(strict, usual)
    return part
