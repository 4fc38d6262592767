"""Sheets of OpenDocument: each cell holds the text that it shows beside the value that it stores
(OpenDocument 1.2, part 1, 9).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from extract.errors import Unreadable
from extract.media_types import ODS
from extract.readers import blocks
from extract.readers.opendocument.conditions import Rule, hides_values, rules_of_table
from extract.readers.opendocument.names import OFFICE, TABLE, repeated
from extract.readers.opendocument.styles import Said, Styles, points_of
from extract.readers.opendocument.text import TextReader
from extract.readers.sheets.conditions import Result
from extract.readers.sheets.model import (
    MAX_CELLS,
    NOTHING,
    Field,
    Position,
    Range,
    Sheet,
    Workbook,
    digits_in,
)
from extract.readers.sheets.xlsx import room

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEFAULT_STYLE = TABLE + "default-cell-style-name"
_NUMBERS = ("float", "percentage", "currency")
_USUAL_STYLE, _USUAL_SIZE = "Default", 10.0
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


class _Placed(NamedTuple):
    """A cell that holds something, with the name of its style."""

    element: _Element
    style: str


class _Reader:
    """Reads one sheet."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._texts = TextReader(styles)
        self._column_styles: dict[int, str] = {}
        self._placed: dict[Position, _Placed] = {}
        usual = styles.said("table-cell", _USUAL_STYLE).get("size", "")
        self._usual_size = points_of(usual) or _USUAL_SIZE

    def read(self, table: _Element) -> Sheet:
        sheet = Sheet(table.get(TABLE + "name", ""))
        row = column = 0
        for part in inner(table):
            if part.tag == TABLE + "table-column":
                column += self._column(part, column, sheet)
            elif part.tag == TABLE + "table-row":
                row += self._row(part, row, sheet)
        self._doubt_conditional(table, sheet)
        self._measure(sheet)
        return sheet

    def _measure(self, sheet: Sheet) -> None:
        """Say of each number how much room it takes."""
        for position, placed in self._placed.items():
            said = self._styles.said("table-cell", placed.style)
            if _is_number(placed.element) and said.get("shrink") != "true":
                field = sheet.fields[position]
                size = points_of(said.get("size", "")) or self._usual_size
                needed = room(field.text, size / self._usual_size)
                sheet.fields[position] = field._replace(room=needed)

    def _column(self, element: _Element, column: int, sheet: Sheet) -> int:
        """Read what is said of columns; gives how many it is said of."""
        count = repeated(element, "number-columns-repeated", _MOST_COLUMNS)
        told = range(column, min(column + count, _MOST_COLUMNS))
        if element.get(TABLE + "visibility") in _HIDDEN:
            sheet.hidden_columns |= set(told)
        width = self._styles.column_width(element.get(TABLE + "style-name"))
        if width and len(told) < _MOST_COLUMNS:
            sheet.widths |= dict.fromkeys(told, digits_in(width, self._usual_size))
        self._column_styles |= dict.fromkeys(told, element.get(_DEFAULT_STYLE, ""))
        return count

    def _row(self, element: _Element, row: int, sheet: Sheet) -> int:
        """Read a row into the sheet; gives how many rows it stands for."""
        count = repeated(element, "number-rows-repeated", _MOST_ROWS)
        fields, merged = self._cells(element, row)
        if not fields and not merged:
            return count
        if len(sheet.fields) + len(fields) * count > MAX_CELLS:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")
        for down in range(count):
            for column, (placed, field) in fields.items():
                sheet.fields[row + down, column] = field
                self._placed[row + down, column] = placed
            if element.get(TABLE + "visibility") in _HIDDEN:
                sheet.hidden_rows.add(row + down)
        sheet.merged += merged
        return count

    def _cells(
        self, element: _Element, row: int
    ) -> tuple[dict[int, tuple[_Placed, Field]], list[Range]]:
        fields: dict[int, tuple[_Placed, Field]] = {}
        merged: list[Range] = []
        column = 0
        for cell in element.iterchildren(*_CELLS):
            count = repeated(cell, "number-columns-repeated", _MOST_COLUMNS)
            style = cell.get(TABLE + "style-name") or element.get(_DEFAULT_STYLE)
            style = style or self._column_styles.get(column, "")
            field = self._field(cell, self._styles.said("table-cell", style))
            if field is not None:
                under = range(column, min(column + count, _MOST_COLUMNS))
                fields |= dict.fromkeys(under, (_Placed(cell, style), field))
            wide = repeated(cell, "number-columns-spanned", _MOST_COLUMNS)
            high = repeated(cell, "number-rows-spanned", _MOST_ROWS)
            if wide * high > 1:
                merged.append(Range(row, column, row + high - 1, column + wide - 1))
            column += count
        return fields, merged

    def _field(self, cell: _Element, around: Said) -> Field | None:
        """What a cell shows of which all this is said; None where it holds nothing, or is covered
        by another one.
        """
        if cell.tag != TABLE + "table-cell":
            return None
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

    def _doubt_conditional(self, table: _Element, sheet: Sheet) -> None:
        """Cells that a conditional format hides, or may, or of which it shows another figure."""
        for area in hides_values(table):
            for position in self._placed:
                if area.holds(position):
                    _doubt(position, sheet)
        for areas, rules in rules_of_table(table):
            for position in self._placed:
                if any(area.holds(position) for area in areas):
                    self._judge(position, rules, sheet)
        for position, placed in self._placed.items():
            self._judge(position, self._styles.conditions(placed.style), sheet)

    def _judge(self, position: Position, rules: Sequence[Rule], sheet: Sheet) -> None:
        for rule in rules:
            if rule.holds(position, lambda at: self._value(at, sheet)) is False:
                continue
            if not sheet.fields[position].doubts and self._is_changed(position, rule.style, sheet):
                _doubt(position, sheet)

    def _is_changed(self, position: Position, style: str, sheet: Sheet) -> bool:
        """Whether a cell would be read otherwise under a style that a condition applies."""
        placed, field = self._placed[position], sheet.fields[position]
        number = self._styles.number_style(style)
        if number != self._styles.number_style(placed.style) and not self._styles.numbers.keeps(
            number, self._value(position, sheet), field.text
        ):
            return True
        around = self._styles.said("table-cell", placed.style)
        said = around | self._styles.said_under_condition(style)
        return self._field(placed.element, said) != field

    def _value(self, position: Position, sheet: Sheet) -> Result:
        """The number or text of a cell; None of any other one."""
        if position not in self._placed:
            return None
        told = self._placed[position].element
        if told.get(OFFICE + "value-type") == "string":
            return sheet.fields[position].text
        try:
            return float(told.get(OFFICE + "value", ""))
        except ValueError:
            return None


def _is_number(cell: _Element) -> bool:
    return cell.get(OFFICE + "value-type", "") in _NUMBERS


def _doubt(position: Position, sheet: Sheet) -> None:
    field = sheet.fields[position]
    sheet.fields[position] = field._replace(doubts=field.doubts | {"hidden_text"})


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
