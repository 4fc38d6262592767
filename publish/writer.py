"""Writes a collection into the tables of a new database, in batches and in one stable order."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

from sqlite_utils import Database

from publish import issues, rows
from publish.collection import AgencyRecord, Collection
from publish.coverage import Coverage, absent, covered
from publish.crossyear import YearFigures, check_years
from publish.figures import differences
from publish.history import Location, PortalHistory, capture_id
from publish.issues import Issue
from publish.reports import Report, locations, roles
from publish.rows import Row, clean
from publish.schema import table

BATCH = 1000
# Tables whose rows come straight from the reading of a report's chosen document.
_OF_READING = {
    "sections": rows.sections,
    "disclosures": rows.disclosures,
    "applications": rows.applications,
    "reviews": rows.reviews,
    "statistics": rows.statistics,
    "cells": rows.cells,
    "tables": rows.tables,
    "checks": rows.document_checks,
}


class Writer:
    """Collects rows by table, numbers those of tables with a row number, and writes them a batch at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, list[Row]] = defaultdict(list)
        self._written: Counter[str] = Counter()

    def add(self, name: str, found: Iterable[Row]) -> None:
        """Take rows for a table; its row number, where it has one, goes on from the last."""
        numbered = table(name).key == ("id",) and table(name).column("id").type == "integer"
        for row in found:
            self._written[name] += 1
            self._waiting[name].append({"id": self._written[name], **row} if numbered else row)
            if len(self._waiting[name]) >= BATCH:
                self._flush(name)

    def close(self) -> Counter[str]:
        """Write what waits; gives the number of rows of each table."""
        for name in list(self._waiting):
            self._flush(name)
        return self._written

    def _flush(self, name: str) -> None:
        self._database.table(name).insert_all(self._waiting.pop(name, []), batch_size=BATCH)


def write(collection: Collection, database: Database) -> Counter[str]:
    """Write every row of the collection; gives the number of rows of each table."""
    writer = Writer(database)
    writer.add("regions", _regions(collection))
    writer.add("portals", _portals(collection))
    writer.add("agencies", _agencies(collection))
    writer.add("crawls", chain.from_iterable(map(_crawls, collection.histories)))
    writer.add("captures", _captures(collection))
    noted = defaultdict(list)
    for issue in collection.issues():
        noted[issue.report].append(issue)
    writer.add("issues", map(_issue, noted.pop(None, [])))
    for agency in collection.agencies:
        for report in agency.reports:
            _write_report(report, noted[report.id], collection, writer)
        writer.add("checks", _archive_checks(agency, collection))
        writer.add("coverage", _coverage(agency, collection))
    return writer.close()


def _write_report(report: Report, noted: list[Issue], collection: Collection, writer: Writer) -> None:
    reading = collection.readings.load(report.chosen.sha256)
    found = [*_reading_issues(report, reading), *noted]
    writer.add("reports", [_report(report, reading, len(found))])
    for name, rows_of in _OF_READING.items():
        writer.add(name, rows_of(report.id, reading))
    writer.add("issues", map(_issue, found))
    writer.add("changes", _changes(report, collection))


def _reading_issues(report: Report, reading: dict[str, Any]) -> Iterator[Issue]:
    capture = report.chosen.version.id
    for issue in reading["issues"]:
        yield Issue(issue["code"], issue["message"], "document", report.id, capture)
    for address in rows.fractional(reading):
        yield issues.of_amount(report.id, capture, address)
    for address in rows.oversized(reading):
        yield issues.of_number(report.id, capture, address)


def _regions(collection: Collection) -> Iterator[Row]:
    for division in collection.regions:
        known = collection.divisions.get(division.code) is not None
        level = division.level if known else "unknown"
        yield {"code": division.code, "name": clean(division.name), "level": level, "parent": division.parent}


