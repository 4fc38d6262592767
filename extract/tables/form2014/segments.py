"""Rows of the statistics table cut into its indicators: labels, unit and number of each.

Where a header tells the columns, they decide; where the format knows no columns, or a row does not
fit them, the order of words and numbers does. Of several columns of numbers only the one for the
total is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from extract import forms
from extract.document import Cell
from extract.forms import indicators
from extract.tables.form2014.header import (
    Column,
    Header,
    HeaderRow,
    begins_data,
    header_row,
    is_subheader,
    is_words,
    with_parts,
)
from extract.tables.stream import Row
from foundation.normalise import squash

# A longer text in the column of units is none.
_LONGEST_UNIT = 4
# Words before a number that say that it is none: 约30, 近30.
_VAGUE = "约近余多个超过"


@dataclass(frozen=True)
class Choice:
    """The cell of a number, if there is one; or else, in `unclear`, the cells of which it cannot be
    told which one it is.
    """

    cell: Cell | None = None
    unclear: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Segment:
    """One indicator as a row prints it: labels (outermost first), unit, and number."""

    row: Row
    labels: tuple[str, ...]
    unit: str
    number: Choice


@dataclass(frozen=True)
class Cut:
    """The segments of one grid, and the header that holds at its end."""

    segments: list[Segment]
    header: Header


@dataclass(frozen=True)
class _Slot:
    """What stands in one column of numbers, and the words over it."""

    words: str
    cells: Sequence[Cell]


@dataclass
class _Open:
    """A segment that is being gathered cell by cell."""

    labels: list[str] = field(default_factory=list)
    unit: str = ""
    cells: list[Cell] = field(default_factory=list)


def cut(rows: Sequence[Row], header: Header) -> Cut:
    """The indicators of the rows of one grid; headers and footers are left out.

    `header` is that of the grid before, for a table that goes on.
    """
    found: list[Segment] = []
    is_under_header = False
    for row in rows:
        begun = header_row(row)
        if begun is None and is_under_header and is_subheader(row, header):
            header = with_parts(header, row)
            continue
        header = header if begun is None else begun.header
        is_under_header = begun is not None and not begun.rest
        found += _segments(row, begun, header)
    if not header.columns and any(segment.number.unclear for segment in found):
        found = [_unclear(segment) for segment in found]
    return Cut(found, header)


def _unclear(segment: Segment) -> Segment:
    """Without a header, a row with two numbers says that the single ones may be of any column."""
    cell = segment.number.cell
    if cell is None or cell.is_blank:
        return segment
    return replace(segment, number=Choice(unclear=(cell,)))


def _segments(row: Row, begun: HeaderRow | None, header: Header) -> list[Segment]:
    """The segments of a row, without the header that it begins with."""
    cells = row.cells if begun is None else begun.rest
    if any(indicators.is_footer(cell.text) for cell in cells):
        return []
    by_columns = _by_columns(row, header) if begun is None else None
    if by_columns is not None:
        return by_columns
    return list(_by_order(row, cells, header))


def _by_columns(row: Row, header: Header) -> list[Segment] | None:
    """The segments under the header's columns; None where there is no header, or a cell does not
    fit it.
    """
    if row.grid.ragged and (header.numbered or len(row.cells) != len(header.columns)):
        return None
    held = _held(row, header)
    if held is None:
        return None
    found = [_under(row, block, held) for block in header.blocks]
    return [segment for segment in found if segment is not None]


def _held(row: Row, header: Header) -> dict[Column, list[Cell]] | None:
    """The cells of a row by the columns they stand under; None where one fits none."""
    held: dict[Column, list[Cell]] = {}
    for at, cell in enumerate(row.cells):
        column = header.column_at(at if row.grid.ragged else cell.column)
        if column is not None and (cell.is_blank or _fits(column.role, cell)):
            held.setdefault(column, []).append(cell)
        elif not cell.is_blank:
            return None
    return held


def _may_be_unit(cell: Cell) -> bool:
    return not begins_data(cell) and len(squash(cell.text)) <= _LONGEST_UNIT


def _may_be_number(cell: Cell) -> bool:
    return not begins_data(cell) and not indicators.is_unit(cell.text)


def _may_number_a_row(cell: Cell) -> bool:
    return not is_words(cell) or indicators.has_number(cell.text + "、")


# What a cell must be to stand under a column; under labels and notes anything may stand, so that a
# row number may stand before its label.
_FITTING: dict[str, Callable[[Cell], bool]] = {
    "unit": _may_be_unit,
    "value": _may_be_number,
    "number": _may_number_a_row,
}


def _fits(role: str, cell: Cell) -> bool:
    fits = _FITTING.get(role)
    return fits is None or fits(cell)


def _under(
    row: Row, block: Sequence[Column], held: Mapping[Column, Sequence[Cell]]
) -> Segment | None:
    """The segment under one block of columns; None where nothing stands there."""
    labels: list[str] = []
    unit = ""
    slots: list[_Slot] = []
    for column in block:
        cells = held.get(column, ())
        if column.role == "label":
            labels += _words(cells)
        elif column.role == "unit":
            unit = "".join(map(indicators.shown, _words(cells)))
        elif column.role == "value":
            slots.append(_Slot(column.words, cells))
    number = _chosen(slots)
    if not labels and _is_empty(number):
        return None
    return Segment(row, tuple(labels), unit, number)


def _words(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in cells if is_words(cell)]


def _is_empty(number: Choice) -> bool:
    return not number.unclear and (number.cell is None or number.cell.is_blank)


def _chosen(slots: Sequence[_Slot]) -> Choice:
    """The cell of the number: the only one, or the one for the total; or else the cells among which
    it stands.
    """
    totals = [slot for slot in slots if slot.words in forms.statistics().total_words]
    read = totals if len(totals) == 1 else slots
    cells = list(chain.from_iterable(slot.cells for slot in read))
    return _only_one(cells, is_of_several_columns=len(read) > 1)


def _only_one(cells: Sequence[Cell], is_of_several_columns: bool) -> Choice:
    """The one cell that is filled, where it may be no other column's."""
    filled = [cell for cell in cells if not cell.is_blank]
    is_unclear = is_of_several_columns or len(filled) > 1
    if is_unclear and not all(map(_says_nothing, filled)):
        return Choice(unclear=tuple(filled))
    return Choice(next(iter(filled or cells), None))


