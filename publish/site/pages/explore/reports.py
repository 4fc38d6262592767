"""The reports that a number of the explorer is made of, each leading to its cell."""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.addresses import with_query
from publish.site.data.archive import Rows, SqlValue
from publish.site.drawings.plot import number
from publish.site.pages.explore.answer import answer
from publish.site.pages.explore.asking import understood
from publish.site.pages.explore.facts import MILLISECONDS, listed_sql
from publish.site.pages.explore.state import State
from publish.site.visit import Page, Route, Visit, of_archive

_A_PAGE: Final = 50


async def reports_page(visit: Visit) -> Response:
    """`/explore/reports?…&key=…&year=…&page=…`: the reports that a state counts under a key."""
    found = await understood(visit)
    state = found.asked.state
    if not found.is_settled:
        return Response.redirect(f"{visit.path('/explore')}?{visit.request.query_string}")
    answered = await answer(visit.archive, state)
    key, year, page = visit.argument("key"), visit.number("year"), visit.number("page") or 1
    rows = await _listed(visit, state, page)
    part = next((one for one in state.parts if one.name == key), state.measure)
    following = {**state.query, "key": key, "year": year, "page": page + 1}
    is_last = rows is None or len(rows) <= _A_PAGE
    return await visit.page(
        "explore_reports.html",
        state=state,
        answer=answered,
        label=answered.result.labels.get(key) if answered else None,
        part=part,
        year=year,
        rows=rows and rows[:_A_PAGE],
        number=lambda value: number(value, "count" if part.kind == "share" else part.kind),
        share=lambda row: number(row["n"] / row["d"] if row["d"] else None, "share"),
        back=with_query(visit.path("/explore"), **state.query),
        following=None if is_last else with_query(visit.path("/explore/reports"), **following),
    )


async def _listed(visit: Visit, state: State, page: int) -> Rows | None:
    """A page of the reports, and one more where others follow; None where that takes too long."""
    sql, parameters = listed_sql(state)
    bounds: dict[str, SqlValue] = {"limit": _A_PAGE + 1, "offset": (page - 1) * _A_PAGE}
    chosen: dict[str, SqlValue] = {"key": visit.argument("key"), "year": visit.number("year")}
    asked = {**parameters, **bounds, **chosen}
    return await visit.archive.rows_in_time(MILLISECONDS, sql, **asked)


ROUTES: Final[tuple[Route, ...]] = (
    Page(
        r"^/explore/reports$",
        of_archive(reports_page),
        "/explore/reports?measure=disclosed_rate&by=year&shown=line&year={year}",
    ),
)
