"""Things that a person should look at, as far as they show only when documents are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract import codes
from foundation.agency_names import is_same
from foundation.rules import Text, load
from publish.collect.documents import Document
from publish.collect.figures import Address, contradictions, tables
from publish.collect.history import PortalHistory
from publish.collect.locations import Location, Version
from publish.collect.readings import Readings
from publish.collect.reports import Report

NAMED = 5  # how many differing figures an issue names


@dataclass(frozen=True)
class Issue:
    """One row of `issues`; `report`, `capture` and `portal` say what it is about, as far as it is
    about one.
    """

    code: str
    message: str
    source: str = "archive"
    report: str | None = None
    capture: str | None = None
    portal: str | None = None


# What the codes mean that show only when documents are put together.
OWN_MEANINGS = load("publish.schema", "issues.yml", dict[str, Text])


@cache
def issue_meanings() -> dict[str, Text]:
    """What every code of an issue means, those of the extractor included, in both languages."""
    return codes.issue_meanings() | OWN_MEANINGS


def of_captures(history: PortalHistory, readings: Readings) -> Iterator[Issue]:
    """Links that brought no document, documents that gave no reading, and a clock that was
    wrong.
    """
    if history.set_back is not None:
        before, after = history.set_back
        yield Issue(
            "clock_set_back",
            f"{before.fetched_at} (run {before.run}) is followed by {after.fetched_at} (run"
            f" {after.run}): times may be wrong, the order of versions is that of the captures",
            portal=history.portal.id,
        )
    for location in history.locations:
        known_gone = location.gone is not None and bool(location.versions)
        if location.problem is not None and not known_gone:
            yield Issue(
                "not_fetched", f"{location.url}: {location.problem}", portal=location.portal
            )
        for version in location.versions:
            yield from _unread(location, version, readings)


def of_documents(documents: Sequence[Document]) -> Iterator[Issue]:
    """Documents that are no report, that do not say whose, or that contradict the page they hang
    on.

    A page that leads to a report need not be one.
    """
    leading = {
        document.page.version.id for document in documents if document.page and document.is_report
    }
    for document in documents:
        if document.version.id in leading and document.quality == "unparsed":
            continue
        if document.refused_year is not None and document.is_report:
            yield of_year(document, document.refused_year)
        issue = _of_document(document)
        if issue is not None:
            yield issue
        if document.is_told:
            yield from (replace(odd, **_about(document)) for odd in _around(document))


def _about(document: Document) -> dict[str, str]:
    return {"capture": document.version.id, "portal": document.location.portal}


def _of_document(document: Document) -> Issue | None:
    """What keeps a document from being taken as the report of an agency and a year."""
    about = _about(document)
    if document.failure and not document.is_told:
        return Issue("extract_failed", document.failure, **about)
    if not document.is_report:
        reason = document.refused or "no title of an annual report, no statutory table"
        return Issue("not_a_report", reason, **about)
    if document.agency is None or document.year is None:
        known = {"agency": document.agency, "year": document.year}
        missing = " and ".join(name for name, value in known.items() if value is None)
        return Issue("identity_missing", f"cannot tell the {missing} of the report", **about)
    conflict = _conflict(document)
    return Issue("attachment_differs", conflict, **about) if conflict else None


def of_report(report: Report, readings: Readings) -> Iterator[Issue]:
    """Other documents and older versions of a report that disagree with the one whose figures are
    published.
    """
    chosen = readings.load(report.chosen.sha256)
    for twin in report.twins:
        if found := contradictions(chosen, readings.load(twin.sha256)):
            named = ", ".join(
                f"{item.address.name} {item.old} / {item.new}" for item in found[:NAMED]
            )
            message = f"{len(found)} figures differ from {twin.location.url}: {named}"
            yield Issue(
                "twin_differs",
                message,
                report=report.id,
                capture=twin.version.id,
                portal=twin.location.portal,
            )
    for document in report.documents:
        had = tables(readings.load(document.sha256))
        if report.role(document) == "version" and had != tables(chosen):
            old, new = (
                ", ".join(sorted(map(str, found))) or "none" for found in (had, tables(chosen))
            )
            message = f"another version has the tables {old}, this one {new}"
            yield Issue(
                "version_tables_differ", message, report=report.id, capture=document.version.id
            )


def of_amount(report: str, capture: str, address: Address) -> Issue:
    """An amount that whole yuan cannot hold."""
    return Issue(
        "amount_below_yuan",
        f"{address.name} has a fraction of a yuan",
        report=report,
        capture=capture,
    )


def of_number(report: str, capture: str, address: Address) -> Issue:
    """A count that no database column can hold: the value is left empty, the raw text says what
    stands there.
    """
    return Issue(
        "number_too_large", f"{address.name} is too large a number", report=report, capture=capture
    )


def of_region(code: str) -> Issue:
    """A division code that the lists do not know."""
    return Issue(
        "region_unknown", f"division {code} is in no list; add it to regions.csv of the registry"
    )


def of_agency(name: str, portal: str, candidates: tuple[str, ...]) -> Issue:
    """An agency whose name fits several divisions: it is placed in none of them."""
    message = (
        f"{name} may be of any of {', '.join(candidates[:NAMED])}; it is left with the division of"
        " its portal"
    )
    return Issue("agency_ambiguous", message, portal=portal)


def of_division(name: str, portal: str, divisions: tuple[str, ...]) -> Issue:
    """An agency whose division goes by a former or later name in some of its reports."""
    called = ", ".join(divisions[:NAMED])
    message = f"{name}: its division is called {called} in some reports; they are one series"
    return Issue("division_renamed", message, portal=portal)


def of_succession(before: str, after: str, portal: str) -> Issue:
    """An agency that ended, and the one that took its place."""
    message = f"{before} was followed by {after}; no later report of it is missed"
    return Issue("agency_succeeded", message, portal=portal)


def of_namesakes(one: str, other: str, portal: str) -> Issue:
    """Two agencies that may be one under two names."""
    message = (
        f"{one} and {other} never report on the same year: if they are one, write the short name"
        " into agency_names.yml or `predecessors` into the portal's file"
    )
    return Issue("agencies_alike", message, portal=portal)


def of_year(document: Document, said: int) -> Issue:
    """A document that names a year which was not over when it was archived."""
    message = f"{document.location.url}: it says {said}, a year not over when it was archived"
    return Issue(
        "year_not_over",
        message,
        capture=document.version.id,
        portal=document.location.portal,
    )


def _unread(location: Location, version: Version, readings: Readings) -> Iterator[Issue]:
    if reason := readings.unread(version.sha256):
        yield Issue(
            reason.code,
            f"{location.url}: {reason.message}",
            capture=version.id,
            portal=location.portal,
        )


def _around(document: Document) -> Iterator[Issue]:
    """Where what stands around a document is all that names its agency, or speaks against it."""
    name, listed, elsewhere = document.agency_name or "", document.listed, document.elsewhere
    if document.source == "list":
        yield Issue("agency_from_list", f"it names no agency; its list stands under {listed}")
    elif document.source == "portal":
        yield Issue("agency_from_portal", f"it names no agency; the portal is that of {name}")
    elif listed is not None and not is_same(listed, name):
        yield Issue("list_differs", f"it says {name}; its list stands under {listed}")
    if elsewhere is not None:
        yield Issue("portal_differs", f"it says {name}; the portal is of no part of {elsewhere}")


def _conflict(document: Document) -> str | None:
    """Where an attachment says another agency or year than its page; the attachment's own word is
    taken.
    """
    page = document.page
    if page is None or not page.is_report:
        return None
    found = []
    if _differ(document.own_year, page.own_year):
        found.append(f"year {document.own_year}, its page {page.own_year}")
    if _differ(document.own_agency, page.own_agency):
        found.append(f"agency {document.agency_name}, its page {page.agency_name}")
    return f"the attachment says {'; '.join(found)}" if found else None


def _differ(own: object, other: object) -> bool:
    """Whether both are told, and are not the same."""
    return own is not None and other is not None and own != other
