"""Suspects: addresses that may hold a report which was not found, or published one earlier.

A link that brought nothing, a document without a reading, an agency or a year, and a report that
the link to it, its list or another witness calls another agency's or another year's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, product
from typing import Literal

from crawler.absences import Absence, absent_in
from extract import tools
from publish.collect.documents import Document, link_identity
from publish.collect.history import PortalHistory
from publish.collect.locations import Location
from publish.collect.publication import Witness, address_days, days_in, testimony
from publish.collect.readings import Readings

SuspectReason = Literal[
    "not_to_be_had", "unread_document", "unplaced_document", "contested_document"
]
# What tells of a day of publication; a signature tells of another one.
_OF_PUBLICATION = (Witness.PRINTED, Witness.METADATA, Witness.LISTED, Witness.ADDRESS)

# From this month on the report of the year itself may be published.
_EARLY = 12


@dataclass(frozen=True)
class Suspect:
    """An address that may hold a report of an agency (an id) and a year, None where nothing is
    known of it.

    `channel` is the list that named it, `days` what tells of its publication. `moved`: it leads to
    an address that was looked at by itself.
    """

    reason: SuspectReason
    channel: str | None
    agency: str | None
    year: int | None
    days: frozenset[date] = frozenset()
    moved: bool = False


def suspects(
    history: PortalHistory, documents: Iterable[Document], readings: Readings
) -> Iterator[Suspect]:
    """The suspects of one portal, out of its history and its documents."""
    yield from _not_to_be_had(history)
    by_address: dict[str, list[Document]] = defaultdict(list)
    understood: set[str] = set()
    for document in documents:
        by_address[document.location.url].append(document)
        if document.is_told and not document.is_inferred:
            understood |= {document.location.url, (document.page or document).location.url}
    for location in history.locations:
        found = by_address[location.url]
        shown_by = location.page_url if location.kind == "attachment" else None
        if understood.isdisjoint((location.url, shown_by)):
            yield from _not_understood(history, location, found, readings)
    yield from _contested(history, [one for found in by_address.values() for one in found])


def _not_to_be_had(history: PortalHistory) -> Iterator[Suspect]:
    """What the last judged run found named and could not have, though it calls itself whole."""
    run = history.last_judged
    for told in absent_in(run.evidence).values() if run else ():
        if told.reason == Absence.SURPLUS or (told.page is None and told.reason == Absence.MISSING):
            # Neither a page more than a list has nor the link to a list that is not there hides
            # one.
            continue
        listing = history.channels.get(told.page or "")
        year = link_identity(told.text).year
        yield Suspect("not_to_be_had", listing.url if listing else None, None, year)


def channel_of(history: PortalHistory, location: Location) -> str | None:
    """The address of the list that named a location."""
    channel = history.channels.get(location.page_url or "")
    return channel.url if channel else None


def _not_understood(
    history: PortalHistory, location: Location, documents: list[Document], readings: Readings
) -> Iterator[Suspect]:
    """The suspect that an address is, none of whose contents was understood."""
    link = link_identity(location.link_text)
    reason = _reason(location, documents, link.year, readings)
    if reason is None:
        return
    known = documents[-1] if documents else None
    yield Suspect(
        reason,
        channel_of(history, location),
        known.agency.id if known and known.agency and not known.is_inferred else None,
        known.year if known and known.year else link.year,
        _days(history, location, documents),
        location.moved,
    )


def _reason(
    location: Location, documents: list[Document], year: int | None, readings: Readings
) -> SuspectReason | None:
    if not documents or any(_is_unread(document, readings) for document in documents):
        return "unread_document"
    if any(document.is_report for document in documents):
        return "unplaced_document"
    # A list of reports calls it by its year, and what it shows is neither a report nor anything
    # that is known to be something else: a viewer, a page that a script was to fill.
    is_refused = any(document.refused is not None for document in documents)
    if location.kind == "report" and year is not None and not is_refused:
        return "unread_document"
    return None


def _is_unread(document: Document, readings: Readings) -> bool:
    """Whether the document was not read, or less of it than a tool would have read."""
    issues = readings.load(document.sha256)["issues"]
    return document.failure is not None or any(issue["code"] in tools.LACKING for issue in issues)


def _days(
    history: PortalHistory, location: Location, documents: Iterable[Document]
) -> frozenset[date]:
    """What tells when an address was published: its own words, its list, and the page it hangs on
    with its list.
    """
    holders = {one for document in documents for one in (document, document.page) if one}
    told = chain.from_iterable(map(_days_of_publication, holders))
    page = history.location(location.page_url) if location.page_url else None
    places = [location, page] if page else [location]
    listed = days_in(day for place in places for day in place.listed)
    addressed = (day for place in places for day in address_days(place.url))
    return frozenset((*told, *listed, *addressed))


def _days_of_publication(document: Document) -> Iterator[date]:
    """What a document says of when it was published."""
    return (day for witness, day in testimony(document) if witness in _OF_PUBLICATION)


def _contested(history: PortalHistory, documents: Iterable[Document]) -> Iterator[Suspect]:
    """Reports that a witness calls another agency's or another year's than they were placed at. One
    that was published when another year's was due may be that one, with last year's words.
    """
    for document in documents:
        if not document.is_told or document.agency is None or document.year is None:
            continue
        decided = document.agency.id, document.year
        days = _days(history, document.location, [document])
        agencies = {decided[0], *document.named_agencies}
        years = {decided[1], *document.named_years, *map(_due, days)}
        for agency, year in set(product(agencies, years)) - {decided}:
            channel = channel_of(history, document.place)
            yield Suspect("contested_document", channel, agency, year, days)


def _due(day: date) -> int:
    """The year whose report is published about a day: in December this one's, else the last."""
    return day.year - (day.month < _EARLY)
