"""What speaks against a reading of table 3: rows without a place, figures printed twice, columns in
another order, rows that are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product

from extract.cells.numbers import Value
from extract.forms import labels
from extract.forms.statutory import Statutory
from extract.tables.arithmetic import Equation
from extract.tables.figures import Cells, Figure, TableReading, cells_of, known_counts
from extract.tables.table3 import ordering
from extract.tables.table3.headers import Header
from extract.tables.table3.rows import COLUMNS, ROWS, KeyedRow
from extract.tables.table3.sums import balance, outcomes_sum
from extract.tables.values import ValueRow


def unplaced_rows(placed: ordering.Keyed, reading: TableReading) -> None:
    """Rows of figures that fit nowhere may be any of the form's rows that were not found: those are
    unreadable, and so are those that the rows which were left out name.
    """
    left_out = [row for key, row in placed if key is None]
    if not left_out:
        return
    found = {key for key, _ in placed if key}
    possible = {*ordering.sequence_of(found), *map(ordering.row_key, left_out)} - found
    for row, column in product(ROWS, COLUMNS):
        if row in possible:
            reading.figures.append(
                Figure(Statutory.REQUESTS, row, column, Value(None, "unreadable"), None)
            )


def rows_without_labels(
    placed: ordering.Keyed, alone: Sequence[tuple[str, ValueRow]], reading: TableReading
) -> None:
    """A row of figures without a label of its own, and beyond other rows a label of the form
    without figures, or a row of the form that has neither: the labels may stand a row late or early
    between them, and the numbers of one row beside the label of another. The sums of the form
    decide; where they do not, none of the rows that may have slipped is read.

    `alone` are the labels without figures, each with the row of the form that it names.
    """
    stray = [row for key, row in placed if key is None and row.filled and _is_bare(row)]
    slipped = _may_have_slipped(placed, stray, alone)
    if not slipped or _sums_confirm(stray, reading):
        return
    reading.doubt(
        "labels_unclear",
        "rows of table 3 have figures and no label of their own, others a label and no figures",
    )
    reading.figures = [
        _unreadable(figure) if figure.row in slipped else figure for figure in reading.figures
    ]


def _may_have_slipped(
    placed: ordering.Keyed, stray: Sequence[ValueRow], alone: Sequence[tuple[str, ValueRow]]
) -> frozenset[str]:
    """The rows of the form that may have the figures of another: those from figures without a label
    of their own to labels without figures, where rows that have both stand between them. Where the
    form has a row that was not found, the labels may have slipped down to the end: all rows.
    """
    if _is_far_from_gaps(placed, stray):
        return frozenset(ROWS)
    loose, bare = _apart(placed, stray, alone)
    if not any(_is_between(row, loose, bare) for row in _whole(placed)):
        return frozenset()
    if _is_short(placed):
        return frozenset(ROWS)
    ends = list(map(_place, (*loose, *bare)))
    between = (key for key, row in placed if min(ends) <= _place(row) <= max(ends))
    return frozenset(filter(None, between))


def _whole(placed: ordering.Keyed) -> list[ValueRow]:
    """The rows with a label and figures beside each other."""
    return [row for key, row in placed if key and row.filled and not row.floated]


def _apart(
    placed: ordering.Keyed, stray: Sequence[ValueRow], alone: Sequence[tuple[str, ValueRow]]
) -> tuple[list[ValueRow], list[ValueRow]]:
    """The rows of figures whose labels stand elsewhere, and the labels that got no figures."""
    found = {key for key, row in placed if row.filled}
    floated = [row for _, row in placed if row.filled and row.floated]
    return [*stray, *floated], [row for key, row in alone if key not in found]


def _is_short(placed: ordering.Keyed) -> bool:
    """Whether a row of the form has no place among the rows."""
    found = {key for key, _ in placed if key}
    return not set(ordering.sequence_of(found)) <= found


def _is_bare(row: ValueRow) -> bool:
    """Whether a row has no label of its own: none, or a group's or a header's word."""
    if not row.labels:
        return True
    return labels.request_group(row.label) is not None or labels.is_column(row.label)


def _is_far_from_gaps(placed: ordering.Keyed, stray: Sequence[ValueRow]) -> bool:
    """Whether other rows stand between a row without a label and each place where the form has a
    row that was not found.
    """
    places = {key: _place(row) for key, row in placed if key}
    found = [at for key, at in places.items()]
    gaps = [_gap(key, places) for key in ordering.sequence_of(places) if key not in places]
    return bool(gaps) and any(
        all(_are_apart(_place(row), gap, found) for gap in gaps) for row in stray
    )


def _gap(key: str, places: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """The place of the last row that stands before a row of the form."""
    above = ROWS[: ROWS.index(key)]
    return max((places[other] for other in above if other in places), default=(-1, -1))


def _are_apart(
    stray: tuple[int, int], gap: tuple[int, int], found: Sequence[tuple[int, int]]
) -> bool:
    return any(gap < at < stray or stray < at <= gap for at in found)


def _place(row: ValueRow) -> tuple[int, int]:
    return row.row.table, row.row.index


def _is_between(row: ValueRow, some: Sequence[ValueRow], others: Sequence[ValueRow]) -> bool:
    """Whether a row stands between one of some rows and one of others."""
    if not some or not others:
        return False
    first, last = min(map(_place, some)), max(map(_place, some))
    top, bottom = min(map(_place, others)), max(map(_place, others))
    return first < _place(row) < bottom or top < _place(row) < last


def _sums_confirm(stray: Sequence[ValueRow], reading: TableReading) -> bool:
    """Whether outcomes_sum and balance hold, over more than zeros, without the rows that have no
    label. Rows of zeros among those could stand anywhere in a sum.
    """
    if not all(_has_number_above_zero(row) for row in stray):
        return False
    cells = cells_of(reading.figures)
    printed = {figure.row for figure in reading.figures}
    outcomes = [_sides(outcomes_sum(column, printed), cells) for column in COLUMNS]
    balances = [_sides(balance(column), cells) for column in COLUMNS]
    return _holds(outcomes) and _holds(balances)


def _sides(rule: Equation, cells: Cells) -> tuple[int, int] | None:
    """Both sides of a sum; None where a cell of it has no number."""
    known = known_counts(cells)
    if not {*rule.left, *rule.right} <= known.keys():
        return None
    return sum(known[name] for name in rule.left), sum(known[name] for name in rule.right)


def _holds(sums: Sequence[tuple[int, int] | None]) -> bool:
    """Whether sums that can be computed all hold, at least one of them over more than zeros."""
    computed = [sides for sides in sums if sides is not None]
    return all(left == right for left, right in computed) and any(left for left, _ in computed)


def _has_number_above_zero(row: ValueRow) -> bool:
    return any(cell.number("count").value for cell in row.filled)


def repeated_figures(reading: TableReading) -> None:
    """A column that two tables print with different figures (a total of each part) is of
    neither.
    """
    seen: dict[tuple[str, str | None], Figure] = {}
    for figure in reading.figures:
        first = seen.setdefault((figure.row, figure.column), figure)
        if first.value != figure.value:
            reading.doubt(
                "row_repeated", f"{figure.row} of table 3 stands twice with different figures"
            )
            seen[figure.row, figure.column] = _unreadable(first)
    reading.figures = list(seen.values())


def swapped_columns(headers: Iterable[Header], reading: TableReading) -> None:
    """Columns in another order than the form's are read by their header, and said to be."""
    if any(header.swapped or header.contradictory for header in headers):
        reading.doubt(
            "columns_swapped", "the columns of table 3 stand in another order than the form's"
        )


