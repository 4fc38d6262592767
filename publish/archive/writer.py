"""Writes a collection into the tables of a new database, in batches and in one stable order.

A table is one more line of OF_THE_ARCHIVE, or, where each report has its own rows, of OF_A_READING
or OF_A_REPORT.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from sqlite_utils import Database

from extract.contract import ReadingRecord
from publish.archive import reading_rows, record_rows, report_rows
from publish.archive.report_records import ReportRecord, report_records
from publish.assess import indicators
from publish.collect.collection import Collection
from publish.collect.coverage import states_of
from publish.schema.row import Row
from publish.schema.tables import table

BATCH = 1000
OF_THE_ARCHIVE: Final[tuple[tuple[str, Callable[[Collection], Iterable[Row]]], ...]] = (
    ("regions", record_rows.regions),
    ("portals", record_rows.portals),
    ("agencies", record_rows.agencies),
    ("aliases", record_rows.aliases),
    ("crawls", record_rows.crawls),
    ("captures", record_rows.captures),
    ("indicators", lambda _: indicators.rows()),
    ("issues", record_rows.issues_of_no_report),
    ("series_years", record_rows.series_years),
)
# Straight from the reading of a report's chosen document.
OF_A_READING: Final[tuple[tuple[str, Callable[[str, ReadingRecord], Iterable[Row]]], ...]] = (
    ("sections", reading_rows.sections),
    ("disclosures", reading_rows.disclosures),
    ("applications", reading_rows.applications),
    ("reviews", reading_rows.reviews),
    ("report_totals", reading_rows.totals),
    ("statistics", reading_rows.statistics),
    ("cells", reading_rows.cells),
    ("tables", reading_rows.tables),
)
OF_A_REPORT: Final[tuple[tuple[str, Callable[[ReportRecord], Iterable[Row]]], ...]] = (
    ("reports", report_rows.reports),
    ("issues", report_rows.issues),
    ("checks", report_rows.checks),
    ("changes", report_rows.changes),
    ("text_reuse", report_rows.text_reuse),
    ("assessments", report_rows.assessments),
)


class Writer:
    """Collects rows by table, numbers those of tables with a row number, and writes them a batch at
    a time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, list[Row]] = defaultdict(list)
        self._written: Counter[str] = Counter()

    def add(self, name: str, found: Iterable[Row]) -> None:
        """Take rows for a table; its row number, where it has one, goes on from the last."""
        numbered = table(name).is_numbered
        for row in found:
            self._written[name] += 1
            self._waiting[name].append({"id": self._written[name], **row} if numbered else row)
            if len(self._waiting[name]) >= BATCH:
                self._flush(name)

    def close(self) -> Counter[str]:
        """Write what waits; gives the number of rows of each table."""
        for name in list(self._waiting):
            self._flush(name)
        return self._written

    def _flush(self, name: str) -> None:
        self._database.table(name).insert_all(self._waiting.pop(name, []), batch_size=BATCH)


def write(collection: Collection, database: Database) -> Counter[str]:
    """Write every row of the collection; gives the number of rows of each table."""
    writer = Writer(database)
    for name, rows_of in OF_THE_ARCHIVE:
        writer.add(name, rows_of(collection))
    states = states_of(collection)
    writer.add("coverage", record_rows.coverage(collection, states))
    for record in report_records(collection, states):
        for name, rows_of_reading in OF_A_READING:
            writer.add(name, rows_of_reading(record.report.id, record.reading))
        for name, rows_of_report in OF_A_REPORT:
            writer.add(name, rows_of_report(record))
    return writer.close()
