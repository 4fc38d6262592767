"""A blank statutory form beside the table that is filled in: an annex, or a model for others. It
says nothing, and its rows are none that the report prints twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.document import Cell
from extract.forms import labels
from extract.tables.stream import Row


def without_blank_forms(rows: Sequence[Row]) -> list[Row]:
    """The rows of a statutory table without those of tables that print nothing but words and empty
    cells, where tables with figures print all these words too.

    A row of the form that was left blank is none: no other table prints its label.
    """
    if not any(map(_ends_blank, rows)):
        return list(rows)
    said: set[str] = set()
    tables = _tables(rows)
    for table in filter(_says_something, tables):
        said |= _words(table)
    kept: list[Row] = []
    for table in tables:
        kept += [] if _is_blank_form(table, said) else table
    return kept


def _ends_blank(row: Row) -> bool:
    return bool(row.cells) and row.cells[-1].is_blank


def _tables(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows by the tables that print them: each grid is one, and where a grid prints the first
    row of the first table again, or its first label, another begins. Layouts put tables one under
    the other into a grid, some without the header of the second.
    """
    header = _label(rows[0])
    first = next((_label(row) for row in rows if _is_row_of_the_form(row)), ())
    tables: list[list[Row]] = []
    for row in rows:
        label = _label(row)
        is_header = label == header and not _has_figure(row)
        is_begun_again = bool(label) and (is_header or label == first)
        if not tables or row.table != tables[-1][-1].table or is_begun_again:
            tables.append([])
        tables[-1].append(row)
    return tables


def _label(row: Row) -> tuple[str, ...]:
    return tuple(cell.key for cell in row.cells if cell.is_words)


def _is_row_of_the_form(row: Row) -> bool:
    """Whether a row has a label of table 2 or 3, and room for figures behind it."""
    if not row.cells or row.cells[-1].is_words:
        return False
    return any(map(_is_label, row.cells))


def _is_label(cell: Cell) -> bool:
    if not cell.is_words:
        return False
    is_disclosure = labels.disclosures().keyed(cell.key) is not None
    return is_disclosure or labels.request_row(cell.text) is not None


def _is_blank_form(table: Sequence[Row], said: set[str]) -> bool:
    """Whether rows have no figures, but room for such, and their labels are said elsewhere."""
    if _says_something(table):
        return False
    words = _words(table)
    return any(map(_ends_blank, table)) and bool(words) and words <= said


def _says_something(rows: Iterable[Row]) -> bool:
    """Whether a figure, or a mark in place of one, stands in any of the rows."""
    return any(map(_has_figure, rows))


def _has_figure(row: Row) -> bool:
    return any(cell.holds in ("figure", "mark") for cell in row.cells)


def _words(rows: Iterable[Row]) -> set[str]:
    """The labels and headings of the form in some rows; a line of prose beside them is neither."""
    found: set[str] = set()
    for row in rows:
        found.update(cell.key for cell in row.cells if _is_of_the_form(cell))
    return found


def _is_of_the_form(cell: Cell) -> bool:
    return _is_label(cell) or labels.is_column(cell.text)
