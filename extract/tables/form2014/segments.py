"""Rows of the statistics table cut into its indicators: labels, unit and number of each.

Where a header tells the columns, they decide; where the format knows no columns, or a row does not
fit them, the order of words and numbers does. Of several columns of numbers only the one for the
total is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from extract import forms
from extract.document import Cell
from extract.forms import indicators
from extract.tables.stream import Row
from foundation.normalise import squash

# A longer text in the column of units is none.
_LONGEST_UNIT = 4


@dataclass(frozen=True)
class Segment:
    """One indicator as a row prints it: labels (outermost first), unit, and the cell of its number
    if there is one.

    `unclear` holds the cells of which it cannot be told which one is the number.
    """

    labels: tuple[str, ...]
    unit: str = ""
    cell: Cell | None = None
    unclear: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the header: what stands under it, from where to where, and the words over it."""

    role: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Header:
    """The columns of a table; `numbered` says that rows are numbered in a column that the layout
    lost.
    """

    columns: tuple[Column, ...] = ()
    numbered: bool = False

    @property
    def slots(self) -> list[Column]:
        """The columns of numbers of the first block."""
        first = self.blocks[0] if self.blocks else ()
        return [column for column in first if column.role == "value"]

    @property
    def blocks(self) -> list[tuple[Column, ...]]:
        """The columns, block by block where a table prints its rows side by side."""
        starts = [at for at, column in enumerate(self.columns) if column.role == "label"]
        ends = [*starts, len(self.columns)][1:]
        return [self.columns[start:end] for start, end in zip(starts, ends, strict=True)]


@dataclass
class _Open:
    """A segment that is being gathered cell by cell."""

    labels: list[str] = field(default_factory=list)
    unit: str = ""
    cells: list[Cell] = field(default_factory=list)


def cut(rows: Sequence[Row], header: Header) -> tuple[list[tuple[Row, list[Segment]]], Header]:
    """The rows of one grid with their segments, and the header that holds at its end; headers and
    footers left out.

    `header` is that of the grid before, for a table that goes on.
    """
    found: list[tuple[Row, list[Segment]]] = []
    after_header = False
    for row in rows:
        cells = row.cells
        new, rest = _header(row)
        if new is not None:
            header, cells = new, rest
        elif after_header and _is_subheader(row, header):
            header = _with_names(header, row)
            continue
        after_header = new is not None and not rest
        if not any(indicators.is_footer(cell.text) for cell in cells):
            found.append((row, _segments(row, cells, header)))
    if not header.columns and any(segment.unclear for _, segments in found for segment in segments):
        found = [(row, [_unclear(segment) for segment in segments]) for row, segments in found]
    return found, header


def _unclear(segment: Segment) -> Segment:
    """Without a header, a row with two numbers says that the single ones may be of any column."""
    if segment.cell is None or segment.cell.is_blank:
        return segment
    return replace(segment, cell=None, unclear=(segment.cell,))


def _is_words(cell: Cell) -> bool:
    """Whether a cell holds words, and no number with one of the units that this table alone has."""
    return cell.is_words and not indicators.number_with_unit().match(squash(cell.text))


def _begins_data(cell: Cell) -> bool:
    return indicators.has_number(cell.text) or bool(indicators.rows(cell.text))


def _header(row: Row) -> tuple[Header | None, tuple[Cell, ...]]:
    """The header that a row begins with, and the rest of the row: lost lines may join it with the
    row below.
    """
    words = list(takewhile(lambda cell: not _begins_data(cell), row.cells))
    named = [cell for cell in words if _is_words(cell)]
    roles = [indicators.header_role(cell.text) for cell in named]
    if "label" not in roles or not {"unit", "value"} & set(roles):
        return None, ()
    rest = row.cells[len(words) :]
    has_value = any(role in ("value", None) for role in roles[roles.index("label") + 1 :])
    last = words[-1]
    numbered = row.grid.ragged and has_value and not _is_words(last) and not last.is_blank
    columns = (
        words
        if not has_value
        else [cell for cell in words if _is_words(cell) or not row.grid.ragged]
    )
    return Header(tuple(_columns(columns, row.grid.ragged)), numbered), rest


def _columns(cells: Sequence[Cell], ragged: bool, first: int = 0) -> Iterator[Column]:
    for at, cell in enumerate(cells, start=first):
        if cell.is_blank:
            continue
        start, end = (at, at + 1) if ragged else (cell.column, cell.column + cell.column_span)
        yield Column(indicators.header_role(cell.text) or "value", start, end, cell.key)


def _is_subheader(row: Row, header: Header) -> bool:
    """Whether the row under a header names parts of its column of numbers."""
    named = [cell for cell in row.cells if not cell.is_blank]
    if len(named) < 2 or any(_begins_data(cell) or indicators.is_unit(cell.text) for cell in named):
        return False
    inside = (
        any(column.start <= cell.column < column.end for column in header.slots) for cell in named
    )
    return all(_is_words(cell) for cell in named) and (row.grid.ragged or all(inside))


