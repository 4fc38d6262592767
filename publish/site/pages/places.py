"""Agencies and places: the divisions of the archive, and who published there."""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.data.summary import summary_of
from publish.site.visit import Page, Route, Visit, of_archive


async def places_page(visit: Visit) -> Response:
    """`/places`: the way to every division and agency."""
    overview = await summary_of(visit.archive.database)
    regions = overview.regions
    above = regions.above(regions.shown[0].code)[:-1] if regions.shown else ()
    below = {region.code: regions.below(region.code) for region in regions.shown}
    return await visit.page("places.html", overview=overview, above=above, below=below)


ROUTES: Final[tuple[Route, ...]] = (Page(r"^/places$", of_archive(places_page), "/places"),)
