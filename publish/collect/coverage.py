"""Coverage: for every agency and year, whether the report was published, late, missing, or cannot
be known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from crawler.store.captures import Run
from publish.collect.agencies import deadline
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.reports import Report

CHINA = timezone(timedelta(hours=8))
# Quality of a document that no table could be read from; the forms before 2019 may have none by
# nature.
UNPARSED = "unparsed"
WITHOUT_TABLES = ("prose", "2014")
# What a report that was not found is after its deadline, by the verdict on the portal's crawl.
_ABSENT = {"ok": "missing", "blocked": "blocked"}


@dataclass(frozen=True)
class Coverage:
    """The state of one agency's report for one year; dates are ISO.

    `seen_in_time`: whether the report was archived by the deadline, whatever date it states.
    """

    status: str
    deadline: str
    published_on: str | None = None
    days_late: int | None = None
    seen_in_time: bool = False


def coverage_of(agency: AgencyRecord, collection: Collection) -> dict[int, Coverage]:
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
        else absent(agency.kind, year, last_run)
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
    published = report.chosen.published_on
    in_time = _day_in_china(report.first_seen) <= last_day
    days = (date.fromisoformat(published) - last_day).days if published else 0
    late = days if days > 0 else None
    return Coverage(
        _status(report, form, late, in_time), last_day.isoformat(), published, late, in_time
    )


def _status(report: Report, form: str | None, late: int | None, in_time: bool) -> str:
    if report.chosen.quality == UNPARSED and form not in WITHOUT_TABLES:
        return "unreadable"
    if report.chosen.published_on is None and not in_time:
        return "undated"
    return "late" if late else "published"


def absent(kind: str, year: int, last_run: Run | None) -> Coverage:
    """The state of a report that was not found: missing only where the portal's last judged crawl
    saw all.
    """
    last_day = deadline(kind, year)
    if last_run is not None and _day_in_china(last_run.started_at) <= last_day:
        return Coverage("due", last_day.isoformat())
    verdict = last_run.verdict if last_run else None
    return Coverage(_ABSENT.get(verdict or "", "unknown"), last_day.isoformat())


def last_due_year(kind: str, last_run: Run | None) -> int:
    """The newest year whose report should have been there when the portal was last crawled; 0 where
    it never was.
    """
    if last_run is None:
        return 0
    day = _day_in_china(last_run.started_at)
    return day.year - 1 if day > deadline(kind, day.year - 1) else day.year - 2


def _day_in_china(moment: str) -> date:
    """The day in China of a UTC time as captures state it: a deadline ends at midnight there."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(CHINA).date()
