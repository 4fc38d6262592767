"""The search page: one box over divisions, agencies, figures, questions, tables, titles and
text.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from datasette import Response

from publish.site.addresses import with_query
from publish.site.data.query import Query, parse
from publish.site.data.regions import Regions
from publish.site.pages.search.catalogue import find_entries
from publish.site.pages.search.names import Names, find_names
from publish.site.pages.search.query import (
    A_PAGE,
    KINDS,
    MOST_HITS,
    Filters,
    Hits,
    find,
    find_of_agencies,
)
from publish.site.pages.search.suggestions import suggestions_json
from publish.site.printed.notices import Notice, notices_of
from publish.site.visit import Page, Route, Visit, of_archive

_AT_FIRST: Final = {"divisions": 5, "agencies": 10, "entries": 6, "reports": 5, "sections": 10}
_ONE_OF: Final = {"divisions": "division", "agencies": "agency"}
_WITH_REPORTS: Final = ("reports", "sections")
_MOST_FACETS: Final = 40


async def search_page(visit: Visit) -> Response:
    """`/search?q=…&kind=…&year=…&region=…&page=…`: what was found, by kind, with snippets and
    facets.
    """
    typed = visit.argument("q")
    query = parse(typed)
    kind = visit.argument("kind") if visit.argument("kind") in KINDS else ""
    regions = await visit.archive.regions()
    region = visit.argument("region") if visit.argument("region") in regions.by_code else ""
    filters = Filters(visit.number("year"), region)
    page = min(max(visit.number("page") or 1, 1), MOST_HITS // A_PAGE)
    names = await find_names(visit.archive, typed, region) if query.terms else Names()
    found = await _all(visit, query, names, filters, {kind: page} if kind else {})
    shown = [hits for hits in found if not kind or hits.kind == kind]
    context = {
        "query": query,
        "kind": kind,
        "filters": filters,
        "found": found,
        "shown": shown,
        "regions": regions,
        "most": MOST_HITS,
        "nearest": names.hits if names.nearest else (),
        "notices": await _notices(visit, shown),
    }
    last = _last_page(shown) if kind else 1
    return await visit.page(
        "search.html", **context, **_facets(shown, regions), page=page, last=last, link=_link(visit)
    )


async def _all(
    visit: Visit, query: Query, names: Names, filters: Filters, pages: dict[str, int]
) -> list[Hits]:
    """The hits of every kind: the page that is asked for of one kind, the first few of others."""
    if not query.terms:
        return []
    listed = Names() if names.nearest else names
    found = []
    for kind in KINDS:
        size = A_PAGE if kind in pages else _AT_FIRST[kind]
        start = (pages.get(kind, 1) - 1) * size
        found.append(
            await _of_kind(visit, query, listed, filters, kind, slice(start, start + size))
        )
    return found


async def _of_kind(
    visit: Visit, query: Query, names: Names, filters: Filters, kind: str, wanted: slice
) -> Hits:
    if kind == "entries":
        entries = find_entries(visit.argument("q")) if not filters.region else ()
        return Hits(kind, len(entries), False, tuple({"entry": one} for one in entries[wanted]))
    if kind in _ONE_OF:
        return await _named(visit, query, names, filters, kind, wanted)
    hits = await find(visit.archive, query, kind, filters, wanted)
    if kind == "reports" and not hits.count and names.of("agency"):
        agencies = [hit.row["number"] for hit in names.of("agency")]
        return await find_of_agencies(visit.archive, query, agencies, filters, wanted)
    return hits


async def _named(
    visit: Visit, query: Query, names: Names, filters: Filters, kind: str, wanted: slice
) -> Hits:
    """Divisions or agencies; those alone that reported for the year that is asked for."""
    rows = [hit.row for hit in names.of(_ONE_OF[kind])]
    if filters.year and kind == "agencies":
        rows = [row for row in rows if row["first_year"] <= filters.year <= row["last_year"]]
    regions = await visit.archive.regions()
    shown = tuple(
        {
            **row,
            "pieces": query.pieces(row["name"], whole=True),
            "above": regions.above(row["region"]),
        }
        for row in rows[wanted]
    )
    counted = Counter(regions.row_of(row["region"]) for row in rows)
    return Hits(kind, len(rows), names.more, shown, regions=counted)


def _last_page(shown: list[Hits]) -> int:
    return -(-min(shown[0].count, MOST_HITS) // A_PAGE) if shown else 1


async def _notices(visit: Visit, shown: list[Hits]) -> dict[str, tuple[Notice, ...]]:
    """What must be known of the reports that are listed."""
    listed = [hits.rows for hits in shown if hits.kind in _WITH_REPORTS]
    return await notices_of(visit.archive, (row["id"] for rows in listed for row in rows))


def _facets(shown: list[Hits], tree: Regions) -> dict[str, Any]:
    years: Counter[int] = Counter()
    regions: Counter[str] = Counter()
    for hits in shown:
        years += hits.years
        regions += hits.regions
    codes: list[tuple[str, int | None]] = [
        (code, count) for code, count in regions.most_common(_MOST_FACETS) if code
    ]
    sampled = any(hits.sampled for hits in shown)
    codes = _every(codes, tree) if sampled else codes
    return {"years": sorted(years.items(), reverse=True), "places": codes, "sampled": sampled}


def _every(places: list[tuple[str, int | None]], regions: Regions) -> list[tuple[str, int | None]]:
    """The divisions that were counted, and all others: they too may have hits."""
    counted = {code for code, _ in places}
    return [*places, *((one.code, None) for one in regions.shown if one.code not in counted)]


def _link(visit: Visit) -> Any:
    """A function for the template: this search with other arguments."""
    kept = {name: visit.argument(name) for name in ("q", "kind", "year", "region")}

    def link(**changed: object) -> str:
        return with_query(visit.path("/search"), **{**kept, **changed})

    return link


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/search$", of_archive(search_page), "/search?q={words}"),
    Route(
        r"^/search/suggest\.json$", of_archive(suggestions_json), "/search/suggest.json?q={words}"
    ),
)
