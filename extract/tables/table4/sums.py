"""Columns and rows of table 4 that the form does not have: what several routes add up to.

Some agencies print 合计, 小计 or 诉讼合计 before, between or behind the routes. Such columns are
left out where the header tells which they are; of a header that does not, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.document import Cell
from extract.forms import labels
from extract.tables.stream import Row
from foundation.normalise import label_key

_SUM = re.compile(
    "(?:(?:行政)?(?:复议)?(?:行政)?(?:诉讼)?(?:案件|情况)?(?:合计|小计|总计|总数|共计)|行政诉讼总体)"
)
_LITIGATION = "行政诉讼"
_OUTCOMES = 5


def is_sum(text: str) -> bool:
    """Whether a label is that of a sum over several routes."""
    return _SUM.fullmatch(label_key(text)) is not None or label_key(text) == _LITIGATION


def without_sums(rows: Sequence[Row]) -> list[Row]:
    """The rows without the columns of sums that the header names among the routes."""
    if not any(_sum_cells(row) for row in rows):
        return list(rows)
    if any(row.grid.ragged for row in rows) or not _spans(rows):
        return _without_slices(rows)
    dropped: set[tuple[int, int]] = set()
    for row in rows:
        for cell in _sum_cells(row):
            dropped.update((row.table, column) for column in cell.columns)
    return [replace(row, cells=tuple(_outside(row, dropped))) for row in rows]


def _spans(rows: Sequence[Row]) -> bool:
    """Whether a name of routes or sums stands over several columns; tabs and pipes know no such."""
    return any(any(map(_is_wide_name, row.cells)) for row in rows)


def _is_wide_name(cell: Cell) -> bool:
    return cell.column_span > 1 and cell.is_words


def _sum_cells(row: Row) -> list[Cell]:
    """The cells that name sums in a row that names routes and no outcomes."""
    if not names_routes(row.cells) or any(map(_is_outcome, row.cells)):
        return []
    if any(cell.holds == "figure" for cell in row.cells):
        return []
    return [cell for cell in row.cells if _SUM.fullmatch(cell.key)]


def names_routes(cells: Sequence[Cell]) -> bool:
    """Whether cells of a row name routes of table 4."""
    return any(map(_is_route, cells))


def _is_route(cell: Cell) -> bool:
    return labels.dispute_rows().exact(cell.text) is not None or cell.key == _LITIGATION


def _is_outcome(cell: Cell) -> bool:
    return labels.dispute_columns().exact(cell.text) not in (None, "total")


def _outside(row: Row, dropped: set[tuple[int, int]]) -> list[Cell]:
    """The cells of a row that stand in other columns too, at the first of those."""
    kept = []
    for cell in row.cells:
        own = [column for column in cell.columns if (row.table, column) not in dropped]
        if len(own) == cell.column_span:
            kept.append(cell)
        elif own:
            kept.append(replace(cell, column=own[0], column_span=len(own)))
    return kept


def _without_slices(rows: Sequence[Row]) -> list[Row]:
    """Where the format knows no columns: the routes in the order of their printing tell which cells
    of a row of all routes belong to sums.
    """
    blocks = _blocks(rows)
    sums = [at for at, name in enumerate(blocks) if name is None]
    width = len(blocks) * _OUTCOMES
    kept = []
    for row in rows:
        cells = [cell for cell in row.cells if not _SUM.fullmatch(cell.key) or not _sum_cells(row)]
        if len(cells) == width:
            cells = [cell for at, cell in enumerate(cells) if at // _OUTCOMES not in sums]
        kept.append(replace(row, cells=tuple(cells)))
    return kept


def _blocks(rows: Sequence[Row]) -> list[str | None]:
    """The routes in printed order, None for a sum; what stands under 行政诉讼 takes its place."""
    named = [row for row in rows if any(map(_is_route, row.cells))]
    blocks: list[str | None] = []
    for cell in named[0].cells if named else ():
        if cell.key == _LITIGATION and len(named) > 1:
            blocks += [_block(inner) for inner in _inner_blocks(named[1])]
        elif _is_block(cell):
            blocks.append(_block(cell))
    return blocks


def _inner_blocks(row: Row) -> list[Cell]:
    """The routes and sums of a row; beside outcomes 总计 is one of them."""
    holds_outcomes = any(map(_is_outcome, row.cells))
    blocks = filter(_is_block, row.cells)
    return [cell for cell in blocks if not holds_outcomes or not _is_total(cell)]


def _is_total(cell: Cell) -> bool:
    return labels.dispute_columns().exact(cell.text) == "total"


def _is_block(cell: Cell) -> bool:
    return labels.dispute_rows().exact(cell.text) is not None or bool(_SUM.fullmatch(cell.key))


def _block(cell: Cell) -> str | None:
    return labels.dispute_rows().exact(cell.text)
