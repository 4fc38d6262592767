"""Compressed twins of exported files: the same content in a fraction of the bytes, for who asks for
it so.
"""

from __future__ import annotations

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publish.exports.files import digest, written_beside

COMPRESSED: Final = ("csv", "jsonl")
"""The formats whose files have a twin; the others are compressed themselves, or for programs that
open no such file.
"""
SUFFIX: Final = ".gz"
# Of the nine levels the usual one: the next ones take twice the time for a hundredth of the bytes.
_LEVEL: Final = 6


@dataclass(frozen=True)
class Twin:
    """The compressed twin of a file: its path in the export's folder, its bytes and its SHA-256."""

    path: str
    bytes: int
    sha256: str


def compress(directory: Path, path: Path) -> Twin:
    """Write the twin of a file of an export. The same content gives the same bytes."""
    twin = path.with_name(path.name + SUFFIX)
    with (
        written_beside(directory / twin) as new,
        new.open("wb") as file,
        gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as target,
        (directory / path).open("rb") as source,
    ):
        shutil.copyfileobj(source, target, 1 << 20)
    written = directory / twin
    return Twin(twin.as_posix(), written.stat().st_size, digest(written))
