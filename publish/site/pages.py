"""The site's own pages: a report, the source of one of its figures, an agency, and the choice of language."""

from __future__ import annotations

import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from datasette import Response
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request

from extract.forms import FORM_NAMES, Form, form
from publish.site import exports
from publish.site.addresses import is_local_path, parse_address
from publish.site.archive import NAME, Archive, Report, Row, archive_of
from publish.site.figures import Figures, address_of, involved
from publish.site.naming import name_of
from publish.site.rendering import missing, page
from publish.site.words import COOKIE, DEFAULT, LANGUAGES

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

_RESULTS: Final = ("fail", "not_computable", "pass")
# Which table or view of the archive stands behind each part of a report's page.
_TABLES: Final[dict[int | str, str]] = {
    2: "disclosures",
    3: "applications",
    4: "reviews",
    "statistics": "statistics",
    "checks": "checks",
    "report_wide": "report_wide",
}
_YEAR_OF_SECONDS: Final = 365 * 24 * 60 * 60
ROBOTS: Final = "User-agent: *\nDisallow: /*?\nDisallow: /-/language/\n"


async def report_page(datasette: Datasette, request: Request) -> Response:
    """`/report/<id>`: the statutory tables as printed, checks, issues, text and where it all comes from."""
    report, identity = await _report(datasette, request)
    if report is None:
        return await missing(datasette, request, "report", id=identity)
    tables = {key: exports.of_report(datasette.urls.table(NAME, table), identity) for key, table in _TABLES.items()}
    return await page(datasette, request, "report.html", **_context(report), downloads_of=tables)


async def source_page(datasette: Datasette, request: Request) -> Response:
    """`/report/<id>/source?cell=3.granted.total`: the cell, its place in the document, and the archived response."""
    report, identity = await _report(datasette, request)
    if report is None:
        return await missing(datasette, request, "report", id=identity)
    code = request.args.get("cell") or ""
    address, context = parse_address(code), _context(report)
    table = next((table for table in context["tables"] if address in table.addresses), None)
    if address is None or table is None:
        return await missing(datasette, request, "source", cell=code)
    figures: Figures = context["figures"]
    taking_part = [_with_cell(check, figures.form) for check in figures.checks_of(address)]
    named = {"figure": figures[address], "named": name_of(figures.form, address), "table": table}
    return await page(datasette, request, "source.html", **context, **named, taking_part=taking_part)


async def agency_page(datasette: Datasette, request: Request) -> Response:
    """`/agency/<id>`: who it is, and its reports year by year."""
    archive, identity = archive_of(datasette), tilde_decode(request.url_vars["id"])
    agency = await archive.agency(identity) if archive else None
    if agency is None:
        return await missing(datasette, request, "agency", id=identity)
    outcomes = {row.key: row for row in form(FORM_NAMES[0]).table3.rows}
    return await page(datasette, request, "agency.html", agency=agency, outcomes=outcomes)


async def language_page(request: Request) -> Response:
    """`/-/language/<both|zh|en>?next=/…`: remembers the choice for a year and goes back."""
    target = request.args.get("next") or "/"
    response = Response.redirect(target if is_local_path(target) else "/")
    language = request.url_vars["language"]
    chosen = language if language in LANGUAGES else DEFAULT
    response.set_cookie(COOKIE, chosen, max_age=_YEAR_OF_SECONDS, httponly=True, samesite="lax")
    return response


async def robots_page() -> Response:
    """`/robots.txt`: pages are free to index, query addresses are not: they have no end."""
    return Response.text(ROBOTS)


async def unknown_page(datasette: Datasette, request: Request) -> Response:
    """Any address that neither the site nor Datasette has.

    Datasette's own answer costs 0.2 s of processor time (it prints a traceback with all variables), which robots that
    try addresses can turn against the site; this one costs 5 ms.
    """
    return await missing(datasette, request, "error", path=request.path)


async def _report(datasette: Datasette, request: Request) -> tuple[Report | None, str]:
    archive: Archive | None = archive_of(datasette)
    identity = tilde_decode(request.url_vars["id"])
    return (await archive.report(identity) if archive else None), identity


def _context(report: Report) -> dict[str, Any]:
    figures = Figures(report)
    return {
        "report": report,
        "figures": figures,
        "form": figures.form,
        "tables": figures.tables,
        "checks": _by_result(report, figures.form),
        "capture": report.capture,
        "changes": [(name_of(figures.form, address_of(change)), change) for change in report.changes],
        "verify": extraction_command(report.capture),
    }


def _by_result(report: Report, form: Form) -> dict[str, list[Row]]:
    """The checks with what they concern, failed ones first."""
    ordered = sorted(report.checks, key=lambda check: _RESULTS.index(check["result"]))
    groups = groupby((_with_cell(check, form) for check in ordered), key=lambda check: str(check["result"]))
    return {result: list(checks) for result, checks in groups}


def _with_cell(check: Row, form: Form) -> Row:
    labels = {heading.key: heading for table in (form.table3, form.table4) for heading in (*table.columns, *table.rows)}
    return {**check, "cells": sorted(involved(check, form)), "heading": labels.get(check["subject"])}


def extraction_command(capture: Row) -> str:
    """A shell command that prints the archived response, from the folder that holds the captures."""
    file = shlex.quote(capture["warc_file"])
    return f"tail -c +{capture['warc_offset'] + 1} {file} | head -c {capture['warc_length']} | gunzip"
