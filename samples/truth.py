"""The truth about the practice portals: every report that a crawl has to find, and what a reading
has to come to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from extract.forms import statistics
from samples.families import build_site
from samples.figures import Figures
from samples.printing import Place, Printed
from samples.reports import Report
from samples.world import DEFAULT_PORT, WORLDS, Number, Portal, chosen_portals


@dataclass(frozen=True)
class ExpectedReport:
    """What is true of one report, in the shape of the project's JSON.

    `path` is where its page is and `attachment` where its DOCX is finally served from, both from
    the root of the host. `table3` has every row of the form data, with null where the report does
    not print the row. `statistics` are the indicators of form 2014, which has no tables 2 to 4:
    those are empty then. `special_cells` are the printed cells that are more or less than their
    plain number. `fails` are the (rule, subject) pairs that the printed figures break. Checks over
    blank cells are not judged here; carry_over and in_force compare with the year before.
    """

    portal: str
    address: str
    agency: str
    year: int
    form: str
    title: str
    path: str
    attachment: str | None
    tables_in_page: bool
    tables_in_attachment: bool
    signed_on: date
    published_on: date
    table2: dict[str, Number]
    table3: dict[str, list[int | None]]
    table4: dict[str, list[int | None]]
    statistics: list[dict[str, str]]
    special_cells: dict[Place, Printed]
    fails: frozenset[tuple[str, str]]

    def url(self, port: int = DEFAULT_PORT) -> str:
        """The address of the page when the portals listen on `port`."""
        return f"http://{self.address}:{port}{self.path}"


def _indicators(stated: Figures) -> list[dict[str, str]]:
    rows = [row for row in statistics().rows if row.key in stated.statistics]
    return [
        {
            "chapter": row.chapter,
            "label": row.label,
            "unit": row.unit,
            "value": str(stated.statistics[row.key]),
        }
        for row in rows
    ]


def _expected(portal: Portal, report: Report, path: str, attachment: str | None) -> ExpectedReport:
    stated = report.stated
    return ExpectedReport(
        portal=portal.id,
        address=portal.address,
        agency=report.agency.name,
        year=report.year,
        form=report.form,
        title=report.title,
        path=path,
        attachment=attachment,
        tables_in_page=report.carrier != "attachment",
        tables_in_attachment=report.carrier != "page",
        signed_on=report.signed_on,
        published_on=report.published_on,
        table2=stated.table2,
        table3={key: list(row) for key, row in stated.table3.items()},
        table4={key: list(row) for key, row in stated.table4.items()},
        statistics=_indicators(stated),
        special_cells={place: cell for place, cell in report.printed.items() if not cell.plain},
        fails=frozenset(
            (rule, subject) for rule, subject in report.agency.oddity(report.year).fails
        ),
    )


@cache
def _of_portal(portal: Portal) -> tuple[ExpectedReport, ...]:
    places = build_site(portal).report_paths()
    return tuple(
        _expected(portal, report, path, attachment) for report, (path, attachment) in places.items()
    )


def expected_reports(demo_only: bool = False, worlds: Path = WORLDS) -> list[ExpectedReport]:
    """Every report on the practice portals (or on those of the demonstration), by portal, agency
    and year.
    """
    found = [
        report for portal in chosen_portals(demo_only, worlds) for report in _of_portal(portal)
    ]
    return sorted(found, key=lambda report: (report.portal, report.agency, report.year))


def practice_portal_ids(demo_only: bool = False, worlds: Path = WORLDS) -> tuple[str, ...]:
    """Ids of the practice portals (or of those of the demonstration) as the registry has them."""
    return tuple(portal.id for portal in chosen_portals(demo_only, worlds))
