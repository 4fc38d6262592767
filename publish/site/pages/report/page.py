"""The page of a report, and the page that says where one of its figures comes from."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from datasette import Response

from extract.forms import Form
from extract.forms.statutory import Statutory
from publish.collect.figures import Address
from publish.site.addresses import FIGURE, figure_path, parse_address, report_path
from publish.site.data.archive import NAME, Row
from publish.site.data.query import parse
from publish.site.pages.assessment.query import indicators, of_report
from publish.site.pages.downloads import exports
from publish.site.pages.report.citation import citations
from publish.site.pages.report.found import found_in
from publish.site.pages.report.source import about
from publish.site.pages.report.verification import extraction_command
from publish.site.printed.figures import Figures, address_of, involved
from publish.site.printed.notices import notices_of
from publish.site.printed.report import Report, load_report
from publish.site.visit import Page, Route, Visit, of_archive
from publish.site.wording.naming import name_of, subjects

_RESULTS: Final = ("fail", "not_computable", "pass")
# Which table or view of the archive stands behind each part of a report's page.
_TABLES: Final = {
    Statutory.DISCLOSURES: "disclosures",
    Statutory.REQUESTS: "applications",
    Statutory.DISPUTES: "reviews",
    Statutory.STATISTICS: "statistics",
    "checks": "checks",
    "report_wide": "report_wide",
}


async def report_page(visit: Visit) -> Response:
    """`/report/<id>?find=…`: the statutory tables as printed, checks, issues, text (what is to be
    found marked) and where it all comes from.
    """
    report = await load_report(visit.archive, visit.variable("id"))
    if report is None:
        return await visit.missing("report", id=visit.variable("id"))
    identity, url = report.row["id"], visit.datasette.urls.table
    tables = {key: exports.of_report(url(NAME, table), identity) for key, table in _TABLES.items()}
    cited = citations(report.row, report.capture, visit.absolute(report_path(identity)))
    return await visit.page(
        "report.html",
        **_context(report),
        notices=(await notices_of(visit.archive, [identity])).get(identity, ()),
        downloads_of=tables,
        citations=cited,
        divisions=(await visit.archive.regions()).above(report.row["region"]),
        indicators=indicators(),
        assessed=await of_report(visit.archive, identity),
        find=visit.argument("find"),
        found_in=found_in(report.sections, parse(visit.argument("find"))),
    )


async def figure_page(visit: Visit) -> Response:
    """`/report/<id>/3/granted/total`: the cell, the document with its place marked, and the
    archived response.
    """
    report = await load_report(visit.archive, visit.variable("id"))
    if report is None:
        return await visit.missing("report", id=visit.variable("id"))
    address, context = address_in(visit), _context(report)
    found = _source(context, address)
    if found is None:
        return await visit.missing("source", cell=address.name)
    document = await about(visit, report.capture)
    notices = (await notices_of(visit.archive, [report.row["id"]])).get(report.row["id"], ())
    told = {**document, **context, **found, "notices": notices}
    return await visit.page("source.html", **told)


def address_in(visit: Visit) -> Address:
    """The address of the figure that a path names."""
    column = visit.variable("column") if visit.request.url_vars.get("column") else ""
    return Address(Statutory(visit.variable("table")), visit.variable("row"), column)


async def earlier_address(visit: Visit) -> Response:
    """`/report/<id>/source?cell=3.granted.total`: what a figure's address was before it needed no
    arguments.
    """
    report, address = visit.variable("id"), parse_address(visit.argument("cell"))
    if address is None:
        return await visit.missing("source", cell=visit.argument("cell"))
    return Response.redirect(visit.path(figure_path(report, address)), status=301)


def _source(context: dict[str, Any], address: Address) -> dict[str, Any] | None:
    """What the page of a figure shows besides its report; None where the report has no such
    cell.
    """
    figures: Figures = context["figures"]
    table = next((table for table in context["tables"] if address in table.addresses), None)
    namesakes = [
        figure
        for row, figure in figures.indicators
        if Address(Statutory.STATISTICS, row["row_key"]) == address
    ]
    if table is None and not namesakes:
        return None
    return {
        "figure": namesakes[0] if namesakes else figures[address],
        "namesakes": namesakes,
        "named": name_of(figures.form, address),
        "table": table,
        "taking_part": [_with_cell(check, figures.form) for check in figures.checks_of(address)],
    }


def _context(report: Report) -> dict[str, Any]:
    figures = Figures(report)
    return {
        "report": report,
        "figures": figures,
        "form": figures.form,
        "tables": figures.tables,
        "checks": _by_result(report, figures.form),
        "capture": report.capture,
        "changes": [(_changed(change, figures.form), change) for change in report.changes],
        "verify": extraction_command(report.capture),
    }


def _changed(change: Row, form: Form) -> dict[str, Any]:
    address = address_of(change)
    return {"address": address, "name": name_of(form, address)}


def _by_result(report: Report, form: Form) -> dict[str, list[Row]]:
    """The checks with what they concern, failed ones first."""
    ordered = sorted(report.checks, key=lambda check: _RESULTS.index(check["result"]))
    groups = groupby(
        (_with_cell(check, form) for check in ordered), key=lambda check: str(check["result"])
    )
    return {result: list(checks) for result, checks in groups}


def _with_cell(check: Row, form: Form) -> Row:
    return {
        **check,
        "cells": sorted(involved(check, form)),
        "heading": subjects().get(check["subject"]),
    }


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/report/(?P<id>[^/.]+)$", of_archive(report_page), "/report/{report}"),
    Page(rf"^{FIGURE}$", of_archive(figure_page), "/report/{report}/{figure}"),
    Route(
        r"^/report/(?P<id>[^/]+)/source$",
        of_archive(earlier_address),
        "/report/{report}/source?cell={cell}",
    ),
)
