"""The explorer's page: a form that works without scripts, a chart, a table, and what is behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from datasette import Response
from markupsafe import Markup

from publish.schema.measures import PRESETS
from publish.site.addresses import table_path, with_query
from publish.site.drawings.canvas import NARROW, WIDE, as_text
from publish.site.drawings.plot import number
from publish.site.pages.explore.answer import Answer, agency_names, answer, measure_groups
from publish.site.pages.explore.asking import understood
from publish.site.pages.explore.facts import facts_sql
from publish.site.pages.explore.plotting import Drawer, reports_path, shown_keys
from publish.site.pages.explore.result import COLUMNS, Result
from publish.site.pages.explore.state import VIEWS, State, values_of, way_label
from publish.site.visit import Page, Route, Visit, of_archive

NOT_UNDERSTOOD: Final = 400
_FORMATS: Final = ("svg", "png", "csv", "json")


async def explore_page(visit: Visit) -> Response:
    """`/explore?measure=…&kind=…&level=…&place=…&agency=…&from=…&to=…&by=…&shown=…`: a measure of
    agencies over the years. What is typed in words leads on to the address of its state.
    """
    found = await understood(visit)
    state = found.asked.state
    if found.is_settled and not found.is_plain and not visit.argument("find"):
        return Response.redirect(with_query(visit.path("/explore"), **state.query))
    answered = await answer(visit.archive, state)
    page = await visit.page(
        "explore.html",
        state=state,
        found=found,
        answer=answered,
        choices=await _choices(visit, state),
        sought=visit.argument("find"),
        names=await agency_names(visit.archive, state.agencies),
        link=lambda **changed: with_query(visit.path("/explore"), **{**state.query, **changed}),
        **(shown_of(visit, answered) if answered else {}),
    )
    if found.asked.complaints:
        page.status = NOT_UNDERSTOOD
    return page


async def _choices(visit: Visit, state: State) -> dict[str, Any]:
    """What the form offers."""
    regions = await visit.archive.regions()
    return {
        "groups": measure_groups(),
        "kinds": values_of("kind"),
        "levels": values_of("level"),
        "places": regions.below(state.place or None) or regions.shown,
        "place": regions.by_code.get(state.place),
        "above": regions.above(state.place)[:-1] if state.place else (),
        "ways": {way: way_label(way) for way in state.ways},
        "views": VIEWS,
        "presets": PRESETS,
    }


def shown_of(visit: Visit, answered: Answer) -> dict[str, Any]:
    """What a template shows of an answer: its drawings, its table, and what is behind it."""
    drawer = Drawer(answered, visit.words, visit.path)
    query = answered.state.query
    return {
        "drawings": drawn(drawer),
        "is_heat": drawer.is_heat,
        "keys": shown_keys(answered),
        "heat": heat_of(answered.result),
        "columns": COLUMNS,
        "number": lambda value: number(value, answered.state.measure.kind),
        "reports_of": lambda key, year: visit.path(reports_path(answered, key, year)),
        "sql_path": sql_path(visit, answered.state),
        "files": {
            form: with_query(visit.path(f"/explore.{form}"), **query, **_language(visit, form))
            for form in _FORMATS
        },
        "embed_path": with_query(
            visit.absolute("/explore/embed"), **query, language=visit.words.language
        ),
        "address": with_query(visit.absolute("/explore"), **query),
    }


def heat_of(found: Result) -> Callable[[float], int]:
    """Steps of ten for values: 0 for nothing, 9 for the highest cell."""
    values = [cell.value for cell in found.cells.values() if cell.value is not None]
    highest = max(values, default=0) or 1
    return lambda value: round(9 * value / highest)


def drawn(drawer: Drawer) -> dict[str, Markup]:
    """The drawing for a desk and for a phone; none where there is nothing to draw."""
    if not drawer.is_drawn:
        return {}
    widths = {"wide": WIDE, "narrow": NARROW}
    return {name: Markup(as_text(drawer.draw(width))) for name, width in widths.items()}


def _language(visit: Visit, form: str) -> dict[str, str]:
    """Pictures speak the language that their address names."""
    return {"language": visit.words.language} if form in ("svg", "png") else {}


def sql_path(visit: Visit, state: State) -> str:
    """The query of a state in the editor of SQL."""
    sql, parameters = facts_sql(state)
    return with_query(visit.path(table_path("").rstrip("/")), sql=sql, **parameters)


ROUTES: Final[tuple[Route, ...]] = (
    Page(
        r"^/explore$",
        of_archive(explore_page),
        "/explore?measure=disclosed_rate&by=level&shown=line",
    ),
)
