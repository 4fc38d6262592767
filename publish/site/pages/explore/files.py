"""The answer of the explorer for programs and other pages: CSV, JSON, a picture, a frame."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from datasette import Response

from publish.site.addresses import with_query
from publish.site.charts import drawing
from publish.site.drawings.canvas import as_text
from publish.site.pages.explore.answer import Answer, answer
from publish.site.pages.explore.asking import understood
from publish.site.pages.explore.facts import facts_sql
from publish.site.pages.explore.page import NOT_UNDERSTOOD, shown_of
from publish.site.pages.explore.picture import draw_picture
from publish.site.pages.explore.plotting import Drawer
from publish.site.pages.explore.result import COLUMNS
from publish.site.pages.explore.state import State
from publish.site.serving.security import FRAMED
from publish.site.visit import NOT_FOUND, Route, Visit, of_archive
from publish.site.wording.words import DEFAULT, Words

_TOO_SLOW: Final = 503
_OPEN: Final = {"access-control-allow-origin": "*"}
_EXAMPLE: Final = "measure=disclosed_rate&by=level&shown=line"


async def explore_csv(visit: Visit) -> Response:
    """`/explore.csv?…`: every cell of an answer; `_bom=1` makes it a file for Excel."""
    found = await _asked(visit)
    if isinstance(found, Response):
        return found
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    writer.writerows(tuple(row.values()) for row in _rows(found))
    return Response(output.getvalue(), 200, dict(_OPEN), "text/csv; charset=utf-8")


async def explore_json(visit: Visit) -> Response:
    """`/explore.json?…`: the same with the measure, its source and its query."""
    found = await _asked(visit)
    if isinstance(found, Response):
        return found
    measure = found.state.measure
    sql, parameters = facts_sql(found.state)
    told = {
        "title": found.title.model_dump(),
        "address": with_query(visit.absolute("/explore"), **found.state.query),
        "as_of": found.as_of,
        "measure": measure.model_dump(include={"name", "title", "kind", "sum", "of", "source"}),
        "adds_governments_and_departments": found.result.is_mixed,
        "adds_levels_of_government": found.result.is_stacked,
        "breaks": [{"year": one.year, "form": one.form} for one in found.result.breaks],
        "sql": sql,
        "parameters": parameters,
        "rows": list(_rows(found)),
    }
    body = json.dumps(told, ensure_ascii=False, indent=1)
    return Response(body, 200, dict(_OPEN), "application/json; charset=utf-8")


async def explore_picture(visit: Visit) -> Response:
    """`/explore.svg?…&language=zh`, or `.png`: the chart with its source and date."""
    found = await _asked(visit)
    if isinstance(found, Response):
        return found
    words = _words(visit)
    drawer = Drawer(found, words, visit.absolute)
    if not drawer.is_drawn:
        return Response.text(words.plain("explore.nothing_drawn"), status=NOT_FOUND)
    address = with_query(visit.absolute("/explore"), **found.state.query)
    svg = as_text(draw_picture(found, drawer, words, address))
    if visit.request.url_vars["format"] == "svg":
        return Response(svg, 200, {}, "image/svg+xml; charset=utf-8")
    return Response(await drawing.rasterise(svg), 200, {}, "image/png")


async def explore_embed(visit: Visit) -> Response:
    """`/explore/embed?…&language=zh`: the chart alone, which other sites may put into a frame."""
    found = await _asked(visit)
    if isinstance(found, Response):
        return found
    page = await visit.page(
        "explore_embed.html",
        state=found.state,
        answer=found,
        w=_words(visit),
        **shown_of(visit, found),
    )
    page.headers["content-security-policy"] = FRAMED
    return page


def _words(visit: Visit) -> Words:
    return Words(visit.argument("language") or DEFAULT)


async def _asked(visit: Visit) -> Answer | Response:
    """The answer, or what is wrong with the address."""
    found = await understood(visit)
    if not found.is_settled:
        wrong = "; ".join(f"{name}={value}" for name, value in found.asked.complaints)
        told = visit.words.plain("explore.not_understood", what=wrong or visit.request.query_string)
        return Response.text(told, status=NOT_UNDERSTOOD)
    answered = await answer(visit.archive, found.asked.state)
    if answered is None:
        return Response.text(visit.words.plain("explore.too_slow"), status=_TOO_SLOW)
    return answered


def _rows(found: Answer) -> Iterator[dict[str, Any]]:
    for (key, year), cell in sorted(found.result.cells.items()):
        label = found.result.labels.get(key)
        numbers = (cell.value, *_sums(found.state, cell), cell.reports, cell.known, cell.doubtful)
        names = (key, label.zh if label else "", label.en if label else "", year)
        yield dict(zip(COLUMNS, (*names, *numbers), strict=True))


def _sums(state: State, cell: Any) -> tuple[float | None, float | None]:
    """Numerator and denominator of a share; a sum has none."""
    if state.measure.kind != "share" or not cell.known:
        return None, None
    return cell.numerator, cell.denominator


ROUTES: Final[tuple[Route, ...]] = (
    Route(r"^/explore\.csv$", of_archive(explore_csv), f"/explore.csv?{_EXAMPLE}"),
    Route(r"^/explore\.json$", of_archive(explore_json), f"/explore.json?{_EXAMPLE}"),
    Route(
        r"^/explore\.(?P<format>svg|png)$", of_archive(explore_picture), f"/explore.svg?{_EXAMPLE}"
    ),
    Route(r"^/explore/embed$", of_archive(explore_embed), f"/explore/embed?{_EXAMPLE}"),
)
