"""Rows of table 3 whose labels float over or under their figures, each brought together with its
figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from extract import forms
from extract.document import Cell
from extract.tables.table3 import ordering
from extract.tables.table3.headers import is_header
from extract.tables.table3.row_repair import adds_up
from extract.tables.values import ValueRow

_WIDTH = len(forms.form("2021").table3.column_keys)


def landed(rows: Sequence[ValueRow]) -> list[ValueRow] | None:
    """All rows with figures, each with its label; None where no label floats, or pairing gives not
    the whole form.

    A run of labels without figures belongs to the run of as many rows of figures without labels
    next to it, if that gives every row of the form, in the form's order.
    """
    for is_over in (True, False):
        found = _paired(rows, is_over)
        if not any(row.moved for row in found):
            continue
        keys = [key for row in found if (key := ordering.row_key(row))]
        if any(_kind(row) == "figures" for row in found):
            # With labels on the other side of the figures, one would be left at the end.
            continue
        if tuple(keys) in ordering.SEQUENCES:
            return [row for row in found if row.filled or len(row.cells) >= _WIDTH]
    return None


def _paired(rows: Sequence[ValueRow], is_over: bool) -> list[ValueRow]:
    """The rows with neighbouring runs of labels and figures paired: labels over their figures, or
    under them.
    """
    runs = [(kind, list(run)) for kind, run in groupby(filter(_kind, rows), key=_kind)]
    found: list[ValueRow] = []
    wanted = ["label", "figures"] if is_over else ["figures", "label"]
    while runs:
        if [kind for kind, _ in runs[:2]] == wanted:
            labelled, figures = (runs[0][1], runs[1][1]) if is_over else (runs[1][1], runs[0][1])
            found += _together(labelled, figures, is_over)
            runs = runs[2:]
        else:
            found += runs.pop(0)[1]
    return found


def _kind(row: ValueRow) -> str:
    """What a row is: whole, a label without figures, figures without a label, or nothing of
    these.
    """
    if row.filled:
        return "whole" if row.labels else "figures"
    return "label" if ordering.row_key(row) and not is_header(row) else ""


def _together(labelled: list[ValueRow], figures: list[ValueRow], is_over: bool) -> list[ValueRow]:
    """As many labels as there are rows of figures, those next to them; labels beyond them have
    blank rows.
    """
    spare = len(labelled) - len(figures)
    cells = [_seven(row.cells) for row in figures]
    if spare < 0 or None in cells:
        return [*labelled, *figures]
    blank, paired = (
        (labelled[:spare], labelled[spare:]) if is_over else (labelled[len(figures) :], labelled)
    )
    rows = [
        ValueRow(row.row, label.labels, own, moved=True, floated=True)
        for label, row, own in zip(paired, figures, cells, strict=False)
        if own is not None
    ]
    return [*blank, *rows] if is_over else [*rows, *blank]


def _seven(cells: tuple[Cell, ...]) -> tuple[Cell, ...] | None:
    """The cells of a row without the empty ones that fill it up; None where it is not clear which
    those are.
    """
    windows = {cells[:_WIDTH], cells[-_WIDTH:]}
    fitting = [own for own in windows if _holds_all(own, cells)]
    if len(fitting) > 1:
        fitting = [own for own in fitting if not own[-1].is_blank and adds_up(own)]
    return fitting[0] if len(fitting) == 1 and len(fitting[0]) == _WIDTH else None


def _holds_all(window: tuple[Cell, ...], cells: tuple[Cell, ...]) -> bool:
    """Whether only blank cells stand beside a window of a row."""
    return all(cell.is_blank for cell in set(cells) - set(window))
