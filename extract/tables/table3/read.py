"""Table 3: requests received and handled, 26 rows by seven applicant columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from extract import forms
from extract.cells.numbers import Value
from extract.document import Cell
from extract.forms import labels
from extract.tables import arithmetic, values
from extract.tables.arithmetic import Equation
from extract.tables.figures import (
    Figure,
    TableReading,
    cell_source,
    cells_of,
    hides_a_sum,
    positions,
    row_source,
)
from extract.tables.stream import Row
from extract.tables.table3 import floating_labels, ordering, row_repair
from extract.tables.table3.headers import Header, is_header
from extract.tables.table3.headers import headers as find_headers
from extract.tables.values import ValueRow

COLUMNS = forms.form("2021").table3.column_keys
ROWS = forms.form("2021").table3.row_keys
_PARTS = ("new_received", "carried_in", "total", "carried_out")
_ORDER = {cell: at for at, cell in enumerate(product(ROWS, COLUMNS))}
OUTCOMES = tuple(key for key in ROWS if key not in _PARTS)


@dataclass(frozen=True)
class KeyedRow:
    """A row of the document under the key of the form's row that it is, with the header of its
    table.
    """

    key: str
    values: ValueRow
    header: Header


def read_requests(rows: Sequence[Row]) -> TableReading | None:
    """Read table 3 out of its rows in reading order; None where there is no row of figures."""
    split_rows = [values.split(row) for row in rows]
    headers = find_headers(split_rows)
    split_rows = [_under_header(row, headers[row.row.table]) for row in split_rows]
    landed = floating_labels.landed(split_rows)
    value_rows = [row for row in split_rows if _has_figures(row)]
    if not value_rows:
        return None
    reading = TableReading(3)
    if landed is not None:
        reading.doubt(
            "labels_misaligned",
            "labels of table 3 stand apart from their figures, in the same order",
        )
        value_rows = landed
    value_rows = [
        part for row in _without_ghosts(value_rows, headers) for part in row_repair.unjoined(row)
    ]
    value_rows = _rejoined(value_rows, reading)
    stray = [
        key
        for row in split_rows
        if not row.filled and not is_header(row) and (key := ordering.row_key(row))
    ]
    placed = [
        pair for part in _parts(value_rows, headers) for pair in ordering.keys(part, reading, stray)
    ]
    keyed = [KeyedRow(key, row, headers[row.row.table]) for key, row in placed if key]
    damaged = [row for row in keyed if not _read_row(row, reading)]
    if damaged:
        _restore(damaged, reading)
    if len(keyed) < len(placed):
        left_out = {ordering.row_key(row) for key, row in placed if key is None}
        _mark_unplaced({row.key for row in keyed}, left_out, reading)
    _doubt_repeats(reading)
    _doubt_columns(headers.values(), reading)
    _doubt_totals(keyed, reading)
    _doubt_missing({figure.row for figure in reading.figures}, reading)
    if any(earlier.row is later.row for earlier, later in pairwise(value_rows)):
        reading.doubt(
            "rows_joined",
            "rows of table 3 are printed as one, and were taken apart by their labels",
        )
    reading.figures.sort(key=lambda figure: _ORDER[figure.row, str(figure.column)])
    reading.positions = positions(reading.figures)
    return reading


def _under_header(row: ValueRow, header: Header) -> ValueRow:
    """A row whose figures begin where the header's columns do: words there are no labels, whatever
    they are.
    """
    if not header.positions or is_header(row) or not row.labels or not row.filled:
        return row
    first = min(header.positions.values())
    beside = [cell for cell in row.row.cells if cell.column < first and not cell.is_blank]
    under = tuple(cell for cell in row.row.cells if cell.column >= first)
    if len(under) != len(header.order) or len(under) <= len(row.cells):
        return row
    again = replace(row, labels=tuple(cell.text for cell in beside), cells=under)
    return row if ordering.row_key(again) is None else again


def _parts(rows: Sequence[ValueRow], headers: Mapping[int, Header]) -> Iterable[list[ValueRow]]:
    """The rows by the applicants that their tables have: some print a table for each kind of
    applicant.
    """
    parts: dict[tuple[str, ...], list[ValueRow]] = {}
    for row in rows:
        header = headers[row.row.table]
        parts.setdefault(header.order if header.is_partial else COLUMNS, []).append(row)
    return parts.values()


def _doubt_repeats(reading: TableReading) -> None:
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
            seen[figure.row, figure.column] = replace(
                first, value=Value(None, "unreadable", first.value.raw)
            )
    reading.figures = list(seen.values())


def _rejoined(rows: list[ValueRow], reading: TableReading) -> list[ValueRow]:
    whole = row_repair.rejoined(rows)
    if len(whole) < len(rows):
        count = len(rows) - len(whole)
        reading.doubt(
            "rows_broken",
            f"{count} rows of table 3 go on in a row without a label, and were put together",
        )
    return whole


def _read_row(row: KeyedRow, reading: TableReading) -> bool:
    """Add the figures of a row whose cells fit their columns without doubt; False where they do
    not.
    """
    headers = [{}] if row.values.moved else [row.header.positions, row.header.by_figures]
    if row.header.positions and row.header.swapped:
        # Another order than the form's is known by columns alone.
        headers = headers[:1]
    fitting = (values.fit(row.values, len(row.header.order), header) for header in headers)
    cells = None if row.header.contradictory else next(filter(None, fitting), None)
    if cells is None:
        return False
    reading.figures += [
        _figure(row, column, cell) for column, cell in zip(row.header.order, cells, strict=True)
    ]
    return True


def _doubt_columns(headers: Iterable[Header], reading: TableReading) -> None:
    if any(header.swapped or header.contradictory for header in headers):
        reading.doubt(
            "columns_swapped", "the columns of table 3 stand in another order than the form's"
        )


def _without_ghosts(rows: list[ValueRow], headers: dict[int, Header]) -> list[ValueRow]:
    """Where no header gives the columns, ghost columns are told by being empty all the way down."""
    known = {table for table, header in headers.items() if header.positions or header.by_figures}
    loose = [row.row.grid.ragged or row.row.table not in known for row in rows]
    bare = [row for row, is_loose in zip(rows, loose, strict=True) if is_loose]
    trimmed = iter(values.without_ghosts(bare, len(COLUMNS)))
    return [next(trimmed) if is_loose else row for row, is_loose in zip(rows, loose, strict=True)]


def _doubt_missing(found: set[str], reading: TableReading) -> None:
    """A row that the form prints and the reading has not may be missing in the source, or have been
    overlooked.
    """
    missing = min((set(sequence) - found for sequence in ordering.SEQUENCES), key=len)
    if missing:
        names = ", ".join(row for row in ROWS if row in missing)
        reading.doubt("row_missing", f"rows of the form that were not found in table 3: {names}")


def _doubt_totals(rows: list[KeyedRow], reading: TableReading) -> None:
    """A lost column pushes the others aside: a format that knows no columns and a last one that is
    empty all the way down leave nothing that could tell which applicants the figures belong to.
    """
    last = [figure for figure in reading.figures if figure.column == COLUMNS[-1]]
    if not any(row.values.row.grid.ragged for row in rows) or any(
        figure.value.status not in ("blank", "unreadable") for figure in last
    ):
        return
    if any(figure.value.value for figure in reading.figures):
        reading.doubt(
            "columns_unclear",
            "the last column of table 3 is empty, so that no sum confirms the others",
        )
        reading.figures = [
            replace(figure, value=Value(None, "unreadable", figure.value.raw))
            for figure in reading.figures
        ]


def _has_figures(row: ValueRow) -> bool:
    """Rows of headers, groups and broken-off labels have nothing but blanks under no label of a
    row.
    """
    if row.filled:
        return True
    return (
        len(row.cells) >= len(COLUMNS)
        and labels.request_row(row.label) is not None
        and not is_header(row)
    )


def _figure(row: KeyedRow, column: str, cell: Cell) -> Figure:
    return Figure(3, row.key, column, cell.number("count"), cell_source(row.values.row, cell))


def _mark_unplaced(found: set[str], left_out: set[str | None], reading: TableReading) -> None:
    """Rows of figures that fit nowhere may be any of the form's rows that were not found: those are
    unreadable, and so are those that the rows which were left out name.
    """
    sequence = ordering.SEQUENCES[1] if "other_total" in found else ordering.SEQUENCES[0]
    reading.figures += [
        Figure(3, row, column, Value(None, "unreadable"), None)
        for row in ROWS
        if (row in sequence or row in left_out) and row not in found
        for column in COLUMNS
    ]


def equations(present: set[str]) -> list[Equation]:
    """The rules of table 3 over the rows that are printed: applicants_sum, outcomes_sum and
    balance.
    """
    six, total = COLUMNS[:-1], COLUMNS[-1]
    rules = [
        Equation(tuple((row, column) for column in six), ((row, total),))
        for row in ROWS
        if row in present
    ]
    outcomes = [row for row in OUTCOMES if row in present]
    for column in COLUMNS:
        rules.append(Equation(tuple((row, column) for row in outcomes), (("total", column),)))
        rules.append(
            Equation(
                (("new_received", column), ("carried_in", column)),
                (("total", column), ("carried_out", column)),
            )
        )
    return rules


def _restore(damaged: list[KeyedRow], reading: TableReading) -> None:
    """Let the form's arithmetic say what rows with lost or doubled cells hold; what it leaves open
    is unreadable.
    """
    possible = {row.key: values.possible_lines(row.values, len(COLUMNS)) for row in damaged}
    unordered = {
        row.key for row in damaged if row.header.contradictory or row.header.order != COLUMNS
    }
    unordered |= {
        row.key
        for row in damaged
        if len(row_repair.row_labels(row.values)) > 1 or row_repair.may_be_two(row.values)
    }
    lines = {key: found for key, found in possible.items() if found and key not in unordered}
    cells = cells_of(reading.figures)
    known = {
        name: int(figure.value.value or 0)
        for name, figure in cells.items()
        if figure.value.status in ("printed", "blank") and not hides_a_sum(name, cells)
    }
    blank = {column for (_, column), figure in cells.items() if figure.value.status == "blank"}
    present = {figure.row for figure in reading.figures} | {row.key for row in damaged}
    solved = arithmetic.solve(lines, COLUMNS, known, equations(present)) if lines else None
    for row in damaged:
        for column in row.header.order:
            value = None if solved is None else solved.get((row.key, column))
            if column in blank and (not value or column == COLUMNS[-1]):
                # Where the document leaves cells of a column blank, this one may have been blank
                # too.
                value = None
            status: Value = Value(None, "unreadable") if value is None else Value(value, "inferred")
            reading.figures.append(Figure(3, row.key, column, status, row_source(row.values.row)))
    names = ", ".join(row.key for row in damaged)
    reading.doubt(
        "cells_lost",
        f"rows with lost or doubled cells, restored where the sums leave one solution: {names}",
    )
