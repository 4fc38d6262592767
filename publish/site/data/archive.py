"""The archive that this Datasette serves, asked through Datasette's own connections and limits."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from publish.site.data.memory import Memory
from publish.site.data.regions import Regions, load_regions

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette
    from datasette.database import Database

NAME: Final = "archive"
"""Name under which Datasette serves archive.db."""

Row = dict[str, Any]
# What a parameter of a query may be.
SqlValue = str | int | float | bytes | None
Rows = tuple[Row, ...]
_REMEMBERED: Final = 512


class Archive:
    """Reads archive.db for the pages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._answers: Memory[tuple[object, ...], Rows] = Memory(_REMEMBERED)
        self._regions: Regions | None = None

    async def rows(self, sql: str, **parameters: SqlValue) -> Rows:
        """All rows of a query, as dictionaries."""
        results = await self.database.execute(sql, parameters)
        return tuple(dict(row) for row in results.rows)

    async def rows_in_time(
        self, milliseconds: int, sql: str, **parameters: SqlValue
    ) -> Rows | None:
        """All rows of a query, or None where it takes longer than that."""
        from datasette.database import QueryInterrupted

        limits = {"custom_time_limit": milliseconds, "log_sql_errors": False}
        try:
            results = await self.database.execute(sql, parameters, **limits)
        except QueryInterrupted:
            return None
        return tuple(dict(row) for row in results.rows)

    async def several(self, asked: Mapping[str, str], **parameters: SqlValue) -> dict[str, Rows]:
        """The rows of several queries that indexes answer at once, by name: going to SQLite's
        thread and back for each costs more than they do.
        """

        def answers(connection: sqlite3.Connection) -> dict[str, Rows]:
            found = ((name, connection.execute(sql, parameters)) for name, sql in asked.items())
            return {name: tuple(dict(row) for row in rows) for name, rows in found}

        answered: dict[str, Rows] = await self.database.execute_fn(answers)
        return answered

    async def one(self, sql: str, **parameters: SqlValue) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(await self.rows(sql, **parameters)), None)

    async def remembered(self, sql: str, **parameters: SqlValue) -> Rows:
        """The rows of a query that adds up many: kept, because the archive does not change while it
        is served.
        """
        question = (sql, *sorted(parameters.items()))
        if question not in self._answers:
            self._answers[question] = await self.rows(sql, **parameters)
        return self._answers[question]

    async def remembered_in_time(
        self, milliseconds: int, sql: str, **parameters: SqlValue
    ) -> Rows | None:
        """The rows of a query that adds up many, kept; None where it takes longer than that."""
        question = (sql, *sorted(parameters.items()))
        if question in self._answers:
            return self._answers[question]
        rows = await self.rows_in_time(milliseconds, sql, **parameters)
        if rows is not None:
            self._answers[question] = rows
        return rows

    async def moved(self, former: str) -> str | None:
        """The id that an agency or a report goes by today, by a former one; None where it is
        nobody's, or where the archive is of before former ids were kept.
        """
        if not await self.database.table_exists("aliases"):
            return None
        agency, _, year = former.rpartition("-")
        sql = "select id, agency from aliases where id in (:whole, :agency)"
        row = await self.one(sql, whole=former, agency=agency)
        if row is None:
            return None
        return str(row["agency"]) if row["id"] == former else f"{row['agency']}-{year}"

    async def regions(self) -> Regions:
        """The tree of divisions, read once."""
        if self._regions is None:
            self._regions = await self.database.execute_fn(load_regions)
        return self._regions


_archives: WeakKeyDictionary[Database, Archive] = WeakKeyDictionary()


def archive_of(datasette: Datasette) -> Archive | None:
    """The archive that this Datasette serves, or None where it serves none."""
    database = datasette.databases.get(NAME)
    if database is None:
        return None
    return _archives.setdefault(database, Archive(database))


def forget(datasette: Datasette) -> None:
    """Give up what is remembered of the archive that this Datasette has served."""
    database = datasette.databases.get(NAME)
    if database is not None:
        _archives.pop(database, None)
