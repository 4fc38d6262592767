"""What the document maker builds: cells and grids, paragraphs, a draft of a report, and the
finished sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any, Literal

from extract import forms

Layout = Literal["clean", "quirky", "destroyed"]
Role = Literal["title", "lead", "heading", "body", "agency", "date", "junk"]
Value = int | Decimal | None
# A figure: statutory table, row key, column key (table 2: the figure's own key, and None).
Ref = tuple[int, str, str | None]

FORM_OF_NAME = {name: forms.form(name) for name in forms.FORM_NAMES}
ROWS = forms.form("2021").table3.row_keys
COLUMNS = forms.form("2021").table3.column_keys
ROUTES = forms.form("2021").table4.row_keys
OUTCOMES = forms.form("2021").table4.column_keys
OTHER_ITEMS = ("other_overdue_correction", "other_overdue_fee", "other_remaining")
TOP_ROWS = ("new_received", "carried_in", "total", "carried_out")


@dataclass
class Entry:
    """One figure of the source: its true value, how it is printed, and the way in which the file
    holds it where that is not as it is printed (quirks_stored).
    """

    value: Value
    text: str
    shown: str = ""


Figures = dict[Ref, Entry]


@dataclass
class Cell:
    """One cell of a printed table; `ref` names the figure it shows, if any, and `shown` the way."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    ref: Ref | None = None
    shown: str = ""


@dataclass
class Slot:
    """One place of a table's lattice: the cell that covers it, and whether it is that cell's own
    corner.
    """

    cell: Cell
    top: bool
    left: bool

    @property
    def own(self) -> bool:
        return self.top and self.left


@dataclass
class Grid:
    """A table as printed. `table` is 2, 3 or 4 for the statutory ones and 0 for any other."""

    table: int
    rows: list[list[Cell]]

    def lattice(self) -> list[list[Slot]]:
        """Every row with every column, spans filled in."""
        covered: dict[tuple[int, int], Slot] = {}
        for at, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (at, column) in covered:
                    column += 1
                for down in range(cell.rowspan):
                    for across in range(cell.colspan):
                        covered[at + down, column + across] = Slot(cell, down == 0, across == 0)
                column += cell.colspan
        return [
            [
                slot
                for (_, column), slot in sorted(covered.items(), key=lambda item: item[0][1])
                if _ == at
            ]
            for at in range(len(self.rows))
        ]

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row


@dataclass
class Paragraph:
    """A line of prose, with the part it plays in the report."""

    text: str
    role: Role = "body"


@dataclass
class Picture:
    """A picture that stands where a table should (A21)."""

    name: str


@dataclass
class Line:
    """A column break, rule or page number: what a page leaves between blocks."""

    text: str


Block = Paragraph | Grid | Picture


@dataclass
class Draft:
    """A report on its way to a document; the quirks change it in place, and the truth with it."""

    random: Random
    agency: str
    place: str
    short: str
    year: int
    form: str
    figures: Figures
    agency_forms: tuple[str, ...] = ()
    title: str | None = None
    signed_on: str | None = None
    published_on: str | None = None
    blocks: list[Block] = field(default_factory=list)
    quirks: list[str] = field(default_factory=list)
    lost: set[Ref] = field(default_factory=set)
    completions: dict[Ref, int] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)
    contradictory: bool = False
    open_quality: bool = False
    known_agency: bool = True
    format: str = "html"

    def grids(self, table: int) -> list[Grid]:
        return [block for block in self.blocks if isinstance(block, Grid) and block.table == table]

    def paragraphs(self, role: Role) -> list[Paragraph]:
        return [
            block for block in self.blocks if isinstance(block, Paragraph) and block.role == role
        ]

    def refs(self, table: int) -> list[Ref]:
        return [ref for ref in self.figures if ref[0] == table]


@dataclass(frozen=True)
class Sample:
    """One document with its truth (form.md's JSON shape), and what is odd about it."""

    name: str
    data: bytes
    format: str
    form: str | None
    layout: Layout
    quirks: tuple[str, ...]
    truth: dict[str, Any]


def plain(value: Value) -> int | str | None:
    """A value as JSON has it: counts as integers, amounts as decimal strings."""
    return format(value, "f") if isinstance(value, Decimal) else value


def truth_of(draft: Draft) -> dict[str, Any]:
    """The truth of a report in the JSON shape of form.md, with what only the scorer needs beside
    it.
    """
    return {
        "agency": draft.agency if draft.known_agency else None,
        "agency_forms": sorted({draft.agency, *draft.agency_forms}) if draft.known_agency else [],
        "year": draft.year,
        "form": draft.form if any(draft.grids(table) for table in (2, 3, 4)) else None,
        "signed_on": draft.signed_on,
        "published_on": draft.published_on,
        "title": draft.title,
        "table2": _table2(draft) if draft.grids(2) else None,
        "table3": _matrix(draft, 3, ROWS, COLUMNS) if draft.grids(3) else None,
        "table4": _matrix(draft, 4, ROUTES, OUTCOMES) if draft.grids(4) else None,
        "statistics": [],
        "lost": sorted([table, row, column or ""] for table, row, column in draft.lost),
        "completions": [[*ref, value] for ref, value in sorted(draft.completions.items(), key=str)],
        "contradictory": draft.contradictory,
        "open_quality": draft.open_quality,
        "parsed": any(draft.grids(table) for table in (2, 3, 4)),
    }


def _table2(draft: Draft) -> dict[str, int | str | None]:
    figures = FORM_OF_NAME[draft.form].figures
    return {figure.key: _shown(draft, (2, figure.key, None)) for figure in figures}


def _matrix(
    draft: Draft, table: int, rows: tuple[str, ...], columns: tuple[str, ...]
) -> dict[str, list[int | str | None]]:
    return {row: [_shown(draft, (table, row, column)) for column in columns] for row in rows}


def _shown(draft: Draft, ref: Ref) -> int | str | None:
    entry = draft.figures.get(ref)
    return plain(entry.value) if entry else None
