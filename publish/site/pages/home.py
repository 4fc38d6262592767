"""The front page: the search box, totals, coverage by region and year, the newest reports, what
failed checks.

It stands in place of Datasette's list of databases, which looks up the permission of every table
for each visit: that took half of the page's time. Its JSON stays Datasette's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from datasette import Response
from datasette.utils.asgi import Request

from publish.schema.queries import queries
from publish.schema.views import views
from publish.site import structured
from publish.site.data.archive import archive_of
from publish.site.data.summary import summary_of
from publish.site.packages import package_of
from publish.site.pages.findings import findings, front_map
from publish.site.templating import page
from publish.site.visit import Page, Route, Visit

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette


async def home_page(datasette: Datasette, request: Request) -> Response:
    """`/`: where everything begins; without an archive it says what to do."""
    served = archive_of(datasette)
    if served is None:
        return await page(datasette, request, "home.html", overview=None)
    visit = Visit(datasette, request, served)
    overview = await summary_of(served.database)
    told = structured.dataset(visit, overview, await package_of(visit))
    alternate = visit.absolute("/.json")
    script = structured.script(told)
    return await visit.page(
        "home.html",
        findings=await findings(visit),
        front_map=await front_map(visit),
        overview=overview,
        archive_views=views(),
        questions=queries(),
        structured=script,
        alternate_url_json=alternate,
    )


ROUTES: Final[tuple[Route, ...]] = (Page(r"^/$", home_page, "/"),)
