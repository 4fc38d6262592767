"""The page of an agency: its reports year by year, over time, and what it carried from year to
year.
"""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.pages.agency.charts import charts
from publish.site.pages.agency.query import load_agency
from publish.site.printed.notices import notices_of
from publish.site.visit import Page, Route, Visit, of_archive


async def agency_page(visit: Visit) -> Response:
    """`/agency/<id>`: who it is, and its reports year by year."""
    agency = await load_agency(visit.archive, visit.variable("id"))
    if agency is None:
        return await visit.missing("agency", id=visit.variable("id"))
    notices = await notices_of(visit.archive, (year["id"] for year in agency.years))
    told = {"agency": agency, "charts": charts(agency), "notices": notices}
    return await visit.page("agency.html", **told)


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/agency/(?P<id>[^/.]+)$", of_archive(agency_page), "/agency/{agency}"),
)
