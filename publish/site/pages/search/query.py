"""The search over titles of reports and the text of their sections."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from publish.site.data.archive import Archive, Row, Rows, SqlValue
from publish.site.data.query import Query
from publish.site.pages.region.query import SUBTREE
from publish.site.pages.search.names import without_year

KINDS: Final = ("divisions", "agencies", "entries", "reports", "sections")
MOST_HITS: Final = 1000
"""So many hits of a kind can be leafed through; a search with more must be narrowed."""
A_PAGE: Final = 20
_MILLISECONDS: Final = 700
_TO_COUNT: Final = 500
_SELECT: Final = {
    "reports": "select r.id as id, r.year, a.region",
    "sections": "select s.id as id, r.year, a.region",
}
# From the index to the divisions: quick where much of what holds the words is wanted.
_FROM_INDEX: Final = {
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
# In one cell, since each of a thousand rows would cost Python more than it costs SQLite to find it.
_PACKED: Final = "select json_group_array(json_array(id, year, region)) as hits from ({sql})"
_COUNTED: Final = "select year, region, count(*) as hits from ({sql}) group by year, region"
_OF_AGENCIES: Final = (
    "json_each(:agencies) n cross join agencies a on a.rowid = n.value"
    " cross join reports r on r.agency = a.id where 1"
)
_FEW_REPORTS: Final = 1000
_FEW_HITS: Final = 5000
_YEAR: Final = {
    "reports": " and r.year = :year",
    "sections": " and r.year = :year",
}
_DETAILS: Final = {
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
    """What was found of one kind: how many (`more` where there are others), one page of them, and
    how many by year and division.

    `too_slow` says that the search was given up, `sampled` that what is counted are the first hits
    that were come upon and not all.
    """

    kind: str
    count: int
    more: bool
    rows: Rows
    years: Counter[int] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    too_slow: bool = False
    sampled: bool = False


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to."""

    year: int | None = None
    region: str = ""


class _Hit(NamedTuple):
    id: str | int
    year: int
    region: str | None

    def as_group(self) -> Row:
        """The hit as one that is counted by itself."""
        return {"year": self.year, "region": self.region, "hits": 1}


async def find(archive: Archive, query: Query, kind: str, filters: Filters, wanted: slice) -> Hits:
    """The hits of one kind, the newest years first: those that `wanted` cuts out of the first
    MOST_HITS.
    """
    sql = (
        f"{_SELECT[kind]} from {await _tables(archive, query, kind, filters)} where {kind}_fts"
        " match :match"
    )
    sql += (_YEAR[kind] if filters.year else "") + (_REGION if filters.region else "")
    asked: dict[str, SqlValue] = {
        "match": query.match,
        "year": filters.year,
        "region": filters.region,
    }
    return await _hits(archive, query, kind, sql, asked, wanted)


async def find_of_agencies(
    archive: Archive, query: Query, agencies: list[int], filters: Filters, wanted: slice
) -> Hits:
    """The reports of agencies, by the numbers of their rows, for whom no title says what was
    typed: a name is found by more spellings than a title.
    """
    _, year = without_year(" ".join(query.terms))
    sql = f"{_SELECT['reports']} from {_OF_AGENCIES}"
    sql += _YEAR["reports"] if filters.year or year else ""
    asked: dict[str, SqlValue] = {"agencies": json.dumps(agencies), "year": filters.year or year}
    return await _hits(archive, query, "reports", sql, asked, wanted)


async def _hits(
    archive: Archive,
    query: Query,
    kind: str,
    sql: str,
    asked: dict[str, SqlValue],
    wanted: slice,
) -> Hits:
    """What a question finds, counted whole where that can be done in time."""
    counted = await archive.rows_in_time(_TO_COUNT, _COUNTED.format(sql=sql), **asked)
    order = "" if counted is None else " order by year desc"
    packed = _PACKED.format(sql=f"{sql}{order} limit :limit")
    found = await archive.rows_in_time(_MILLISECONDS, packed, **asked, limit=MOST_HITS + 1)
    if found is None:
        return Hits(kind, 0, True, (), too_slow=True)
    hits = sorted((_Hit(*hit) for hit in json.loads(found[0]["hits"])), key=lambda hit: -hit.year)
    rows = await _details(archive, query, kind, hits[:MOST_HITS][wanted])
    made = Hits(kind, 0, False, rows)
    return await _with_counts(archive, made, counted, hits)


async def _with_counts(
    archive: Archive, made: Hits, counted: Rows | None, hits: list[_Hit]
) -> Hits:
    """The hits with their numbers by year and division: those of all, or else of the first."""
    groups = counted if counted is not None else [hit.as_group() for hit in hits[:MOST_HITS]]
    regions = await archive.regions()
    sampled = counted is None and len(hits) > MOST_HITS
    return replace(
        made,
        count=sum(group["hits"] for group in groups),
        more=sampled,
        years=_added((group["year"], group["hits"]) for group in groups),
        regions=_added((regions.row_of(group["region"]), group["hits"]) for group in groups),
        sampled=sampled,
    )


def _added(pairs: Iterable[tuple[Any, int]]) -> Counter[Any]:
    total: Counter[Any] = Counter()
    for key, number in pairs:
        total[key] += number
    return total


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
