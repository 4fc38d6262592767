"""XLSX: sheets as Excel shows them, from the parts of the package (ECMA-376 part 1, 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.errors import Unreadable
from extract.readers.attributes import whole_number
from extract.readers.container_limits import check_archive
from extract.readers.manners import Manner, joined
from extract.readers.parts import Parts
from extract.readers.sheets.cell_names import position_of, range_of
from extract.readers.sheets.model import (
    MAX_CELLS,
    NOTHING,
    Field,
    Look,
    Range,
    Sheet,
    Workbook,
    general,
)
from extract.readers.sheets.number_format import shown
from extract.readers.sheets.xlsx_styles import Styles, local, look_of_run

if TYPE_CHECKING:
    from lxml.etree import _Element

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATION = re.compile(r"\{[^}]*relationships\}id")
# What a name of a cell may reach in Excel: further rows and columns are junk.
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_YES = ("1", "true")
# Of columns of which nothing is said: eight digits and their edge.
USUAL_WIDTH = 8.71


def read_xlsx(data: bytes) -> Workbook:
    """The visible sheets of an XLSX file. Raises Locked, Unreadable."""
    with check_archive(data) as archive:
        parts = Parts(archive)
        main = _main_part(parts)
        book = parts.xml(main)
        related = {one: name for one, _, name in parts.relations(main)}
        visible = list(_visible(book, related))
        kinds = {kind: name for _, kind, name in parts.relations(main)}
        styles = Styles(parts.xml(kinds["styles"]) if kinds.get("styles", "") in parts else None)
        texts = _shared(parts, kinds.get("sharedStrings", ""))
        reader = _Reader(parts, styles, texts, _is_stale(book))
        sheets = [reader.read(name, part) for name, part in visible]
    listed = sum(1 for _ in book.iter("{*}sheet"))
    return Workbook(XLSX, sheets, hidden=listed - len(visible))


def _main_part(parts: Parts) -> str:
    for _, kind, name in parts.relations(""):
        if kind == "officeDocument" and name in parts:
            return name
    if "xl/workbook.xml" in parts:
        return "xl/workbook.xml"
    raise Unreadable("the workbook has no main part: fetch it again")


def _visible(book: _Element, related: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and part of each visible sheet, in the order of their tabs."""
    for sheet in book.iter("{*}sheet"):
        part = next((related.get(value, "") for key, value in sheet.items() if _is_id(key)), "")
        if sheet.get("state", "visible") == "visible" and part:
            yield sheet.get("name", ""), part


def _is_id(key: str | bytes) -> bool:
    return bool(_RELATION.fullmatch(str(key)))


def _is_stale(book: _Element) -> bool:
    """Whether the file asks for all formulas to be computed when it is opened: then its zeros may
    never have been.
    """
    return any(found.get("fullCalcOnLoad") in _YES for found in book.iter("{*}calcPr"))


def _shared(parts: Parts, name: str) -> list[list[_Piece]]:
    if name not in parts:
        return []
    return [list(_pieces(item)) for item in parts.xml(name) if local(item) == "si"]


# A run of text with its own properties, if it has any.
_Piece = tuple[str, "_Element | None"]


def _pieces(item: _Element) -> Iterator[_Piece]:
    """The runs of a rich text, phonetic readings left out."""
    for part in item:
        if local(part) == "t":
            yield part.text or "", None
        elif local(part) == "r":
            own = next((one for one in part if local(one) == "rPr"), None)
            yield "".join(one.text or "" for one in part if local(one) == "t"), own


