"""What the archive holds as a whole: counts that need a look at every row, made once for each archive.db served.

A served archive.db never changes, so they are counted in a thread of their own from the start of the site; a page that
needs them waits for that.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from publish import schema
from publish.site.archive import Row, Rows
from publish.site.regions import NOWHERE, Regions, load_regions

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.database import Database

_COVERAGE: Final = """
select a.region, c.year, c.status, count(*) from coverage c join agencies a on a.id = c.agency
group by a.region, c.year, c.status
"""
_FAILURES: Final = """
select k.rule, a.region, count(*), count(distinct k.report) from checks k
  join reports r on r.id = k.report join agencies a on a.id = r.agency
where k.result = 'fail' group by k.rule, a.region
"""
_NEWEST: Final = """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as heading, r.quality, r.published_on
from reports r join agencies a on a.id = r.agency
where r.published_on is not null order by r.published_on desc, r.id limit 12
"""
_FAILED: Final = """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as heading, r.quality, r.published_on, r.failed_checks
from reports r join agencies a on a.id = r.agency
where r.quality = 'source_error' order by r.rowid desc limit 8
"""
Cell = tuple[str, int]
"""A division and a year, or the like."""


@dataclass(frozen=True)
class Summary:
    """Counts over the whole archive.

    `coverage` counts agencies by status, for each row of the front page's map and year; `failures` counts failed checks
    and `failing_reports` their reports by rule and row of the map. The rows are `regions.shown`.
    """

    counts: dict[str, int]
    figures: int
    qualities: dict[str, int]
    statuses: dict[str, int]
    years: tuple[int, ...]
    coverage: dict[Cell, dict[str, int]]
    failures: dict[tuple[str, str], int]
    failing_reports: dict[tuple[str, str], int]
    regions: Regions
    newest: Rows
    failed: Rows

    @property
    def has_elsewhere(self) -> bool:
        """Whether some agencies belong to no row of the map."""
        return any(row == NOWHERE for row, _ in self.coverage)

    def failed_by_rule(self, rule: str) -> int:
        """How many checks of a rule fail."""
        return sum(count for (one, _), count in self.failures.items() if one == rule)


def summarise(connection: sqlite3.Connection) -> Summary:
    """Count everything; on an archive of a million reports this takes a minute."""
    regions = load_regions(connection)
    coverage, statuses = _coverage(connection, regions)
    failures, failing_reports = _failures(connection, regions)
    return Summary(
        counts={table.name: _count(connection, f"select count(*) from {table.name}") for table in schema.tables()},
        figures=sum(_count(connection, sql) for sql in _figure_counts()),
        qualities=dict(connection.execute("select quality, count(*) from reports group by quality").fetchall()),
        statuses=statuses,
        years=tuple(sorted({year for _, year in coverage})),
        coverage=coverage,
        failures=failures,
        failing_reports=failing_reports,
        regions=regions,
        newest=_rows(connection, _NEWEST),
        failed=_rows(connection, _FAILED),
    )


def _rows(connection: sqlite3.Connection, sql: str) -> Rows:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


def _count(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0] or 0)


def _coverage(connection: sqlite3.Connection, regions: Regions) -> tuple[dict[Cell, dict[str, int]], dict[str, int]]:
    found: dict[Cell, dict[str, int]] = {}
    statuses: dict[str, int] = {}
    for region, year, status, count in connection.execute(_COVERAGE):
        cell = found.setdefault((regions.row_of(region), year), {})
        cell[status] = cell.get(status, 0) + count
        statuses[status] = statuses.get(status, 0) + count
    return found, statuses


def _failures(
    connection: sqlite3.Connection, regions: Regions
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    checks: dict[tuple[str, str], int] = {}
    reports: dict[tuple[str, str], int] = {}
    for rule, region, count, distinct in connection.execute(_FAILURES):
        cell = (rule, regions.row_of(region))
        checks[cell] = checks.get(cell, 0) + count
        reports[cell] = reports.get(cell, 0) + distinct
    return checks, reports


def _figure_counts() -> list[str]:
    """Queries that count the figures of the statutory tables: every number, and no null; an amount counts once."""
    printed = {name: _figure_columns(name) for name in ("disclosures", "applications", "reviews")}
    counted = [(name, " + ".join(f"sum({c} is not null)" for c in columns)) for name, columns in printed.items()]
    return [f"select {count} from {name}" for name, count in (*counted, ("statistics", "count(value)"))]


def _figure_columns(table: str) -> list[str]:
    columns = [column.name for column in schema.table(table).columns if column.type in ("integer", "real")]
    exact = {schema.exact_amount(name) for name in columns if schema.exact_amount(name) != name}
    return [name for name in columns if name.endswith(schema.AMOUNT_SUFFIX) or name not in exact]


_counter: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="summary")
_summaries: WeakKeyDictionary[Database, Future[Summary]] = WeakKeyDictionary()


def begin(database: Database) -> Future[Summary]:
    """Start counting, unless that was done before."""
    if database not in _summaries:
        _summaries[database] = _counter.submit(_from_file, str(database.path))
    return _summaries[database]


async def summary_of(database: Database) -> Summary:
    """The counts of an archive, as soon as they are there."""
    return await asyncio.wrap_future(begin(database))


def _from_file(path: str) -> Summary:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return summarise(connection)
    finally:
        connection.close()


__all__ = ["Row", "Summary", "begin", "summarise", "summary_of"]
