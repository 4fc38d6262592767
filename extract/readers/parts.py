"""Parts of ZIP packages and XML as other programs than Office write them: names with backslashes or
in other case, characters that XML forbids.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib

from lxml import etree

from extract.errors import Unreadable

# What reading a damaged ZIP container raises.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Control characters that XML 1.0 forbids, and references to them.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:x0*([0-9A-Fa-f]{1,6})|0*([0-9]{1,7}));")


def part_name(stored: str) -> str:
    """The name of a part as packages are to spell it, from that of a ZIP member."""
    return stored.replace("\\", "/").lstrip("/")


def parsed(data: bytes, what: str) -> etree._Element:
    """The root of an XML part; `what` names it in the message of Unreadable.

    Neither entities nor DTDs are resolved, nor anything outside of the part; depth and text have
    lxml's limits. Characters that XML forbids are left out; a document type is refused.
    """
    try:
        root = _tree(data)
    except etree.XMLSyntaxError as error:
        try:
            root = _tree(legal(data))
        except etree.XMLSyntaxError:
            raise Unreadable(
                f"{what} is not valid XML ({error.msg}): fetch the file again, or look at it"
            ) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(
            f"{what} declares a document type, which Office never does: fetch the file again, or"
            " look at it"
        )
    return root


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    return etree.fromstring(data, parser)


def legal(data: bytes) -> bytes:
    """XML in an encoding of one-byte controls without the characters that XML forbids, however they
    are written.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data
    return _REFERENCE.sub(_legal_reference, _FORBIDDEN.sub(b"", data))


def _legal_reference(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16) if match[1] else int(match[2])
    is_legal = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return match[0] if is_legal and code not in (0xFFFE, 0xFFFF) else b""


class Parts:
    """The parts of a ZIP package whose limits were checked, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {part_name(entry.filename): entry for entry in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def bytes(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable where it is missing or damaged."""
        try:
            return self._archive.read(self._entries[name])
        except KeyError:
            raise Unreadable(f"the file has no part {name}: fetch it again") from None
        except DAMAGE as error:
            raise Unreadable(f"part {name} of the file is damaged ({error})") from error

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part. Raises Unreadable."""
        return parsed(self.bytes(name), f"part {name} of the file")

    def relations(self, name: str) -> list[tuple[str, str, str]]:
        """The relationships of a part, as (id, last word of the type, name of the part that is
        meant).
        """
        folder, _, own = name.rpartition("/")
        source = posixpath.join(folder, "_rels", f"{own}.rels")
        if source not in self:
            return []
        found = self.xml(source).iter(_RELATIONSHIP)
        return [
            (
                one.get("Id", ""),
                one.get("Type", "").rpartition("/")[2],
                target(folder, one.get("Target", "")),
            )
            for one in found
            if one.get("TargetMode") != "External"
        ]


def target(folder: str, written: str) -> str:
    """The part that a relationship of a part in `folder` means."""
    path = written.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
