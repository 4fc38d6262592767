"""Which row of table 3 each printed row is: by its label, by its place in the order, both checked against the form."""

from __future__ import annotations

from collections.abc import Sequence

from extract import forms, labels
from extract.figures import TableReading
from extract.values import ValueRow

_ROWS = forms.form("2021").table3.row_keys
# The printed sequences: （六） with its three items, or as one row.
_SEQUENCES = tuple(tuple(key for key in _ROWS if key not in forms.form(name).table3_omits) for name in forms.FORM_NAMES)
# Labels of the four top items slip first when a layout breaks; the rows of （一） to （七） must agree with the order.
_TOP = frozenset({"new_received", "carried_in", "carried_out"})


def keys(rows: Sequence[ValueRow], reading: TableReading) -> list[tuple[str | None, ValueRow]]:
    """Each row with its key, or None where neither label nor order tells; doubts go to `reading`."""
    named = [_by_label(row) for row in rows]
    if _in_order(named):
        return list(zip(named, rows, strict=True))
    sequence = _by_order(named)
    if sequence is not None:
        moved = [key for key, name in zip(sequence, named, strict=True) if key != name]
        reading.note(
            "labels_misaligned",
            f"labels stand beside the wrong rows; the order of the rows decides: {', '.join(moved)}",
        )
        reading.clean = False
        return list(zip(sequence, rows, strict=True))
    return list(zip(_between(named, reading), rows, strict=True))


def _by_label(row: ValueRow) -> str | None:
    for text in reversed(row.labels):
        key = labels.request_row(text)
        if key is not None:
            return key
        if labels.request_group(text) is not None:
            return None
    return None


def _in_order(named: Sequence[str | None]) -> bool:
    """Every row has a label, no label twice, and all stand in the form's order."""
    places = [_ROWS.index(key) for key in named if key is not None]
    return len(places) == len(named) and places == sorted(set(places))


def _by_order(named: Sequence[str | None]) -> tuple[str, ...] | None:
    """The form's own sequence, where the number of rows is the form's and all inner labels that are there agree."""
    for sequence in _SEQUENCES:
        if len(sequence) != len(named):
            continue
        inner = [(key, name) for key, name in zip(sequence, named, strict=True) if key not in _TOP]
        agreeing = sum(key == name for key, name in inner)
        contradicting = sum(name is not None and name not in _TOP and key != name for key, name in inner)
        if contradicting == 0 and agreeing >= len(inner) - 2:
            return sequence
    return None


def _between(named: Sequence[str | None], reading: TableReading) -> list[str | None]:
    """Labels that stand once and in order keep their rows; the other rows are left out, and said to be."""
    kept: list[str | None] = []
    last = -1
    for key in named:
        place = -1 if key is None or named.count(key) > 1 else _ROWS.index(key)
        kept.append(key if place > last else None)
        last = max(last, place)
    lost = sum(key is None for key in kept)
    reading.doubt("rows_not_placed", f"{lost} rows of table 3 fit no row of the form")
    return kept
