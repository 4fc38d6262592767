"""ZIP and RAR: the member that is the report is read, the others are named."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract import tools
from extract.document import Document
from extract.errors import ExtractError, Locked, UnknownFormat, Unreadable
from extract.readers.blocks import within
from extract.readers.container_limits import MAX_BYTES, check_archive

ZIP = "application/zip"
RAR = "application/vnd.rar"
# Members that are looked into; an archive of an agency's report holds a few.
MAX_READ = 40
RAR_SECONDS = 60.0
_DEEPEST = 1
_CONTAINERS = (ZIP, RAR)
_LONGEST_NAME = 120
_UTF8_FLAG = 0x800
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def read_zip(data: bytes) -> Document:
    """Read a ZIP archive: its member with most rows of the statutory tables, else its first
    readable one.

    Places have the member's name before their path. Raises Unreadable, Locked, UnknownFormat, and
    what the reader of its only readable kind of member raises.
    """
    return _read_zip(data, ZIP, 0)


def read_rar(data: bytes) -> Document:
    """Read a RAR archive as `read_zip` does. Raises NeedsTool where bsdtar is not installed."""
    return _read_rar(data, 0)


@dataclass(frozen=True)
class _Member:
    name: str
    data: bytes
    media_type: str


def _read_rar(data: bytes, depth: int) -> Document:
    """Bsdtar packs the members anew, as ZIP: nothing is written under a name that the archive
    chose.

    It is given the archive through a pipe. In a file it would look at the end first, and take a ZIP
    that is stored there, as a DOCX may be, for the archive.
    """
    command = [tools.BSDTAR.path(), "-cf", "-", "--format", "zip", "@-"]
    try:
        packed = tools.run(command, RAR_SECONDS, given=data, most=MAX_BYTES)
    except Unreadable as error:
        if re.search("ncrypt|assphrase", str(error)):
            raise Locked(
                "the RAR archive is encrypted: unpack it with its password and read that"
            ) from None
        raise
    return _read_zip(packed, RAR, depth)


def _read_zip(data: bytes, media_type: str, depth: int) -> Document:
    with check_archive(data) as archive:
        members = list(_members(archive))
    best: tuple[int, _Member, Document] | None = None
    errors: list[ExtractError] = []
    # Pictures cost most and are rarely the report: they come last, and only where nothing else is
    # one.
    for member in sorted(members, key=lambda member: member.media_type.startswith("image/"))[
        :MAX_READ
    ]:
        if best is not None and best[0] and member.media_type.startswith("image/"):
            break
        try:
            document = _read_member(member, depth)
        except ExtractError as error:
            errors.append(error)
            continue
        rows = _statutory_rows(document)
        if best is None or rows > best[0]:
            best = (rows, member, document)
    if best is None:
        raise errors[0] if errors else UnknownFormat("the archive holds no file: fetch it again")
    return _within(best[2], best[1], members, media_type)


def _members(archive: zipfile.ZipFile) -> Iterator[_Member]:
    from extract import formats

    for info in archive.infolist():
        if info.is_dir() or info.file_size == 0:
            continue
        try:
            data = archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ):
            raise Unreadable(f"the archive is damaged at {safe_name(_decoded(info))}") from None
        yield _Member(safe_name(_decoded(info)), data, formats.media_type(data))


def _decoded(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag Chinese programs write GBK, or UTF-8 all the same."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def safe_name(name: str) -> str:
    """A name that can be shown and leads nowhere: no way up, no root, no control characters."""
    parts = [
        part
        for part in _CONTROL.sub("", name).replace("\\", "/").split("/")
        if part not in ("", ".", "..")
    ]
    return "/".join(parts)[-_LONGEST_NAME:] or "unnamed"


def _read_member(member: _Member, depth: int) -> Document:
    from extract import formats

    if member.media_type not in _CONTAINERS:
        return formats.read_document(member.data)
    if depth >= _DEEPEST:
        raise Unreadable(f"{member.name} is an archive in an archive in an archive")
    if member.media_type == RAR:
        return _read_rar(member.data, depth + 1)
    return _read_zip(member.data, ZIP, depth + 1)


def _statutory_rows(document: Document) -> int:
    from extract.tables import stream

    return sum(1 for _ in stream.statutory_rows(document))


def _within(
    document: Document, member: _Member, members: Sequence[_Member], media_type: str
) -> Document:
    """The member's document as the archive's, with places that name the member, and the others
    named.
    """
    others = [other.name for other in members if other is not member]
    issues = list(document.issues)
    if others:
        issues.append(
            ("other_members", f"{member.name} was read; not read: {', '.join(others[:20])}")
        )
    blocks = tuple(within(block, member.name) for block in document.blocks)
    return replace(document, media_type=media_type, blocks=blocks, issues=tuple(issues))
