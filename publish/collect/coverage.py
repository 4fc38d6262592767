"""Coverage: for every agency and year, whether the report was published, late, missing, or cannot
be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.store.captures import Run
from publish.collect.agencies import deadline
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.doubts import Doubts, Reason
from publish.collect.publication import Publication, day_in_china, published
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
    last_run = next(
        history.last_judged
        for history in collection.histories
        if history.portal.id == agency.portal
    )
    newest = _newest(agency, collection, last_run)
    return {
        year: covered(found[year], agency.kind, collection.form(found[year]))
        if year in found
        else absent(agency.kind, year, last_run, doubts.of(agency, year))
        for year in range(agency.years[0], newest + 1)
    }


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


def covered(report: Report, kind: str, form: str | None) -> Coverage:
    """The state of a report that was found: published in time, late, on an unknown date, or there
    and not readable.
    """
    last_day = deadline(kind, report.year)
    publication = published(report, last_day)
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


def absent(kind: str, year: int, last_run: Run | None, doubt: Reason | None = None) -> Coverage:
    """The state of a report that was not found: missing only where the portal's last judged crawl
    saw all, and where no `doubt` says that it may be there.
    """
    last_day = deadline(kind, year).isoformat()
    if last_run is None:
        return Coverage("unknown", last_day, reason="never_crawled")
    if day_in_china(last_run.started_at) <= deadline(kind, year):
        return Coverage("due", last_day)
    if last_run.verdict == "blocked":
        return Coverage("blocked", last_day)
    if last_run.verdict != "ok":
        return Coverage("unknown", last_day, reason="crawl_incomplete")
    if doubt is not None:
        return Coverage("unknown", last_day, reason=doubt)
    return Coverage("missing", last_day)


def last_due_year(kind: str, last_run: Run | None) -> int:
    """The newest year whose report should have been there when the portal was last crawled; 0 where
    it never was.
    """
    if last_run is None:
        return 0
    day = day_in_china(last_run.started_at)
    return day.year - 1 if day > deadline(kind, day.year - 1) else day.year - 2
