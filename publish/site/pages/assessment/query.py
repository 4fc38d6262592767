"""Reports ranked by weights that the reader chooses; every part of a total stays visible beside
it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from weakref import WeakKeyDictionary

from publish.schema.assessments import ASSESSMENTS
from publish.schema.tables import Text
from publish.site.data.archive import Archive, Row, SqlValue
from publish.site.data.memory import Memory
from publish.site.pages.region.query import SUBTREE

MOST_REPORTS: Final = 4000
"""So many reports are ranked at once: more take too long, and a smaller division must be chosen."""
_REMEMBERED: Final = 4
_TOO_MANY: Final = (
    "select count(*) as reports from (select 1 from reports r {join} where {where} limit :limit)"
)
_VALUES: Final = """
select r.id, r.agency, r.year, a.name as agency_name, a.kind, coalesce(r.title,
  a.name || ' ' || r.year) as heading,
  json_group_object(s.indicator, s.value) as given
from reports r join agencies a on a.id = r.agency join assessments s on s.report = r.id
where {where} group by r.id
"""
_OF_REPORT: Final = (
    "select indicator, result, value, evidence from assessments where report = :report"
)
_YEARS: Final = "select distinct year from reports order by year desc"


@dataclass(frozen=True)
class Indicator:
    """What is assessed: its key, the aspect it belongs to, its labels, how it is measured and on
    what it rests.
    """

    key: str
    aspect: str
    title: Text
    definition: Text
    source: Text


@dataclass(frozen=True)
class Ranked:
    """A report in the ranking.

    `total` is the weighted mean, from 0 to 100, of the parts that are known; `known` is their share
    of all weights.
    """

    row: Row
    values: Mapping[str, float | None]
    total: float | None
    known: float


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator in the order of assessments.yml."""
    return tuple(
        Indicator(key, entry.aspect, entry.title, entry.definition, entry.source)
        for key, entry in ASSESSMENTS.items()
    )


Assessed = tuple[Row, ...] | None
_values: Final[WeakKeyDictionary[Archive, Memory[tuple[object, ...], Assessed]]] = (
    WeakKeyDictionary()
)


async def years(archive: Archive) -> tuple[int, ...]:
    """The years that have reports, the newest first."""
    return tuple(row["year"] for row in await archive.remembered(_YEARS))


async def of_report(archive: Archive, report: str) -> dict[str, Row]:
    """The assessment of one report by indicator."""
    return {row["indicator"]: row for row in await archive.rows(_OF_REPORT, report=report)}


async def ranking(
    archive: Archive, weights: Mapping[str, float], year: int, region: str, kind: str
) -> tuple[Ranked, ...] | None:
    """The reports of a year, best first; None where there are too many to be ranked at once."""
    remembered = _values.setdefault(archive, Memory(_REMEMBERED))
    question = (year, region, kind)
    if question not in remembered:
        remembered[question] = await _assessed(archive, year, region, kind)
    rows = remembered[question]
    if rows is None:
        return None
    ranked = (_ranked(row, weights) for row in rows)
    return tuple(
        sorted(
            ranked, key=lambda one: (-(one.total if one.total is not None else -1), one.row["id"])
        )
    )


async def _assessed(archive: Archive, year: int, region: str, kind: str) -> Assessed:
    where = (
        "r.year = :year"
        + (f" and a.region in ({SUBTREE})" if region else "")
        + (" and a.kind = :kind" if kind else "")
    )
    asked: dict[str, SqlValue] = {"year": year, "region": region, "kind": kind}
    join = "join agencies a on a.id = r.agency" if region or kind else ""
    counted = await archive.one(
        _TOO_MANY.format(join=join, where=where), **asked, limit=MOST_REPORTS + 1
    )
    if counted is None or counted["reports"] > MOST_REPORTS:
        return None
    found = await archive.rows(_VALUES.format(where=where), **asked)
    return tuple({**row, "given": json.loads(row["given"])} for row in found)


def _ranked(row: Row, weights: Mapping[str, float]) -> Ranked:
    values = {key: row["given"].get(key) for key in weights}
    known = sum(weight for key, weight in weights.items() if values[key] is not None)
    whole = sum(weights.values())
    earned = sum(weight * values[key] for key, weight in weights.items() if values[key] is not None)
    return Ranked(
        row, row["given"], 100 * earned / known if known else None, known / whole if whole else 0
    )
