"""Agencies like one: of its kind and level, below the division above its own, in one year.

What is not comparable is not ranked: where fewer than four of them state a figure, there are no
quartiles and no rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import quantiles
from typing import Final, Literal

from publish.site.data.archive import Archive, Row, SqlValue

FEWEST: Final = 4
FIGURES: Final[dict[str, Literal["count", "share"]]] = {
    "received": "count",
    "handled": "count",
    "disclosed_rate": "share",
    "reviews": "count",
    "litigation": "count",
}
_MILLISECONDS: Final = 800
_PEERS: Final = """
with recursive within(code) as (
  select :place union select g.code from regions g join within on g.parent = within.code
)
select a.id, t.new_received as received, t.total as handled,
  1.0 * (t.granted + t.partially_granted) / nullif(t.total, 0) as disclosed_rate,
  t.review_total as reviews,
  t.litigation_direct_total + t.litigation_after_review_total as litigation
from agencies a join reports r on r.agency = a.id and r.year = :year
  join report_totals t on t.report = r.id
where a.region in (select code from within) and a.kind = :kind and a.level = :level
"""
_NEWEST: Final = """
select max(r.year) as year from reports r join report_totals t on t.report = r.id
where r.agency = :agency
"""


@dataclass(frozen=True)
class Standing:
    """Where a figure stands among its peers: `rank` 1 is the highest, of `known` that state it."""

    name: str
    kind: Literal["count", "share"]
    own: float | None
    known: int
    quartiles: tuple[float, ...] = ()
    rank: int | None = None


@dataclass(frozen=True)
class Peers:
    """The standings of an agency in a year, among `count` agencies of the division `place`."""

    year: int
    place: str
    count: int
    standings: tuple[Standing, ...]

    @property
    def is_comparable(self) -> bool:
        """Whether there are enough of them for anything to be said."""
        return any(one.quartiles for one in self.standings)


async def load_peers(archive: Archive, agency: Row) -> Peers | None:
    """The peers of an agency; None where it has no figures, or its division is not known."""
    regions = await archive.regions()
    own = regions.by_code.get(agency["region"] or "")
    newest = await archive.one(_NEWEST, agency=agency["id"])
    if own is None or newest is None or newest["year"] is None:
        return None
    place = own.parent if own.parent in regions.by_code else own.code
    asked: dict[str, SqlValue] = {
        "place": place,
        "year": newest["year"],
        "kind": agency["kind"],
        "level": agency["level"],
    }
    rows = await archive.rows_in_time(_MILLISECONDS, _PEERS, **asked)
    if rows is None:
        return None
    standings = tuple(_standings(agency["id"], rows))
    return Peers(newest["year"], str(place), len(rows), standings)


def _standings(agency: str, rows: Iterable[Row]) -> Iterator[Standing]:
    found = list(rows)
    mine = next((row for row in found if row["id"] == agency), {})
    for name, kind in FIGURES.items():
        known = sorted(row[name] for row in found if row[name] is not None)
        yield standing(name, kind, mine.get(name), known)


def standing(
    name: str, kind: Literal["count", "share"], own: float | None, known: list[float]
) -> Standing:
    """Where a figure stands among those that are known, its own one with them."""
    if len(known) < FEWEST:
        return Standing(name, kind, own, len(known))
    # Where all are alike nobody is first.
    differ = known[0] < known[-1]
    rank = 1 + sum(one > own for one in known) if differ and own is not None else None
    parts = tuple(quantiles(known, n=4, method="inclusive"))
    return Standing(name, kind, own, len(known), parts, rank)
