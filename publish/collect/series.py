"""The series of an agency: its reports year by year, over the seams at which it took the place of
others.

Where one agency alone was followed, its reports stand before those of its successor. Where several
were, none of theirs do: figures of several agencies are not set in the place of one. Either way the
first year behind the seam is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publish.collect.collection import AgencyRecord, Collection
from publish.collect.reports import Report
from publish.collect.succession import Kind, Seam


@dataclass(frozen=True)
class SeriesYear:
    """A year of an agency's series: its report, and the one of the series before it.

    `succession` is how another agency ended between the two and this one took its place, None where
    none did.
    """

    report: Report
    before: Report | None
    succession: Kind | None = None


def series_of(agency: AgencyRecord, collection: Collection) -> list[SeriesYear]:
    """The years of an agency's series, in order."""
    into = collection.successions_into(agency.id)
    whole = [seam for seam in into if seam.is_whole]
    earlier = (
        series_of(collection.agency(whole[0].predecessor), collection) if len(whole) == 1 else []
    )
    return [*earlier, *_own(agency, earlier, into)]


def _own(
    agency: AgencyRecord, earlier: list[SeriesYear], into: tuple[Seam, ...]
) -> Iterator[SeriesYear]:
    before = earlier[-1].report if earlier else None
    for report in agency.reports:
        yield SeriesYear(report, before, _succession(report, before, into))
        before = report


def _succession(report: Report, before: Report | None, into: tuple[Seam, ...]) -> Kind | None:
    """How agencies ended that reported no later than the report before, and may have until then."""
    since = before.year if before else 0
    crossed = [seam for seam in into if since <= seam.last < report.year]
    if not crossed:
        return None
    return crossed[0].kind if len(crossed) == 1 and crossed[0].is_whole else "merged"
