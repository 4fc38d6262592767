"""A practice portal at two times: later one report is new, one is replaced at its address, and one
is taken down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from samples.families import build_site
from samples.reports import Report, reports
from samples.world import Agency, Portal

# What the clerk who replaces a report corrects: a figure of table 2 that no sum rests on, and by
# how much.
CORRECTED, BY = "licensing_decisions", 7


@dataclass(frozen=True)
class Change:
    """The reports that are new, replaced and gone on a portal, as the addresses of their pages."""

    portal: str
    new: str
    replaced: str
    gone: str


def _changing(portal: Portal) -> tuple[Report, Report, Report]:
    """The first agency's last two reports, of which the newer is new and the other replaced; the
    last one's oldest.
    """
    of_first = [report for report in reports(portal) if report.agency is portal.agencies[0]]
    of_last = [report for report in reports(portal) if report.agency is portal.agencies[-1]]
    return of_first[-1], of_first[-2], of_last[0]


def _withholding(portal: Portal, report: Report) -> Portal:
    return replace(portal, withheld=frozenset({(report.agency.name, report.year)}))


def earlier(portal: Portal) -> Portal:
    """The portal before its newest report is put up."""
    new, _, _ = _changing(portal)
    return _withholding(portal, new)


def later(portal: Portal) -> Portal:
    """The portal with a figure of one report corrected, and without the one that was taken down."""
    _, replaced, gone = _changing(portal)
    agencies = tuple(_corrected(agency, replaced) for agency in portal.agencies)
    return replace(_withholding(portal, gone), agencies=agencies)


def _corrected(agency: Agency, report: Report) -> Agency:
    if agency is not report.agency:
        return agency
    oddity = agency.oddity(report.year)
    corrected = replace(
        oddity, shift={**oddity.shift, CORRECTED: oddity.shift.get(CORRECTED, 0) + BY}
    )
    return replace(agency, oddities={**agency.oddities, report.year: corrected})


def change_of(portal: Portal, home: str) -> Change:
    """What changes on a portal whose home page is at `home`."""
    paths = build_site(portal).report_paths()
    new, replaced, gone = (home.rstrip("/") + paths[report][0] for report in _changing(portal))
    return Change(portal.id, new, replaced, gone)
