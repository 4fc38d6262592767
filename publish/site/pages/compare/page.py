"""The comparison of agencies: a form that works without scripts, charts, a table and CSV of the
same.
"""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import Any, Final

from datasette import Response

from publish.site.addresses import with_query
from publish.site.data.archive import Rows
from publish.site.pages.compare.charts import charts
from publish.site.pages.compare.comparison import MOST_AGENCIES, MOST_FIGURES, Comparison, compare
from publish.site.pages.compare.figure_choices import Choice, choices
from publish.site.pages.search.names import find_names
from publish.site.visit import Page, Route, Visit, of_archive

_MOST_MATCHES: Final = 25


async def compare_page(visit: Visit) -> Response:
    """`/compare?agency=…&agency=…&figure=…&from=…&to=…`: chosen figures of chosen agencies over the
    years.
    """
    comparison = await _asked(visit)
    return await visit.page(
        "compare.html",
        comparison=comparison,
        charts=charts(comparison),
        matches=await _matches(visit, comparison),
        sought=visit.argument("find"),
        groups=_groups(),
        most={"agencies": MOST_AGENCIES, "figures": MOST_FIGURES},
        csv_path=with_query(visit.path("/compare.csv"), **comparison.query),
        here_path=with_query(visit.path("/compare"), **comparison.query),
    )


async def compare_csv(visit: Visit) -> Response:
    """`/compare.csv?…`: the same comparison as rows; `_bom=1` makes it a file for Excel."""
    output = io.StringIO()
    csv.writer(output).writerows((await _asked(visit)).csv_rows())
    return Response(output.getvalue(), content_type="text/csv; charset=utf-8")


async def _asked(visit: Visit) -> Comparison:
    return await compare(
        visit.archive, {name: visit.arguments(name) for name in ("agency", "figure", "from", "to")}
    )


async def _matches(visit: Visit, comparison: Comparison) -> Rows:
    """Agencies that go by what was sought, without those that are chosen already."""
    chosen = {row["id"] for row in comparison.agencies}
    found = (await find_names(visit.archive, visit.argument("find"))).of("agency")
    return tuple(hit.row for hit in found[:_MOST_MATCHES] if hit.row["id"] not in chosen)


def _groups() -> list[tuple[Any, list[Choice]]]:
    listed = [choice for choice in choices().values() if choice.listed]
    return [
        (group, list(members))
        for group, members in groupby(listed, key=lambda choice: choice.group)
    ]


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/compare$", of_archive(compare_page), "/compare?agency={agency}"),
    Route(r"^/compare\.csv$", of_archive(compare_csv), "/compare.csv?agency={agency}"),
)
