"""Word tables: cells with the grid columns they cover, merged down by vMerge, sideways by gridSpan or hMerge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Cell, Place
from extract.readers.spans import MAX_COLUMN_SPAN
from extract.readers.word_names import W, is_on, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


@dataclass
class TableCell:
    """A cell while its table is read: its elements (more than one where hMerge joins them), place and extent."""

    elements: list[_Element]
    path: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    def as_cell(self, text: str) -> Cell:
        """The cell of the document model."""
        return Cell(text, self.row, self.column, self.row_span, self.column_span, Place(path=self.path))


@dataclass
class Table:
    """The cells of a table in reading order, each once, and whether any holds a table."""

    cells: list[TableCell]
    has_nested: bool


def read_table(element: _Element, path: str) -> Table:
    """Read the structure of a w:tbl; deleted and hidden rows are left out, though they count in paths."""
    cells: list[TableCell] = []
    open_above: dict[int, TableCell] = {}  # cells that a vMerge may continue, by column
    height = 0
    for number_in_source, row in enumerate(_inner(element, "tr"), start=1):
        if not _is_shown(row):
            continue
        open_above = _read_row(row, height, f"{path}/tr[{number_in_source}]", open_above, cells)
        height += 1
    _trim(cells)
    return Table(cells, next(element.iterdescendants(W + "tbl"), None) is not None)


def _read_row(
    row: _Element, at: int, path: str, open_above: dict[int, TableCell], cells: list[TableCell]
) -> dict[int, TableCell]:
    """Add the cells of a row; gives back the cells that the next row may continue."""
    continuable: dict[int, TableCell] = {}
    column = _columns(number(row.find(W + "trPr"), "gridBefore"), least=0)
    for position, elements, span in _merged_sideways(row):
        merge = _merge(elements[0].find(W + "tcPr"), "vMerge")
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


def _merged_sideways(row: _Element) -> list[tuple[int, list[_Element], int]]:
    """The cells of a row as (number in the source, elements, columns), those that hMerge continues joined."""
    merged: list[tuple[int, list[_Element], int]] = []
    for position, element in enumerate(_inner(row, "tc"), start=1):
        properties = element.find(W + "tcPr")
        span = _columns(number(properties, "gridSpan"), least=1)
        if merged and _merge(properties, "hMerge") == "continue":
            first, elements, columns = merged[-1]
            merged[-1] = (first, [*elements, element], columns + span)
        else:
            merged.append((position, [element], span))
    return merged


def _merge(properties: _Element | None, name: str) -> str | None:
    """`restart` or `continue`; the latter is meant where the element has no value. None where there is no merge."""
    if properties is None or properties.find(W + name) is None:
        return None
    return "restart" if value(properties, name) == "restart" else "continue"


def _columns(asked: int | None, least: int) -> int:
    """A number of grid columns, junk taken as the least."""
    return asked if asked is not None and least <= asked <= MAX_COLUMN_SPAN else least


def _is_shown(row: _Element) -> bool:
    properties = row.find(W + "trPr")
    return properties is None or not (is_on(properties, "hidden") or properties.find(W + "del") is not None)


def _inner(parent: _Element, name: str) -> Iterator[_Element]:
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inner(child, name)


def _trim(cells: list[TableCell]) -> None:
    """Cut spans off at the last column in which any cell starts: what lies beyond has no cell of its own."""
    width = max((cell.column + 1 for cell in cells), default=0)
    for cell in cells:
        cell.column_span = min(cell.column_span, width - cell.column)