def _portals(collection: Collection) -> Iterator[Row]:
    reports = Counter(report.chosen.location.portal for report in collection.reports)
    counted = Counter(agency.portal for agency in collection.agencies)
    for history in collection.histories:
        portal, run = history.portal, history.last_run
        yield {
            "id": portal.id,
            "name": clean(portal.name),
            "region": portal.region,
            "home": portal.home,
            "family": portal.family,
            "hosts": json.dumps(portal.hosts),
            "robots": clean(run.robots) if run else None,
            "last_crawl": run.started_at if run else None,
            "verdict": run.verdict if run else None,
            "agencies": counted[portal.id],
            "reports": reports[portal.id],
        }


def _agencies(collection: Collection) -> Iterator[Row]:
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


def _crawls(history: PortalHistory) -> Iterator[Row]:
    for run in history.runs:
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


def _captures(collection: Collection) -> Iterator[Row]:
    role_of = {capture: (report, role) for capture, report, role in roles(collection.reports)}
    for history in collection.histories:
        for location in history.locations:
            for capture, last_seen in _archived(location):
                report, role = role_of.get(capture_id(capture), (None, "none"))
                named = {"link_text": clean(location.link_text), "listed_on": clean(location.listed_on)}
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


def _archived(location: Location) -> Iterator[tuple[Any, str]]:
    for version in location.versions:
        yield version.capture, version.last_seen
    if location.gone is not None:
        yield location.gone, location.gone.fetched_at


def _report(report: Report, reading: dict[str, Any], found: int) -> Row:
    chosen = report.chosen
    return {
        "id": report.id,
        "agency": report.agency,
        "year": report.year,
        "form": reading["form"],
        "title": clean(chosen.title),
        "signed_on": chosen.signed_on,
        "published_on": chosen.published_on,
        "portal": chosen.location.portal,
        "url": clean(chosen.location.url),
        "page_url": clean(report.page.location.url),
        "document": chosen.sha256,
        "media_type": clean(reading["media_type"]),
        "capture": chosen.version.id,
        "extractor": reading["extractor"],
        "quality": chosen.quality,
        "failed_checks": sum(check["result"] == "fail" for check in reading["checks"]),
        "issues": found,
        "versions": report.versions,
        "first_seen": report.first_seen,
        "last_seen": report.last_seen,
        "gone_since": report.gone_since,
    }


def _issue(issue: Issue) -> Row:
    return {
        "code": issue.code,
        "message": clean(issue.message),
        "source": issue.source,
        "report": issue.report,
        "capture": issue.capture,
        "portal": issue.portal,
    }


def _archive_checks(agency: AgencyRecord, collection: Collection) -> Iterator[Row]:
    years = ((report, YearFigures(collection.readings.load(report.chosen.sha256))) for report in agency.reports)
    for (earlier, before), (later, after) in pairwise(years):
        if later.year == earlier.year + 1:
            for check in check_years(before, after):
                yield rows.archive_check(later.id, earlier.id, check)


def _changes(report: Report, collection: Collection) -> Iterator[Row]:
    """What each new content of an address changed, while it stayed the same report."""
    same = {(document.location.url, document.sha256) for document in report.documents}
    for location in locations(report):
        for old, new in location.replacements:
            if {(location.url, old.sha256), (location.url, new.sha256)} <= same:
                before, after = collection.readings.load(old.sha256), collection.readings.load(new.sha256)
                for difference in differences(before, after):
                    yield rows.change(report.id, difference, capture_id(old), capture_id(new), new.fetched_at)


def _coverage(agency: AgencyRecord, collection: Collection) -> Iterator[Row]:
    found = {report.year: report for report in agency.reports}
    last_run = next(history.last_judged for history in collection.histories if history.portal.id == agency.portal)
    newest = max(agency.years[-1], collection.newest_years[agency.portal])
    for year in range(agency.years[0], newest + 1):
        report = found.get(year)
        state: Coverage = covered(report, agency.kind) if report else absent(agency.kind, year, last_run)
        yield {
            "agency": agency.id,
            "year": year,
            "status": state.status,
            "report": report.id if report else None,
            "deadline": state.deadline,
            "published_on": state.published_on,
            "days_late": state.days_late,
        }
