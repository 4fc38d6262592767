"""The records of an XLS file, for what xlrd passes over ([MS-XLS] 2.1.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_BOUNDSHEET, _BEGINS, _ENDS = 0x0085, 0x0809, 0x000A
_WORKSHEET = 0


class Record(NamedTuple):
    """A record of the stream, and where it begins."""

    kind: int
    at: int
    content: bytes


def starts(stream: bytes, base: int) -> list[int]:
    """Where the worksheets of the workbook stream begin, which begins at `base` itself. Raises
    struct.error, IndexError where the file is damaged.
    """
    return [
        base + struct.unpack_from("<I", record.content)[0]
        for record in records(stream, base)
        if record.kind == _BOUNDSHEET and record.content[5] == _WORKSHEET
    ]


def records(stream: bytes, at: int) -> Iterator[Record]:
    """The records from a beginning to its end, those of charts inside left out. Raises
    struct.error.
    """
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BEGINS) - (kind == _ENDS)
        if depth == 0:
            return
        if depth == 1:
            yield Record(kind, at, stream[at + 4 : at + 4 + length])
        at += 4 + length
