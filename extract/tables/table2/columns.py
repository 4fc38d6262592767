"""Which cell of a row of table 2 stands under which column.

The header tells it where it names the columns and the format knows them; the order of the cells
where it does not. Where neither does, a row has no figures that can be read: that only one of its
cells is filled does not make it this year's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract import forms
from extract.document import Cell
from extract.forms import Disclosure, Form
from extract.tables.stream import Row
from extract.tables.table2.header import Header


@dataclass(frozen=True)
class Placed:
    """The figures that a row has, and the cell of each by its key; what has none is unreadable.

    `doubt` is the code of what is unclean about it, `reason` says it.
    """

    figures: tuple[forms.Figure, ...]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    doubt: str = ""
    reason: str = ""


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
    if by_header is None and by_order is None:
        return Placed(disclosure.figures, {}, "cells_lost", "its cells do not fit its columns")
    if by_header is not None and by_order is not None and by_header != by_order:
        return Placed(disclosure.figures, {}, "cells_lost", "header and order of cells disagree")
    found = by_header if by_header is not None else by_order or {}
    if len(found) < len(disclosure.figures):
        return Placed(disclosure.figures, found, "cells_lost", "a cell spans several columns")
    if by_header is None and order is not None and order != disclosure.figures:
        reason = "its columns stand in another order than the form's"
        return Placed(order, found, "columns_swapped", reason)
    return Placed(disclosure.figures, found)


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
    if any(not set(column.covers) <= set(cells[0].columns) for column in header.columns):
        return None
    (figure,) = own[0].figures
    return Placed((figure,), {figure.key: cells[0]}, "columns_unclear", "one cell for all columns")


def _by_header(
    cells: Sequence[Cell], disclosure: Disclosure, header: Header, row: Row
) -> dict[str, Cell] | None:
    """The cell under the column of each figure; None where the header does not tell the columns.

    A cell that stands under several columns is of none of them.
    """
    if row.grid.ragged or header.ragged or row.table != header.table:
        return None
    found: dict[str, Cell] = {}
    under: set[int] = set()
    for figure in disclosure.figures:
        column = header.column(figure)
        if column is None:
            return None
        standing = [cell for cell in cells if set(cell.columns) & set(column.covers)]
        filled = [cell for cell in standing if not cell.is_blank] or standing[:1]
        if not filled:
            return None
        under |= {cell.column for cell in standing}
        if len(filled) == 1:
            found[figure.key] = filled[0]
    beside = [cell for cell in cells if cell.column not in under and cell.holds == "figure"]
    if not all(header.leaves_aside(cell, row.table) for cell in beside):
        return {}
    shared = [cell for cell in found.values() if list(found.values()).count(cell) > 1]
    return {key: cell for key, cell in found.items() if cell not in shared}


def _by_order(
    cells: Sequence[Cell], order: Sequence[forms.Figure], header: Header, row: Row
) -> dict[str, Cell] | None:
    """The cells in the order of their columns: as many as the form has, empty ghost cells aside."""
    width = len(order)
    filled = [cell for cell in cells if not cell.is_blank]
    if len(cells) < width or _is_short(cells, filled, header, row, width):
        return None
    if len(cells) == width:
        chosen = list(cells)
    elif _has_columns_of_its_own(header, width) and not row.grid.ragged:
        return None
    elif len(filled) in (0, width):
        chosen = filled or list(cells[:width])
    else:
        return None
    return {figure.key: cell for figure, cell in zip(order, chosen, strict=True)}


def _has_columns_of_its_own(header: Header, width: int) -> bool:
    """Whether the header names another number of columns than the form has for the row."""
    return bool(header.columns) and len(header.columns) != width


def _is_short(
    cells: Sequence[Cell], filled: Sequence[Cell], header: Header, row: Row, width: int
) -> bool:
    """Whether a row has fewer cells than its header, so that a blank one may stand where a lost one
    stood.
    """
    return (
        row.grid.ragged
        and not row.grid.loose
        and len(row.cells) < header.cells
        and len(filled) < width
    )
