"""What the rows of one report are made of, brought together once and given to every table of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extract.contract import ReadingRecord
from publish.archive import reading_rows
from publish.archive.prepared_rows import PreparedRows
from publish.assess.assessments import Assessor
from publish.assess.reuse import find_reuse
from publish.collect import issues
from publish.collect.changes import Change, changes_of
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.coverage import Coverage, States
from publish.collect.crossyear import Check, YearFigures, check_years, is_contested
from publish.collect.issues import Issue
from publish.collect.reports import Report
from publish.collect.series import series_of
from publish.collect.succession import Kind
from publish.schema.row import Row


@dataclass(frozen=True)
class ReportRecord:
    """A report with all that is known of it.

    `reading` is the outline of that of the document its figures come from, and `rows` what the
    reading gives; `issues` what the extractor and the archive note; `checks` the rows of its
    checks, those across years too; `state` its year's coverage.
    """

    report: Report
    agency: AgencyRecord
    reading: ReadingRecord
    rows: PreparedRows
    issues: tuple[Issue, ...]
    checks: tuple[Row, ...]
    changes: tuple[Change, ...]
    state: Coverage
    assessor: Assessor


def report_records(collection: Collection, states: States) -> Iterator[ReportRecord]:
    """The record of every report, in order of agency and year."""
    assessor = Assessor(collection, find_reuse(collection))
    readings = collection.readings
    for agency in collection.agencies:
        across = _checks_across_years(agency, collection)
        for report in agency.reports:
            reading = readings.load(report.chosen.sha256)
            rows = readings.rows(report.chosen.sha256)
            yield ReportRecord(
                report=report,
                agency=agency,
                reading=reading,
                rows=rows,
                issues=(*_of_reading(report, reading, rows), *issues.of_report(report, readings)),
                checks=(*rows.checks(report.id), *across[report.id]),
                changes=tuple(changes_of(report, readings)),
                state=states[agency.id][report.year],
                assessor=assessor,
            )


def _of_reading(report: Report, reading: ReadingRecord, rows: PreparedRows) -> Iterator[Issue]:
    """What the extractor noted, and figures that no column of the archive can hold as printed."""
    capture = report.chosen.version.id
    for issue in reading["issues"]:
        yield Issue(issue["code"], issue["message"], "document", report.id, capture)
    for address in rows.below_yuan:
        yield issues.of_amount(report.id, capture, address)
    for address in rows.too_large:
        yield issues.of_number(report.id, capture, address)


def _checks_across_years(agency: AgencyRecord, collection: Collection) -> dict[str, list[Row]]:
    """The rows of an agency's checks across years, by the later report."""
    found: dict[str, list[Row]] = defaultdict(list)
    for year in series_of(agency, collection):
        report, before = year.report, year.before
        if before is None or report.agency != agency.id or report.year != before.year + 1:
            continue
        contested = any(is_contested(one, collection.readings) for one in (before, report))
        found[report.id] += (
            _across_years(report.id, before.id, year.succession, check)
            for check in check_years(
                YearFigures(collection.readings.load(before.chosen.sha256)),
                YearFigures(collection.readings.load(report.chosen.sha256)),
                year.succession,
                contested,
            )
        )
    return found


def _across_years(report: str, earlier: str, succession: Kind | None, check: Check) -> Row:
    """A check across years."""
    return {
        "report": report,
        "rule": check.rule,
        "subject": check.subject,
        "left_value": reading_rows.number(check.left),
        "right_value": reading_rows.number(check.right),
        "result": check.result,
        "assumed_blank_zero": int(check.assumed_blank_zero),
        "source": "archive",
        "compared_report": earlier,
        "succession": succession,
    }
