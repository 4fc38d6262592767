"""Writes a collection into the tables of a new database, in batches and in one stable order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from sqlite_utils import Database

from extract.contract import ReadingRecord
from publish.archive import reading_rows, record_rows
from publish.assess import indicators
from publish.assess.assessments import Assessor
from publish.assess.reuse import find_reuse
from publish.collect import issues
from publish.collect.changes import changes_of
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.coverage import Coverage, coverage_of
from publish.collect.crossyear import YearFigures, check_years
from publish.collect.doubts import Doubts
from publish.collect.issues import Issue
from publish.collect.reports import Report
from publish.schema.row import Row
from publish.schema.tables import table

BATCH = 1000
# Tables whose rows come straight from the reading of a report's chosen document.
_OF_READING = {
    "sections": reading_rows.sections,
    "disclosures": reading_rows.disclosures,
    "applications": reading_rows.applications,
    "reviews": reading_rows.reviews,
    "report_totals": reading_rows.totals,
    "statistics": reading_rows.statistics,
    "cells": reading_rows.cells,
    "tables": reading_rows.tables,
}


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
        numbered = table(name).key == ("id",) and table(name).column("id").type == "integer"
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
    writer.add("regions", record_rows.regions(collection))
    writer.add("portals", record_rows.portals(collection))
    writer.add("agencies", record_rows.agencies(collection))
    writer.add("aliases", record_rows.aliases(collection))
    writer.add("crawls", chain.from_iterable(map(record_rows.crawls, collection.histories)))
    writer.add("captures", record_rows.captures(collection))
    writer.add("indicators", indicators.rows())
    noted = defaultdict(list)
    for issue in collection.issues():
        noted[issue.report].append(issue)
    writer.add("issues", map(record_rows.issue_row, noted.pop(None, [])))
    assessor = Assessor(collection, find_reuse(collection))
    doubts = Doubts(collection)
    for agency in collection.agencies:
        _write_agency(agency, noted, collection, doubts, assessor, writer)
    return writer.close()


def _write_agency(
    agency: AgencyRecord,
    noted: dict[str | None, list[Issue]],
    collection: Collection,
    doubts: Doubts,
    assessor: Assessor,
    writer: Writer,
) -> None:
    states = coverage_of(agency, collection, doubts)
    across = defaultdict(list)
    for check in _archive_checks(agency, collection):
        across[check["report"]].append(check)
    for report in agency.reports:
        reading = collection.readings.load(report.chosen.sha256)
        _write_report(report, reading, noted[report.id], writer)
        checks = [*reading_rows.document_checks(report.id, reading), *across[report.id]]
        changes = [
            reading_rows.change(report.id, change)
            for change in changes_of(report, collection.readings)
        ]
        writer.add("checks", checks)
        writer.add("changes", changes)
        writer.add("text_reuse", assessor.reuse_rows(report))
        writer.add(
            "assessments", assessor.rows(report, agency, states[report.year], checks, len(changes))
        )
    writer.add("coverage", _coverage(agency, states))


def _write_report(
    report: Report, reading: ReadingRecord, noted: list[Issue], writer: Writer
) -> None:
    found = [*_reading_issues(report, reading), *noted]
    writer.add("reports", [record_rows.report_row(report, reading, len(found))])
    for name, rows_of in _OF_READING.items():
        writer.add(name, rows_of(report.id, reading))
    writer.add("issues", map(record_rows.issue_row, found))


def _reading_issues(report: Report, reading: ReadingRecord) -> Iterator[Issue]:
    capture = report.chosen.version.id
    for issue in reading["issues"]:
        yield Issue(issue["code"], issue["message"], "document", report.id, capture)
    for address in reading_rows.fractional(reading):
        yield issues.of_amount(report.id, capture, address)
    for address in reading_rows.oversized(reading):
        yield issues.of_number(report.id, capture, address)


def _archive_checks(agency: AgencyRecord, collection: Collection) -> Iterator[Row]:
    years = (
        (report, YearFigures(collection.readings.load(report.chosen.sha256)))
        for report in collection.series(agency)
    )
    for (earlier, before), (later, after) in pairwise(years):
        if later.agency == agency.id and later.year == earlier.year + 1:
            for check in check_years(before, after):
                yield reading_rows.archive_check(later.id, earlier.id, check)


def _coverage(agency: AgencyRecord, states: dict[int, Coverage]) -> Iterator[Row]:
    found = {report.year: report.id for report in agency.reports}
    for year, state in states.items():
        yield {
            "agency": agency.id,
            "year": year,
            "status": state.status,
            "report": found.get(year),
            "deadline": state.deadline,
            "published_on": state.published_on,
            "days_late": state.days_late,
            "reason": state.reason,
        }
