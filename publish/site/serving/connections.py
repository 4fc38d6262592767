"""Connections of their own for what must not wait for Datasette's few: downloads, health, counts.

They come from the file that the site has open, whatever stands at its path by now; where Datasette
was started by hand, from the path.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from publish.site.serving.pinned import PinnedFile

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.database import Database


def pinned_file(database: Database) -> PinnedFile | None:
    """The file that a database has open for good; None where it opens its path anew each time."""
    found: PinnedFile | None = getattr(database, "pinned", None)
    return found


def borrow(database: Database) -> sqlite3.Connection:
    """A connection for reading. Raises sqlite3.Error, TooManyWaiting."""
    pinned = pinned_file(database)
    if pinned is not None:
        return pinned.borrow()
    address = f"file:{database.path}?mode=ro"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def give_back(database: Database, connection: sqlite3.Connection) -> None:
    """Give up what was borrowed."""
    pinned = pinned_file(database)
    if pinned is not None:
        pinned.give_back(connection)
    else:
        connection.close()


@contextmanager
def borrowed(database: Database) -> Iterator[sqlite3.Connection]:
    """A connection for as long as the block lasts."""
    connection = borrow(database)
    try:
        yield connection
    finally:
        give_back(database, connection)
