"""The header rows of the statistics table: what stands in which of its columns.

A header may begin a row that goes on with the first indicator, where a format lost the line between
them, and a second header row may name the parts of its column of numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extract.document import Cell
from extract.forms import indicators
from extract.tables.stream import Row
from foundation.normalise import squash

# One part of a column of numbers is no division of it.
_FEWEST_PARTS = 2


@dataclass(frozen=True)
class Column:
    """A column of the header: what stands under it, the places it covers, and the words over it."""

    role: str
    covers: range
    words: str


@dataclass(frozen=True)
class Header:
    """The columns of a table; `numbered` says that rows are numbered in a column that the layout
    lost.
    """

    columns: tuple[Column, ...] = ()
    numbered: bool = False

    @property
    def slots(self) -> list[Column]:
        """The columns of numbers of the first block."""
        first = self.blocks[0] if self.blocks else ()
        return [column for column in first if column.role == "value"]

    @property
    def blocks(self) -> list[tuple[Column, ...]]:
        """The columns, block by block where a table prints its rows side by side."""
        starts = [at for at, column in enumerate(self.columns) if column.role == "label"]
        ends = [*starts, len(self.columns)][1:]
        return [self.columns[start:end] for start, end in zip(starts, ends, strict=True)]

    def column_at(self, place: int) -> Column | None:
        """The column that covers a place of a row."""
        return next((column for column in self.columns if place in column.covers), None)


@dataclass(frozen=True)
class HeaderRow:
    """The header that a row begins with, and the cells of the row behind it."""

    header: Header
    rest: tuple[Cell, ...]


def is_words(cell: Cell) -> bool:
    """Whether a cell holds words, and no number with one of the units that this table alone has."""
    return cell.is_words and not indicators.number_with_unit().match(squash(cell.text))


def begins_data(cell: Cell) -> bool:
    """Whether a cell is the first of an indicator: by its outline number or its label."""
    return indicators.has_number(cell.text) or bool(indicators.rows(cell.text))


def header_row(row: Row) -> HeaderRow | None:
    """The header that a row begins with; None where its first words are none."""
    cells = list(takewhile(lambda cell: not begins_data(cell), row.cells))
    named = [cell for cell in cells if is_words(cell)]
    roles = [indicators.header_role(cell.text) for cell in named]
    if not _is_header(roles):
        return None
    rest = row.cells[len(cells) :]
    if not row.grid.ragged or not _names_numbers(roles):
        return HeaderRow(Header(tuple(_columns(cells, row.grid.ragged))), rest)
    # The words name every column, so that a number behind them is the first row's.
    last = cells[-1]
    numbered = not is_words(last) and not last.is_blank
    return HeaderRow(Header(tuple(_columns(named, ragged=True)), numbered), rest)


def _is_header(roles: Collection[str | None]) -> bool:
    return "label" in roles and ("unit" in roles or "value" in roles)


def _names_numbers(roles: Sequence[str | None]) -> bool:
    """Whether a column behind the labels is that of the numbers; words of an agency's own may name
    it.
    """
    behind = roles[roles.index("label") + 1 :]
    return "value" in behind or None in behind


def _columns(cells: Sequence[Cell], ragged: bool, first: int = 0) -> Iterator[Column]:
    for at, cell in enumerate(cells, start=first):
        if not cell.is_blank:
            covers = range(at, at + 1) if ragged else cell.columns
            yield Column(indicators.header_role(cell.text) or "value", covers, cell.key)


def is_subheader(row: Row, header: Header) -> bool:
    """Whether the row under a header names parts of its column of numbers."""
    named = [cell for cell in row.cells if not cell.is_blank]
    if len(named) < _FEWEST_PARTS or not all(map(_may_name_a_part, named)):
        return False
    return row.grid.ragged or all(_is_under_numbers(cell, header) for cell in named)


def _may_name_a_part(cell: Cell) -> bool:
    return is_words(cell) and not begins_data(cell) and not indicators.is_unit(cell.text)


def _is_under_numbers(cell: Cell, header: Header) -> bool:
    return any(cell.column in column.covers for column in header.slots)


def with_parts(header: Header, row: Row) -> Header:
    """The header with its columns of numbers divided into those that the second header row
    names.
    """
    named = [cell for cell in row.cells if not cell.is_blank]
    kept = [column for column in header.columns if column.role != "value"]
    parts = [
        replace(column, role="value")
        for column in _columns(named, row.grid.ragged, first=len(kept))
    ]
    columns = sorted([*kept, *parts], key=lambda column: column.covers.start)
    return replace(header, columns=tuple(columns))
