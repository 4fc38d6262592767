"""The page of an administrative division."""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.addresses import region_path, with_query
from publish.site.pages.region.charts import charts
from publish.site.pages.region.query import load_place
from publish.site.visit import Page, Route, Visit, of_archive


async def region_page(visit: Visit) -> Response:
    """`/region/<code>?after=…`: its divisions and agencies, who published, and its figures by
    year.
    """
    code = visit.variable("code")
    place = await load_place(visit.archive, code, visit.argument("after"))
    if place is None:
        return await visit.missing("region", code=code)
    following = (
        with_query(visit.path(region_path(code)), after=place.agencies[-1]["id"])
        if place.more
        else None
    )
    return await visit.page("region.html", place=place, charts=charts(place), following=following)


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/region/(?P<code>[^/]+)$", of_archive(region_page), "/region/{region}"),
)
