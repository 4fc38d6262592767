"""What speaks against a reading of table 3: rows without a place, figures printed twice, columns in
another order, rows that are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, product

from extract.cells.numbers import Value
from extract.tables.figures import Figure, TableReading
from extract.tables.table3 import ordering
from extract.tables.table3.headers import Header
from extract.tables.table3.rows import COLUMNS, ROWS, KeyedRow
from extract.tables.values import ValueRow


def unplaced_rows(placed: ordering.Keyed, reading: TableReading) -> None:
    """Rows of figures that fit nowhere may be any of the form's rows that were not found: those are
    unreadable, and so are those that the rows which were left out name.
    """
    left_out = [row for key, row in placed if key is None]
    if not left_out:
        return
    found = {key for key, _ in placed if key}
    sequence = ordering.SEQUENCES[1] if "other_total" in found else ordering.SEQUENCES[0]
    possible = {*sequence, *map(ordering.row_key, left_out)} - found
    for row, column in product(ROWS, COLUMNS):
        if row in possible:
            reading.figures.append(Figure(3, row, column, Value(None, "unreadable"), None))


def repeated_figures(reading: TableReading) -> None:
    """A column that two tables print with different figures (a total of each part) is of
    neither.
    """
    seen: dict[tuple[str, str | None], Figure] = {}
    for figure in reading.figures:
        first = seen.setdefault((figure.row, figure.column), figure)
        if first.value != figure.value:
            reading.doubt(
                "row_repeated", f"{figure.row} of table 3 stands twice with different figures"
            )
            seen[figure.row, figure.column] = _unreadable(first)
    reading.figures = list(seen.values())


def swapped_columns(headers: Iterable[Header], reading: TableReading) -> None:
    """Columns in another order than the form's are read by their header, and said to be."""
    if any(header.swapped or header.contradictory for header in headers):
        reading.doubt(
            "columns_swapped", "the columns of table 3 stand in another order than the form's"
        )


def empty_last_column(rows: Sequence[KeyedRow], reading: TableReading) -> None:
    """A lost column pushes the others aside: a format that knows no columns and a last one that is
    empty all the way down leave nothing that could tell which applicants the figures belong to.
    """
    last = [figure for figure in reading.figures if figure.column == COLUMNS[-1]]
    is_ragged = any(row.values.row.grid.ragged for row in rows)
    is_empty = all(figure.value.status in ("blank", "unreadable") for figure in last)
    if is_ragged and is_empty and any(figure.value.value for figure in reading.figures):
        reading.doubt(
            "columns_unclear",
            "the last column of table 3 is empty, so that no sum confirms the others",
        )
        reading.figures = list(map(_unreadable, reading.figures))


def missing_rows(reading: TableReading) -> None:
    """A row that the form prints and the reading has not may be missing in the source, or have been
    overlooked.
    """
    found = {figure.row for figure in reading.figures}
    missing = min((set(sequence) - found for sequence in ordering.SEQUENCES), key=len)
    if missing:
        names = ", ".join(row for row in ROWS if row in missing)
        reading.doubt("row_missing", f"rows of the form that were not found in table 3: {names}")


def joined_rows(rows: Sequence[ValueRow], reading: TableReading) -> None:
    """Rows that were printed as one and taken apart."""
    if any(earlier.row is later.row for earlier, later in pairwise(rows)):
        reading.doubt(
            "rows_joined",
            "rows of table 3 are printed as one, and were taken apart by their labels",
        )


def _unreadable(figure: Figure) -> Figure:
    return replace(figure, value=Value(None, "unreadable", figure.value.raw))
