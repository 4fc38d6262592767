"""Reports, figures and agencies as JSON, at the addresses of their pages with `.json` behind
them.
"""

from __future__ import annotations

import json
from typing import Final

from datasette import Response

from foundation.json_values import JsonObject
from publish.site.addresses import FIGURE
from publish.site.pages.agency.query import load_agency
from publish.site.pages.assessment.query import of_report
from publish.site.pages.report.figures_json import agency_object, figure_object, report_object
from publish.site.pages.report.page import address_in
from publish.site.printed.notices import notices_of
from publish.site.printed.report import load_report
from publish.site.visit import Route, Visit, of_archive

# Any page of any site may read them: they are public, and nothing of a reader goes along.
_HEADERS: Final = {"access-control-allow-origin": "*", "cache-control": "public, max-age=300"}


async def report_json(visit: Visit) -> Response:
    """`/report/<id>.json`: all that the page of a report says."""
    report = await load_report(visit.archive, visit.variable("id"))
    if report is None:
        return _answer(None)
    identity = report.row["id"]
    notices = (await notices_of(visit.archive, [identity])).get(identity, ())
    assessed = await of_report(visit.archive, identity)
    return _answer(report_object(visit, report, notices, assessed))


async def figure_json(visit: Visit) -> Response:
    """`/report/<id>/3/granted/total.json`: one figure with its place, its checks and its
    document.
    """
    report = await load_report(visit.archive, visit.variable("id"))
    return _answer(figure_object(visit, report, address_in(visit)) if report else None)


async def agency_json(visit: Visit) -> Response:
    """`/agency/<id>.json`: the agency and its reports year by year."""
    agency = await load_agency(visit.archive, visit.variable("id"))
    return _answer(agency_object(visit, agency) if agency else None)


def _answer(found: JsonObject | None) -> Response:
    content = found or {
        "ok": False,
        "error": "没有这个地址 / there is nothing at this address",
        "status": 404,
    }
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, 200 if found else 404, dict(_HEADERS), "application/json; charset=utf-8")


ROUTES: Final[tuple[Route, ...]] = (
    Route(r"^/report/(?P<id>[^/.]+)\.json$", of_archive(report_json), "/report/{report}.json"),
    Route(rf"^{FIGURE}\.json$", of_archive(figure_json), "/report/{report}/{figure}.json"),
    Route(r"^/agency/(?P<id>[^/.]+)\.json$", of_archive(agency_json), "/agency/{agency}.json"),
)
