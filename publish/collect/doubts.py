"""Why a report that was not found may be there all the same, or may have come earlier.

To call a report missing or late is to accuse an agency. It is said only where all was read whole:
no suspect address on its lists, no agency that may be the same under another name or in another
division.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product
from typing import Literal

from publish.collect.collection import AgencyRecord, Collection
from publish.collect.documents import Document
from publish.collect.kinship import likely_one, may_be_one
from publish.collect.listings import listed_agency
from publish.collect.suspects import Suspect, SuspectReason, channel_of, suspects

Reason = Literal[SuspectReason, "ambiguous_agency", "related_agency", "captures_unreadable"]
# A list with reports of one agency alone is that agency's where they are of so many years: that of
# a single year may have lost the others.
_YEARS_OF_ITS_OWN = 2


@dataclass
class _List:
    """What is known of a list: the agency that it stands under, by its name, and the reports on it,
    as agency and year.
    """

    stands_under: str | None = None
    reports: set[tuple[str, int]] = field(default_factory=set)

    def is_anothers(self, agency: AgencyRecord) -> bool:
        """Whether the list is another agency's than this one."""
        owners = {owner for owner, _ in self.reports}
        if agency.id in owners:
            return False
        if self.stands_under is not None:
            return not agency.name.endswith(self.stands_under)
        return len(owners) == 1 and len(self.reports) >= _YEARS_OF_ITS_OWN


class Doubts:
    """Tells for an agency and a year why its report cannot be called missing or late."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def of(self, agency: AgencyRecord, year: int) -> Reason | None:
        """The first reason for which the report may be there; None where there is none."""
        for suspect in self._that_may_be(agency, year):
            if not suspect.moved:
                return suspect.reason
        for other in self._beside(agency):
            if year in other.reported and _are_confused(agency, other):
                return "ambiguous_agency"
            if self._may_stand_for(agency, other, year):
                return "related_agency"
        return "related_agency" if self._may_be_followed(agency, year) else None

    def _may_stand_for(self, agency: AgencyRecord, other: AgencyRecord, year: int) -> bool:
        """Whether another agency may have reported on a year in place of this one."""
        if year in other.reported and may_be_one(agency, other):
            return True
        reported = year in other.reported or _follows(other, agency, year)
        return reported and frozenset((agency.id, other.id)) in self._related

    def _may_be_followed(self, agency: AgencyRecord, year: int) -> bool:
        """Whether an agency reported no more when one other of its kind and place began, which may
        have taken its place.
        """
        last = agency.years[-1]
        begun = [
            other
            for other in self._beside(agency)
            if (other.kind, other.region) == (agency.kind, agency.region)
            and other.years[0] == last + 1
        ]
        return year > last and len(begun) == 1

    def days(self, agency: AgencyRecord, year: int) -> frozenset[date]:
        """The days on which the report may have been published at a suspect address."""
        return frozenset().union(*(one.days for one in self._that_may_be(agency, year)))

    def _that_may_be(self, agency: AgencyRecord, year: int) -> Iterator[Suspect]:
        """The suspects of its portals; those that name nobody, on lists that are no other's."""
        has_lists = agency.id in self._listed
        for portal, told in product(agency.portals, (year, None)):
            yield from self._suspects.get((portal, agency.id, told), ())
            for suspect in self._suspects.get((portal, None, told), ()):
                if not has_lists or not self._lists[suspect.channel].is_anothers(agency):
                    yield suspect

    def _beside(self, agency: AgencyRecord) -> Iterator[AgencyRecord]:
        """The agencies of its portals."""
        for portal in agency.portals:
            yield from self._of_portal[portal]

    @cached_property
    def _of_portal(self) -> dict[str, list[AgencyRecord]]:
        found: dict[str, list[AgencyRecord]] = defaultdict(list)
        for agency in self._collection.agencies:
            for portal in agency.portals:
                found[portal].append(agency)
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
    def _lists(self) -> dict[str | None, _List]:
        """The lists by their addresses; None stands for no list at all."""
        found: dict[str | None, _List] = defaultdict(_List)
        for history in self._collection.histories:
            for channel in history.channels.values():
                found[channel.url].stands_under = listed_agency(channel.name)
        histories = {history.portal.id: history for history in self._collection.histories}
        for report in self._collection.reports:
            for document in report.documents:
                channel_url = channel_of(histories[document.place.portal], document.place)
                if channel_url is not None:
                    found[channel_url].reports.add((report.agency, report.year))
        return found

    @cached_property
    def _listed(self) -> set[str]:
        """The agencies that have a report on a list."""
        return {agency for known in self._lists.values() for agency, _ in known.reports}

    @cached_property
    def _suspects(self) -> dict[tuple[str, str | None, int | None], list[Suspect]]:
        """The suspects by portal, agency and year, as far as those are known of them."""
        told: dict[str, list[Document]] = defaultdict(list)
        for document in self._collection.documents:
            told[document.location.portal].append(document)
        found: dict[tuple[str, str | None, int | None], list[Suspect]] = defaultdict(list)
        for history in self._collection.histories:
            portal = history.portal.id
            for suspect in suspects(history, told[portal], self._collection.readings):
                found[portal, suspect.agency, suspect.year].append(suspect)
        return found


def _follows(agency: AgencyRecord, other: AgencyRecord, year: int) -> bool:
    """Whether an agency began by that year, and after the last report of the other."""
    return other.years[-1] < agency.years[0] <= year


def _are_confused(first: AgencyRecord, second: AgencyRecord) -> bool:
    """Whether one of two agencies could not be placed, and may be the other."""
    return first.region in second.candidates or second.region in first.candidates
