"""Reused text: how much of a report's wording stands in the year before's, and in the nearest of
its neighbours.

Pairs of a year are far too many to be compared one by one, so MinHash with locality-sensitive
hashing (rensa) finds candidates among the reports of one year on one portal or in one county; what
is published of a pair is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

from publish.assess.wording import REUSE, longest_shared, names_of, prose, shingles, wording
from publish.collect.collection import AgencyRecord, Collection
from publish.collect.reports import Report

SEED = 2008
COUNTY_DIGITS = 6
# Wordings kept at hand while the reports of a year and place are compared.
_AT_HAND = 256


@dataclass(frozen=True)
class Reuse:
    """A report's wording beside another's: `similarity` is of the runs of both, `shared` of the
    report's own.
    """

    report: str
    compared: str
    relation: str
    similarity: float
    shared: float
    passage: str


@dataclass(frozen=True)
class Reused:
    """What is known of a report's wording: the pairs, and among how many neighbours the nearest was
    looked for.

    `neighbours` is None for a text too short to be compared.
    """

    pairs: tuple[Reuse, ...] = ()
    neighbours: int | None = None

    def pair(self, relation: str) -> Reuse | None:
        """The pair of that relation, if there is one."""
        return next((pair for pair in self.pairs if pair.relation == relation), None)


class _Member(NamedTuple):
    """A report with its signature and the places in which it has neighbours."""

    report: Report
    signature: RMinHash
    places: tuple[str, ...]


class Wordings:
    """The wordings of a collection's reports, made when asked for; the last ones stay at hand."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._names = {
            agency.id: names_of(agency.name, self._places(agency)) for agency in collection.agencies
        }
        self._reports = {report.id: report for report in collection.reports}
        self._of = lru_cache(maxsize=_AT_HAND)(self._made)

    def of(self, report: Report) -> tuple[str, frozenset[str]]:
        """The wording of a report, of its documents the wordiest, and its runs."""
        return self._of(report.id)

    def _made(self, identity: str) -> tuple[str, frozenset[str]]:
        # By its id: to hash a report with all its documents takes as long as to read its text.
        report, readings = self._reports[identity], self._collection.readings
        longest = max(
            (prose(readings.load(document.sha256)) for document in report.current),
            key=len,
        )
        text = wording(longest, self._names[report.agency])
        return text, shingles(text)

    def _places(self, agency: AgencyRecord) -> list[str]:
        chain = self._collection.divisions.chain(agency.region) if agency.region else []
        return [division.name for division in chain]


def find_reuse(collection: Collection) -> dict[str, Reused]:
    """What is known of the wording of every report, by report id."""
    wordings = Wordings(collection)
    pairs: dict[str, list[Reuse]] = defaultdict(list)
    members: list[_Member] = []
    for agency in collection.agencies:
        for pair in _last_years(agency.reports, wordings):
            pairs[pair.report].append(pair)
        members += _members(agency, wordings)
    neighbours: dict[str, int] = {}
    for _, year in groupby(sorted(members, key=_order), key=lambda member: member.report.year):
        for member, count, nearest in _nearest(list(year), wordings):
            neighbours[member.report.id] = count
            pairs[member.report.id] += [nearest] if nearest else []
    return {
        report.id: Reused(tuple(pairs[report.id]), neighbours.get(report.id))
        for report in collection.reports
    }


def _last_years(reports: Sequence[Report], wordings: Wordings) -> Iterator[Reuse]:
    for earlier, later in pairwise(reports):
        if (
            later.year == earlier.year + 1
            and _is_long(earlier, wordings)
            and _is_long(later, wordings)
        ):
            yield _compare(later, earlier, "last_year", wordings)


def _members(agency: AgencyRecord, wordings: Wordings) -> Iterator[_Member]:
    county = (agency.region or "")[:COUNTY_DIGITS]
    for report in agency.reports:
        if _is_long(report, wordings):
            signature = RMinHash(num_perm=REUSE.permutations, seed=SEED)
            signature.update(wordings.of(report)[1])
            places = (
                f"portal {report.chosen.location.portal}",
                f"county {county}" if county else "",
            )
            yield _Member(report, signature, tuple(filter(None, places)))


def _nearest(
    year: list[_Member], wordings: Wordings
) -> Iterator[tuple[_Member, int, Reuse | None]]:
    """Each report of a year with the number of its neighbours and the nearest that is near
    enough.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for number, member in enumerate(year):
        for place in member.places:
            groups[place].append(number)
    indexes = {place: _index(numbers, year) for place, numbers in groups.items()}
    counts = {
        places: len({number for place in places for number in groups[place]})
        for places in _places_of(year)
    }
    for number, member in enumerate(year):
        found = {
            other for place in member.places for other in indexes[place].query(member.signature)
        } - {number}
        candidates = [year[other] for other in found]
        yield member, counts[member.places] - 1, _closest(member, candidates, wordings)


def _places_of(year: list[_Member]) -> set[tuple[str, ...]]:
    return {member.places for member in year}


def _index(numbers: Iterable[int], year: list[_Member]) -> RMinHashLSH:
    index = RMinHashLSH(
        threshold=REUSE.nearest_from, num_perm=REUSE.permutations, num_bands=REUSE.bands
    )
    for number in numbers:
        index.insert(number, year[number].signature)
    return index


def _closest(member: _Member, candidates: list[_Member], wordings: Wordings) -> Reuse | None:
    """The candidate whose wording is nearest: the likeliest by their signatures are compared
    exactly.
    """
    own = member.report
    likely = sorted(
        candidates, key=lambda other: (-member.signature.jaccard(other.signature), other.report.id)
    )
    exact = [
        (_similarity(own, other.report, wordings), other.report)
        for other in likely[: REUSE.compared]
    ]
    near = [pair for pair in exact if pair[0] >= REUSE.nearest_from]
    nearest = min(near, key=lambda pair: (-pair[0], pair[1].id), default=None)
    return _compare(own, nearest[1], "neighbour", wordings) if nearest else None


def _similarity(report: Report, other: Report, wordings: Wordings) -> float:
    """Of the runs that either wording has, the part that both have (Jaccard)."""
    own, others = wordings.of(report)[1], wordings.of(other)[1]
    common = len(own & others)
    return round(common / (len(own) + len(others) - common), 4)


def _compare(report: Report, other: Report, relation: str, wordings: Wordings) -> Reuse:
    (text, own), (_, others) = wordings.of(report), wordings.of(other)
    shared = round(len(own & others) / len(own), 4)
    passage = longest_shared(text, others)
    return Reuse(
        report.id, other.id, relation, _similarity(report, other, wordings), shared, passage
    )


def _is_long(report: Report, wordings: Wordings) -> bool:
    shortest: int = REUSE.shortest
    return len(wordings.of(report)[1]) >= shortest


def _order(member: _Member) -> tuple[int, tuple[str, ...], str]:
    return member.report.year, member.places, member.report.id
