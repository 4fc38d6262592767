"""Why a report that was not found may be there all the same: what of its portal was not understood.

To call a report missing is to accuse an agency. It is said only where all was read whole: no link
that brought nothing, no document without a reading, agency or year, no agency that may be the same
under another name or in another division.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from extract import tools
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.documents import Document, link_identity
from publish.collect.history import PortalHistory
from publish.collect.kinship import likely_one
from publish.collect.locations import Location

Reason = Literal["unread_document", "unplaced_document", "ambiguous_agency", "related_agency"]


@dataclass(frozen=True)
class Suspect:
    """An address that may hold a report that was not found.

    `agency` (an id) and `year` are what is known of it, None where nothing is; `channel` the list
    that named it.
    """

    reason: Reason
    portal: str
    channel: str | None
    agency: str | None
    year: int | None


class Doubts:
    """Tells for an agency and a year why its report cannot be called missing."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def of(self, agency: AgencyRecord, year: int) -> Reason | None:
        """The first reason for which the report may be there; None where there is none."""
        for suspect in self._suspects[agency.portal]:
            if self._may_be(suspect, agency, year):
                return suspect.reason
        for other in self._beside[agency.portal]:
            if _has(other, year) and _are_confused(agency, other):
                return "ambiguous_agency"
            reported = _has(other, year) or _follows(other, agency, year)
            if reported and frozenset((agency.id, other.id)) in self._related:
                return "related_agency"
        return None

    def _may_be(self, suspect: Suspect, agency: AgencyRecord, year: int) -> bool:
        if suspect.year is not None and suspect.year != year:
            return False
        if suspect.agency is not None and suspect.agency != agency.id:
            return False
        channels = self._channels[agency.id]
        return suspect.channel is None or not channels or suspect.channel in channels

    @cached_property
    def _beside(self) -> dict[str, list[AgencyRecord]]:
        """The agencies of each portal."""
        found: dict[str, list[AgencyRecord]] = defaultdict(list)
        for agency in self._collection.agencies:
            found[agency.portal].append(agency)
        return found

    @cached_property
    def _related(self) -> set[frozenset[str]]:
        """The ids of two agencies each that may be one under two names, or of which one took the
        other's place.
        """
        alike = likely_one(self._collection.agencies, ())
        followed = self._collection.successions.values()
        return {frozenset((one.id, other.id)) for one, other in alike} | {
            frozenset((seam.predecessor, seam.successor)) for seam in followed
        }

    @cached_property
    def _channels(self) -> dict[str, set[str]]:
        """The lists that named the reports of each agency."""
        lists = {history.portal.id: history for history in self._collection.histories}
        found: dict[str, set[str]] = defaultdict(set)
        for report in self._collection.reports:
            for document in report.documents:
                page = (document.page or document).location
                channel = _channel(lists[page.portal], page)
                if channel is not None:
                    found[report.agency].add(channel)
        return found

    @cached_property
    def _suspects(self) -> dict[str, list[Suspect]]:
        """The suspects of each portal."""
        told: dict[str, list[Document]] = defaultdict(list)
        for document in self._collection.documents:
            told[document.location.portal].append(document)
        return {
            history.portal.id: list(self._of_portal(history, told[history.portal.id]))
            for history in self._collection.histories
        }

    def _of_portal(
        self, history: PortalHistory, documents: Iterable[Document]
    ) -> Iterator[Suspect]:
        by_address: dict[str, list[Document]] = defaultdict(list)
        understood: set[str] = set()
        for document in documents:
            by_address[document.location.url].append(document)
            if document.is_told and not document.is_inferred:
                understood |= {document.location.url, (document.page or document).location.url}
        for location in history.locations:
            shown_by = location.page_url if location.kind == "attachment" else None
            if not location.moved and understood.isdisjoint((location.url, shown_by)):
                yield from self._of_location(history, location, by_address[location.url])

    def _of_location(
        self, history: PortalHistory, location: Location, documents: list[Document]
    ) -> Iterator[Suspect]:
        """The suspect that an address is, none of whose contents was understood."""
        reason = self._reason(location, documents)
        if reason is None:
            return
        link = link_identity(location.link_text or "")
        known = documents[-1] if documents else None
        yield Suspect(
            reason,
            location.portal,
            _channel(history, location),
            known.agency.id if known and known.agency and not known.is_inferred else None,
            known.year if known and known.year else link.year,
        )

    def _reason(self, location: Location, documents: list[Document]) -> Reason | None:
        if not documents or any(self._is_unread(document) for document in documents):
            return "unread_document"
        if any(document.is_report for document in documents):
            return "unplaced_document"
        return None

    def _is_unread(self, document: Document) -> bool:
        """Whether the document was not read, or less of it than a tool would have read."""
        issues = self._collection.readings.load(document.sha256)["issues"]
        return document.failure is not None or any(
            issue["code"] in tools.LACKING for issue in issues
        )


def _channel(history: PortalHistory, location: Location) -> str | None:
    channel = history.channels.get(location.page_url or "")
    return channel.url if channel else None


def _has(agency: AgencyRecord, year: int) -> bool:
    return year in agency.reported


def _follows(agency: AgencyRecord, other: AgencyRecord, year: int) -> bool:
    """Whether an agency began by that year, and after the last report of the other."""
    return other.years[-1] < agency.years[0] <= year


def _are_confused(first: AgencyRecord, second: AgencyRecord) -> bool:
    """Whether one of two agencies could not be placed, and may be the other."""
    return first.region in second.candidates or second.region in first.candidates
