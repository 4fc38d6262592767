"""Rendering a page: the reader's language, the words, and the helpers that templates use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from datasette import Response
from datasette.utils.asgi import Request

from publish.schema.views import views
from publish.site import addresses
from publish.site.charts.chart import Chart
from publish.site.charts.drawing import library_version
from publish.site.data.archive import NAME
from publish.site.printed import cells, evidence
from publish.site.wording.labels import Labels
from publish.site.wording.words import COOKIE, DEFAULT, LANGUAGES, Words

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

# The pages that the navigation leads to, by their names among the texts.
DOORS: Final = {
    "search": "/search",
    "coverage": "/coverage",
    "compare": "/compare",
    "quality": "/quality",
    "assessment": "/assessment",
    "portals": "/portals",
    "codebook": "/codebook",
    "downloads": "/downloads",
    "developers": "/developers",
}


def words_for(request: Request | None) -> Words:
    """The words in the language of the reader's cookie."""
    return Words(request.cookies.get(COOKIE, DEFAULT) if request else DEFAULT)


def variables(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    """What every template of the site has at hand."""
    words = words_for(request)
    labels = Labels(words)
    return {
        "w": words,
        "languages": LANGUAGES,
        "here": quote(request.full_path) if request else "/",
        "title_of": labels.title_of,
        "label_of": labels.label_of,
        "view_label_of": labels.view_label_of,
        "shown_title": labels.shown_title,
        "shown_description": labels.shown_description,
        "shown_label": labels.shown_label,
        "shown_value": labels.shown_value,
        "column_choice": labels.choice,
        "operator": words.operator,
        "evidence_lines": evidence.lines,
        "evidence_value": lambda line: evidence.value(line, words),
        "evidence_label": lambda name: evidence.label(name, words),
        "value_of": labels.value_of,
        "short_value_of": labels.short_value_of,
        "question": labels.question,
        "meaning_of": labels.meaning_of,
        "mark": lambda figure: cells.mark(figure, words),
        "printed_cells": lambda report, figures, line, current: cells.printed(
            line, figures, datasette.urls.path(addresses.report_path(report)), current, words
        ),
        "covered_cells": lambda place, years, coverage: cells.covered(
            place, years, coverage, words
        ),
        "row_cells": cells.of_row,
        "utc": utc,
        "archive_views": views,
        "report_path": lambda report: datasette.urls.path(addresses.report_path(report)),
        "figure_path": lambda report, address: datasette.urls.path(
            addresses.figure_path(report, address)
        ),
        "original_path": lambda capture: datasette.urls.path(addresses.original_path(capture)),
        "agency_path": lambda agency: datasette.urls.path(addresses.agency_path(agency)),
        "region_path": lambda region: datasette.urls.path(addresses.region_path(region)),
        "site_path": lambda path, **arguments: addresses.with_query(
            datasette.urls.path(path), **arguments
        ),
        "chart_path": lambda chart, form, **more: _chart_path(
            datasette, words, chart, form, **more
        ),
        "chart_library": datasette.urls.path(f"/-/charts/{library_version()}.js"),
        "site_doors": DOORS,
        "table_path": lambda table: datasette.urls.path(f"/{NAME}/{table}"),
        "is_web_address": addresses.is_web_address,
    }


def _chart_path(datasette: Datasette, words: Words, chart: Chart, form: str, **more: str) -> str:
    path = datasette.urls.path(f"/chart/{chart.name}.{form}")
    language = {} if form == "csv" else {"language": words.language}
    return addresses.with_query(path, **chart.query, **language, **more)


def utc(time: str | None) -> str:
    """An ISO 8601 time of the archive as people read it: `2024-05-01 08:30:00 UTC`."""
    return (time or "—").replace("T", " ").replace("Z", " UTC")


async def page(datasette: Datasette, request: Request, template: str, **context: Any) -> Response:
    """A page from its template."""
    return Response.html(await datasette.render_template(template, context, request=request))


async def missing(datasette: Datasette, request: Request, name: str, **values: str) -> Response:
    """The page that says that there is nothing at this address, with status 404."""
    context = {"name": name, "values": values}
    return Response.html(
        await datasette.render_template("missing.html", context, request=request), status=404
    )
