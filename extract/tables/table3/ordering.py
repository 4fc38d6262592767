"""Which row of table 3 each printed row is: by its label, by its place in the order, both checked
against the form.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache
from itertools import pairwise

from extract import forms
from extract.forms import labels
from extract.tables.figures import TableReading
from extract.tables.values import ValueRow

_ROWS = forms.form("2021").table3.row_keys
# The printed sequences: （六） with its three items, or as one row.
SEQUENCES = tuple(
    tuple(key for key in _ROWS if key not in forms.form(name).table3_omits)
    for name in forms.FORM_NAMES
)
# Labels of the four top items slip first when a layout breaks; the rows of （一） to （七） must
# agree with the order.
_TOP = frozenset({"new_received", "carried_in", "carried_out"})
# 其他 and 总计 are columns too, and what stands in a header may be a top item's label: they tell no
# order.
_SLIPPING = _TOP | {"other_remaining", "other_total", "total"}
# So many of the inner labels must be there for the order to be trusted; a few may be lost with
# their cells.
_MOST = 0.6
# A label may be broken over this many cells or lines.
_LABEL_PARTS = 3

Keyed = list[tuple[str | None, ValueRow]]


def keys(rows: Sequence[ValueRow], reading: TableReading, stray: Sequence[str] = ()) -> Keyed:
    """Each row with its key, or None where neither label nor order tells; doubts go to `reading`.

    `stray` are the rows that labels without figures name, in printed order: where a layout set
    labels apart from their figures, they tell whether the form's order is the document's.
    """
    keyed = _without_repeats([(row_key(row), row) for row in rows])
    keyed = _without_subtotals(keyed, reading)
    keyed = _without_group_labels(keyed)
    named = [key for key, _ in keyed]
    if _in_order(named):
        return keyed
    if None not in named and len(set(named)) == len(named):
        reading.doubt(
            "rows_out_of_order", "the rows of table 3 stand in another order than the form's"
        )
        return keyed
    in_order = _in_order([key for key in dict.fromkeys(stray) if key not in _SLIPPING])
    sequence = _by_order(named) if in_order else None
    if sequence is None:
        return _by_neighbours(keyed, reading, in_order)
    return _moved_to(sequence, keyed, reading)


def sequence_of(found: Container[str]) -> tuple[str, ...]:
    """The sequence of the form that a document prints, by whether （六） was found as one row."""
    return SEQUENCES[1] if "other_total" in found else SEQUENCES[0]


def _moved_to(sequence: Sequence[str], keyed: Keyed, reading: TableReading) -> Keyed:
    """The rows under the form's own sequence, whatever labels stand beside them."""
    named = [key for key, _ in keyed]
    moved = [key for key, name in zip(sequence, named, strict=True) if key != name]
    reading.doubt(
        "labels_misaligned",
        f"labels beside the wrong rows; the order of the rows decides: {', '.join(moved)}",
    )
    return [(key, row) for key, (_, row) in zip(sequence, keyed, strict=True)]


def row_key(row: ValueRow) -> str | None:
    """The row that the innermost label names, whole or broken over several cells; None for groups
    and other words.
    """
    for parts in range(1, min(_LABEL_PARTS, len(row.labels)) + 1):
        text = "".join(row.labels[-parts:])
        key = labels.request_row(text)
        if key is not None:
            return key
        if parts == 1 and labels.request_group(text) is not None:
            return None
    return None


def _without_subtotals(keyed: Keyed, reading: TableReading) -> Keyed:
    """Rows that add up a group right above the first of its items, label and all, are none of the
    form's.
    """
    following = [key for key, _ in keyed[1:]]
    subtotals = [
        at
        for at, (key, row) in enumerate(keyed[:-1])
        if row.labels
        and (group := labels.request_group(row.labels[-1])) is not None
        and key in (None, "other_total")
        and group in _first_items()
        and following[at] == _first_items()[group]
    ]
    if subtotals:
        reading.note(
            "subtotals_left_out", f"{len(subtotals)} rows of table 3 add up the items under them"
        )
    return [pair for at, pair in enumerate(keyed) if at not in subtotals]


