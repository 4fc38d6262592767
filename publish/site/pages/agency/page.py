"""The page of an agency: its reports year by year, over time, and what it carried from year to
year.
"""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.drawings.plot import number
from publish.site.pages.agency.charts import charts
from publish.site.pages.agency.peers import load_peers
from publish.site.pages.agency.query import load_agency
from publish.site.printed.notices import notices_of
from publish.site.visit import Page, Route, Visit, of_archive


async def agency_page(visit: Visit) -> Response:
    """`/agency/<id>`: who it is, and its reports year by year."""
    agency = await load_agency(visit.archive, visit.variable("id"))
    if agency is None:
        return await visit.missing("agency", id=visit.variable("id"))
    notices = await notices_of(visit.archive, (year["id"] for year in agency.years))
    regions = await visit.archive.regions()
    return await visit.page(
        "agency.html",
        agency=agency,
        charts=charts(agency),
        notices=notices,
        peers=await load_peers(visit.archive, agency.row),
        regions=regions,
        number=number,
    )


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/agency/(?P<id>[^/.]+)$", of_archive(agency_page), "/agency/{agency}"),
)
