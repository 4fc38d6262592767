"""Spreadsheets that Excel 2003 saved as XML (SpreadsheetML 2003), mostly named .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.document import Document
from extract.errors import Unreadable
from extract.readers.attributes import whole_number
from extract.readers.manners import Manner, joined
from extract.readers.parts import parsed
from extract.readers.sheets.model import (
    MAX_CELLS,
    Field,
    Look,
    Range,
    Sheet,
    Workbook,
    digits_in,
)
from extract.readers.sheets.read import document_of
from extract.readers.sheets.spreadsheetml_conditions import hidden_areas
from extract.readers.sheets.xlsx import USUAL_WIDTH, number_field, room

if TYPE_CHECKING:
    from lxml.etree import _Element

SPREADSHEETML = "application/vnd.ms-excel"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_NAMED = {
    **{"Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "General Number": "General"},
    **{"Scientific": "0.00E+00", "Currency": "#,##0.00", "Euro Currency": "#,##0.00"},
}
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_DEEPEST_STYLE = 20
_YES = ("1", "true")


def read_spreadsheetml(data: bytes) -> Document:
    """Read a workbook in XML of Excel 2003. Raises Unreadable."""
    root = parsed(data, "the XML workbook")
    styles = {style.get(f"{_SS}ID", ""): style for style in root.iter(f"{_SS}Style")}
    sheets = list(root.iterchildren(f"{_SS}Worksheet"))
    visible = [sheet for sheet in sheets if _is_visible(sheet)]
    read = [_Reader(styles).read(sheet) for sheet in visible]
    return document_of(Workbook(SPREADSHEETML, read, hidden=len(sheets) - len(read)))


def _is_visible(sheet: _Element) -> bool:
    state = sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible", "")
    return state not in ("SheetHidden", "SheetVeryHidden")


class _Reader:
    """Reads one worksheet."""

    def __init__(self, styles: dict[str, _Element]) -> None:
        self._styles = styles
        self._usual_size = self._style("Default")[0].size

    def read(self, worksheet: _Element) -> Sheet:
        sheet = Sheet(worksheet.get(f"{_SS}Name", ""), width=self._width(worksheet))
        row = column = -1
        for part in worksheet.iterfind(f"{_SS}Table/*"):
            if part.tag == f"{_SS}Column":
                first = _index(part, column + 1, _MOST_COLUMNS)
                column = min(first + _number(part, "Span"), _MOST_COLUMNS)
                if _is_hidden(part, "Width"):
                    sheet.hidden_columns |= set(range(first, column + 1))
                if width := _size(part.get(f"{_SS}Width", ""), 0.0):
                    digits = digits_in(width, self._usual_size)
                    sheet.widths |= dict.fromkeys(range(first, column + 1), digits)
            elif part.tag == f"{_SS}Row":
                first = _index(part, row + 1, _MOST_ROWS)
                row = min(first + _number(part, "Span"), _MOST_ROWS)
                if _is_hidden(part, "Height"):
                    sheet.hidden_rows |= set(range(first, row + 1))
                self._row(part, first, sheet)
        for area in hidden_areas(worksheet):
            for position, field in list(sheet.fields.items()):
                if area.holds(position):
                    sheet.fields[position] = field._replace(doubts=field.doubts | {"hidden_text"})
        return sheet

    def _width(self, worksheet: _Element) -> float:
        """The room of the columns of which nothing else is said, in digits."""
        table = worksheet.find(f"{_SS}Table")
        told = table.get(f"{_SS}DefaultColumnWidth", "") if table is not None else ""
        points = _size(told, 0.0)
        return digits_in(points, self._usual_size) if points else USUAL_WIDTH

    def _row(self, element: _Element, row: int, sheet: Sheet) -> None:
        column = -1
        for cell in element.iterchildren(f"{_SS}Cell"):
            first = _index(cell, column + 1, _MOST_COLUMNS)
            column = min(first + _number(cell, "MergeAcross"), _MOST_COLUMNS)
            down = _number(cell, "MergeDown")
            if column > first or down:
                sheet.merged.append(Range(row, first, min(row + down, _MOST_ROWS), column))
            field = self._field(cell)
            if field is not None:
                sheet.fields[row, first] = field
        if len(sheet.fields) > MAX_CELLS:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")

    def _field(self, cell: _Element) -> Field | None:
        """What a cell shows; None where it holds nothing."""
        look, code = self._style(cell.get(f"{_SS}StyleID", "Default"))
        data = next((part for part in cell if str(part.tag).endswith("}Data")), None)
        if data is None:
            return _without_value(cell)
        stored = "".join(data.itertext())
        kind = data.get(f"{_SS}Type")
        if kind == "Number" and not stored:
            return _without_value(cell)
        if kind == "Error":
            return Field("", doubts=frozenset({"error_value"}))
        if kind == "Number":
            field = _number_field(stored, code, look)
            size = 0.0 if self._shrinks(cell) else look.size / self._usual_size
            return field._replace(room=room(field.text, size))
        if kind == "Boolean":
            return Field("TRUE" if stored == "1" else "FALSE")
        if kind == "DateTime":
            return Field(stored.removesuffix("T00:00:00.000"))
        text, left_out = joined(_pieces(data, look))
        return Field(text, left_out)

    def _style(self, name: str) -> tuple[Look, str]:
        """The look and the number format of a style, with what it takes from its parents."""
        look, code = Look(), "General"
        for style in reversed(self._chain(name)):
            for part in style:
                if part.tag == f"{_SS}Font":
                    look = _font(part, look)
                elif part.tag == f"{_SS}Interior":
                    look = look._replace(ground=_ground(part))
                elif part.tag == f"{_SS}NumberFormat":
                    code = part.get(f"{_SS}Format", "General")
        return look, _NAMED.get(code, "yyyy-mm-dd" if " Date" in code else code) or "General"

    def _shrinks(self, cell: _Element) -> bool:
        """Whether a cell makes its text smaller where it does not fit."""
        aligned = (
            part
            for style in self._chain(cell.get(f"{_SS}StyleID", "Default"))
            for part in style.iterchildren(f"{_SS}Alignment")
        )
        return any(part.get(f"{_SS}ShrinkToFit") in _YES for part in aligned)

    def _chain(self, name: str) -> list[_Element]:
        found: list[_Element] = []
        while name in self._styles and len(found) < _DEEPEST_STYLE:
            found.append(self._styles[name])
            name = self._styles[name].get(f"{_SS}Parent", "")
        if "Default" in self._styles and self._styles["Default"] not in found:
            found.append(self._styles["Default"])
        return found


def _without_value(cell: _Element) -> Field | None:
    """A cell that holds nothing, unless a formula stands in it that nobody computed."""
    if cell.get(f"{_SS}Formula") is None:
        return None
    return Field("", doubts=frozenset({"formula_without_value"}))


def _number_field(stored: str, code: str, look: Look) -> Field:
    try:
        number = float(stored)
    except ValueError:
        return Field(stored)
    return number_field(number, code, look)


def _font(font: _Element, base: Look) -> Look:
    raised = font.get(f"{_SS}VerticalAlign")
    return base._replace(
        struck=font.get(f"{_SS}StrikeThrough", "1" if base.struck else "0") in _YES,
        raised=raised in ("Superscript", "Subscript") if raised else base.raised,
        colour=font.get(f"{_SS}Color", "").lstrip("#") or base.colour,
        size=_size(font.get(f"{_SS}Size", ""), base.size),
    )


def _ground(interior: _Element) -> str | None:
    pattern = interior.get(f"{_SS}Pattern")
    if pattern in (None, "None"):
        return None
    return interior.get(f"{_SS}Color", "").lstrip("#") if pattern == "Solid" else "pattern"


def _pieces(data: _Element, look: Look) -> Iterator[tuple[str, Manner]]:
    """The parts of a text, of which HTML elements set some apart."""
    if data.text:
        yield data.text, look.manner
    for part in data:
        yield from _pieces(part, _set_apart(part, look))
        if part.tail:
            yield part.tail, look.manner


def _set_apart(part: _Element, look: Look) -> Look:
    if part.tag == f"{_HTML}S":
        return look._replace(struck=True)
    if part.tag in (f"{_HTML}Sup", f"{_HTML}Sub"):
        return look._replace(raised=True)
    if part.tag == f"{_HTML}Font":
        colour = part.get(f"{_HTML}Color", "").lstrip("#") or look.colour
        return look._replace(colour=colour, size=_size(part.get(f"{_HTML}Size", ""), look.size))
    return look


def _size(written: str, otherwise: float) -> float:
    try:
        return float(written)
    except ValueError:
        return otherwise


def _index(element: _Element, otherwise: int, most: int) -> int:
    written = whole_number(element.get(f"{_SS}Index"))
    return min(written, most) - 1 if written else otherwise


def _number(element: _Element, name: str) -> int:
    return min(whole_number(element.get(f"{_SS}{name}")) or 0, _MOST_ROWS)


def _is_hidden(element: _Element, extent: str) -> bool:
    return element.get(f"{_SS}Hidden") in _YES or element.get(f"{_SS}{extent}") in ("0", "0.0")