@cache
def _first_items() -> dict[str, str]:
    """The first item of each group, by the group's number in the outline."""
    return {
        row.number.removesuffix("1"): row.key
        for row in forms.form("2021").table3.rows
        if row.number.endswith("1")
    }


def _without_group_labels(keyed: Keyed) -> Keyed:
    """（六）其他处理 beside the first of its items, whose own label is missing, is the group's
    label and no row's.
    """
    named = [key for key, _ in keyed]
    if "other_total" not in named:
        return keyed
    at = named.index("other_total")
    spans = any(
        cell.row_span > 1 and labels.request_row(cell.text) == "other_total"
        for cell in keyed[at][1].row.cells
    )
    followed = at + 1 < len(named) and named[at + 1] in (
        None,
        "other_overdue_fee",
        "other_remaining",
    )
    if not spans and not followed:
        return keyed
    return [*keyed[:at], (None, keyed[at][1]), *keyed[at + 1 :]]


def _without_repeats(keyed: Keyed) -> Keyed:
    """A page break may print a row again, label and figures; the second is the first."""
    kept: Keyed = []
    for key, row in keyed:
        printed = _as_printed(row)
        again = [old for seen, old in kept if seen == key and _as_printed(old) == printed]
        if key is None or not again:
            kept.append((key, row))
    return kept


def _as_printed(row: ValueRow) -> list[str]:
    return [cell.text.strip() for cell in row.cells]


def _in_order(named: Sequence[str | None]) -> bool:
    """Every row has a label, no label twice, and all stand in the form's order."""
    places = [_ROWS.index(key) for key in named if key is not None]
    return len(places) == len(named) and places == sorted(set(places))


def _by_order(named: Sequence[str | None]) -> tuple[str, ...] | None:
    """The form's own sequence, where the number of rows is the form's and all inner labels that are
    there agree.
    """
    for sequence in SEQUENCES:
        if len(sequence) != len(named):
            continue
        inner = [(key, name) for key, name in zip(sequence, named, strict=True) if key not in _TOP]
        agreeing = sum(key == name for key, name in inner)
        contradicting = sum(
            name is not None and name not in _TOP and key != name for key, name in inner
        )
        if contradicting == 0 and agreeing >= _MOST * len(inner):
            return sequence
    return None


def _by_neighbours(keyed: Keyed, reading: TableReading, in_order: bool) -> Keyed:
    """Labels that stand once and in order keep their rows; rows without a label between two of them
    take the form's rows between those, where their number is the same. The others are left out, and
    said to be.
    """
    kept = _increasing([key for key, _ in keyed])
    result = _between_neighbours(keyed, kept) if in_order else kept
    lost = sum(key is None for key in result)
    reading.doubt(
        "rows_not_placed",
        f"rows of table 3 with unclear labels: {len(kept) - sum(map(bool, kept))}, left out:"
        f" {lost}",
    )
    return [(key, row) for key, (_, row) in zip(result, keyed, strict=True)]


def _between_neighbours(keyed: Keyed, kept: Sequence[str | None]) -> list[str | None]:
    """The keys that were kept, and those of runs of rows without a label between two of them."""
    result = list(kept)
    sequence = next((each for each in SEQUENCES if {*filter(None, kept)} <= {*each}), _ROWS)
    fences = [-1, *(at for at, key in enumerate(kept) if key is not None), len(kept)]
    for first, last in pairwise(fences):
        start = sequence.index(str(kept[first])) + 1 if first >= 0 else 0
        end = sequence.index(str(kept[last])) if last < len(kept) else len(sequence)
        is_bare = all(keyed[at][0] is None for at in range(first + 1, last))
        if is_bare and end - start == last - first - 1:
            result[first + 1 : last] = sequence[start:end]
    return result


def _increasing(named: Sequence[str | None]) -> list[str | None]:
    """Keys that stand once and further down the form than all keys kept before them; None in place
    of the others.
    """
    kept: list[str | None] = []
    last = -1
    for key in named:
        place = -1 if key is None or named.count(key) > 1 else _ROWS.index(key)
        kept.append(key if place > last else None)
        last = max(last, place)
    return kept
