"""The search page: one box over agencies, titles and text."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from datasette import Response

from publish.site.addresses import with_query
from publish.site.data.query import parse
from publish.site.pages.search.query import A_PAGE, KINDS, MOST_HITS, Filters, Hits, find
from publish.site.printed.notices import Notice, notices_of
from publish.site.visit import Page, Route, Visit, of_archive

_AT_FIRST: Final = {"agencies": 5, "reports": 5, "sections": 10}
_MOST_FACETS: Final = 40


async def search_page(visit: Visit) -> Response:
    """`/search?q=…&kind=…&year=…&region=…&page=…`: what was found, by kind, with snippets and
    facets.
    """
    query = parse(visit.argument("q"))
    kind = visit.argument("kind") if visit.argument("kind") in KINDS else ""
    regions = await visit.archive.regions()
    region = visit.argument("region") if visit.argument("region") in regions.by_code else ""
    filters = Filters(visit.number("year"), region)
    page = min(max(visit.number("page") or 1, 1), MOST_HITS // A_PAGE)
    found = []
    for name in KINDS if query.terms else ():
        wanted = (page - 1, A_PAGE) if name == kind else (0, _AT_FIRST[name])
        found.append(await find(visit.archive, query, name, filters, *wanted))
    shown = [hits for hits in found if not kind or hits.kind == kind]
    last = -(-shown[0].count // A_PAGE) if kind and shown else 1
    context = {
        "query": query,
        "kind": kind,
        "filters": filters,
        "found": found,
        "shown": shown,
        "regions": regions,
        "notices": await _notices(visit, shown),
    }
    return await visit.page(
        "search.html", **context, **_facets(shown), page=page, last=last, link=_link(visit)
    )


async def _notices(visit: Visit, shown: list[Hits]) -> dict[str, tuple[Notice, ...]]:
    """What must be known of the reports that are listed."""
    listed = [hits.rows for hits in shown if hits.kind != "agencies"]
    return await notices_of(visit.archive, (row["id"] for rows in listed for row in rows))


def _facets(shown: list[Hits]) -> dict[str, Any]:
    years: Counter[int] = Counter()
    regions: Counter[str] = Counter()
    for hits in shown:
        years += hits.years
        regions += hits.regions
    codes = [(code, count) for code, count in regions.most_common(_MOST_FACETS) if code]
    return {"years": sorted(years.items(), reverse=True), "places": codes}


def _link(visit: Visit) -> Any:
    """A function for the template: this search with other arguments."""
    kept = {name: visit.argument(name) for name in ("q", "kind", "year", "region")}

    def link(**changed: object) -> str:
        return with_query(visit.path("/search"), **{**kept, **changed})

    return link


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/search$", of_archive(search_page), "/search?q={words}"),
)
