"""Row and column spans of HTML: where each cell of a table stands once they are expanded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# No statutory table has a third as many columns: what claims more is junk, and gets what is left of
# its row.
MAX_COLUMN_SPAN = 100
# The rule of HTML for non-negative integers: leading space and a plus are skipped, what follows the
# digits is ignored.
_SPAN = re.compile(r"[ \t\n\f\r]*\+?([0-9]{1,6})")
_TO_THE_END = 0


class Slot(NamedTuple):
    """The column in which a cell starts, and how many rows and columns it covers."""

    column: int
    row_span: int = 1
    column_span: int = 1


@lru_cache(maxsize=MAX_COLUMN_SPAN)
def _plain(column: int) -> Slot:
    """The slot of a cell without spans; nearly all cells are, in a dozen columns."""
    return Slot(column)


def column_span(attribute: str | None) -> int:
    """The columns that a colspan attribute asks for; 1 where it says nothing sensible."""
    return max(_number(attribute), 1)


def row_span(attribute: str | None) -> int:
    """The rows that a rowspan attribute asks for; 0 means all rows that are left in the group."""
    return _number(attribute)


def _number(attribute: str | None) -> int:
    match = _SPAN.match(attribute) if attribute else None
    return int(match[1]) if match else 1


def place(rows: Sequence[Sequence[tuple[int, int]]], ends: Sequence[int]) -> list[list[Slot]]:
    """Place cells, given as (row span, column span) row by row; `ends` says for each row where its
    row group ends.

    The end of a group is the number of the row after its last. Spans are cut off at the end of
    their row group, at a cell that reaches down from above, and at the last column in which any
    cell starts; so no position is covered twice, and none lies outside of the table.
    """
    widest = max((sum(_sane(span) for _, span in row) for row in rows), default=0)
    taken: list[int] = []  # for each column, the first row in which it is free again
    placed = [
        _place_row(row, number, ends[number], taken, widest) for number, row in enumerate(rows)
    ]
    width = max((row[-1].column + 1 for row in placed if row), default=0)
    for row in placed:
        if row and row[-1].column + row[-1].column_span > width:
            last = row[-1]
            row[-1] = Slot(last.column, last.row_span, width - last.column)
    return placed


def _place_row(
    row: Sequence[tuple[int, int]], number: int, end: int, taken: list[int], widest: int
) -> list[Slot]:
    slots = []
    column = 0
    for rows_asked, columns_asked in row:
        while column < len(taken) and taken[column] > number:
            column += 1
        if rows_asked == columns_asked == 1:
            if column < len(taken):
                taken[column] = number + 1
            else:
                taken.append(number + 1)
            slots.append(_plain(column))
            column += 1
            continue
        columns = columns_asked if columns_asked <= MAX_COLUMN_SPAN else max(widest - column, 1)
        columns = _free(taken, number, column, columns)
        bottom = end if rows_asked == _TO_THE_END else min(number + rows_asked, end)
        taken.extend([0] * (column + columns - len(taken)))
        taken[column : column + columns] = [bottom] * columns
        slots.append(Slot(column, bottom - number, columns))
        column += columns
    return slots


def _free(taken: list[int], number: int, column: int, columns: int) -> int:
    """How many of `columns` from `column` on are free in row `number`; the first one is."""
    for at in range(column + 1, min(column + columns, len(taken))):
        if taken[at] > number:
            return at - column
    return columns


def _sane(span: int) -> int:
    return span if span <= MAX_COLUMN_SPAN else 1
