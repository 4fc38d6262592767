"""What the pages read out of archive.db, through Datasette's own connections and limits."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from publish import schema

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette
    from datasette.database import Database

NAME: Final = "archive"
"""Name under which Datasette serves archive.db."""

Row = dict[str, Any]

_REPORT: Final = """
select r.*, coalesce(r.title, a.name || ' ' || r.year) as heading, a.name as agency_name,
  p.name as portal_name
from reports r
  join agencies a on a.id = r.agency join portals p on p.id = r.portal where r.id = :id
"""
_AGENCY: Final = """
select a.*, g.name as region_name, p.name as portal_name from agencies a
  left join regions g on g.code = a.region join portals p on p.id = a.portal where a.id = :id
"""
_YEARS: Final = """
select y.year, c.status, c.deadline, c.days_late, r.id, r.form,
  coalesce(r.title, r.id) as heading, r.quality, r.published_on, x.total as received,
  t.total as handled
from (select year from coverage where agency = :id union select year from reports where agency = :id) y
  left join coverage c on c.agency = :id and c.year = y.year
  left join reports r on r.agency = :id and r.year = y.year
  left join applications x on x.report = r.id and x.outcome = 'new_received'
  left join applications t on t.report = r.id and t.outcome = 'total'
order by y.year desc
"""
_NEWEST: Final = """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as heading, r.quality, r.published_on
from reports r join agencies a on a.id = r.agency
where r.published_on is not null order by r.published_on desc, r.id limit 12
"""
_DIVISIONS: Final = """
with recursive above(code, name, parent, depth) as (
  select code, name, parent, 0 from regions where code = :code
  union all
  select g.code, g.name, g.parent, depth + 1 from regions g join above on g.code = above.parent where depth < 6
)
select code, name from above order by depth desc
"""


@dataclass(frozen=True)
class Report:
    """A report with everything that its page shows, row by row as the tables hold it."""

    row: Row
    disclosures: Row | None
    applications: tuple[Row, ...]
    reviews: tuple[Row, ...]
    statistics: tuple[Row, ...]
    cells: tuple[Row, ...]
    tables: tuple[Row, ...]
    checks: tuple[Row, ...]
    issues: tuple[Row, ...]
    sections: tuple[Row, ...]
    captures: tuple[Row, ...]
    changes: tuple[Row, ...]

    @property
    def capture(self) -> Row:
        """The archived response that the figures come from."""
        return next(capture for capture in self.captures if capture["id"] == self.row["capture"])


class Archive:
    """Reads archive.db for the pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, sql: str, **parameters: Any) -> tuple[Row, ...]:
        """All rows of a query, as dictionaries."""
        results = await self._database.execute(sql, parameters)
        return tuple(dict(row) for row in results.rows)

    async def one(self, sql: str, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(await self.rows(sql, **parameters)), None)

    async def report(self, report: str) -> Report | None:
        """The report with this id, or None."""
        row = await self.one(_REPORT, id=report)
        if row is None:
            return None
        return Report(
            row=row,
            disclosures=await self.one("select * from disclosures where report = :id", id=report),
            captures=await self.rows(
                "select * from captures where id = :capture or report = :id order by fetched_at, id",
                id=report,
                capture=row["capture"],
            ),
            **{table: await self._of(table, report) for table in _PARTS},
        )

    async def _of(self, table: str, report: str) -> tuple[Row, ...]:
        return await self.rows(f"select * from {table} where report = :id order by {_PARTS[table]}", id=report)

    async def agency(self, agency: str) -> Row | None:
        """The agency with this id, or None; with the years of its reports and the divisions it belongs to."""
        row = await self.one(_AGENCY, id=agency)
        if row is None:
            return None
        divisions = await self.rows(_DIVISIONS, code=row["region"])
        return {**row, "years": await self.rows(_YEARS, id=agency), "divisions": divisions}

    async def overview(self) -> Row:
        """What the front page tells: totals, reports by quality, newest reports, rows of each table.

        Counted once for each opened archive.db: a new one is served by a new process.
        """
        if self._database not in _overviews:
            newest = await self.rows(_NEWEST)
            _overviews[self._database] = {**await self._database.execute_fn(_totals), "newest": newest}
        return _overviews[self._database]


_overviews: WeakKeyDictionary[Database, Row] = WeakKeyDictionary()
_PARTS: Final = {
    "applications": "rowid",
    "reviews": "rowid",
    "statistics": "id",
    "cells": "id",
    "tables": "id",
    "checks": "id",
    "issues": "id",
    "sections": "id",
    "changes": "id",
}


def _totals(connection: sqlite3.Connection) -> Row:
    def count(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0] or 0)

    def counts(table: str, column: str) -> dict[str, int]:
        return dict(connection.execute(f"select {column}, count(*) from {table} group by {column}").fetchall())

    return {
        "counts": {table.name: count(f"select count(*) from {table.name}") for table in schema.tables()},
        "figures": sum(count(sql) for sql in _figure_counts()),
        "qualities": counts("reports", "quality"),
        "coverage": counts("coverage", "status"),
    }


def _figure_counts() -> list[str]:
    """Queries that count the figures of the statutory tables: every number, and no null; an amount counts once."""
    printed = {name: _figure_columns(name) for name in ("disclosures", "applications", "reviews")}
    counted = [(name, " + ".join(f"sum({c} is not null)" for c in columns)) for name, columns in printed.items()]
    return [f"select {count} from {name}" for name, count in (*counted, ("statistics", "count(value)"))]


def _figure_columns(table: str) -> list[str]:
    columns = [column.name for column in schema.table(table).columns if column.type in ("integer", "real")]
    exact = {schema.exact_amount(name) for name in columns if schema.exact_amount(name) != name}
    return [name for name in columns if name.endswith(schema.AMOUNT_SUFFIX) or name not in exact]


def archive_of(datasette: Datasette) -> Archive | None:
    """The archive that this Datasette serves, or None where it serves none."""
    database = datasette.databases.get(NAME)
    return Archive(database) if database is not None else None
