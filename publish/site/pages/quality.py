"""What does not add up: failed checks by rule and division, and the reports that contradict
themselves.
"""

from __future__ import annotations

import json
from typing import Final

from datasette import Response

from publish.schema import tables as schema
from publish.site.addresses import with_query
from publish.site.data.archive import Row, Rows
from publish.site.data.summary import summary_of
from publish.site.pages.region.query import SUBTREE
from publish.site.visit import Page, Route, Visit, of_archive
from publish.site.wording.naming import subjects

_A_PAGE: Final = 20
_REPORTS: Final = """
select r.rowid as number, r.id, r.agency, r.year, r.page_url, coalesce(r.title,
  a.name || ' ' || r.year) as heading,
  a.name as agency_name, a.region from reports r join agencies a on a.id = r.agency
where r.quality = 'source_error' and r.rowid < :before{filters} order by r.rowid desc limit :limit
"""
_FILTERS: Final = {
    "region": f" and a.region in ({SUBTREE})",
    "year": " and r.year = :year",
    "rule": (
        " and exists (select 1 from checks k where k.report = r.id and k.result = 'fail' and k.rule"
        " = :rule)"
    ),
}
_CHECKS: Final = """
select report, rule, subject, left_value, right_value, assumed_blank_zero, compared_report
  from checks
where result = 'fail' and report in (select value from json_each(:reports)) order by id
"""
_BEGINNING: Final = 2**62


async def quality_page(visit: Visit) -> Response:
    """`/quality?rule=…&region=…&year=…&before=…`: failed checks, and what to tell the agencies."""
    summary = await summary_of(visit.archive.database)
    asked = {
        "rule": visit.argument("rule"),
        "region": visit.argument("region"),
        "year": visit.number("year"),
    }
    filters = "".join(_FILTERS[name] for name, value in asked.items() if value)
    before = visit.number("before") or _BEGINNING
    found = await visit.archive.rows(
        _REPORTS.format(filters=filters), **asked, before=before, limit=_A_PAGE + 1
    )
    reports = found[:_A_PAGE]
    rest = (
        with_query(visit.path("/quality"), **asked, before=reports[-1]["number"])
        if len(found) > _A_PAGE
        else None
    )
    return await visit.page(
        "quality.html",
        summary=summary,
        reports=reports,
        failed=await _failed(visit, reports),
        asked=asked,
        following=rest,
        rules=schema.table("checks").column("rule").values,
        subjects=subjects(),
    )


async def _failed(visit: Visit, reports: Rows) -> dict[str, list[Row]]:
    identities = json.dumps([row["id"] for row in reports])
    checks: dict[str, list[Row]] = {}
    for row in await visit.archive.rows(_CHECKS, reports=identities):
        checks.setdefault(row["report"], []).append(row)
    return checks


ROUTES: Final[tuple[Route, ...]] = (Page(r"^/quality$", of_archive(quality_page), "/quality"),)
