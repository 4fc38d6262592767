"""ZIP and RAR: the member that is most of a report is read, other reports beside it, and what is
none is named.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract import media_types, tools
from extract.document import Document, Member
from extract.errors import ExtractError, Locked, UnknownFormat, Unreadable
from extract.readers.blocks import within
from extract.readers.container_limits import MAX_BYTES, check_archive
from extract.readers.parts import DAMAGE

ZIP = media_types.ZIP
RAR = "application/vnd.rar"
# Members that are looked into; an archive of an agency's report holds a few.
MAX_READ = 40
RAR_SECONDS = 60.0
_DEEPEST = 1
_CONTAINERS = (ZIP, RAR)
_LONGEST_NAME = 120
_MOST_NAMES = 20
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
    read, errors = _read_members(members, depth)
    if not read:
        raise errors[0] if errors else UnknownFormat("the archive holds no file: fetch it again")
    best = max(read, key=lambda one: one.rows)
    return _within(best, read, members, media_type)


@dataclass(frozen=True)
class _Read:
    """A member with its document, and how many rows of the statutory tables that has."""

    member: _Member
    document: Document
    rows: int


def _read_members(members: Sequence[_Member], depth: int) -> tuple[list[_Read], list[ExtractError]]:
    """The members that can be read, and why others cannot.

    Pictures cost most and are rarely the report: they come last, and only where nothing else is
    one.
    """
    read: list[_Read] = []
    errors: list[ExtractError] = []
    for member in sorted(members, key=_is_picture)[:MAX_READ]:
        if _is_picture(member) and any(one.rows for one in read):
            break
        try:
            document = _read_member(member, depth)
        except ExtractError as error:
            errors.append(error)
            continue
        read.append(_Read(member, document, _statutory_rows(document)))
    return read, errors


def _is_picture(member: _Member) -> bool:
    return member.media_type.startswith("image/")


def _members(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for info in archive.infolist():
        if info.is_dir() or info.file_size == 0:
            continue
        try:
            data = archive.read(info)
        except DAMAGE:
            raise Unreadable(f"the archive is damaged at {safe_name(_decoded(info))}") from None
        yield _Member(safe_name(_decoded(info)), data, media_types.media_type(data))


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
    best: _Read, read: Sequence[_Read], members: Sequence[_Member], media_type: str
) -> Document:
    """The best member's document as the archive's, with places that name the member; the other
    reports beside it, and what is none named.
    """
    further = list(_further(best, read))
    reports = {best.member.name, *(one.name.partition("!")[0] for one in further)}
    others = [one.name for one in members if one.name not in reports]
    issues = list(best.document.issues)
    if further:
        names = ", ".join(one.name for one in further[:_MOST_NAMES])
        issues.append(("further_reports", f"{best.member.name} was read; read beside it: {names}"))
    if others:
        names = ", ".join(others[:_MOST_NAMES])
        issues.append(("other_members", f"{best.member.name} was read; not read: {names}"))
    blocks = tuple(within(block, best.member.name) for block in best.document.blocks)
    return replace(
        best.document,
        media_type=media_type,
        blocks=blocks,
        issues=tuple(issues),
        further=tuple(further),
    )


def _further(best: _Read, read: Sequence[_Read]) -> Iterator[Member]:
    """The other members that hold statutory tables, each once, archives in the archive opened."""
    seen = {_digest(best.member)}
    for one in read:
        inner = [
            replace(found, name=f"{one.member.name}!{found.name}") for found in one.document.further
        ]
        if one is not best and one.rows and _digest(one.member) not in seen:
            seen.add(_digest(one.member))
            own = replace(one.document, further=())
            yield Member(one.member.name, _digest(one.member), own)
        for found in inner:
            if found.sha256 not in seen:
                seen.add(found.sha256)
                yield found


def _digest(member: _Member) -> str:
    return hashlib.sha256(member.data).hexdigest()