class _Reader:
    """Reads the sheets of one workbook."""

    def __init__(
        self, parts: Parts, styles: Styles, texts: list[list[_Piece]], is_stale: bool
    ) -> None:
        self._parts = parts
        self._styles = styles
        self._texts = texts
        self._is_stale = is_stale

    def read(self, name: str, part: str) -> Sheet:
        """One sheet. Raises Unreadable."""
        root = self._parts.xml(part)
        sheet = Sheet(name, width=USUAL_WIDTH)
        shows_zeros = all(view.get("showZeros") not in ("0", "false") for view in _views(root))
        for section in root:
            kind = local(section)
            if kind == "sheetFormatPr":
                sheet.width = _width(section.get("defaultColWidth"), USUAL_WIDTH)
            elif kind == "cols":
                sheet.hidden_columns = set(_hidden_columns(section))
                sheet.widths = dict(_widths(section))
            elif kind == "sheetData":
                self._read_rows(section, sheet, shows_zeros)
            elif kind == "mergeCells":
                sheet.merged = [range_of(one.get("ref", "")) for one in section]
            elif kind == "conditionalFormatting":
                self._doubt_conditional(section, sheet)
            elif kind in ("drawing", "legacyDrawing"):
                sheet.pictures += _pictures(self._parts, part)
        return sheet

    def _read_rows(self, data: _Element, sheet: Sheet, shows_zeros: bool) -> None:
        row = -1
        for element in data:
            row = _index(element.get("r"), row + 1, _MOST_ROWS)
            if element.get("hidden") in _YES or element.get("ht") in ("0", "0.0"):
                sheet.hidden_rows.add(row)
            column = -1
            for cell in element:
                column = _column(cell.get("r"), column + 1)
                field = self._field(cell, shows_zeros)
                if field is not None:
                    sheet.fields[row, column] = field
            if len(sheet.fields) > MAX_CELLS:
                raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")

    def _field(self, cell: _Element, shows_zeros: bool) -> Field | None:
        """What a cell shows; None where it holds nothing."""
        inside = {local(part): part for part in cell}
        style = cell.get("s", "0")
        look = self._styles.look(style)
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich(list(_pieces(inside["is"])), look) if "is" in inside else None
        value = inside["v"].text if "v" in inside else None
        is_formula = "f" in inside
        if is_formula and not value:
            return None if kind == "str" else Field("", doubts=frozenset({"formula_without_value"}))
        if value is None:
            return None
        if kind == "e":
            return Field("", doubts=frozenset({"error_value"}))
        if kind == "n":
            return self._number(value, style, look, is_formula, shows_zeros)
        return _rich(self._text(value, kind), look)

    def _text(self, value: str, kind: str) -> list[_Piece]:
        """The text that a cell's value stands for."""
        if kind == "s":
            return self._shared_text(value)
        return [(_BOOLEANS.get(value, value) if kind == "b" else value, None)]

    def _shared_text(self, number: str) -> list[_Piece]:
        at = whole_number(number.strip())
        return self._texts[at] if at is not None and at < len(self._texts) else []

    def _number(
        self, value: str, style: str, look: Look, is_formula: bool, shows_zeros: bool
    ) -> Field:
        try:
            number = float(value)
        except ValueError:
            return Field(value)
        if number == 0 and is_formula and self._is_stale:
            return Field("0", doubts=frozenset({"formula_without_value"}))
        if number == 0 and not shows_zeros:
            return Field("")
        field = number_field(number, self._styles.format(style), look)
        if self._styles.shrinks(style):
            return field
        return field._replace(room=room(field.text, look.size / self._styles.usual_size))

    def _doubt_conditional(self, section: _Element, sheet: Sheet) -> None:
        """Cells whose format may hide them under a condition: what they show is not computed."""
        hides = any(
            self._styles.hides(rule.get("dxfId"))
            or any(drawn.get("showValue") in ("0", "false") for drawn in rule)
            for rule in section.iter("{*}cfRule")
        )
        for reference in section.get("sqref", "").split() if hides else ():
            area = range_of(reference)
            for position, field in list(sheet.fields.items()):
                if area.holds(position):
                    doubts = field.doubts | {"hidden_text"}
                    sheet.fields[position] = field._replace(doubts=doubts)


_BOOLEANS = {"0": "FALSE", "1": "TRUE"}


