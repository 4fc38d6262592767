"""Rows of the archive that describe portals, agencies, crawls and captures, and years without a
report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from crawler.store.captures import Capture
from publish.collect.collection import Collection
from publish.collect.coverage import States
from publish.collect.issues import Issue
from publish.collect.locations import Location, capture_id
from publish.collect.reports import roles
from publish.collect.series import series_of
from publish.schema.row import Row, clean


def regions(collection: Collection) -> Iterator[Row]:
    """The divisions in use and those above them."""
    for division in collection.regions:
        known = collection.divisions.get(division.code) is not None
        level = division.level if known else "unknown"
        yield {
            "code": division.code,
            "name": clean(division.name),
            "level": level,
            "parent": division.parent,
        }


def portals(collection: Collection) -> Iterator[Row]:
    """The portals, as of their last crawl."""
    reports = Counter(report.chosen.location.portal for report in collection.reports)
    counted = Counter(agency.portal for agency in collection.agencies)
    for history in collection.histories:
        portal, run = history.portal, history.last_run
        yield {
            "id": portal.id,
            "name": clean(portal.name),
            "region": portal.region,
            "home": portal.home,
            "family": portal.family or (run.evidence.get("family") if run else None),
            "hosts": json.dumps(portal.hosts),
            "robots": clean(run.robots) if run else None,
            "last_crawl": run.started_at if run else None,
            "verdict": run.verdict if run else None,
            "agencies": counted[portal.id],
            "reports": reports[portal.id],
        }


def agencies(collection: Collection) -> Iterator[Row]:
    """The agencies, in order of their ids."""
    levels = {division.code: division.level for division in collection.regions}
    for agency in collection.agencies:
        level = levels.get(agency.region or "", "unknown")
        yield {
            "id": agency.id,
            "name": clean(agency.name),
            "kind": agency.kind,
            "level": "township" if agency.kind == "township" else level,
            "region": agency.region,
            "portal": agency.portal,
            "first_year": agency.years[0],
            "last_year": agency.years[-1],
            "reports": len(agency.reports),
        }


def aliases(collection: Collection) -> Iterator[Row]:
    """The former ids of agencies that are in the archive, in order."""
    known = {agency.id for agency in collection.agencies}
    for former, agency in collection.aliases.items():
        if agency in known:
            yield {"id": former, "agency": agency}


def crawls(collection: Collection) -> Iterator[Row]:
    """The runs of all portals, those of each in order of time."""
    for run in chain.from_iterable(history.runs for history in collection.histories):
        yield {
            "id": f"{run.portal}:{run.id}",
            "portal": run.portal,
            "started_at": run.started_at,
            "ended_at": run.ended_at,
            "verdict": run.verdict,
            "requests": run.requests,
            "bytes": run.bytes,
            "reports": run.reports,
            "robots": clean(run.robots),
            "delay": run.delay,
            "evidence": json.dumps(run.evidence, ensure_ascii=True, sort_keys=True),
        }


def captures(collection: Collection) -> Iterator[Row]:
    """The archived responses, each with what it is to which report."""
    role_of = {capture: (report, role) for capture, report, role in roles(collection.reports)}
    for history in collection.histories:
        for location in history.locations:
            for capture, last_seen, listed_on in _archived(location):
                report, role = role_of.get(capture_id(capture), (None, "none"))
                named = {
                    "link_text": clean(location.link_text),
                    "listed_on": clean(listed_on),
                }
                yield {
                    "id": capture_id(capture),
                    "portal": capture.portal,
                    "report": report,
                    "role": role,
                    "kind": capture.kind,
                    "url": clean(capture.url),
                    "page_url": clean(location.page_url),
                    **named,
                    "status": capture.status,
                    "fetched_at": capture.fetched_at,
                    "last_seen": last_seen,
                    "media_type": clean(capture.media_type),
                    "sha256": capture.sha256,
                    "length": capture.length,
                    "warc_file": capture.warc_file,
                    "warc_offset": capture.warc_offset,
                    "warc_length": capture.warc_length,
                }


def _archived(location: Location) -> Iterator[tuple[Capture, str, str | None]]:
    """The captures of an address that are rows, when each was last confirmed, and the date that a
    list gave beside it.
    """
    for version in location.versions:
        yield version.capture, version.last_seen, next(iter(version.listed), None)
    told: set[str] = set()
    for capture in location.silences:
        if capture_id(capture) not in told:  # the same page of error is one row
            yield capture, capture.fetched_at, None
        told.add(capture_id(capture))


def series_years(collection: Collection) -> Iterator[Row]:
    """The years of every agency's series, with the form and the agency that it had before."""
    for agency in collection.agencies:
        for year in series_of(agency, collection):
            form = collection.form(year.report)
            before = collection.form(year.before) if year.before else form
            yield {
                "agency": agency.id,
                "year": year.report.year,
                "report": year.report.id,
                "form_before": before if before != form else None,
                "succession": year.succession,
            }


def issues_of_no_report(collection: Collection) -> Iterator[Row]:
    """What a person should look at that is about no report."""
    return map(issue_row, collection.issues())


def coverage(collection: Collection, states: States) -> Iterator[Row]:
    """The state of every year of every agency."""
    for agency in collection.agencies:
        found = {report.year: report.id for report in agency.reports}
        for year, state in states[agency.id].items():
            yield {
                "agency": agency.id,
                "year": year,
                "status": state.status,
                "report": found.get(year),
                "deadline": state.deadline,
                "published_on": state.published_on,
                "days_late": state.days_late,
                "reason": state.reason,
            }


def issue_row(issue: Issue) -> Row:
    """The row of one issue, without its number."""
    return {
        "code": issue.code,
        "message": clean(issue.message),
        "source": issue.source,
        "report": issue.report,
        "capture": issue.capture,
        "portal": issue.portal,
    }
