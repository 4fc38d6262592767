"""The WARC file of a run while it is written: open at its end, cut where something was written in
vain.
"""

from __future__ import annotations

import os
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO, cast

from crawler.store.warc import (
    Archived,
    Exchange,
    Original,
    Sent,
    write_conversion,
    write_information,
    write_request,
    write_response,
)


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

    def add_exchange(
        self, exchange: Exchange, sent: Sent | None, response: Archived, original: Original | None
    ) -> int:
        """Append a request and its response, and return where the response begins."""
        if sent is not None:
            write_request(self._records, exchange, sent)
        offset = self.end
        write_response(self._records, exchange, response, original)
        self._stream.flush()
        return offset

    def add_conversion(self, exchange: Exchange, made: Archived, source: str) -> int:
        """Append what was made of the response with the record id `source`; return where it
        begins.
        """
        offset = self.end
        write_conversion(self._records, exchange, made, source)
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
