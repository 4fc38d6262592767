"""A report, one of its figures, and an agency as JSON objects: what their pages say, for
programs.
"""

from __future__ import annotations

import json
from typing import Final

from foundation.json_values import JsonObject
from publish.collect.figures import Address
from publish.site.addresses import (
    agency_path,
    figure_path,
    marked_path,
    original_path,
    report_path,
)
from publish.site.data.archive import Row, Rows
from publish.site.pages.agency.query import Agency
from publish.site.printed.figures import Figure, Figures, address_of
from publish.site.printed.notices import Notice
from publish.site.printed.report import Report
from publish.site.visit import Visit
from publish.site.wording.naming import name_of

_REPORT: Final = (
    *(
        "id",
        "agency",
        "agency_name",
        "region",
        "year",
        "form",
        "title",
        "signed_on",
        "published_on",
        "quality",
    ),
    *("first_seen", "last_seen", "gone_since", "versions", "extractor"),
)
_CHECK: Final = ("rule", "subject", "left_value", "right_value", "result", "compared_report")
_REUSE: Final = (
    *("relation", "compared_report", "similarity", "shared"),
    *("passage", "passage_length"),
)
_ISSUE: Final = ("code", "message")
_SECTION: Final = ("number", "heading", "text")
_DOCUMENT: Final = ("url", "media_type", "sha256", "length", "fetched_at", "last_seen", "role")


def report_object(
    visit: Visit, report: Report, notices: tuple[Notice, ...], assessed: dict[str, Row]
) -> JsonObject:
    """A report with all that its page says: notices, figures, checks, issues, changes, assessment,
    reused text, sections, and archived documents.
    """
    return {
        **_named(visit, report),
        "notices": list(map(_notice, notices)),
        "figures": _figures(visit, report),
        "checks": _each(report.checks, _CHECK),
        "issues": _each(report.issues, _ISSUE),
        "changes": [_change(visit, change) for change in report.changes],
        "assessments": list(map(_assessment, assessed.values())),
        "text_reuse": _each(report.reuse, _REUSE),
        "sections": _each(report.sections, _SECTION),
        "documents": [_document(visit, capture) for capture in report.captures],
    }


def _figures(visit: Visit, report: Report) -> list[JsonObject]:
    figures = Figures(report)
    addresses = [address for table in figures.tables for address in table.addresses]
    found = [figures[address] for address in addresses]
    indicators = [figure for _, figure in figures.indicators]
    return [_figure(visit, report, figures, figure) for figure in (*found, *indicators)]


def _each(rows: Rows, names: tuple[str, ...]) -> list[Row]:
    return [_chosen(row, names) for row in rows]


def _notice(notice: Notice) -> JsonObject:
    text = {"zh": notice.text.zh, "en": notice.text.en}
    return {"kind": notice.kind, "value": notice.value, "text": text}


def _change(visit: Visit, change: Row) -> JsonObject:
    """How a figure was changed after publication, with both versions of its document."""
    address = address_of(change)
    return {
        "table": address.table,
        "row": address.row,
        "column": address.column or None,
        **_chosen(change, ("old_value", "new_value", "noticed_at")),
        "old_archived": visit.absolute(marked_path(change["old_capture"], address)),
        "new_archived": visit.absolute(marked_path(change["new_capture"], address)),
    }


def _assessment(row: Row) -> JsonObject:
    evidence = json.loads(row["evidence"]) if row["evidence"] else None
    return {**_chosen(row, ("indicator", "result", "value")), "evidence": evidence}


def figure_object(visit: Visit, report: Report, address: Address) -> JsonObject | None:
    """A figure with its place, checks and document; None where the report has no such cell."""
    figures = Figures(report)
    own = {figure.address: figure for _, figure in figures.indicators}
    known = {address for table in figures.tables for address in table.addresses}
    if address not in known | own.keys():
        return None
    found = own.get(address) or figures[address]
    return {
        **_figure(visit, report, figures, found),
        "report": _named(visit, report),
        "checks": [_chosen(check, _CHECK) for check in figures.checks_of(address)],
        "document": _document(visit, report.capture),
    }


def agency_object(visit: Visit, agency: Agency) -> JsonObject:
    """An agency with a line a year."""
    row = {name: value for name, value in agency.row.items() if name != "portal_name"}
    return {
        **row,
        "address": visit.absolute(agency_path(row["id"])),
        "years": [_year(visit, year) for year in agency.years],
    }


def _year(visit: Visit, row: Row) -> Row:
    address = visit.absolute(report_path(row["id"])) if row["id"] else None
    return {
        **{name: value for name, value in row.items() if name != "id"},
        "report": row["id"],
        "address": address,
    }


def _named(visit: Visit, report: Report) -> JsonObject:
    return {
        **_chosen(report.row, _REPORT),
        "address": visit.absolute(report_path(report.row["id"])),
    }


def _figure(visit: Visit, report: Report, figures: Figures, figure: Figure) -> JsonObject:
    """A figure: null is never zero, an amount is a number as printed, and the status says why a
    value is missing.
    """
    address = figure.address
    zh, en = name_of(figures.form, address).whole
    return {
        "address": visit.absolute(figure_path(report.row["id"], address)),
        "table": address.table,
        "row": address.row,
        "column": address.column or None,
        "label": {"zh": zh, "en": en},
        "value": figure.value,
        "status": figure.status,
        "printed": figure.raw if figure.raw is not None else figure.number,
        "in_failed_check": figure.failing,
        "place": figure.place,
        "changed": _change(visit, figure.change) if figure.change else None,
    }


def _document(visit: Visit, capture: Row) -> JsonObject:
    return {**_chosen(capture, _DOCUMENT), "archived": visit.absolute(original_path(capture["id"]))}


def _chosen(row: Row, names: tuple[str, ...]) -> Row:
    return {name: row[name] for name in names}
