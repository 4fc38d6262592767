"""Figures as they come out of a table: a value, its status, and the place it was printed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from extract.cells.numbers import Value
from extract.document import Cell, Place
from extract.forms.statutory import Statutory
from extract.tables.stream import Row
from foundation.light import value

Result = Literal["pass", "fail", "not_computable"]


@dataclass(frozen=True)
class Check:
    """One rule on one subject: both sides, the result, and whether a blank had to count as 0."""

    rule: str
    subject: str
    left: int | str | None
    right: int | str | None
    result: Result
    assumed_blank_zero: bool = False


@value(frozen=True, slots=True)
class Source:
    """Where a figure was printed: its place, the table of the document (from 1) and its place,
    and row and column in it (from 0).

    A figure that was restored has the place of its row and no column.
    """

    place: Place
    table: int
    row: int
    column: int | None
    grid: Place


@value(frozen=True, slots=True)
class Figure:
    """One figure: statutory table, row key, column key (None in table 2), what the cell says, and
    where it stands.

    `source` is None only for cells that the document does not print.
    """

    table: Statutory
    row: str
    column: str | None
    value: Value
    source: Source | None


CellName = tuple[str, str]
Cells = Mapping[CellName, Figure]


def cells_of(figures: Iterable[Figure]) -> dict[CellName, Figure]:
    """The figures of table 3 or 4 by row and column."""
    return {(figure.row, str(figure.column)): figure for figure in figures}


def hides_a_sum(name: CellName, cells: Cells) -> bool:
    """Whether a cell is a total without a number although its row has numbers above 0: such a blank
    is no 0.
    """
    row, column = name
    if column != "total" or cells[name].value.status not in ("blank", "not_applicable"):
        return False
    return any(figure.value.value for (other, _), figure in cells.items() if other == row)


def known_counts(cells: Cells) -> dict[tuple[str, str], int]:
    """What counts in sums: printed numbers, and blanks as 0 unless they hide a sum."""
    return {
        name: int(figure.value.value or 0)
        for name, figure in cells.items()
        if figure.value.status in ("printed", "blank") and not hides_a_sum(name, cells)
    }


@dataclass(frozen=True)
class Position:
    """Where a statutory table was found in one table of the document: its keyed rows and
    columns.
    """

    statutory: Statutory
    table: int
    place: Place
    rows: tuple[tuple[str, int], ...]
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Issue:
    """Something that a person should look at: a code of issues.yml and a sentence."""

    code: str
    message: str


@dataclass
class TableReading:
    """All that was read of one statutory table.

    `clean` means: every row matched once by its label, every column by header or full count, every
    cell typed.
    """

    statutory: Statutory
    figures: list[Figure] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    clean: bool = True

    @cached_property
    def cells(self) -> dict[CellName, Figure]:
        """The figures by row and column; asked for when all are there."""
        return cells_of(self.figures)

    def doubt(self, code: str, message: str) -> None:
        """Record an issue that makes the structure unclean."""
        self.clean = False
        self.issues.append(Issue(code, message))

    def note(self, code: str, message: str) -> None:
        """Record an issue that leaves the structure clean."""
        self.issues.append(Issue(code, message))


def cell_source(row: Row, cell: Cell) -> Source:
    """The source of a figure that stands in a cell."""
    return Source(cell.place, row.table, row.index, cell.column, row.grid.place)


def row_source(row: Row) -> Source:
    """The source of a figure of which only the row is known."""
    return Source(
        row.cells[0].place if row.cells else row.grid.place,
        row.table,
        row.index,
        None,
        row.grid.place,
    )


def positions(figures: Iterable[Figure]) -> list[Position]:
    """One Position for each table of the document that holds figures.

    A column is keyed as it stands in the print: in table 3 by applicant; in tables 2 and 4, where
    the figures of one row mean different things, by the figure (`licensing_decisions`,
    `review.upheld`).
    """
    placed: dict[int, list[tuple[Figure, Source]]] = {}
    for figure in figures:
        if figure.source is not None:
            placed.setdefault(figure.source.table, []).append((figure, figure.source))
    return [
        Position(
            statutory=entries[0][0].table,
            table=table,
            place=entries[0][1].grid,
            rows=tuple(dict.fromkeys((figure.row, source.row) for figure, source in entries)),
            columns=tuple(
                dict.fromkeys(
                    (_column_key(figure), source.column)
                    for figure, source in entries
                    if source.column is not None
                )
            ),
        )
        for table, entries in placed.items()
    ]


def _column_key(figure: Figure) -> str:
    if figure.column is None:
        return figure.row
    return figure.column if figure.table is Statutory.REQUESTS else f"{figure.row}.{figure.column}"
