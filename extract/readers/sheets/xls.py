"""XLS (Excel 97 to 2003), read with xlrd: values with the formats and fonts of their cells."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Rowinfo
from xlrd.sheet import Sheet as XlsSheet

from extract.errors import Locked, Unreadable
from extract.readers.manners import joined
from extract.readers.sheets.conditions import Result
from extract.readers.sheets.model import MAX_CELLS, Field, Look, Position, Range, Sheet, Workbook
from extract.readers.sheets.number_format import BUILT_IN, hides_text
from extract.readers.sheets.xls_conditions import Change, Rule, rules, without_conditions
from extract.readers.sheets.xls_pictures import pictures
from extract.readers.sheets.xlsx import number_field, room

XLS = "application/vnd.ms-excel"
_TWENTIETHS = 20
# Widths of columns are counted in so many parts of a digit.
_WIDTH_UNITS = 256
_SOLID = 1
_NOTHING_CHOSEN = "General"
_UNKNOWN = "[unknown]0"
_BLACK = "000000"
_NO_CHANGE = Change()
# Excel 97: earlier files have no conditional formats.
_FIRST_WITH_CONDITIONS = 80
# What xlrd raises for damage, beside its own exception.
_DAMAGE = (
    XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    MemoryError,
)


def read_xls(data: bytes) -> Workbook:
    """The visible sheets of an XLS file. Raises Locked, Unreadable."""
    try:
        # What xlrd has to say of a file it writes to a log, which is nobody's here.
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=io.StringIO(),
        )
        sheets = _visible(book)
        book.release_resources()
    except _DAMAGE as error:
        told = " ".join(str(error).split())[:120]
        if "encrypted" in told:
            raise Locked(
                "the workbook is encrypted: save a copy without a password and read that"
            ) from None
        raise Unreadable(f"the workbook is damaged: {told or type(error).__name__}") from None
    return Workbook(XLS, sheets, hidden=book.nsheets - len(sheets))


def _visible(book: Book) -> list[Sheet]:
    """The visible sheets, with their pictures and the doubts that conditional formats leave."""
    stream = (book.mem or b"") if book.biff_version >= _FIRST_WITH_CONDITIONS else b""
    if stream:
        book.mem = without_conditions(stream, book.base)
    read: list[Sheet] = []
    for source in book.sheets():
        if source.visibility == 0:
            read.append(_sheet(book, source))
            if stream:
                read[-1].pictures = pictures(stream, book.base, source.number)
            for rule in rules(stream, book.base, source.number) if stream else ():
                _doubt_conditional(book, source, read[-1], rule)
    return read


def _sheet(book: Book, source: XlsSheet) -> Sheet:
    sheet = Sheet(source.name)
    sheet.merged = [
        Range(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells
    ]
    sheet.hidden_rows = {row for row, told in source.rowinfo_map.items() if _is_hidden_row(told)}
    sheet.hidden_columns = {
        column for column, told in source.colinfo_map.items() if told.hidden or told.width == 0
    }
    sheet.widths = {
        column: told.width / _WIDTH_UNITS for column, told in source.colinfo_map.items()
    }
    for row in range(source.nrows):
        for column in range(source.row_len(row)):
            field = _field(book, source, row, column)
            if field is not None:
                sheet.fields[row, column] = field
        if len(sheet.fields) > MAX_CELLS:
            raise Unreadable(f"the workbook has more than {MAX_CELLS} cells")
    return sheet


def _doubt_conditional(book: Book, source: XlsSheet, sheet: Sheet, rule: Rule) -> None:
    """Figures that a conditional format hides or shows as other ones, or may."""
    for position, field in list(sheet.fields.items()):
        if not rule.covers(position) or field.doubts:
            continue
        if rule.holds(position, lambda at: _value(source, at)) is False:
            continue
        changed = rule.change and _field(book, source, *position, rule.change)
        if _tells_other(field, changed):
            sheet.fields[position] = field._replace(doubts=frozenset({"hidden_text"}))


def _tells_other(field: Field, changed: Field | None) -> bool:
    """Whether a cell under a conditional format shows another figure than without it, or none."""
    if changed is None:
        return True
    is_whole = not (field.left_out or changed.left_out or changed.doubts)
    if is_whole and _has_digits(field) and _has_digits(changed):
        return False
    return changed._replace(room=field.room) != field


def _has_digits(field: Field) -> bool:
    return any(char.isdigit() for char in field.text)


def _value(source: XlsSheet, position: Position) -> Result:
    """The number or text of a cell; None of any other one."""
    row, column = position
    if row >= source.nrows or column >= source.row_len(row):
        return None
    cell = source.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return float(cell.value)
    return str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else None


def _is_hidden_row(told: Rowinfo) -> bool:
    return bool(told.hidden) or told.height == 0


def _field(
    book: Book, source: XlsSheet, row: int, column: int, change: Change = _NO_CHANGE
) -> Field | None:
    """What a cell shows, with a change that a condition may make; None where it holds nothing."""
    cell = source.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    look = _changed(book, _look_of_cell(book, cell.xf_index), change)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Field("", doubts=frozenset({"error_value"}))
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        if cell.value == 0 and not getattr(source, "show_zero_values", True):
            return Field("")
        return _number(book, float(cell.value), cell.xf_index, look, change)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Field("TRUE" if cell.value else "FALSE")
    runs = source.rich_text_runlist_map.get((row, column), ())
    if change.code is not None and hides_text(_code(book, change.code)):
        return Field("")
    text, left_out = joined(
        (text, _changed(book, own, change).manner)
        for text, own in _pieces(book, str(cell.value), runs, look)
    )
    return Field(text, left_out)


def _number(book: Book, value: float, at: int | None, look: Look, change: Change) -> Field:
    """What a number shows under a cell format, or under the number format of a change."""
    code = _format(book, at) if change.code is None else _code(book, change.code)
    field = number_field(value, code, look)
    size = 0.0 if _shrinks(book, at) else look.size / _look(book, 0, None).size
    return field._replace(room=room(field.text, size))


def _changed(book: Book, look: Look, change: Change) -> Look:
    """A look under a conditional format; letters of no colour of their own are black."""
    if change.struck is not None:
        look = look._replace(struck=change.struck)
    if change.colour is not None:
        look = look._replace(colour=_colour(book, change.colour))
    if change.height is not None:
        look = look._replace(size=change.height / _TWENTIETHS)
    if change.ground is not None:
        ground = _colour(book, change.ground)
        look = look._replace(colour=look.colour or _BLACK, ground=ground)
    return look


def _pieces(
    book: Book, text: str, runs: Sequence[tuple[int, int]], look: Look
) -> Iterator[tuple[str, Look]]:
    """The parts of a text, each with the font that begins at its place."""
    starts = [(0, look), *((at, _look(book, font, look.ground)) for at, font in runs)]
    for number, (start, own) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        yield text[start:end], own


def _code(book: Book, told: str | int) -> str:
    """A number format that a conditional format writes or names by its number."""
    if isinstance(told, str):
        return told
    found = book.format_map.get(told)
    return found.format_str if found is not None else BUILT_IN.get(told, _UNKNOWN)


def _format(book: Book, at: int | None) -> str:
    if at is None:
        return _NOTHING_CHOSEN
    found = book.format_map.get(book.xf_list[at].format_key)
    return (found.format_str if found is not None else "") or _NOTHING_CHOSEN


def _shrinks(book: Book, at: int | None) -> bool:
    """Whether a cell makes its text smaller where it does not fit."""
    alignment = None if at is None else book.xf_list[at].alignment
    return alignment is not None and bool(alignment.shrink_to_fit)


def _look_of_cell(book: Book, at: int | None) -> Look:
    if at is None:
        return Look()
    cell = book.xf_list[at]
    ground = cell.background
    if ground is None or ground.fill_pattern != _SOLID:
        return _look(book, cell.font_index, None)
    return _look(book, cell.font_index, _colour(book, ground.pattern_colour_index))


def _look(book: Book, font: int, ground: str | None) -> Look:
    told = book.font_list[font]
    return Look(
        struck=bool(told.struck_out),
        raised=bool(told.escapement),
        colour=_colour(book, told.colour_index),
        ground=ground,
        size=told.height / _TWENTIETHS,
    )


def _colour(book: Book, index: int) -> str | None:
    """Six hexadecimal digits; None for the colours of the system's windows."""
    found = book.colour_map.get(index)
    return "".join(f"{part:02X}" for part in found) if found else None
