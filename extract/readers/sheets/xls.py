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
from extract.readers.manners import Manner, joined
from extract.readers.sheets.model import MAX_CELLS, Field, Look, Range, Sheet, Workbook
from extract.readers.sheets.xlsx import number_field, room

XLS = "application/vnd.ms-excel"
_TWENTIETHS = 20
# Widths of columns are counted in so many parts of a digit.
_WIDTH_UNITS = 256
_SOLID = 1
_NOTHING_CHOSEN = "General"
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
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
        sheets = [_sheet(book, sheet) for sheet in visible]
    except _DAMAGE as error:
        told = " ".join(str(error).split())[:120]
        if "encrypted" in told:
            raise Locked(
                "the workbook is encrypted: save a copy without a password and read that"
            ) from None
        raise Unreadable(f"the workbook is damaged: {told or type(error).__name__}") from None
    return Workbook(XLS, sheets, hidden=book.nsheets - len(sheets))


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


def _is_hidden_row(told: Rowinfo) -> bool:
    return bool(told.hidden) or told.height == 0


def _field(book: Book, source: XlsSheet, row: int, column: int) -> Field | None:
    """What a cell shows; None where it holds nothing."""
    cell = source.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    look = _look_of_cell(book, cell.xf_index)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Field("", doubts=frozenset({"error_value"}))
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        if cell.value == 0 and not getattr(source, "show_zero_values", True):
            return Field("")
        field = number_field(float(cell.value), _format(book, cell.xf_index), look)
        shrinks = _shrinks(book, cell.xf_index)
        size = 0.0 if shrinks else look.size / _look(book, 0, None).size
        return field._replace(room=room(field.text, size))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Field("TRUE" if cell.value else "FALSE")
    runs = source.rich_text_runlist_map.get((row, column), ())
    text, left_out = joined(_pieces(book, str(cell.value), runs, look))
    return Field(text, left_out)


def _pieces(
    book: Book, text: str, runs: Sequence[tuple[int, int]], look: Look
) -> Iterator[tuple[str, Manner]]:
    """The parts of a text, each with the font that begins at its place."""
    starts = [(0, look), *((at, _look(book, font, look.ground)) for at, font in runs)]
    for number, (start, own) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        yield text[start:end], own.manner


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
