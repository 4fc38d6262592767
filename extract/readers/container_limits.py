"""What a ZIP container may hold before anything of it is unpacked."""

from __future__ import annotations

import io
import zipfile

from extract.errors import Locked, Unreadable

MAX_MEMBERS = 2_000
MAX_BYTES = 200_000_000
# Text packs to a hundredth at most; a bomb packs to a thousandth.
MAX_RATIO = 300
# Small containers are harmless whatever their ratio.
_HARMLESS = 4_000_000


def check_archive(data: bytes) -> zipfile.ZipFile:
    """Open a ZIP container. Raises Unreadable where it is damaged or passes a limit, Locked where
    it is encrypted.

    The sizes are those that the container promises; zipfile gives no more than them when it
    unpacks.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, OSError):
        raise Unreadable("the ZIP container is damaged") from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable(
            f"the ZIP container has {len(members)} members, more than the limit of {MAX_MEMBERS}"
        )
    size = sum(member.file_size for member in members)
    if size > MAX_BYTES or (size > _HARMLESS and size > MAX_RATIO * len(data)):
        raise Unreadable(
            f"the ZIP container unpacks from {len(data)} to {size} bytes, more than the limit"
        )
    if any(member.flag_bits & 1 for member in members):
        raise Locked(
            "the ZIP container is encrypted: unpack it with its password and read what is in it"
        )
    return archive
