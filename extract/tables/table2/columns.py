"""Which cell of a row of table 2 stands under which column.

The header tells it where it names the columns and the format knows them; the order of the cells
where it does not. Where neither does, a row has no figures that can be read: that only one of its
cells is filled does not make it this year's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from extract import forms
from extract.document import Cell
from extract.forms import Disclosure, Form
from extract.tables.stream import Row
from extract.tables.table2.header import Column, Header


@dataclass(frozen=True)
class Placed:
    """The figures that a row has, and the cell of each by its key; what has none is unreadable.

    `doubt` is the code of what is unclean about it, `reason` says it.
    """

    figures: tuple[forms.Figure, ...]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    doubt: str = ""
    reason: str = ""


Found = dict[str, Cell]


def placed(
    cells: Sequence[Cell], disclosure: Disclosure, header: Header, row: Row, form: Form
) -> Placed:
    """Place the cells after the label of a row in the columns of `disclosure`, under its header.

    `form` is the one that the report follows as a whole.
    """
    over_all = _over_all_columns(cells, disclosure, header, row, form)
    if over_all is not None:
        return over_all
    order = header.order(disclosure)
    by_header = _by_header(cells, disclosure, header, row)
    by_order = None if order is None else _by_order(cells, order, header, row)
    if by_header is not None and by_order is not None and by_header != by_order:
        return _lost(disclosure, {}, "header and order of cells disagree")
    found = by_order if by_header is None else by_header
    if found is None:
        return _lost(disclosure, {}, "its cells do not fit its columns")
    if len(found) < len(disclosure.figures):
        return _lost(disclosure, found, "a cell spans several columns")
    if by_header is None and order is not None and order != disclosure.figures:
        reason = "its columns stand in another order than the form's"
        return Placed(order, found, "columns_swapped", reason)
    return Placed(disclosure.figures, found)


def _lost(disclosure: Disclosure, found: Found, reason: str) -> Placed:
    return Placed(disclosure.figures, found, "cells_lost", reason)


def _over_all_columns(
    cells: Sequence[Cell], disclosure: Disclosure, header: Header, row: Row, form: Form
) -> Placed | None:
    """One cell over the whole of a row that has one figure in the report's own form, under a header
    of another form: the figure is that one. None where this is not so.
    """
    if len(cells) != 1 or len(disclosure.figures) == 1 or row.grid.ragged:
        return None
    own = [other for other in form.table2 if disclosure.label in (other.label, *other.variants)]
    if len(own) != 1 or len(own[0].figures) != 1:
        return None
    covered = set(cells[0].columns)
    if not all(covered.issuperset(column.covers) for column in header.columns):
        return None
    (figure,) = own[0].figures
    return Placed((figure,), {figure.key: cells[0]}, "columns_unclear", "one cell for all columns")


def _by_header(
    cells: Sequence[Cell], disclosure: Disclosure, header: Header, row: Row
) -> Found | None:
    """The cell under the column of each figure; None where the header does not tell the columns.

    A cell that stands under several columns is of none of them.
    """
    if row.grid.ragged or header.ragged or row.table != header.table:
        return None
    under = _under_columns(cells, disclosure, header)
    if under is None:
        return None
    if _is_figure_beside(cells, under, header, row):
        return {}
    found = {key: only for key, standing in under.items() if (only := _only_one(standing))}
    times = Counter(found.values())
    return {key: cell for key, cell in found.items() if times[cell] == 1}


def _under_columns(
    cells: Sequence[Cell], disclosure: Disclosure, header: Header
) -> dict[str, list[Cell]] | None:
    """The cells under the column of each figure; None where the header does not name a column, or
    no cell stands there.
    """
    under: dict[str, list[Cell]] = {}
    for figure in disclosure.figures:
        column = header.column(figure)
        standing = [] if column is None else _touching(cells, column)
        if not standing:
            return None
        under[figure.key] = standing
    return under


def _touching(cells: Sequence[Cell], column: Column) -> list[Cell]:
    return [cell for cell in cells if not set(cell.columns).isdisjoint(column.covers)]


def _only_one(standing: Sequence[Cell]) -> Cell | None:
    """The only cell that is filled, or the first of blank ones; None where several are filled."""
    filled = [cell for cell in standing if not cell.is_blank] or standing[:1]
    return filled[0] if len(filled) == 1 else None


def _is_figure_beside(
    cells: Sequence[Cell], under: Mapping[str, list[Cell]], header: Header, row: Row
) -> bool:
    """Whether a figure stands beside the columns of the form, and under no other words either."""
    placed = {cell.column for cell in chain.from_iterable(under.values())}
    beside = [cell for cell in cells if cell.column not in placed and cell.holds == "figure"]
    return not all(header.leaves_aside(cell, row.table) for cell in beside)


def _by_order(
    cells: Sequence[Cell], order: Sequence[forms.Figure], header: Header, row: Row
) -> Found | None:
    """The cells in the order of their columns: as many as the form has, empty ghost cells aside."""
    width = len(order)
    filled = [cell for cell in cells if not cell.is_blank]
    if len(cells) < width or _is_short(filled, header, row, width):
        return None
    chosen = _without_ghosts(cells, filled, header, row, width)
    return None if chosen is None else _named(order, chosen)


def _named(order: Sequence[forms.Figure], cells: Sequence[Cell]) -> Found:
    return {figure.key: cell for figure, cell in zip(order, cells, strict=True)}


def _without_ghosts(
    cells: Sequence[Cell], filled: Sequence[Cell], header: Header, row: Row, width: int
) -> Sequence[Cell] | None:
    """As many cells as there are columns, where it is clear which of too many are ghosts."""
    if len(cells) == width:
        return cells
    if _has_columns_of_its_own(header, width) and not row.grid.ragged:
        return None
    if len(filled) == width:
        return filled
    return None if filled else cells[:width]


def _has_columns_of_its_own(header: Header, width: int) -> bool:
    """Whether the header names another number of columns than the form has for the row."""
    return bool(header.columns) and len(header.columns) != width


def _is_short(filled: Sequence[Cell], header: Header, row: Row, width: int) -> bool:
    """Whether a row has fewer cells than its header, so that a blank one may stand where a lost one
    stood.
    """
    if not row.grid.ragged or row.grid.loose:
        return False
    return len(row.cells) < header.cells and len(filled) < width
