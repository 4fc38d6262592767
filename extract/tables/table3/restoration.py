"""Rows of table 3 whose cells the layout lost or doubled: what the sums of the form say of them."""

from __future__ import annotations

from collections.abc import Sequence

from extract.cells.numbers import Value
from extract.forms.statutory import Statutory
from extract.tables import arithmetic, values
from extract.tables.figures import (
    Figure,
    TableReading,
    cells_of,
    known_counts,
    row_source,
)
from extract.tables.table3 import row_repair
from extract.tables.table3.rows import COLUMNS, KeyedRow
from extract.tables.table3.sums import equations


def restore(damaged: Sequence[KeyedRow], reading: TableReading) -> None:
    """Let the form's arithmetic say what rows with lost or doubled cells hold; what it leaves open
    is unreadable.
    """
    cells = cells_of(reading.figures)
    blank = {column for (_, column), figure in cells.items() if figure.value.status == "blank"}
    present = {figure.row for figure in reading.figures} | {row.key for row in damaged}
    possible = {
        row.key: values.possible_lines(row.values, len(COLUMNS))
        for row in damaged
        if _is_fit_to_solve(row)
    }
    found = arithmetic.restored(possible, COLUMNS, known_counts(cells), equations(present))
    for row in damaged:
        source = row_source(row.values.row)
        for column in row.header.order:
            value = found.get((row.key, column))
            if column in blank and _may_have_been_blank(column, value):
                value = None
            reading.figures.append(
                Figure(Statutory.REQUESTS, row.key, column, _inferred(value), source)
            )
    names = ", ".join(row.key for row in damaged)
    reading.doubt(
        "cells_lost",
        f"rows with lost or doubled cells, restored where the sums leave one solution: {names}",
    )


def _is_fit_to_solve(row: KeyedRow) -> bool:
    """Whether the cells of a row stand in the form's order, and are those of one row."""
    if row.header.contradictory or row.header.order != COLUMNS:
        return False
    return len(row_repair.row_labels(row.values)) <= 1 and not row_repair.may_be_two(row.values)


def _may_have_been_blank(column: str, value: int | None) -> bool:
    """Where the document leaves cells of a column blank, a 0 or a total may have been blank too."""
    return not value or column == COLUMNS[-1]


def _inferred(value: int | None) -> Value:
    return Value(None, "unreadable") if value is None else Value(value, "inferred")