def empty_last_column(rows: Sequence[KeyedRow], reading: TableReading) -> None:
    """A lost column pushes the others aside: a format that knows no columns and a last one that is
    empty all the way down leave nothing that could tell which applicants the figures belong to.
    """
    last = [figure for figure in reading.figures if figure.column == COLUMNS[-1]]
    is_ragged = any(row.values.row.grid.ragged for row in rows)
    is_empty = all(figure.value.status in ("blank", "unreadable") for figure in last)
    if is_ragged and is_empty and any(figure.value.value for figure in reading.figures):
        reading.doubt(
            "columns_unclear",
            "the last column of table 3 is empty, so that no sum confirms the others",
        )
        reading.figures = list(map(_unreadable, reading.figures))


def missing_rows(reading: TableReading) -> None:
    """A row that the form prints and the reading has not may be missing in the source, or have been
    overlooked.
    """
    found = {figure.row for figure in reading.figures}
    missing = min((set(sequence) - found for sequence in ordering.SEQUENCES), key=len)
    if missing:
        names = ", ".join(row for row in ROWS if row in missing)
        reading.doubt("row_missing", f"rows of the form that were not found in table 3: {names}")


def joined_rows(rows: Sequence[ValueRow], reading: TableReading) -> None:
    """Rows that were printed as one and taken apart."""
    if any(earlier.row is later.row for earlier, later in pairwise(rows)):
        reading.doubt(
            "rows_joined",
            "rows of table 3 are printed as one, and were taken apart by their labels",
        )


def _unreadable(figure: Figure) -> Figure:
    """A figure that is not trusted, with what is printed there."""
    printed = figure.value.raw
    if not printed and figure.value.status == "printed":
        printed = str(figure.value.value)
    return replace(figure, value=Value(None, "unreadable", printed))
