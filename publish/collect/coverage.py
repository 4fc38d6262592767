"""Coverage: for every agency and year, whether the report was published, late, missing, or cannot
be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crawler.store.captures import Run
from publish.collect.agencies import deadline
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.doubts import Doubts, Reason
from publish.collect.locations import day_in_china
from publish.collect.publication import Publication, published
from publish.collect.reports import Report

# Quality of a document that no table could be read from; the forms before 2019 may have none by
# nature.
UNPARSED = "unparsed"
WITHOUT_TABLES = ("prose", "2014")


@dataclass(frozen=True)
class Coverage:
    """The state of one agency's report for one year; dates are ISO.

    `seen_in_time`: whether the report was archived by the deadline, whatever date it states;
    `reason`: why it is not known whether a report that was not found is missing.
    """

    status: str
    deadline: str
    published_on: str | None = None
    days_late: int | None = None
    seen_in_time: bool = False
    reason: str | None = None


States = Mapping[str, Mapping[int, Coverage]]
"""The state of every year, by agency."""


def states_of(collection: Collection) -> States:
    """The state of every year of every agency."""
    doubts = Doubts(collection)
    return {agency.id: coverage_of(agency, collection, doubts) for agency in collection.agencies}


def coverage_of(
    agency: AgencyRecord, collection: Collection, doubts: Doubts
) -> dict[int, Coverage]:
    """The state of every year of an agency: from its first to the newest that was due, or that its
    portal has.
    """
    found = {report.year: report for report in agency.reports}
    runs = {portal: collection.history(portal).last_judged for portal in agency.portals}
    newest = _newest(agency, collection, runs[agency.portal])
    unsure = _unread_beside(agency, collection) or _unsure_of(agency)
    states = {}
    for year in range(agency.years[0], newest + 1):
        report = found.get(year)
        if report is None:
            doubt = unsure or doubts.of(agency, year)
            states[year] = absent(agency.kind, year, runs.values(), doubt)
        else:
            form, elsewhere = collection.form(report), doubts.days(agency, year)
            states[year] = covered(report, agency.kind, form, elsewhere)
    return states


def _unread_beside(agency: AgencyRecord, collection: Collection) -> Reason | None:
    """Why a report may be on a portal of the agency's province whose captures cannot be read
    today: nobody knows by now whose reports that one showed.
    """
    provinces = {portal.partition("/")[0] for portal in agency.portals}
    is_beside = any(portal.partition("/")[0] in provinces for portal in collection.damaged)
    return "captures_unreadable" if is_beside else None


def _unsure_of(agency: AgencyRecord) -> Reason | None:
    """Why nothing is missing of an agency: its reports only mention it, as the one to ask or that
    did the work, and may be another's.
    """
    documents = [document for report in agency.reports for document in report.documents]
    is_mentioned = documents and all(document.source == "mention" for document in documents)
    return "unplaced_document" if is_mentioned else None


def _newest(agency: AgencyRecord, collection: Collection, last_run: Run | None) -> int:
    """The last year for which a report of an agency is looked for; its own last where another
    agency took its place.
    """
    if agency.id in collection.successions:
        return agency.years[-1]
    return max(
        agency.years[-1],
        collection.newest_years[agency.portal],
        last_due_year(agency.kind, last_run),
    )


def covered(
    report: Report, kind: str, form: str | None, elsewhere: Iterable[date] = ()
) -> Coverage:
    """The state of a report that was found: published in time, late, on an unknown date, or there
    and not readable.

    `elsewhere` are days on which it may have been published at an address that was not understood.
    """
    last_day = deadline(kind, report.year)
    publication = published(report, last_day, elsewhere)
    in_time = day_in_china(report.first_seen) <= last_day
    return Coverage(
        status=_status(report, form, publication, in_time),
        deadline=last_day.isoformat(),
        published_on=publication.day.isoformat() if publication.day else None,
        days_late=publication.days_late,
        seen_in_time=in_time,
    )


def _status(report: Report, form: str | None, publication: Publication, in_time: bool) -> str:
    if report.chosen.quality == UNPARSED and form not in WITHOUT_TABLES:
        return "unreadable"
    if publication.day is None and not in_time:
        return "undated"
    return "late" if publication.days_late else "published"


def absent(
    kind: str, year: int, last_runs: Iterable[Run | None], doubt: Reason | None = None
) -> Coverage:
    """The state of a report that was not found: missing only where the last judged crawl of every
    portal that carries the agency's reports saw all, and where no `doubt` says that it may be
    there.
    """
    found = [_unseen(kind, year, run) for run in last_runs]
    for status in ("blocked", "unknown", "due"):
        for state in found:
            if state is not None and state.status == status:
                return state
    last_day = deadline(kind, year).isoformat()
    if doubt is not None:
        return Coverage("unknown", last_day, reason=doubt)
    return Coverage("missing", last_day)


def _unseen(kind: str, year: int, last_run: Run | None) -> Coverage | None:
    """Why the report may be on a portal whose last judged crawl did not see it; None where that saw
    all.
    """
    last_day = deadline(kind, year)
    if last_run is None:
        return Coverage("unknown", last_day.isoformat(), reason="never_crawled")
    if day_in_china(last_run.started_at) <= last_day:
        return Coverage("due", last_day.isoformat())
    if last_run.verdict == "blocked":
        return Coverage("blocked", last_day.isoformat())
    if last_run.verdict != "ok":
        return Coverage("unknown", last_day.isoformat(), reason="crawl_incomplete")
    return None


def last_due_year(kind: str, last_run: Run | None) -> int:
    """The newest year whose report should have been there when the portal was last crawled; 0 where
    it never was.
    """
    if last_run is None:
        return 0
    day = day_in_china(last_run.started_at)
    return day.year - 1 if day > deadline(kind, day.year - 1) else day.year - 2
