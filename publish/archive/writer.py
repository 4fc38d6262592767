"""Writes a collection into the tables of a new database, in batches and in one stable order.

A table is one more line of OF_THE_ARCHIVE, or, where each report has its own rows, of OF_A_REPORT
or of publish.archive.prepared_rows.OF_A_READING.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final

from publish.archive import record_rows, report_rows
from publish.archive.prepared_rows import OF_A_READING, columns, values_of
from publish.archive.report_records import ReportRecord, report_records
from publish.assess import indicators
from publish.collect.collection import Collection
from publish.collect.coverage import states_of
from publish.schema.row import Row, Values

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

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[Values]] = defaultdict(list)
        self._written: Counter[str] = Counter()

    def add(self, name: str, found: Iterable[Row]) -> None:
        """Take rows for a table; its row number, where it has one, goes on from the last."""
        self.add_values(name, map(values_of(name), found))

    def add_values(self, name: str, found: Iterable[Values]) -> None:
        """Take rows as values in the order of the columns, without the number of the row."""
        rest = iter(found)
        while batch := list(islice(rest, BATCH)):
            self._waiting[name] += batch
            if len(self._waiting[name]) >= BATCH:
                self._flush(name)

    def close(self) -> Counter[str]:
        """Write what waits; gives the number of rows of each table."""
        for name in list(self._waiting):
            self._flush(name)
        return self._written

    def _flush(self, name: str) -> None:
        rows = self._waiting.pop(name)
        names = columns(name)
        marks = ", ".join("?" * len(names))
        # A number that is not given goes on from the last one.
        self._connection.executemany(
            f"insert into {name} ({', '.join(names)}) values ({marks})", rows
        )
        self._written[name] += len(rows)


def write(collection: Collection, connection: sqlite3.Connection) -> Counter[str]:
    """Write every row of the collection; gives the number of rows of each table."""
    writer = Writer(connection)
    for name, rows_of in OF_THE_ARCHIVE:
        writer.add(name, rows_of(collection))
    states = states_of(collection)
    writer.add("coverage", record_rows.coverage(collection, states))
    for record in report_records(collection, states):
        for name, _ in OF_A_READING:
            writer.add_values(name, record.rows.of(name, record.report.id))
        for name, rows_of_report in OF_A_REPORT:
            writer.add(name, rows_of_report(record))
    return writer.close()
