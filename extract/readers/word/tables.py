"""Word tables: cells with the grid columns they cover, merged down by vMerge, sideways by gridSpan
or hMerge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Cell, Place
from extract.readers.spans import MAX_COLUMN_SPAN
from extract.readers.word.names import VALUE, W, child, integer, is_on, number, properties

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROW, _CELL = W + "tr", W + "tc"
_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


@dataclass
class TableCell:
    """A cell while its table is read: its elements (more than one where hMerge joins them), place
    and extent.
    """

    elements: list[_Element]
    path: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    def as_cell(self, text: str) -> Cell:
        """The cell of the document model."""
        return Cell(
            text, self.row, self.column, self.row_span, self.column_span, Place(path=self.path)
        )


@dataclass
class Table:
    """The cells of a table in reading order, each once, and whether any holds a table."""

    cells: list[TableCell]
    has_nested: bool


def read_table(element: _Element, path: str) -> Table:
    """Read the structure of a w:tbl; deleted and hidden rows are left out, though they count in
    paths.
    """
    spans = _Spans(element)
    cells: list[TableCell] = []
    open_above: dict[int, TableCell] = {}  # cells that a vMerge may continue, by column
    height = 0
    for number_in_source, row in enumerate(_inner(element, _ROW), start=1):
        own = child(row, "trPr")
        if not _is_shown(own):
            continue
        left = _columns(number(own, "gridBefore"), least=0)
        open_above = _read_row(
            spans.merged(row), height, left, f"{path}/tr[{number_in_source}]", open_above, cells
        )
        height += 1
    _trim(cells)
    return Table(cells, spans.has_nested)


class _Spans:
    """What the cells of a table say of their spans, and whether any holds a table."""

    def __init__(self, table: _Element) -> None:
        self._wide, self._down, self._sideways, tables = properties(
            table, "gridSpan", "vMerge", "hMerge", "tbl"
        )
        self.has_nested = len(tables) > 1  # the table itself is one of them

    def merged(self, row: _Element) -> list[tuple[int, list[_Element], int, str | None]]:
        """The cells of a row as (number in the source, elements, columns, merge down), hMerge's
        continued joined.

        A merge is `restart` or `continue`; None where there is none.
        """
        merged: list[tuple[int, list[_Element], int, str | None]] = []
        for position, element in enumerate(_inner(row, _CELL), start=1):
            wide = self._wide.get(element)
            span = _columns(integer(wide.get(VALUE)), least=1) if wide is not None else 1
            if merged and _merge(self._sideways.get(element)) == "continue":
                first, elements, columns, down = merged[-1]
                merged[-1] = (first, [*elements, element], columns + span, down)
            else:
                merged.append((position, [element], span, _merge(self._down.get(element))))
        return merged


def _merge(found: _Element | None) -> str | None:
    """`restart` or `continue`; the latter is meant where the property has no value. None where
    there is no merge.
    """
    if found is None:
        return None
    return "restart" if found.get(VALUE) == "restart" else "continue"


def _read_row(
    row: list[tuple[int, list[_Element], int, str | None]],
    at: int,
    column: int,
    path: str,
    open_above: dict[int, TableCell],
    cells: list[TableCell],
) -> dict[int, TableCell]:
    """Add the cells of a row, which begins in `column`; gives back the cells that the next row may
    continue.
    """
    continuable: dict[int, TableCell] = {}
    for position, elements, span, merge in row:
        above = open_above.get(column) if merge == "continue" else None
        if above is not None and above.column_span == span:
            above.row_span += 1
            continuable[column] = above
        else:
            cells.append(TableCell(elements, f"{path}/tc[{position}]", at, column, 1, span))
            if merge:
                continuable[column] = cells[-1]
        column += span
    return continuable


def _columns(asked: int | None, least: int) -> int:
    """A number of grid columns, junk taken as the least."""
    return asked if asked is not None and least <= asked <= MAX_COLUMN_SPAN else least


def _is_shown(own: _Element | None) -> bool:
    return not (is_on(own, "hidden") or child(own, "del") is not None)


def _inner(parent: _Element, tag: str) -> Iterator[_Element]:
    for part in parent:
        if part.tag == tag:
            yield part
        elif part.tag in _WRAPPERS:
            yield from _inner(part, tag)


def _trim(cells: list[TableCell]) -> None:
    """Cut spans off at the last column in which any cell starts: what lies beyond has no cell of
    its own.
    """
    width = max((cell.column + 1 for cell in cells), default=0)
    for cell in cells:
        cell.column_span = min(cell.column_span, width - cell.column)
