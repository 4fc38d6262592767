"""Sheets of OpenDocument: each cell holds the text that it shows beside the value that it stores
(OpenDocument 1.2, part 1, 9).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.errors import Unreadable
from extract.media_types import ODS
from extract.readers import blocks
from extract.readers.opendocument.names import OFFICE, TABLE, repeated
from extract.readers.opendocument.styles import Styles
from extract.readers.opendocument.text import TextReader
from extract.readers.sheets.model import MAX_CELLS, NOTHING, Field, Range, Sheet, Workbook

if TYPE_CHECKING:
    from lxml.etree import _Element

_HIDDEN = ("collapse", "filter")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
_GROUPS = frozenset(
    TABLE + name
    for name in (
        *("table-rows", "table-header-rows", "table-row-group"),
        *("table-columns", "table-header-columns", "table-column-group"),
    )
)


def workbook_of(body: _Element, styles: Styles) -> Workbook:
    """The visible sheets of a spreadsheet. Raises Unreadable."""
    tables = list(body.iterchildren(TABLE + "table"))
    visible = [
        table for table in tables if not styles.is_hidden_table(table.get(TABLE + "style-name"))
    ]
    sheets = [_Reader(styles).read(table) for table in visible]
    return Workbook(ODS, sheets, hidden=len(tables) - len(sheets))


class _Reader:
    """Reads one sheet."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._texts = TextReader(styles)

    def read(self, table: _Element) -> Sheet:
        sheet = Sheet(table.get(TABLE + "name", ""))
        row = column = 0
        for part in inner(table):
            if part.tag == TABLE + "table-column":
                count = repeated(part, "number-columns-repeated", _MOST_COLUMNS)
                if part.get(TABLE + "visibility") in _HIDDEN:
                    sheet.hidden_columns |= set(range(column, column + count))
                column += count
            elif part.tag == TABLE + "table-row":
                row += self._row(part, row, sheet)
        return sheet

    def _row(self, element: _Element, row: int, sheet: Sheet) -> int:
        """Read a row into the sheet; gives how many rows it stands for."""
        count = repeated(element, "number-rows-repeated", _MOST_ROWS)
        fields, merged = self._cells(element, row)
        if not fields and not merged:
            return count
        if len(sheet.fields) + len(fields) * count > MAX_CELLS:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")
        for down in range(count):
            sheet.fields |= {(row + down, column): field for column, field in fields.items()}
            if element.get(TABLE + "visibility") in _HIDDEN:
                sheet.hidden_rows.add(row + down)
        sheet.merged += merged
        return count

    def _cells(self, element: _Element, row: int) -> tuple[dict[int, Field], list[Range]]:
        fields: dict[int, Field] = {}
        merged: list[Range] = []
        column = 0
        for cell in element.iterchildren(*_CELLS):
            count = repeated(cell, "number-columns-repeated", _MOST_COLUMNS)
            field = self._field(cell)
            if field is not None:
                fields |= dict.fromkeys(range(column, min(column + count, _MOST_COLUMNS)), field)
            wide = repeated(cell, "number-columns-spanned", _MOST_COLUMNS)
            high = repeated(cell, "number-rows-spanned", _MOST_ROWS)
            if wide * high > 1:
                merged.append(Range(row, column, row + high - 1, column + wide - 1))
            column += count
        return fields, merged

    def _field(self, cell: _Element) -> Field | None:
        """What a cell shows; None where it holds nothing, or is covered by another one."""
        if cell.tag != TABLE + "table-cell":
            return None
        around = self._styles.said("table-cell", cell.get(TABLE + "style-name"))
        self._texts.forget()
        text = blocks.lines(list(self._texts.lines(cell, around)))
        left_out, doubts = frozenset(self._texts.left_out), set(self._texts.doubts)
        if any(_is_error(key, value) for key, value in cell.items()):
            return Field("", doubts=frozenset({"error_value"}))
        if not text.strip() and not left_out:
            doubts |= _unshown(cell)
        if not text.strip() and not left_out and not doubts:
            return None
        return Field(text, left_out, frozenset(doubts) or NOTHING)


def _is_error(key: str | bytes, value: str | bytes) -> bool:
    return str(key).endswith("}value-type") and value == "error"


def _unshown(cell: _Element) -> set[str]:
    """Why a cell that stores something shows nothing."""
    if cell.get(OFFICE + "value") is not None:
        return {"number_format"}
    return {"formula_without_value"} if cell.get(TABLE + "formula") is not None else set()


def inner(table: _Element) -> Iterator[_Element]:
    """Rows and columns of a table, groups looked through."""
    for part in table:
        if part.tag in _GROUPS:
            yield from inner(part)
        else:
            yield part
