"""Figures as they come out of a table: a value, its status, and the place it was printed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extract.document import Cell, Place
from extract.numbers import Value
from extract.stream import Row


@dataclass(frozen=True)
class Source:
    """Where a figure was printed: its place, the document's table (from 1), and row and column in it (from 0).

    A figure that was restored has the place of its row and no column.
    """

    place: Place
    table: int
    row: int
    column: int | None


@dataclass(frozen=True)
class Figure:
    """One figure: statutory table, row key, column key (None in table 2), what the cell says, and where it stands.

    `source` is None only for cells that the document does not print.
    """

    table: int
    row: str
    column: str | None
    value: Value
    source: Source | None


Cells = Mapping[tuple[str, str], Figure]


def cells_of(figures: Iterable[Figure]) -> dict[tuple[str, str], Figure]:
    """The figures of table 3 or 4 by row and column."""
    return {(figure.row, str(figure.column)): figure for figure in figures}


def hides_a_sum(name: tuple[str, str], cells: Cells) -> bool:
    """Whether a cell is a total left blank although its row has numbers above 0: such a blank is no 0."""
    row, column = name
    if column != "total" or cells[name].value.status != "blank":
        return False
    return any(figure.value.value for (other, _), figure in cells.items() if other == row)


@dataclass(frozen=True)
class Position:
    """Where a statutory table was found in one table of the document: its keyed rows and columns."""

    statutory: int
    table: int
    place: Place
    rows: tuple[tuple[str, int], ...]
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Issue:
    """Something that a person should look at: a code of docs/issues.md and a sentence."""

    code: str
    message: str


@dataclass
class TableReading:
    """All that was read of one statutory table.

    `clean` means: every row matched once by its label, every column by header or full count, every cell typed.
    """

    statutory: int
    figures: list[Figure] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    clean: bool = True

    def doubt(self, code: str, message: str) -> None:
        """Record an issue that makes the structure unclean."""
        self.clean = False
        self.issues.append(Issue(code, message))

    def note(self, code: str, message: str) -> None:
        """Record an issue that leaves the structure clean."""
        self.issues.append(Issue(code, message))


def cell_source(row: Row, cell: Cell) -> Source:
    """The source of a figure that stands in a cell."""
    return Source(cell.place, row.table, row.index, cell.column)


def row_source(row: Row) -> Source:
    """The source of a figure of which only the row is known."""
    return Source(row.cells[0].place if row.cells else row.grid.place, row.table, row.index, None)


def positions(statutory: int, keyed: list[tuple[str, Row]], columns: dict[int, dict[str, int]]) -> list[Position]:
    """One Position for each table of the document that holds keyed rows; `columns` by number of the table."""
    tables = dict.fromkeys(row.table for _, row in keyed)
    return [
        Position(
            statutory=statutory,
            table=table,
            place=next(row.grid.place for _, row in keyed if row.table == table),
            rows=tuple((key, row.index) for key, row in keyed if row.table == table),
            columns=tuple(columns.get(table, {}).items()),
        )
        for table in tables
    ]
