"""Table 3: requests received and handled, 26 rows by seven applicant columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract import arithmetic, forms, labels, ordering, values
from extract.arithmetic import Equation
from extract.document import Cell
from extract.figures import Figure, TableReading, cell_source, positions, row_source
from extract.numbers import Value, parse
from extract.stream import Row
from extract.values import ValueRow

COLUMNS = forms.form("2021").table3.column_keys
ROWS = forms.form("2021").table3.row_keys
_PARTS = ("new_received", "carried_in", "total", "carried_out")
OUTCOMES = tuple(key for key in ROWS if key not in _PARTS)


@dataclass(frozen=True)
class KeyedRow:
    """A row of the document under the key of the form's row that it is."""

    key: str
    values: ValueRow


def read_requests(rows: Sequence[Row]) -> TableReading | None:
    """Read table 3 out of its rows in reading order; None where there is no row of figures."""
    value_rows = [split for row in rows if (split := values.split(row)) and _has_figures(split)]
    if not value_rows:
        return None
    reading = TableReading(3)
    headers = {row.table: header for row in rows if (header := _header(row, rows))}
    keyed = [KeyedRow(key, row) for key, row in ordering.keys(value_rows, reading) if key]
    damaged: list[KeyedRow] = []
    for row in keyed:
        cells = values.fit(row.values, len(COLUMNS), headers.get(row.values.row.table, {}))
        if cells is None:
            damaged.append(row)
        else:
            reading.figures += [_figure(row, column, cell) for column, cell in zip(COLUMNS, cells, strict=True)]
    if damaged:
        _restore(damaged, reading)
    reading.figures.sort(key=lambda figure: (ROWS.index(figure.row), COLUMNS.index(str(figure.column))))
    reading.positions = positions(3, [(row.key, row.values.row) for row in keyed], headers)
    return reading


def _has_figures(row: ValueRow) -> bool:
    """Rows of headers, groups and broken-off labels have nothing but blanks under no label of a row."""
    if row.filled:
        return True
    return len(row.cells) >= len(COLUMNS) and labels.request_row(row.label) is not None


def _header(row: Row, rows: Sequence[Row]) -> dict[str, int]:
    """Column of each applicant in the table of `row`, in the form's order; empty unless all seven are there."""
    found: dict[str, int] = {}
    for other in rows:
        if other.table != row.table or values.split(other).filled:
            continue
        for cell in other.cells:
            key = labels.request_columns().exact(cell.text)
            if key is not None:
                found.setdefault(key, cell.column)
    complete = [found[key] for key in COLUMNS if key in found]
    return (
        {key: found[key] for key in COLUMNS}
        if len(complete) == len(COLUMNS) and complete == sorted(set(complete))
        else {}
    )


def _figure(row: KeyedRow, column: str, cell: Cell) -> Figure:
    return Figure(3, row.key, column, parse(cell.text, "count"), cell_source(row.values.row, cell))


def equations(present: set[str]) -> list[Equation]:
    """The rules of table 3 over the rows that are printed: applicants_sum, outcomes_sum and balance."""
    six, total = COLUMNS[:-1], COLUMNS[-1]
    rules = [Equation(tuple((row, column) for column in six), ((row, total),)) for row in ROWS if row in present]
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
    """Let the form's arithmetic say what rows with lost or doubled cells hold; what it leaves open is unreadable."""
    possible = {row.key: values.possible_lines(row.values, len(COLUMNS)) for row in damaged}
    lines = {key: found for key, found in possible.items() if found}
    known = {
        (figure.row, str(figure.column)): int(figure.value.value or 0)
        for figure in reading.figures
        if figure.value.status in ("printed", "blank")
    }
    present = {figure.row for figure in reading.figures} | {row.key for row in damaged}
    solved = arithmetic.solve(lines, COLUMNS, known, equations(present)) if lines else None
    for row in damaged:
        for column in COLUMNS:
            value = None if solved is None else solved.get((row.key, column))
            status: Value = Value(None, "unreadable") if value is None else Value(value, "inferred")
            reading.figures.append(Figure(3, row.key, column, status, row_source(row.values.row)))
    names = ", ".join(row.key for row in damaged)
    reading.doubt("cells_lost", f"rows with lost or doubled cells, restored where the sums leave one solution: {names}")
