"""A division: what lies below it, who published in it, and its figures by year and kind of
agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from publish.site.data.archive import Archive, Row, Rows
from publish.site.data.regions import Region

AGENCIES_A_PAGE: Final = 50
SUBTREE: Final = """
with recursive tree(code) as (select :region union select g.code from regions g
join tree on g.parent = tree.code)
select code from tree
"""
"""Codes of a division and of all below it."""
_COVERAGE: Final = """
with recursive tree(code, top) as (
  select code, code from regions where parent = :code
  union select g.code, tree.top from regions g join tree on g.parent = tree.code
), places(code, top) as (select :code, :code union all select code, top from tree)
select places.top, c.year, c.status, sum(c.agencies) as agencies
from places cross join coverage_totals c on c.region = places.code
group by places.top, c.year, c.status
"""
_AGENCIES: Final = """
select id, name, kind, first_year, last_year, reports from agencies
where region = :code and id > :after order by id limit :limit
"""
_TOTALS: Final = "select * from region_year where region = :code order by year desc, kind"


@dataclass(frozen=True)
class Place:
    """A division with what its page shows.

    `coverage` counts agencies by status, for each division directly below (or the division itself)
    and year; `totals` are the rows of the view region_year; `agencies` are its own, one page of
    them, and `more` says if there are others.
    """

    region: Region
    above: tuple[Region, ...]
    below: tuple[Region, ...]
    coverage: dict[tuple[str, int], dict[str, int]]
    totals: Rows
    agencies: Rows
    more: bool

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of which something is known."""
        return tuple(sorted({year for _, year in self.coverage}))

    @cached_property
    def by_year(self) -> tuple[Row, ...]:
        """For each year, how many agencies of the division and all below it have each status."""
        found: dict[int, Row] = {year: {"year": year} for year in self.years}
        for (_, year), statuses in self.coverage.items():
            for status, count in statuses.items():
                found[year][status] = found[year].get(status, 0) + count
        return tuple(found.values())


async def load_place(archive: Archive, code: str, after: str = "") -> Place | None:
    """The division with this code, or None; `after` is the id of the agency behind which its list
    goes on.
    """
    regions = await archive.regions()
    if code not in regions.by_code:
        return None
    coverage: dict[tuple[str, int], dict[str, int]] = {}
    for row in await archive.remembered(_COVERAGE, code=code):
        coverage.setdefault((row["top"], row["year"]), {})[row["status"]] = row["agencies"]
    agencies = await archive.rows(_AGENCIES, code=code, after=after, limit=AGENCIES_A_PAGE + 1)
    return Place(
        region=regions.by_code[code],
        above=regions.above(code)[:-1],
        below=regions.below(code),
        coverage=coverage,
        totals=await archive.remembered(_TOTALS, code=code),
        agencies=agencies[:AGENCIES_A_PAGE],
        more=len(agencies) > AGENCIES_A_PAGE,
    )
