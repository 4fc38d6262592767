"""Agencies beside each other: chosen figures over chosen years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from publish.site.data.archive import Archive, Row, Rows
from publish.site.pages.compare.figure_choices import Choice, choices

MOST_AGENCIES: Final = 8
MOST_FIGURES: Final = 6
DEFAULT_FIGURES: Final = ("3.new_received.total", "rate.disclosed")
_AGENCY: Final = "select id, name, region, kind, first_year, last_year from agencies where id = :id"


@dataclass(frozen=True)
class Comparison:
    """The chosen agencies and figures, the reports that have them, and what was asked for and does
    not exist.
    """

    agencies: Rows
    figures: tuple[Choice, ...]
    reports: Rows
    first: int | None
    last: int | None
    unknown: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a report of any of the agencies."""
        return tuple(sorted({row["year"] for row in self.reports}))

    def report(self, agency: str, year: int) -> Row | None:
        """The report of an agency for a year, with its value of each figure under the figure's
        name.
        """
        return next(
            (row for row in self.reports if row["agency"] == agency and row["year"] == year), None
        )

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of its address."""
        return {
            "agency": tuple(row["id"] for row in self.agencies),
            "figure": tuple(figure.name for figure in self.figures),
            "from": self.first,
            "to": self.last,
        }

    def csv_rows(self) -> Iterator[tuple[object, ...]]:
        """The rows of its CSV: one for each agency, year and figure."""
        names = {row["id"]: row["name"] for row in self.agencies}
        yield (
            "agency",
            "agency_name",
            "year",
            "figure",
            "label_zh",
            "label_en",
            "value",
            "quality",
            "report",
        )
        for row in self.reports:
            for figure in self.figures:
                of_agency = (row["agency"], names[row["agency"]], row["year"])
                label = (figure.name, figure.label.zh, figure.label.en)
                yield (*of_agency, *label, row[figure.name], row["quality"], row["id"])


async def compare(archive: Archive, asked: Mapping[str, tuple[str, ...]]) -> Comparison:
    """The comparison that an address asks for; at most MOST_AGENCIES and MOST_FIGURES of what it
    names.
    """
    wanted = asked.get("agency", ())[:MOST_AGENCIES]
    found = [await archive.one(_AGENCY, id=agency) for agency in wanted]
    agencies = tuple(row for row in found if row)
    names = asked.get("figure", ())[:MOST_FIGURES]
    figures = tuple(choices()[name] for name in names or DEFAULT_FIGURES if name in choices())
    first, last = _year(asked.get("from", ())), _year(asked.get("to", ()))
    known = {row["id"] for row in agencies} | choices().keys()
    unknown = tuple(name for name in (*wanted, *names) if name not in known)
    reports = await _reports(archive, agencies, figures, first, last)
    return Comparison(agencies, figures, reports, first, last, unknown)


async def _reports(
    archive: Archive,
    agencies: Rows,
    figures: tuple[Choice, ...],
    first: int | None,
    last: int | None,
) -> Rows:
    values = "".join(f', {figure.sql} as "{figure.name}"' for figure in figures)
    sql = f"""
select r.id, r.agency, r.year, r.quality{values} from reports r
where r.agency = :agency and r.year between :first and :last order by r.year"""
    bounds = {"first": first or 0, "last": last or 9999}
    found = [await archive.rows(sql, agency=row["id"], **bounds) for row in agencies]
    return tuple(row for rows in found for row in rows)


def _year(values: tuple[str, ...]) -> int | None:
    value = next(iter(values), "")
    return int(value) if value.isascii() and value.isdigit() and len(value) == 4 else None
