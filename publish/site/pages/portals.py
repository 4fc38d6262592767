"""The portals: when each was last crawled, how that ended, since when it is broken, and which rules
were in force.
"""

from __future__ import annotations

from typing import Final

from datasette import Response

from crawler.evidence import Robots
from publish.schema import tables as schema
from publish.site.addresses import with_query
from publish.site.data.archive import SqlValue
from publish.site.visit import Page, Route, Visit, of_archive

_A_PAGE: Final = 50
# The names of the words for what a robots.txt is.
_ROBOTS: Final = {
    Robots.RULES: "rules",
    Robots.NO_RULES: "none",
    Robots.HTML: "page",
    Robots.UNREACHABLE: "unreachable",
}
_PORTALS: Final = """
select p.*, g.name as region_name, c.id as crawl, c.started_at, c.ended_at, c.requests, c.bytes,
  c.delay, c.evidence,
  c.reports as found,
  case when p.verdict is not 'ok' then (select min(k.started_at) from crawls k where k.portal = p.id
    and k.started_at > coalesce((select max(w.started_at) from crawls w
    where w.portal = p.id and w.verdict = 'ok'), '')
  ) end as broken_since,
  (select max(w.started_at) from crawls w where w.portal = p.id and w.verdict = 'ok') as last_good
from portals p
  left join regions g on g.code = p.region
  left join crawls c on c.portal = p.id and c.started_at = p.last_crawl
where p.id > :after{filters} order by p.id limit :limit
"""
_COUNTS: Final = "select verdict, count(*) as portals from portals group by verdict"


async def portals_page(visit: Visit) -> Response:
    """`/portals?verdict=…&after=…`: a line a portal."""
    verdicts = schema.table("portals").column("verdict").values
    verdict = visit.argument("verdict") if visit.argument("verdict") in verdicts else ""
    filters = " and p.verdict = :verdict" if verdict else ""
    asked: dict[str, SqlValue] = {
        "verdict": verdict,
        "after": visit.argument("after"),
        "limit": _A_PAGE + 1,
    }
    found = await visit.archive.rows(_PORTALS.format(filters=filters), **asked)
    shown = found[:_A_PAGE]
    path, more = visit.path("/portals"), len(found) > _A_PAGE
    return await visit.page(
        "portals.html",
        portals=shown,
        counts=await visit.archive.remembered(_COUNTS),
        verdict=verdict,
        robots_states=_ROBOTS,
        following=with_query(path, verdict=verdict, after=shown[-1]["id"]) if more else None,
    )


ROUTES: Final[tuple[Route, ...]] = (Page(r"^/portals$", of_archive(portals_page), "/portals"),)
