"""The reports of the practice portals: dates, title, printed cells and blocks, put together from
the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from extract.forms import FORM_NAMES, form
from foundation.numbering import ONES, counted
from samples.annex import annexed_text, statistics_table
from samples.figures import Figures, figures
from samples.grids import printed_rows, statutory_tables
from samples.printing import Place, Printed, printed_cells, stated_figures
from samples.prose import Block, Wording, full_text, notice_text, wording
from samples.world import Agency, Carrier, Portal


@dataclass(frozen=True, eq=False)
class Report:
    """One agency's report for one year, ready to be written as HTML or DOCX."""

    agency: Agency
    year: int
    form: str
    title: str
    signed_on: date
    published_on: date
    carrier: Carrier
    cells: dict[Place, Printed]
    full_blocks: tuple[Block, ...]
    page_blocks: tuple[Block, ...]

    @property
    def stated(self) -> Figures:
        """The figures that the printed cells state."""
        return stated_figures(self.form, self.cells)

    @property
    def printed(self) -> dict[Place, Printed]:
        """The cells that the report prints: those of rows it leaves out are missing."""
        if self.form not in FORM_NAMES:
            return self.cells
        rows = {row.key for row in printed_rows(form(self.form), self.cells)}
        return {
            place: cell for place, cell in self.cells.items() if place[0] != 3 or place[1] in rows
        }


def _published_on(agency: Agency, year: int) -> date:
    """Governments publish in March, everybody else in January (条例, article 49)."""
    random = Random(f"{agency.name}/{year}/published")
    if agency.kind == "government":
        return date(year + 1, 3, random.randint(2, 28))
    return date(year + 1, 1, random.randint(10, 29))


def date_line(day: date, in_characters: bool) -> str:
    """The date as a signature has it: 2025年1月9日, or 二〇二五年一月九日."""
    if not in_characters:
        return f"{day.year}年{day.month}月{day.day}日"
    year = "".join(f"〇{ONES}"[int(digit)] for digit in str(day.year))
    return f"{year}年{counted(day.month)}月{counted(day.day)}日"


def _full_blocks(
    agency: Agency,
    say: Wording,
    numbers: Figures,
    cells: dict[Place, Printed],
    signature: tuple[str, str],
) -> list[Block]:
    if numbers.form not in FORM_NAMES:
        return annexed_text(say, statistics_table(cells), signature)
    return full_text(
        say, numbers, statutory_tables(numbers.form, cells, agency.half_width), signature
    )


@cache
def report(agency: Agency, year: int) -> Report:
    """The report of `agency` for `year`; always the same object."""
    oddity = agency.oddity(year)
    numbers = figures(agency, year)
    cells = printed_cells(numbers, oddity)
    published_on = oddity.published_on or _published_on(agency, year)
    signed_on = oddity.signed_on or published_on - timedelta(
        days=Random(f"{agency.name}/{year}/signed").randint(0, 6)
    )
    signature = (agency.name, date_line(signed_on, agency.signature == "characters"))
    say, carrier = wording(agency, year, numbers), oddity.carrier or agency.carrier
    full = _full_blocks(agency, say, numbers, cells, signature)
    return Report(
        agency=agency,
        year=year,
        form=numbers.form,
        title=(oddity.title or agency.title).format(agency=agency.name, year=year),
        signed_on=signed_on,
        published_on=published_on,
        carrier=carrier,
        cells=cells,
        full_blocks=tuple(full),
        page_blocks=tuple(notice_text(say, signature) if carrier == "attachment" else full),
    )


@cache
def reports(portal: Portal) -> tuple[Report, ...]:
    """All reports that a portal publishes, agency by agency, oldest first."""
    return tuple(
        report(agency, year) for agency in portal.agencies for year in agency.reported_years
    )
