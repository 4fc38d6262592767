"""A row split into its label and its values, and the values fitted to the columns of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from extract.cells.numbers import Value
from extract.document import Cell
from extract.forms import labels
from extract.tables.arithmetic import DamagedLine, damaged_line, merged_lines
from extract.tables.stream import Row
from foundation import light
from foundation.normalise import squash

# Fewer rows of one length than this do not prove that a column is empty in the whole table.
_FEWEST_WITNESSES = 3


@light.value(frozen=True, slots=False)
class ValueRow:
    """A row with its leading label cells (outermost first) and the cells after them.

    `moved` says that the layout moved the cells away from their columns, so that only their order
    counts; `floated` that its label stands over or under it.
    """

    row: Row
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    moved: bool = False
    floated: bool = False

    @property
    def label(self) -> str:
        """The innermost label, squashed; empty where the row has none."""
        return squash(self.labels[-1]) if self.labels else ""

    @cached_property
    def filled(self) -> list[Cell]:
        """The cells that are not blank."""
        return [cell for cell in self.cells if not cell.is_blank]


def split(row: Row) -> ValueRow:
    """Split a row: its label cells come first; what follows the last of the leading labels are its
    values. The number of a row may stand before its label, in a cell of its own.
    """
    last_label = -1
    for position, cell in enumerate(row.cells):
        if cell.is_words:
            last_label = position
        elif not cell.is_blank and not _is_row_number(row.cells, position):
            break
    labels = tuple(cell.text for cell in row.cells[: last_label + 1] if cell.is_words)
    return ValueRow(row, labels, tuple(row.cells[last_label + 1 :]))


def _is_row_number(cells: Sequence[Cell], position: int) -> bool:
    """Whether a cell numbers the row: words alone stand before it, and behind it a label of the
    form.
    """
    before, behind = cells[:position], cells[position + 1 :]
    if not behind or not behind[0].is_words or not all(cell.is_words for cell in before):
        return False
    text = behind[0].text
    return labels.request_row(text) is not None or labels.request_group(text) is not None


def split_at(row: Row, column: int) -> ValueRow:
    """Split a row at a column of its table: what stands before it is label, the rest are values."""
    beside = [cell for cell in row.cells if cell.column < column and not cell.is_blank]
    under = tuple(cell for cell in row.cells if cell.column >= column)
    return ValueRow(row, tuple(cell.text for cell in beside), under)


def columns_of(header: dict[str, int], cells: tuple[Cell, ...]) -> list[Cell] | None:
    """The cells that stand under the header's columns, one for each; None unless it fits and the
    rest is blank.
    """
    at = _by_column(cells)
    chosen: dict[int, Cell] = {}
    for column in header.values():
        covering = at.get(column, ())
        if len(covering) != 1 or covering[0].column in chosen:
            return None
        chosen[covering[0].column] = covering[0]
    return (
        list(chosen.values())
        if all(cell.is_blank for cell in cells if cell.column not in chosen)
        else None
    )


def _by_column(cells: tuple[Cell, ...]) -> dict[int, list[Cell]]:
    """The cells that cover each column."""
    at: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.column_span == 1:
            at.setdefault(cell.column, []).append(cell)
            continue
        for column in cell.columns:
            at.setdefault(column, []).append(cell)
    return at


def fit(
    values: ValueRow, width: int, header: dict[str, int], is_gapless: bool = False
) -> list[Cell] | None:
    """The cell of each of `width` columns, where header and order leave no doubt; None otherwise.

    Both readings count: where the header gives columns and the row has exactly `width` cells, they
    must agree. `is_gapless` says that the header's cells cover all columns from first to last.
    """
    by_order = _by_order(values, width)
    if values.row.grid.ragged or len(header) != width:
        return by_order
    by_header = columns_of(header, values.cells)
    if max(header.values()) - min(header.values()) >= width and not is_gapless:
        # Columns without a name stand among the others, so that the order of a row's cells says
        # nothing.
        return by_header
    if by_order is None or by_header is None:
        return by_header if by_order is None else by_order
    return by_order if by_order == by_header else None


def _by_order(values: ValueRow, width: int) -> list[Cell] | None:
    """The cells of a row that has one for each column; None where it has more or fewer."""
    cells = without_spacing(values, width)
    if len(cells) == width:
        return list(cells)
    if values.labels or len(values.cells) <= width:
        return None
    # A label cell that spans rows leaves an empty cell at the start in formats that know no spans.
    spare, trimmed = values.cells[:-width], values.cells[-width:]
    is_space = all(cell.is_blank for cell in spare) and not trimmed[0].is_blank
    return list(trimmed) if is_space else None


def without_spacing(values: ValueRow, width: int) -> tuple[Cell, ...]:
    """The cells of a row; in a loose grid, empty lines after the last of them are spacing and not
    blank cells.
    """
    cells = values.cells
    while values.row.grid.loose and len(cells) > width and cells[-1].is_blank:
        cells = cells[:-1]
    return cells


def without_label_space(values: ValueRow, width: int) -> tuple[Cell, ...]:
    """The cells of a row without the empty ones that a label spanning several columns leaves behind
    it.
    """
    cells = without_spacing(values, width)
    leading = cells[: max(len(cells) - width, 0)]
    return cells[len(leading) :] if all(cell.is_blank for cell in leading) else cells


def without_ghosts(rows: Sequence[ValueRow], width: int) -> list[ValueRow]:
    """Rows without the columns that are blank from top to bottom, where dropping them leaves
    exactly `width`.

    Grid lines that a converter doubled leave such columns. A column of the form may be blank all
    the way too, so nothing is dropped where it is not clear which ones are the ghosts: only at the
    ends, or where the count fits.
    """
    ghosts = {length: _ghosts(_of_length(rows, length), width) for length in _lengths(rows)}
    return [_without(row, ghosts[len(row.cells)]) for row in rows]


def _without(row: ValueRow, columns: frozenset[int]) -> ValueRow:
    """A row without the cells at some places."""
    kept = tuple(cell for at, cell in enumerate(row.cells) if at not in columns)
    return replace(row, cells=kept)


def _lengths(rows: Sequence[ValueRow]) -> set[int]:
    return {len(row.cells) for row in rows}


def _of_length(rows: Sequence[ValueRow], length: int) -> list[ValueRow]:
    return [row for row in rows if len(row.cells) == length]


def _ghosts(rows: Sequence[ValueRow], width: int) -> frozenset[int]:
    length = len(rows[0].cells)
    spare = length - width
    if spare <= 0 or len(rows) < _FEWEST_WITNESSES:
        return frozenset()
    empty = frozenset(at for at in range(length) if _is_blank_at(rows, at))
    if len(empty) == spare:
        return empty
    ends = (frozenset(range(width, length)), frozenset(range(spare)))
    clear = [end for end in ends if end <= empty and not _is_longer_than(end, empty)]
    return clear[0] if len(clear) == 1 else frozenset()


def _is_blank_at(rows: Sequence[ValueRow], at: int) -> bool:
    return all(row.cells[at].is_blank for row in rows)


def _is_longer_than(run: frozenset[int], empty: frozenset[int]) -> bool:
    """Whether the columns right beside a run are empty too, so that its end is not clear."""
    return not empty.isdisjoint((min(run) - 1, max(run) + 1))


def possible_lines(values: ValueRow, width: int) -> DamagedLine | None:
    """Every way in which a damaged row may fit its columns; None where a cell is unreadable or
    there are too many.
    """
    is_loose = values.row.grid.loose
    if is_loose and len(values.cells) > width:
        # Loose lines have no grid lines that could be doubled: what is too long is no row of the
        # form.
        return None
    parsed = [cell.number("count") for cell in values.cells]
    if not {value.status for value in parsed} <= {"printed", "blank"}:
        return None
    items = [_whole(value) for value in parsed]
    ways = [
        damaged_line(items[start:], width, keeps_blanks=not is_loose)
        for start in range(_label_spaces(values) + 1)
    ]
    return merged_lines([way for way in ways if way is not None])


def _label_spaces(values: ValueRow) -> int:
    """How many empty cells behind a label may be its own: where the format knows no spans, a label
    over several columns leaves such.
    """
    if not values.row.grid.ragged or not values.labels:
        return 0
    blank = (at for at, cell in enumerate(values.cells) if not cell.is_blank)
    return next(blank, 0)


def _whole(value: Value) -> int | None:
    assert not isinstance(value.value, Decimal)
    return value.value
