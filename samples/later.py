"""A practice portal at two times: later one report is new, one is replaced at its address, and one is gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from samples.reports import Report, reports
from samples.site import NOT_FOUND, Site
from samples.world import Agency, Portal

# What the clerk who replaces a report corrects: a figure of table 2 that no sum rests on, and by how much.
CORRECTED, BY = "licensing_decisions", 7


@dataclass(frozen=True)
class Change:
    """The reports that are new, replaced and gone on a portal, as the addresses of their pages."""

    portal: str
    new: str
    replaced: str
    gone: str


def _changing(portal: Portal) -> tuple[Report, Report, Report]:
    """The first agency's last two reports, of which the newer is new and the other replaced; the oldest of the last."""
    published = reports(portal)
    of_first = [report for report in published if report.agency is portal.agencies[0]]
    return of_first[-1], of_first[-2], published[-len(of_first)]


def earlier(portal: Portal) -> Portal:
    """The portal before its newest report is put up."""
    new, _, _ = _changing(portal)
    return replace(portal, withheld=frozenset({(new.agency.name, new.year)}))


def later(portal: Portal) -> Portal:
    """The portal with all reports, and with a figure of one corrected. What is gone stays on its lists: see without."""
    _, replaced, _ = _changing(portal)
    return replace(portal, agencies=tuple(_corrected(agency, replaced) for agency in portal.agencies))


def _corrected(agency: Agency, report: Report) -> Agency:
    if agency is not report.agency:
        return agency
    oddity = agency.oddity(report.year)
    corrected = replace(oddity, shift={**oddity.shift, CORRECTED: oddity.shift.get(CORRECTED, 0) + BY})
    return replace(agency, oddities={**agency.oddities, report.year: corrected})


def _paths(site: Site, report: Report) -> list[str]:
    """Where a report's page is, and its attachment."""
    named = {(each.agency.name, each.year): paths for each, paths in site.report_paths().items()}
    return [path for path in named[report.agency.name, report.year] if path is not None]


def gone_paths(portal: Portal, site: Site) -> list[str]:
    """The paths of what is gone later."""
    return _paths(site, _changing(portal)[2])


def change_of(portal: Portal, site: Site, home: str) -> Change:
    """What changes on a portal whose home page is at `home`; `site` is the later one."""
    new, replaced, gone = (home.rstrip("/") + _paths(site, report)[0] for report in _changing(portal))
    return Change(portal.id, new, replaced, gone)


def without(application: ASGIApp, paths: Collection[str]) -> ASGIApp:
    """An application that answers 404 at some paths (with their queries), whatever its lists still name."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        if path in paths:
            await Response(NOT_FOUND, 404, media_type="text/html")(scope, receive, send)
        else:
            await application(scope, receive, send)

    return answer
