"""Rows of the archive out of all that is known of one report beside its document's figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publish.archive.reading_rows import number
from publish.archive.record_rows import issue_row
from publish.archive.report_records import ReportRecord
from publish.collect.changes import Change
from publish.schema.row import Row, clean


def reports(record: ReportRecord) -> Iterator[Row]:
    """The row of the report itself."""
    report, reading, chosen = record.report, record.reading, record.report.chosen
    yield {
        "id": report.id,
        "agency": report.agency,
        "year": report.year,
        "form": reading["form"],
        "title": clean(chosen.title),
        "signed_on": chosen.signed_on,
        "published_on": chosen.published_on,
        "portal": chosen.location.portal,
        "url": clean(chosen.location.url),
        "page_url": clean(report.page.location.url),
        "document": chosen.sha256,
        "media_type": clean(reading["media_type"]),
        "capture": chosen.version.id,
        "extractor": reading["extractor"],
        "quality": chosen.quality,
        "failed_checks": sum(map(_fails_by_itself, record.checks)),
        "issues": len(record.issues),
        "versions": report.versions,
        "first_seen": report.first_seen,
        "last_seen": report.last_seen,
        "gone_since": report.gone_since,
    }


def issues(record: ReportRecord) -> Iterator[Row]:
    """What the extractor noted, and what shows only beside other documents."""
    return map(issue_row, record.issues)


def checks(record: ReportRecord) -> Iterable[Row]:
    """The checks within the document, and those across years."""
    return record.checks


def changes(record: ReportRecord) -> Iterator[Row]:
    """The figures that differ between its versions."""
    return (_change(record.report.id, change) for change in record.changes)


def text_reuse(record: ReportRecord) -> Iterator[Row]:
    """The reports whose wording it shares."""
    return record.assessor.reuse_rows(record.report)


def assessments(record: ReportRecord) -> Iterator[Row]:
    """What evaluators score, an indicator each."""
    return record.assessor.rows(
        record.report, record.agency, record.state, record.checks, len(record.changes)
    )


def _fails_by_itself(check: Row) -> bool:
    return bool(check["source"] == "document" and check["result"] == "fail")


def _change(report: str, change: Change) -> Row:
    """A figure that differs between two versions of a report."""
    difference, replacement = change.difference, change.replacement
    return {
        "report": report,
        "statutory_table": difference.address.table,
        "row_key": clean(difference.address.row),
        "column_key": difference.address.column or None,
        "old_value": number(difference.old),
        "new_value": number(difference.new),
        "old_capture": replacement.old.id,
        "new_capture": replacement.new.id,
        "noticed_at": replacement.noticed.fetched_at,
    }
