"""Charts at their own addresses: specification, SVG, PNG and CSV; and the libraries that draw them
in the browser.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Awaitable, Callable
from typing import Final

from datasette import Response
from datasette.utils.asgi import Request

from publish.site.charts import drawing
from publish.site.charts.chart import Chart
from publish.site.charts.specification import Theme, specification
from publish.site.data.archive import Archive
from publish.site.pages.agency import charts as agency
from publish.site.pages.compare import charts as compare
from publish.site.pages.region import charts as region
from publish.site.serving.turned_away import turned_away
from publish.site.serving.work_queue import TooManyWaiting
from publish.site.visit import Route, Visit, of_archive
from publish.site.wording.words import Words

Finder = Callable[[Archive, dict[str, tuple[str, ...]]], Awaitable[tuple[Chart, ...]]]
# By the first word of a chart's name: what finds the charts of an address.
_FINDERS: Final[dict[str, Finder]] = {
    "agency": agency.charts_of,
    "compare": compare.charts_of,
    "region": region.charts_of,
}
_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}
_FOREVER: Final = "public, max-age=31536000, immutable"
_WHILE: Final = "public, max-age=300"


async def chart_page(visit: Visit) -> Response:
    """`/chart/<name>.<json|svg|png|csv>?…&language=zh&theme=dark`: a chart to draw, drawn, or as
    rows.
    """
    name, form = visit.request.url_vars["name"], visit.request.url_vars["format"]
    finder = _FINDERS.get(name.partition("-")[0])
    asked = {key: visit.arguments(key) for key in visit.request.args}
    found = (
        [chart for chart in await finder(visit.archive, asked) if chart.name == name]
        if finder
        else []
    )
    if not found:
        return await visit.missing("chart", chart=name)
    return _csv(found[0]) if form == "csv" else await _drawn(visit, found[0], form)


def _csv(chart: Chart) -> Response:
    output = io.StringIO()
    csv.writer(output).writerows(chart.csv_rows())
    return Response(
        output.getvalue(), headers={"cache-control": _WHILE}, content_type="text/csv; charset=utf-8"
    )


async def _drawn(visit: Visit, chart: Chart, form: str) -> Response:
    words = Words(visit.argument("language") or visit.words.language)
    theme: Theme = "dark" if visit.argument("theme") == "dark" else "light"
    wanted = specification(chart, words, theme, fluid=form == "json")
    headers = {"cache-control": _WHILE}
    if form == "json":
        return Response(
            json.dumps(wanted), headers=headers, content_type="application/json; charset=utf-8"
        )
    drawn = await drawing.draw(wanted, "svg" if form == "svg" else "png")
    return Response(drawn, headers=headers, content_type=_TYPES[form])


async def library_page(request: Request) -> Response:
    """`/-/charts/<version>.js`: the Vega libraries; the address changes with their version."""
    if request.url_vars["version"] != drawing.library_version():
        return Response.text("404", status=404)
    headers = {"cache-control": _FOREVER, "content-encoding": "gzip", "vary": "accept-encoding"}
    try:
        return Response(
            await drawing.library(), headers=headers, content_type="text/javascript; charset=utf-8"
        )
    except TooManyWaiting:
        return turned_away(request.scope)


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        r"^/chart/(?P<name>[a-z0-9._-]+)\.(?P<format>json|svg|png|csv)$",
        of_archive(chart_page),
        "/chart/agency-requests.json?agency={agency}",
    ),
    Route(r"^/-/charts/(?P<version>[0-9A-Za-z.]+)\.js$", library_page, "/-/charts/{library}.js"),
)