def _with_names(header: Header, row: Row) -> Header:
    """The header with its columns of numbers split into those that the second header row names."""
    names = [cell for cell in row.cells if not cell.is_blank]
    kept = [column for column in header.columns if column.role != "value"]
    parts = list(_columns(names, row.grid.ragged, first=len(kept)))
    columns = (*kept, *(replace(column, role="value") for column in parts))
    return replace(header, columns=tuple(sorted(columns, key=lambda column: column.start)))


def _segments(row: Row, cells: tuple[Cell, ...], header: Header) -> list[Segment]:
    by_columns = _by_columns(row, cells, header) if cells == row.cells else None
    return by_columns if by_columns is not None else list(_by_order(row, cells, header))


def _by_columns(row: Row, cells: Sequence[Cell], header: Header) -> list[Segment] | None:
    """The segments under the header's columns; None where there is no header, or a cell does not
    fit it.
    """
    if row.grid.ragged and (header.numbered or len(cells) != len(header.columns)):
        return None
    held: dict[Column, list[Cell]] = {}
    for at, cell in enumerate(cells):
        place = at if row.grid.ragged else cell.column
        column = next(
            (column for column in header.columns if column.start <= place < column.end), None
        )
        if not cell.is_blank and (column is None or not _fits(column.role, cell)):
            return None
        if column is not None:
            held.setdefault(column, []).append(cell)
    return [segment for block in header.blocks if (segment := _under(block, held)) is not None]


def _fits(role: str, cell: Cell) -> bool:
    """Whether a cell may stand under a column; a row number may stand before its label."""
    if role == "unit":
        return not _begins_data(cell) and len(squash(cell.text)) <= _LONGEST_UNIT
    if role == "value":
        return not _begins_data(cell) and not indicators.is_unit(cell.text)
    if role == "number":
        return not _is_words(cell) or indicators.has_number(cell.text + "、")
    return True


def _under(block: Sequence[Column], held: dict[Column, list[Cell]]) -> Segment | None:
    labels, unit, slots = [], "", []
    for column in block:
        cells = held.get(column, [])
        if column.role == "label":
            labels += [cell.text for cell in cells if _is_words(cell)]
        elif column.role == "unit":
            unit = "".join(indicators.shown(cell.text) for cell in cells if _is_words(cell))
        elif column.role == "value":
            slots.append(cells)
    names = [column.words for column in block if column.role == "value"]
    cell, unclear = _chosen(slots, names)
    is_nothing = not labels and not unclear and (cell is None or cell.is_blank)
    return None if is_nothing else Segment(tuple(labels), unit, cell, unclear)


def _chosen(
    slots: Sequence[Sequence[Cell]], names: Sequence[str]
) -> tuple[Cell | None, tuple[Cell, ...]]:
    """The cell of the number: the only one, or the one for the total; or else the cells among which
    it stands.
    """
    totals = [
        cells
        for cells, name in zip(slots, names, strict=True)
        if name in forms.statistics().total_words
    ]
    candidates = totals[0] if len(totals) == 1 else [cell for cells in slots for cell in cells]
    filled = [cell for cell in candidates if not cell.is_blank]
    is_open = len(filled) > 1 or (len(slots) > 1 and len(totals) != 1)
    if is_open and not all(_says_nothing(cell) for cell in filled):
        return None, tuple(filled)
    return next(iter(filled or candidates), None), ()


def _says_nothing(cell: Cell) -> bool:
    return cell.holds in ("blank", "mark")


def _by_order(row: Row, cells: Sequence[Cell], header: Header) -> Iterator[Segment]:
    """Segments by order: labels, then a unit, then numbers; words after a unit or a number begin
    the next one.
    """
    lost_numbers = header.numbered or any(column.role == "number" for column in header.columns)
    doubtful = lost_numbers and row.grid.ragged and bool(cells) and _is_words(cells[0])
    current = _Open()
    if not any(_is_words(cell) for cell in cells):
        yield from (Segment((), "", cell) for cell in cells if not _says_nothing(cell))
    for cell in cells:
        if not _is_words(cell) or _is_odd_number(cell, current):
            current.cells += [cell] if current.labels else []
        elif indicators.is_unit(cell.text):
            current.unit = (current.unit or indicators.shown(cell.text)) if current.labels else ""
        else:
            if current.unit or current.cells:
                yield from _closed(current, header, doubtful)
                current = _Open()
            current.labels.append(cell.text)
    yield from _closed(current, header, doubtful)


def _is_odd_number(cell: Cell, current: _Open) -> bool:
    """Whether words behind a unit are an unreadable number (约30) rather than the next label."""
    return (
        bool(current.unit)
        and not _begins_data(cell)
        and squash(cell.text).strip("约近余多个超过")[:1].isdigit()
    )


def _closed(current: _Open, header: Header, doubtful: bool) -> Iterator[Segment]:
    if not current.labels:
        return
    names = [column.words for column in header.slots] or [""]
    filled = tuple(cell for cell in current.cells if not cell.is_blank)
    if len(names) == len(current.cells) and not doubtful:
        cell, unclear = _chosen([[cell] for cell in current.cells], names)
    elif not all(map(_says_nothing, filled)) and (doubtful or len(names) > 1 or len(filled) > 1):
        cell, unclear = None, filled
    else:
        cell, unclear = next(iter(filled or current.cells), None), ()
    yield Segment(tuple(current.labels), current.unit, cell, unclear)