def _says_nothing(cell: Cell) -> bool:
    return cell.holds in ("blank", "mark")


def _by_order(row: Row, cells: Sequence[Cell], header: Header) -> Iterator[Segment]:
    """Segments by order: labels, then a unit, then numbers; words after a unit or a number begin
    the next one.
    """
    if not any(map(is_words, cells)):
        yield from _without_label(row, cells)
        return
    is_doubtful = _may_hold_row_numbers(row, cells, header)
    current = _Open()
    for cell in cells:
        if _is_label(cell, current):
            if current.unit or current.cells:
                yield _closed(current, row, header, is_doubtful)
                current = _Open()
            current.labels.append(cell.text)
        elif current.labels:
            _gather(cell, current)
    if current.labels:
        yield _closed(current, row, header, is_doubtful)


def _without_label(row: Row, cells: Sequence[Cell]) -> Iterator[Segment]:
    for cell in cells:
        if not _says_nothing(cell):
            yield Segment(row, (), "", Choice(cell))


def _may_hold_row_numbers(row: Row, cells: Sequence[Cell], header: Header) -> bool:
    """Whether one of the numbers may be that of the row: the table numbers its rows, and this one
    does not begin with a number.
    """
    is_numbered = header.numbered or any(column.role == "number" for column in header.columns)
    return is_numbered and row.grid.ragged and is_words(cells[0])


def _is_label(cell: Cell, current: _Open) -> bool:
    return is_words(cell) and not indicators.is_unit(cell.text) and not _is_vague(cell, current)


def _is_vague(cell: Cell, current: _Open) -> bool:
    """Whether words behind a unit are an unreadable number (约30) rather than the next label."""
    if not current.unit or begins_data(cell):
        return False
    return squash(cell.text).strip(_VAGUE)[:1].isdigit()


def _gather(cell: Cell, current: _Open) -> None:
    """Add a unit or a number to the segment whose label stands before it."""
    if is_words(cell) and indicators.is_unit(cell.text):
        current.unit = current.unit or indicators.shown(cell.text)
    else:
        current.cells.append(cell)


def _closed(current: _Open, row: Row, header: Header, is_doubtful: bool) -> Segment:
    number = _by_count(current.cells, header, is_doubtful)
    return Segment(row, tuple(current.labels), current.unit, number)


def _by_count(cells: Sequence[Cell], header: Header, is_doubtful: bool) -> Choice:
    """The number among cells whose columns nobody knows, where there are as many as columns or no
    choice.
    """
    names = [column.words for column in header.slots] or [""]
    if len(names) == len(cells) and not is_doubtful:
        return _chosen([_Slot(name, [cell]) for name, cell in zip(names, cells, strict=True)])
    return _only_one(cells, is_of_several_columns=is_doubtful or len(names) > 1)
