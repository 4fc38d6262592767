"""What one query may cost in memory: the size of a cell, of a result, and of all that SQLite holds.

SQL that anybody may type can build cells of a gigabyte out of nothing, a thousand rows of them in a
result. These bounds are far above what any table of the archive gives.
"""

from __future__ import annotations

import sqlite3
import weakref
from typing import Any, Final

MIB: Final = 2**20
# A section is the longest cell that there is; its document is read up to 16 MiB, and none is known
# above 1.
LONGEST_CELL: Final = 8 * MIB
LARGEST_RESULT: Final = 48 * MIB
LARGEST_HEAP: Final = 512 * MIB
_A_CELL: Final = 64


class Meter:
    """Makes the rows of a connection, and stops a result that grows beyond its bound."""

    def __init__(self, most: int = LARGEST_RESULT) -> None:
        self._most = most
        self._cursor: weakref.ref[sqlite3.Cursor] | None = None
        self._size = 0

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        """The row as Datasette wants it. Raises sqlite3.OperationalError, which Datasette shows as
        an error.
        """
        if self._cursor is None or self._cursor() is not cursor:
            self._cursor, self._size = weakref.ref(cursor), 0
        self._size += sum(
            _A_CELL + (len(cell) if isinstance(cell, str | bytes) else 0) for cell in row
        )
        if self._size > self._most:
            self._cursor = None
            raise sqlite3.OperationalError(
                f"结果太大 / the result is larger than {self._most // MIB} MB: ask for less"
            )
        return sqlite3.Row(cursor, row)


def bound(connection: sqlite3.Connection) -> None:
    """Set the bounds on a connection of the site."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    connection.execute(f"pragma hard_heap_limit = {LARGEST_HEAP}")
    connection.row_factory = Meter()
