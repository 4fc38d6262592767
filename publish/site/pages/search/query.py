"""One search over agencies, titles of reports and the text of their sections."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Final, NamedTuple

from publish.site.data.archive import Archive, Row, Rows
from publish.site.data.query import Query
from publish.site.data.regions import Regions
from publish.site.pages.region.query import SUBTREE

KINDS: Final = ("agencies", "reports", "sections")
MOST_HITS: Final = 1000
"""So many hits of a kind are counted
and can be leafed through; a search with more must be narrowed."""
A_PAGE: Final = 20
_MILLISECONDS: Final = 700
_SELECT: Final = {
    "agencies": "select a.id as id, a.last_year as year, a.region",
    "reports": "select r.id as id, r.year, a.region",
    "sections": "select s.id as id, r.year, a.region",
}
# From the index to the divisions: quick where much of what holds the words is wanted.
_FROM_INDEX: Final = {
    "agencies": "agencies_fts f cross join agencies a on a.rowid = f.rowid",
    "reports": (
        "reports_fts f cross join reports r on r.rowid = f.rowid cross join agencies a on a.id ="
        " r.agency"
    ),
    "sections": (
        "sections_fts f cross join sections s on s.id = f.rowid cross join reports r on r.id ="
        " s.report cross join agencies a on a.id = r.agency"
    ),
}
# From the reports to the index: quick where few reports are wanted, and the words stand everywhere.
_FROM_REPORTS: Final = {
    **_FROM_INDEX,
    "reports": "{narrow} cross join reports_fts f on f.rowid = r.rowid",
    "sections": (
        "{narrow} cross join sections s on s.report = r.id cross join sections_fts f on f.rowid ="
        " s.id"
    ),
}
_NARROW: Final = {
    "region": "agencies a cross join reports r on r.agency = a.id",
    "year": "reports r cross join agencies a on a.id = r.agency",
}
_REGION: Final = f" and a.region in ({SUBTREE})"
_FEW_REPORTS: Final = 1000
_FEW_HITS: Final = 5000
_YEAR: Final = {
    "agencies": " and :year between a.first_year and a.last_year",
    "reports": " and r.year = :year",
    "sections": " and r.year = :year",
}
_DETAILS: Final = {
    "agencies": (
        """
select a.id, a.name as text, a.kind, a.first_year, a.last_year from agencies a
where a.id in (select value from json_each(:wanted))"""
    ),
    "reports": (
        """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as text, r.year, r.quality,
  r.published_on, r.agency,
  a.name as agency_name
from reports r join agencies a on a.id = r.agency
where r.id in (select value from json_each(:wanted))"""
    ),
    "sections": (
        """
select s.id as section, s.report as id,
  (select count(*) from sections b where b.report = s.report and b.id <= s.id) as place,
  s.heading, s.text, s.number, r.year, r.quality, r.agency,
  a.name as agency_name, coalesce(r.title, a.name || ' ' || r.year) as title
from sections s join reports r on r.id = s.report join agencies a on a.id = r.agency
where s.id in (select value from json_each(:wanted))"""
    ),
}


@dataclass(frozen=True)
class Hits:
    """What was found of one kind: how many (`more` where there are others), and one page of them.

    `too_slow` says that the search was given up.
    """

    kind: str
    count: int
    more: bool
    rows: Rows
    years: Counter[int]
    regions: Counter[str]
    too_slow: bool = False


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to."""

    year: int | None = None
    region: str = ""


class _Hit(NamedTuple):
    id: str | int
    year: int
    region: str | None


async def find(
    archive: Archive, query: Query, kind: str, filters: Filters, page: int, size: int
) -> Hits:
    """The hits of one kind: page `page` (from 0) of `size` hits, the newest years first."""
    found = await _hits(archive, query, kind, filters)
    if found is None:
        return Hits(kind, 0, True, (), Counter(), Counter(), too_slow=True)
    hits = sorted(found[:MOST_HITS], key=lambda hit: -hit.year)
    details = await _details(archive, query, kind, hits[page * size : (page + 1) * size])
    regions = await archive.regions()
    return Hits(
        kind=kind,
        count=len(hits),
        more=len(found) > MOST_HITS,
        rows=details,
        years=Counter(hit.year for hit in hits),
        regions=_shown(regions, Counter(hit.region for hit in hits)),
    )


async def _hits(archive: Archive, query: Query, kind: str, filters: Filters) -> list[_Hit] | None:
    """One hit more than are counted, if there are so many; None where they are not found in
    time.
    """
    sql = (
        f"{_SELECT[kind]} from {await _tables(archive, query, kind, filters)} where {kind}_fts"
        " match :match"
    )
    sql += (_YEAR[kind] if filters.year else "") + (_REGION if filters.region else "")
    asked = {
        "match": query.match,
        "year": filters.year,
        "region": filters.region,
        "limit": MOST_HITS + 1,
    }
    # In one cell, since each of a thousand rows would cost Python more than it costs SQLite to find
    # it.
    packed = (
        f"select json_group_array(json_array(id, year, region)) as hits from ({sql} limit :limit)"
    )
    found = await archive.rows_in_time(_MILLISECONDS, packed, **asked)
    return None if found is None else [_Hit(*hit) for hit in json.loads(found[0]["hits"])]


async def _tables(archive: Archive, query: Query, kind: str, filters: Filters) -> str:
    """The tables of a search, joined from the side that has less to go through.

    Where the words are rare, that is the index, however few reports are wanted: each of them would
    be looked up in it.
    """
    narrow = _NARROW["region" if filters.region else "year"]
    wanted = (_YEAR["reports"] if filters.year else "") + (_REGION if filters.region else "")
    if not wanted or await _is_rare(archive, query, kind):
        return _FROM_INDEX[kind]
    counted = f"select 1 from {narrow} where 1{wanted} limit {_FEW_REPORTS + 1}"
    few = await archive.remembered(
        f"select count(*) as reports from ({counted})", year=filters.year, region=filters.region
    )
    return (_FROM_REPORTS if few[0]["reports"] <= _FEW_REPORTS else _FROM_INDEX)[kind].format(
        narrow=narrow
    )


async def _is_rare(archive: Archive, query: Query, kind: str) -> bool:
    held = f"select 1 from {kind}_fts where {kind}_fts match :match limit {_FEW_HITS + 1}"
    counted = await archive.one(f"select count(*) as hits from ({held})", match=query.match)
    return counted is not None and counted["hits"] <= _FEW_HITS


def _shown(regions: Regions, hits: Counter[str | None]) -> Counter[str]:
    """The hits by row of the front page's map, of hits by division."""
    shown: Counter[str] = Counter()
    for code, count in hits.items():
        shown[regions.row_of(code)] += count
    return shown


async def _details(archive: Archive, query: Query, kind: str, hits: list[_Hit]) -> Rows:
    """What is shown of the hits, in their order."""
    found = await archive.rows(_DETAILS[kind], wanted=json.dumps([hit.id for hit in hits]))
    rows = {row["section" if kind == "sections" else "id"]: row for row in found}
    return tuple({**rows[hit.id], **_pieces(query, kind, rows[hit.id])} for hit in hits)


def _pieces(query: Query, kind: str, row: Row) -> Row:
    if kind != "sections":
        return {"pieces": query.pieces(row["text"], whole=True)}
    heading = query.pieces(row["heading"] or "", whole=True)
    return {"text": None, "heading_pieces": heading, "pieces": query.pieces(row["text"])}
