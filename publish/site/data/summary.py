"""What the archive holds as a whole: the totals that the build added up, read once for each
archive.db served.

A served archive.db never changes, so they are read in a thread of their own from the start of the
site; a page that needs them waits for that.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from publish.archive.totals import FIGURES
from publish.schema import tables as schema
from publish.site.data.archive import Row, Rows
from publish.site.data.regions import NOWHERE, Regions, load_regions
from publish.site.serving.connections import borrowed

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.database import Database

_COVERAGE: Final = "select region, year, status, agencies from coverage_totals"
_FAILURES: Final = "select rule, region, failed, reports from check_totals"
_ROWS: Final = "select name, rows from row_totals"
_NEWEST: Final = """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as heading, r.quality, r.published_on
from reports r join agencies a on a.id = r.agency
where r.published_on is not null order by r.published_on desc, r.id limit 12
"""
# Portals of this machine alone are those of the demonstration.
_PRACTICE: Final = """
select count(*) > 0 and count(*) = sum(home glob 'http://127.*') from portals
"""
_FAILED: Final = """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as heading, r.quality, r.published_on,
  r.failed_checks
from reports r join agencies a on a.id = r.agency
where r.quality = 'source_error' order by r.rowid desc limit 8
"""
Cell = tuple[str, int]
"""A division and a year, or the like."""


@dataclass(frozen=True)
class Summary:
    """Counts over the whole archive.

    `coverage` counts agencies by status, for each row of the front page's map and year; `failures`
    counts failed checks and `failing_reports` their reports by rule and row of the map. The rows
    are `regions.shown`. `is_practice` says that all portals are those of the demonstration.
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
    is_practice: bool = False

    @property
    def has_elsewhere(self) -> bool:
        """Whether some agencies belong to no row of the map."""
        return any(row == NOWHERE for row, _ in self.coverage)

    @property
    def fails_elsewhere(self) -> bool:
        """Whether checks fail of agencies that belong to no row of the map."""
        return any(row == NOWHERE for _, row in self.failures)

    def failed_by_rule(self, rule: str) -> int:
        """How many checks of a rule fail."""
        return sum(count for (one, _), count in self.failures.items() if one == rule)


def summarise(connection: sqlite3.Connection) -> Summary:
    """Put together what the build added up, and what indexes give at once."""
    regions = load_regions(connection)
    coverage, statuses = _coverage(connection, regions)
    failures, failing_reports = _failures(connection, regions)
    counts = dict(connection.execute(_ROWS).fetchall())
    figures = counts.pop(FIGURES)
    return Summary(
        counts={
            table.name: counts[table.name] for table in schema.tables() if table.name in counts
        },
        figures=figures,
        qualities=dict(
            connection.execute("select quality, count(*) from reports group by quality").fetchall()
        ),
        statuses=statuses,
        years=tuple(sorted({year for _, year in coverage})),
        coverage=coverage,
        failures=failures,
        failing_reports=failing_reports,
        regions=regions,
        newest=_rows(connection, _NEWEST),
        failed=_rows(connection, _FAILED),
        is_practice=bool(connection.execute(_PRACTICE).fetchone()[0]),
    )


def _rows(connection: sqlite3.Connection, sql: str) -> Rows:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


def _coverage(
    connection: sqlite3.Connection, regions: Regions
) -> tuple[dict[Cell, dict[str, int]], dict[str, int]]:
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


_counter: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="summary")
_summaries: WeakKeyDictionary[Database, Future[Summary]] = WeakKeyDictionary()


def begin(database: Database) -> Future[Summary]:
    """Start counting, unless that was done before."""
    if database not in _summaries:
        _summaries[database] = _counter.submit(_counted, database)
    return _summaries[database]


async def summary_of(database: Database) -> Summary:
    """The counts of an archive, as soon as they are there."""
    return await asyncio.wrap_future(begin(database))


def _counted(database: Database) -> Summary:
    with borrowed(database) as connection:
        return summarise(connection)


__all__ = ["Row", "Summary", "begin", "summarise", "summary_of"]
