"""Rows of table 3 that a layout set as one, or broke in two: taken apart, or put together again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract import forms
from extract.document import Cell
from extract.forms import labels
from extract.tables.table3 import ordering
from extract.tables.values import ValueRow

_WIDTH = len(forms.form("2021").table3.column_keys)


def with_whole_labels(rows: Sequence[ValueRow]) -> list[ValueRow]:
    """Rows whose label goes on in the next, which has no figures: a page ended inside of it."""
    whole: list[ValueRow] = []
    for row in rows:
        label = _label_over_two_rows(whole[-1], row) if whole else None
        if label is None:
            whole.append(row)
        else:
            whole[-1] = replace(whole[-1], labels=(*whole[-1].labels[:-1], label))
    return whole


def _label_over_two_rows(upper: ValueRow, lower: ValueRow) -> str | None:
    """The label of the form whose beginning, and no label of its own, stands beside figures, and
    whose rest stands alone under it.
    """
    if not upper.filled or lower.filled or not upper.labels or not lower.labels:
        return None
    begun = upper.labels[-1]
    if ordering.row_key(upper) or labels.request_group(begun) is not None:
        return None
    label = begun + lower.labels[-1]
    named = labels.request_rows().exact(labels.split_number(label)[1])
    return label if named is not None else None


def unjoined(row: ValueRow) -> list[ValueRow]:
    """Rows that were set as one: as many labels as sevens of figures; in loose lines the second
    label may be lost, or have left an empty line.
    """
    is_loose = row.row.grid.loose
    if is_loose and _is_two_about_a_line(row.cells):
        return [
            ValueRow(row.row, row.labels, row.cells[:_WIDTH], moved=True),
            ValueRow(row.row, (), row.cells[_WIDTH + 1 :], moved=True),
        ]
    count, rest = divmod(len(row.cells), _WIDTH)
    named = row_labels(row)
    if rest or count < 2 or (len(named) != count and not is_loose):
        return [row]
    labelled: list[tuple[str, ...]] = [(text,) for text in named]
    if len(named) != count:
        labelled = [row.labels, *[()] * (count - 1)]
    parts = zip(labelled, range(0, len(row.cells), _WIDTH), strict=True)
    return [ValueRow(row.row, own, row.cells[at : at + _WIDTH], moved=True) for own, at in parts]


def _is_two_about_a_line(cells: tuple[Cell, ...]) -> bool:
    """Whether cells are two rows that each add up, with the empty line of a lost label between
    them.
    """
    ends = (cells[:_WIDTH], cells[_WIDTH + 1 :])
    if len(cells) != 2 * _WIDTH + 1:
        return False
    return all(end[-1].text and adds_up(end) for end in ends)


def rejoined(rows: Sequence[ValueRow]) -> list[ValueRow]:
    """Rows whose last figures stand in a row of their own under them, put together where their sum
    allows it.

    Only a row without any label is taken for the rest of the one above, and only where both have
    seven figures together, and six add up to the seventh, or no total is printed.
    """
    whole: list[ValueRow] = []
    for row in rows:
        cells = _put_together(whole[-1], row) if whole and not row.labels else None
        if cells is None:
            whole.append(row)
        else:
            whole[-1] = ValueRow(whole[-1].row, whole[-1].labels, cells, moved=True)
    return whole


def _put_together(upper: ValueRow, lower: ValueRow) -> tuple[Cell, ...] | None:
    if not row_labels(upper):
        return None
    is_padded = len(upper.cells) >= _WIDTH
    head = _without_blank_ends(upper.cells) if is_padded else upper.cells
    wholes: set[tuple[Cell, ...]] = set()
    # An empty cell behind the label may be the label's own space, or a blank figure.
    for at in range(_leading_blanks(head) + 1):
        wholes.update(_wholes(head[at:], lower))
    fitting = [whole for whole in wholes if adds_up(whole)]
    if len(fitting) != 1:
        return None
    # Where empty cells fill the row up, a blank figure could not be told from them.
    hides_blanks = is_padded and any(cell.is_blank for cell in fitting[0])
    return None if hides_blanks else fitting[0]


def _leading_blanks(cells: tuple[Cell, ...]) -> int:
    """How many blank cells stand before the first that is none."""
    return next((at for at, cell in enumerate(cells) if not cell.is_blank), len(cells))


def _wholes(head: tuple[Cell, ...], lower: ValueRow) -> Iterator[tuple[Cell, ...]]:
    """The rows of seven that the head of one and the rest of another make, where all that is filled
    has a place.
    """
    count = _WIDTH - len(head)
    if not 0 < count < _WIDTH or len(lower.cells) < count:
        return
    for rest in {lower.cells[:count], lower.cells[-count:]}:
        if all(cell.is_blank for cell in set(lower.cells) - set(rest)):
            yield (*head, *rest)


def _without_blank_ends(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    filled = [at for at, cell in enumerate(cells) if not cell.is_blank]
    return cells[filled[0] : filled[-1] + 1] if filled else ()


def adds_up(cells: Sequence[Cell]) -> bool:
    """Whether the cells of a row are numbers or blanks, the last of them blank or the sum of the
    others.
    """
    found = [cell.number("count") for cell in cells]
    if any(value.status not in ("printed", "blank") for value in found):
        return False
    return found[-1].value in (None, sum(int(value.value or 0) for value in found[:-1]))


def is_sum(cells: Sequence[Cell]) -> bool:
    """Whether the last cell of a row is a number, and the sum of the others."""
    return bool(cells) and not cells[-1].is_blank and adds_up(cells)


def is_wrong_sum(cells: Sequence[Cell]) -> bool:
    """Whether the cells of a row are numbers or blanks, and the last a number that is not the sum
    of the others.
    """
    found = [cell.number("count") for cell in cells]
    if any(value.status not in ("printed", "blank") for value in found):
        return False
    return found[-1].status == "printed" and not adds_up(cells)


def ends_in_its_sum(cells: Sequence[Cell]) -> bool:
    """Whether the last number of a row is the sum of those before it, and stands before the last
    column, and no zero is printed: where blanks are lost without a trace, the total moves up.
    """
    filled = [at for at, cell in enumerate(cells) if not cell.is_blank]
    if len(filled) < 2 or filled[-1] == len(cells) - 1:
        return False
    found = [cells[at].number("count") for at in filled]
    if any(value.status != "printed" for value in found):
        return False
    numbers = [int(value.value or 0) for value in found]
    return all(numbers) and numbers[-1] == sum(numbers[:-1])


def row_labels(row: ValueRow) -> list[str]:
    """The labels of a row that name rows of the form."""
    return [text for text in row.labels if labels.request_row(text) not in (None, "other_total")]


def may_be_two(row: ValueRow) -> bool:
    """Whether a row that is too long may as well be two rows, the second without its label: then it
    says nothing.
    """
    figures = [cell.number("count").value or 0 for cell in row.cells]
    if len(figures) < 2 * _WIDTH or not any(figures):
        return False
    ends = (figures[:_WIDTH], figures[-_WIDTH:])
    return all(sum(end[:-1]) == end[-1] for end in ends)
