"""The rows of captures that wait for their commit, as lines of JSON beside the log: what a process
that is killed leaves undone, the next one does.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

WAITING = "waiting.jsonl"
_PIECE = 1024 * 1024

Row = dict[str, Any]


class WaitingRows:
    """The file of rows in a portal's folder. It is not synced: after a power cut it may be damaged,
    and so may the records that it speaks of.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / WAITING
        self._stream = self._path.open("ab", buffering=0)

    def add(self, row: Row) -> None:
        """Note a row. Raises OSError where there is no room."""
        self._stream.write(json.dumps(row).encode() + b"\n")

    def clear(self) -> None:
        """Forget all rows: they are committed, or given up."""
        os.ftruncate(self._stream.fileno(), 0)

    def left(self, run: str, warc: Path, end: int) -> Iterator[Row]:
        """Return the rows of a run whose records stand whole in its WARC file, one behind the other
        from `end` on.
        """
        for row in self._rows():
            start, until = row["warc_offset"], row["warc_offset"] + row["warc_length"]
            if row["run"] != run or until <= end:
                continue
            # Apart, because zeros behind a record pass for padding.
            if not (_is_whole(warc, end, start) and _is_whole(warc, start, until)):
                return
            end = until
            yield row

    def _rows(self) -> Iterator[Row]:
        for line in self._path.read_bytes().splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                return

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _is_whole(warc: Path, start: int, end: int) -> bool:
    """Tell whether a part of a WARC file is nothing but whole gzip members."""
    try:
        with warc.open("rb") as stream:
            stream.seek(start)
            part = stream.read(end - start)
        with gzip.open(BytesIO(part)) as members:
            while members.read(_PIECE):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return len(part) == end - start
