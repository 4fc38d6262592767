"""The assessment page: the reader gives the weights, and sees every part beside the total."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final

from datasette import Response

from publish.schema import tables as schema
from publish.site.addresses import with_query
from publish.site.pages.assessment.query import MOST_REPORTS, Indicator, indicators, ranking, years
from publish.site.visit import Page, Route, Visit, of_archive

_A_PAGE: Final = 50
_WEIGHT: Final = re.compile(r"\d{1,2}(\.\d)?")
_DEFAULT_WEIGHT: Final = "1"


async def assessment_page(visit: Visit) -> Response:
    """`/assessment?year=…&region=…&kind=…&w_<indicator>=…`: reports of a year by the reader's
    weights.
    """
    known = await years(visit.archive)
    regions = await visit.archive.regions()
    weights = {indicator.key: _weight(visit, indicator) for indicator in indicators()}
    year, region, kind = _year(visit, known), visit.argument("region"), visit.argument("kind")
    numbers = {key: float(weight) for key, weight in weights.items()}
    ranked = await ranking(visit.archive, numbers, year, region, kind)
    page = max(visit.number("page") or 1, 1)
    differing = {f"w_{key}": weight for key, weight in weights.items() if weight != _DEFAULT_WEIGHT}
    asked = {"year": year, "region": region, "kind": kind}
    here = {**asked, **differing}
    more = ranked is not None and len(ranked) > page * _A_PAGE
    return await visit.page(
        "assessment.html",
        aspects=_by_aspect(),
        weights=weights,
        asked=asked,
        years=known,
        place=regions.by_code.get(region),
        doors=regions.below(region) if region else regions.shown,
        ranked=None if ranked is None else ranked[(page - 1) * _A_PAGE : page * _A_PAGE],
        count=len(ranked or ()),
        offset=(page - 1) * _A_PAGE,
        most=MOST_REPORTS,
        kinds=schema.table("agencies").column("kind").values,
        rank_path=lambda **changed: with_query(visit.path("/assessment"), **{**here, **changed}),
        following=with_query(visit.path("/assessment"), **here, page=page + 1) if more else None,
    )


def _year(visit: Visit, known: tuple[int, ...]) -> int:
    asked = visit.number("year")
    return asked if asked in known else next(iter(known), 0)


def _weight(visit: Visit, indicator: Indicator) -> str:
    given = visit.argument(f"w_{indicator.key}")
    return given if _WEIGHT.fullmatch(given) else _DEFAULT_WEIGHT


def _by_aspect() -> list[tuple[str, list[Any]]]:
    return [
        (aspect, list(members))
        for aspect, members in groupby(indicators(), key=lambda one: one.aspect)
    ]


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/assessment$", of_archive(assessment_page), "/assessment?year={year}"),
)
