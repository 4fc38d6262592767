"""Who published, late or not at all: agencies and years."""

from __future__ import annotations

import json
from typing import Any, Final

from datasette import Response

from publish.schema import tables as schema
from publish.site.addresses import with_query
from publish.site.data.archive import Archive, Rows
from publish.site.data.summary import summary_of
from publish.site.pages.region.query import SUBTREE
from publish.site.visit import Page, Route, Visit, of_archive

_A_PAGE: Final = 50
_AGENCIES: Final = """
select a.id, a.name, a.kind, a.region, g.name as region_name from agencies a
  left join regions g on g.code = a.region
where a.id > :after{filters} order by a.id limit :limit
"""
_FILTERS: Final = {
    "region": f" and a.region in ({SUBTREE})",
    "kind": " and a.kind = :kind",
    "rare": " and a.id in (select agency from coverage c where c.status = :status{year})",
    "status": (
        " and exists (select 1 from coverage c where c.agency = a.id and c.status = :status{year})"
    ),
    "year": " and exists (select 1 from coverage c where c.agency = a.id and c.year = :year)",
}
# Of a rare status all rows are gone through, of a frequent one the agencies until the page is full.
_RARE: Final = 20_000
_CELLS: Final = """
select agency, year, status, report, deadline, published_on, days_late from coverage
where agency in (select value from json_each(:agencies))
"""


async def coverage_page(visit: Visit) -> Response:
    """`/coverage?region=…&kind=…&status=…&year=…&after=…`: a line an agency, a column a year."""
    summary = await summary_of(visit.archive.database)
    asked = _asked(visit)
    rare = summary.statuses.get(asked["status"], 0) < _RARE
    agencies = await _agencies(visit.archive, asked, visit.argument("after"), rare)
    shown, more = agencies[:_A_PAGE], len(agencies) > _A_PAGE
    year = asked["year"]
    return await visit.page(
        "coverage.html",
        summary=summary,
        agencies=shown,
        cells=await _cells(visit.archive, shown),
        years=[year] if year else list(summary.years)[-12:],
        asked=asked,
        following=(
            with_query(visit.path("/coverage"), **asked, after=shown[-1]["id"]) if more else None
        ),
        first=with_query(visit.path("/coverage"), **asked) if visit.argument("after") else None,
        kinds=schema.table("agencies").column("kind").values,
        statuses=schema.table("coverage").column("status").values,
        place=summary.regions.by_code.get(asked["region"]),
    )


def _asked(visit: Visit) -> dict[str, Any]:
    return {
        "region": visit.argument("region"),
        "kind": visit.argument("kind"),
        "status": visit.argument("status"),
        "year": visit.number("year"),
    }


async def _agencies(archive: Archive, asked: dict[str, Any], after: str, rare: bool) -> Rows:
    """One agency more than fits on a page. Ids begin with the code of the division, so their order
    is its order.
    """
    filters = "".join(_FILTERS[name] for name in ("region", "kind") if asked[name])
    if asked["status"]:
        filters += _FILTERS["rare" if rare else "status"].format(
            year=" and c.year = :year" if asked["year"] else ""
        )
    elif asked["year"]:
        filters += _FILTERS["year"]
    return await archive.rows(
        _AGENCIES.format(filters=filters), **asked, after=after, limit=_A_PAGE + 1
    )


async def _cells(archive: Archive, agencies: Rows) -> dict[tuple[str, int], Any]:
    identities = json.dumps([row["id"] for row in agencies])
    rows = await archive.rows(_CELLS, agencies=identities)
    return {(row["agency"], row["year"]): row for row in rows}


ROUTES: Final[tuple[Route, ...]] = (Page(r"^/coverage$", of_archive(coverage_page), "/coverage"),)