def number_field(number: float, code: str, look: Look) -> Field:
    """What a number shows under its format and its cell's look."""
    stored = general(number)
    text = shown(number, code)
    if text is None:
        return Field(stored, doubts=frozenset({"number_format"}))
    manner = look.manner
    if manner == "raised":
        return Field(text, doubts=frozenset({"raised_text"}))
    if manner != "shown":
        return Field("", joined([(text or stored, manner)])[1])
    if not text.strip():
        # A zero that is not shown is blank to the reader; another figure was there to be seen.
        return Field("", doubts=frozenset({"number_format"}) if number else NOTHING)
    return Field(text, left_out=NOTHING if _is_same(text, number) else frozenset({"number_format"}))


def _is_same(text: str, number: float) -> bool:
    """Whether a shown text is the stored number, but for thousands, padding and words around it."""
    found = re.fullmatch(r"\D*?(-?[\d,]*\.?\d+)\D*", text.strip())
    if found is None:
        return True
    digits = found[1].replace(",", "")
    return abs(float(digits) - number) <= 1e-9 * max(1.0, abs(number))


def _rich(pieces: list[_Piece], look: Look) -> Field:
    """A text of which runs may have a look of their own."""
    told: list[tuple[str, Manner]] = []
    for text, own in pieces:
        told.append((text, look.manner if own is None else look_of_run(own, look).manner))
    if look.raised and all(manner == "raised" for _, manner in told):
        return Field("".join(text for text, _ in told), doubts=frozenset({"raised_text"}))
    text, left_out = joined(told)
    return Field(text, left_out)


def _views(root: _Element) -> Iterator[_Element]:
    for views in root.iterchildren("{*}sheetViews"):
        yield from views


def _hidden_columns(section: _Element) -> Iterator[int]:
    for column in section:
        if column.get("hidden") in _YES or column.get("width") in ("0", "0.0"):
            yield from _columns(column)


def _widths(section: _Element) -> Iterator[tuple[int, float]]:
    for column in section:
        width = _width(column.get("width"), 0.0)
        yield from ((at, width) for at in _columns(column))


def _columns(column: _Element) -> range:
    first = _index(column.get("min"), 0, _MOST_COLUMNS)
    return range(first, _index(column.get("max"), first, _MOST_COLUMNS) + 1)


def _width(written: str | None, otherwise: float) -> float:
    try:
        return float(written or otherwise)
    except ValueError:
        return otherwise


def room(text: str, size: float) -> float:
    """The width of a shown number in digits: signs between digits are half as wide, characters of
    other scripts twice.
    """
    return size * sum(0.5 if char in ".,'" else 1 if char.isascii() else 2 for char in text)


def _index(written: str | None, otherwise: int, most: int) -> int:
    """A number counted from 1 as one counted from 0."""
    number = whole_number(written)
    return number - 1 if number is not None and 0 < number <= most else otherwise


def _column(name: str | None, otherwise: int) -> int:
    found = position_of(name or "")
    return found[1] if found else otherwise


def _pictures(parts: Parts, part: str) -> Iterator[Range]:
    """The cells under the pictures of a sheet."""
    for _, kind, name in parts.relations(part):
        if kind != "drawing" or name not in parts:
            continue
        for anchor in parts.xml(name):
            if next(anchor.iter("{*}pic"), None) is not None:
                yield from _under(anchor)


def _under(anchor: _Element) -> Iterator[Range]:
    ends = {local(end): end for end in anchor}
    if "from" not in ends:
        return
    top, left, _, _ = _corner(ends["from"])
    bottom, right, down, across = _corner(ends["to"]) if "to" in ends else (top, left, 1, 1)
    # A picture that ends where a cell begins does not lie on it.
    bottom -= bottom > top and down == 0
    right -= right > left and across == 0
    yield Range(top, left, max(bottom, top), max(right, left))


def _corner(end: _Element) -> tuple[int, int, int, int]:
    told = {local(part): part.text for part in end}
    numbers = (whole_number(told.get(key)) for key in ("row", "col", "rowOff", "colOff"))
    row, column, down, across = (number or 0 for number in numbers)
    return row, column, down, across
