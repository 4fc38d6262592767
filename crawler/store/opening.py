"""Opens a portal's log for reading, also where nothing can be written: a full disk, a mounted
backup.

The log is kept in WAL mode, whose readers write an index beside it. Where that is refused, the file
is read as one that never changes; what waits in its -wal belongs to it and is read from a copy.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from crawler.errors import LogOfAnotherVersion

SCHEMA_VERSION = 2
"""The version of log.sql, as `PRAGMA user_version` of a log says it; 0 is a log of before.

2 added the table of requests.
"""

# What SQLite says where it may not write, or has no room to.
_UNWRITABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
)
# What it says of a disk that is full or failing, or of a file that may not be opened.
_OF_THE_DISK = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)
# The most characters of a library's own words in a message.
_LONGEST_WORDS = 200
_PRIMARY = 0xFF  # the low byte of an extended code is the kind of the error


def rows_of(log: Path, portal: str, query: str, parameters: Sequence[object]) -> list[sqlite3.Row]:
    """What a query gives of the log of a portal.

    Raises LogOfAnotherVersion, sqlite3.DatabaseError.
    """
    try:
        with closing(sqlite3.connect(log)) as connection:
            return _asked(connection, portal, query, parameters)
    except sqlite3.OperationalError as error:
        if primary_code(error) not in _UNWRITABLE:
            raise
    with _unchanging(log) as connection:
        return _asked(connection, portal, query, parameters)


def _asked(
    connection: sqlite3.Connection, portal: str, query: str, parameters: Sequence[object]
) -> list[sqlite3.Row]:
    connection.execute("PRAGMA query_only = ON")
    check_version(connection, portal)
    connection.row_factory = sqlite3.Row
    return connection.execute(query, parameters).fetchall()


@contextmanager
def _unchanging(log: Path) -> Iterator[sqlite3.Connection]:
    waiting = log.with_name(log.name + "-wal")
    if waiting.is_file() and waiting.stat().st_size:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(waiting, folder)
            copy = Path(shutil.copy(log, folder))
            with closing(sqlite3.connect(copy)) as connection:
                yield connection
        return
    address = f"{log.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def check_version(connection: sqlite3.Connection, portal: str) -> None:
    """Raise LogOfAnotherVersion where a later version of the program wrote the log."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise LogOfAnotherVersion(
            f"{portal}: the log was written by another version of gongkai (its schema is {version},"
            f" this one knows {SCHEMA_VERSION}); upgrade, or use the version that wrote it"
        )


def trouble(error: sqlite3.Error | ValueError) -> str:
    """Say what is wrong with a log that cannot be read, and what to do: a disk without room or a
    file that may not be read is no damage.
    """
    said = " ".join(str(error).split())[:_LONGEST_WORDS]
    if isinstance(error, sqlite3.Error) and primary_code(error) in _OF_THE_DISK:
        return (
            f"the capture log cannot be read ({said}); make room on the disk, see that the file"
            " may be read, and try again"
        )
    return f"the capture log is damaged ({said}); restore it from a copy"


def primary_code(error: sqlite3.Error) -> int:
    """The kind of an SQLite error (SQLITE_FULL, SQLITE_IOERR …); 0 where the error has none."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY
