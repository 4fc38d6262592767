"""A report with everything that its page shows, row by row as the tables hold it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publish.site.data.archive import Archive, Row, Rows

_REPORT: Final = """
select r.*, coalesce(r.title, a.name || ' ' || r.year) as heading, a.name as agency_name,
  a.region as region,
  p.name as portal_name
from reports r
  join agencies a on a.id = r.agency join portals p on p.id = r.portal where r.id = :id
"""
_CAPTURES: Final = (
    "select * from captures where id = :capture or report = :id order by fetched_at, id"
)
_NEIGHBOURS: Final = """
select id, year, quality from reports where agency = :agency and year in (
  (select max(year) from reports where agency = :agency and year < :year),
  (select min(year) from reports where agency = :agency and year > :year)) order by year
"""
_REUSE: Final = """
select t.*, r.year, coalesce(r.title, a.name || ' ' || r.year) as heading from text_reuse t
  join reports r on r.id = t.compared_report join agencies a on a.id = r.agency
where t.report = :id order by t.relation
"""
# The tables whose rows are a report's, and their order.
_TABLES: Final = {
    "disclosures": "rowid",
    "applications": "rowid",
    "reviews": "rowid",
    "statistics": "id",
    "cells": "id",
    "tables": "id",
    "checks": "id",
    "issues": "id",
    "sections": "id",
    "changes": "id",
}
_PARTS: Final = {
    **{
        table: f"select * from {table} where report = :id order by {order}"
        for table, order in _TABLES.items()
    },
    "captures": _CAPTURES,
    "neighbours": _NEIGHBOURS,
    "reuse": _REUSE,
}


@dataclass(frozen=True)
class Report:
    """A report, its rows in every table, and the reports of the years beside it."""

    row: Row
    disclosures: Rows
    applications: Rows
    reviews: Rows
    statistics: Rows
    cells: Rows
    tables: Rows
    checks: Rows
    issues: Rows
    sections: Rows
    captures: Rows
    changes: Rows
    neighbours: Rows
    reuse: Rows

    @property
    def capture(self) -> Row:
        """The archived response that the figures come from."""
        return next(capture for capture in self.captures if capture["id"] == self.row["capture"])

    @property
    def previous(self) -> Row | None:
        """The agency's report before this one."""
        return next((row for row in self.neighbours if row["year"] < self.row["year"]), None)

    @property
    def following(self) -> Row | None:
        """The agency's report after this one."""
        return next((row for row in self.neighbours if row["year"] > self.row["year"]), None)


async def load_report(archive: Archive, report: str) -> Report | None:
    """The report with this id, or None."""
    row = await archive.one(_REPORT, id=report)
    if row is None:
        return None
    wanted = {"id": report, "capture": row["capture"], "agency": row["agency"], "year": row["year"]}
    parts = await archive.several(_PARTS, **wanted)
    return Report(row=row, **parts)
