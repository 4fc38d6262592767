"""archive.db as it was when it was opened, also when another file stands at its path by now.

SQLite opens a path, not a descriptor: once a build has put a new archive there, the old one can no
longer be opened. So the connections that its last readers may need are opened beforehand.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from threading import Lock
from typing import Final

from publish.site.serving.work_queue import TooManyWaiting

# Three threads of SQL, six downloads, the counts of the whole archive, and health; and two to
# spare.
SPARE: Final = 13
_CHUNK: Final = 1 << 18

Stamp = tuple[int, int, int, int]
"""What tells one file from another at the same path: device, inode, size, time of change."""


def stamp(path: Path) -> Stamp | None:
    """The stamp of the file at a path; None where there is none."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


class PinnedFile:
    """One file: its bytes, and connections to it. Safe to use from several threads.

    Raises OSError where it cannot be opened, sqlite3.DatabaseError where it is no database.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY)
        self._closed = False
        self._lock = Lock()
        self._kept: list[sqlite3.Connection] = []
        self._spare: list[sqlite3.Connection] = []
        try:
            self.stamp = _stamp(os.fstat(self._descriptor))
            self._spare += [self._opened() for _ in range(SPARE)]
            self._spare[0].execute("select count(*) from sqlite_schema").fetchone()
        except BaseException:
            self.close()
            raise

    @property
    def status(self) -> os.stat_result:
        """What the system says of it."""
        return os.fstat(self._descriptor)

    @property
    def digest(self) -> str:
        """Its SHA-256, worked out from its bytes."""
        with open(os.dup(self._descriptor), "rb") as content:  # noqa: PTH123 - a descriptor
            content.seek(0)
            return hashlib.file_digest(content, "sha256").hexdigest()

    def read(self, start: int, most: int = _CHUNK) -> bytes:
        """Bytes from `start` on; none behind the end."""
        return os.pread(self._descriptor, most, start)

    def keep(self) -> sqlite3.Connection:
        """A connection that its taker holds until the file is closed. Raises TooManyWaiting."""
        connection = self.borrow()
        with self._lock:
            self._kept.append(connection)
        return connection

    def borrow(self) -> sqlite3.Connection:
        """A connection that its taker gives back. Raises TooManyWaiting, where another file has
        taken the place of this one and all connections are out.
        """
        with self._lock:
            if self._spare:
                return self._spare.pop()
        return self._opened()

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Take back what was borrowed."""
        connection.set_progress_handler(None, 0)
        connection.row_factory = None
        connection.text_factory = str
        with self._lock:
            if not self._closed:
                self._spare.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close all that nobody has borrowed; the rest is closed as it comes back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            idle = [*self._spare, *self._kept]
            self._spare.clear()
            self._kept.clear()
        for connection in idle:
            connection.close()
        os.close(self._descriptor)

    def _opened(self) -> sqlite3.Connection:
        address = f"{self.path.resolve().as_uri()}?immutable=1"
        try:
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.OperationalError:
            if stamp(self.path) != self.stamp:
                raise TooManyWaiting from None
            raise
        # What stands there after it was opened stood there before: nothing comes back.
        if stamp(self.path) != self.stamp:
            connection.close()
            raise TooManyWaiting
        return connection
