"""The WARC file of a run while it is written: open at its end, cut where something was written in
vain.
"""

from __future__ import annotations

import os
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO, cast

from crawler.store.warc import write_information


class WarcFile:
    """Opens the file of a portal's run, of which all behind `end` is cut; a new one begins with its
    warcinfo.
    """

    def __init__(self, path: Path, end: int, portal_id: str) -> None:
        self._path = path
        self._stream = _opened(path, end)
        if end == 0:
            fields = {"software": "gongkai", "isPartOf": portal_id, "format": "WARC"}
            write_information(self._records, path.name, fields)
            self._stream.flush()

    @property
    def _records(self) -> BinaryIO:
        return cast(BinaryIO, self._stream)

    @property
    def end(self) -> int:
        """Where the file ends, in bytes."""
        return self._stream.tell()

    def add(self, request: bytes, response: bytes) -> int:
        """Append the records of a request, empty where there was none, and of its response; return
        where the latter begins.
        """
        self._stream.write(request)
        offset = self.end
        self._stream.write(response)
        self._stream.flush()
        return offset

    def sync(self) -> None:
        """Bring the file to the disk."""
        os.fsync(self._stream.fileno())

    def cut(self, end: int) -> None:
        """Cut all behind `end`, and what the stream still holds for when there is room again."""
        # The file first: closing the stream alone would try to write what it holds.
        self._stream.raw.close()
        self.close()
        self._stream = _opened(self._path, end)

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError, ValueError):
            self._stream.close()


def _opened(path: Path, end: int) -> BufferedWriter:
    with path.open("ab"):
        os.truncate(path, end)
    return path.open("ab")
