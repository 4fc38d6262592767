"""Table 4: administrative review and litigation, three routes by five outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract import forms
from extract.document import Cell
from extract.normalise import squash
from extract.numbers import Value, parse
from extract.tables import arithmetic, labels, values
from extract.tables.arithmetic import Equation
from extract.tables.figures import Figure, TableReading, cell_source, positions, row_source
from extract.tables.stream import Row
from extract.tables.values import ValueRow

ROUTES = forms.form("2021").table4.row_keys
OUTCOMES = forms.form("2021").table4.column_keys
_CELLS = tuple((route, outcome) for route in ROUTES for outcome in OUTCOMES)
_WIDTH = len(_CELLS)


def read_disputes(rows: Sequence[Row]) -> TableReading | None:
    """Read table 4, printed as one row of fifteen or as a row for each route; None where there are no figures."""
    value_rows = [row for row in map(values.split, rows) if row.filled or _is_blank_line(row)]
    if not value_rows:
        return None
    reading = TableReading(4)
    routes = _by_route(rows)
    if not _headers_agree(rows):
        reading.doubt("columns_swapped", "the columns of table 4 stand in another order than the form's")
        _mark_unreadable(value_rows[0], reading)
        return reading
    if routes is not None:
        _read_routes(routes, reading)
    elif len(value_rows) == 1:
        _read_line(value_rows[0], reading)
    else:
        reading.doubt("table_not_recognised", f"table 4 has {len(value_rows)} rows of figures, not one or three")
        _mark_unreadable(value_rows[0], reading)
    reading.positions = positions(reading.figures)
    return reading


def _is_blank_line(row: ValueRow) -> bool:
    return not row.labels and len(row.cells) == _WIDTH


def _headers_agree(rows: Sequence[Row]) -> bool:
    """Whether the outcomes stand in the form's order wherever a row names them, route after route."""
    for row in rows:
        named = [key for cell in row.cells if (key := labels.dispute_columns().exact(cell.text))]
        places = [OUTCOMES.index(key) for key in named]
        if any(later < earlier and not _begins_anew(earlier, later) for earlier, later in pairwise(places)):
            return False
    return True


def _begins_anew(earlier: int, later: int) -> bool:
    """The next route begins after 总计, or after 尚未审结 where the header leaves 总计 out."""
    return later == 0 and earlier >= len(OUTCOMES) - 2


def _read_line(row: ValueRow, reading: TableReading) -> None:
    cells = values.fit(row, _WIDTH, {})
    if cells is not None:
        reading.figures = [
            Figure(4, route, outcome, parse(cell.text, "count"), cell_source(row.row, cell))
            for (route, outcome), cell in zip(_CELLS, cells, strict=True)
        ]
        return
    lines = values.possible_lines(row, _WIDTH)
    names = [f"{route}.{outcome}" for route, outcome in _CELLS]
    solved = None if not lines else arithmetic.solve({"line": lines}, names, {}, _line_equations())
    reading.doubt(
        "cells_lost", f"table 4 has {len(row.cells)} cells, not {_WIDTH}; restored where the sums leave one solution"
    )
    for (route, outcome), name in zip(_CELLS, names, strict=True):
        value = None if solved is None else solved.get(("line", name))
        found = Value(None, "unreadable") if value is None else Value(value, "inferred")
        reading.figures.append(Figure(4, route, outcome, found, row_source(row.row)))


def _line_equations() -> list[Equation]:
    return [
        Equation(
            tuple(("line", f"{route}.{outcome}") for outcome in OUTCOMES[:-1]),
            (("line", f"{route}.{OUTCOMES[-1]}"),),
        )
        for route in ROUTES
    ]


def _by_route(rows: Sequence[Row]) -> dict[str, ValueRow] | None:
    """The row of each route, where all three have one of their own; the route's name stands in it or before it."""
    found: dict[str, ValueRow] = {}
    route: str | None = None
    for row in rows:
        value_row = values.split(row)
        named = [key for cell in row.cells if (key := labels.dispute_rows().find(cell.text))]
        if len(named) == 1:
            route = named[0]
        value_row = replace(value_row, cells=_without_label_space(value_row))
        if (value_row.filled or not value_row.labels) and len(value_row.cells) == len(OUTCOMES) and route is not None:
            if route in found:
                return None
            found[route] = value_row
    return found if set(found) == set(ROUTES) else None


def _without_label_space(row: ValueRow) -> tuple[Cell, ...]:
    """The cells of a row without the empty ones that a label spanning two columns leaves behind it."""
    cells = values.without_spacing(row, len(OUTCOMES))
    leading = cells[: max(len(cells) - len(OUTCOMES), 0)]
    return cells[len(leading) :] if all(not squash(cell.text) for cell in leading) else cells


def _read_routes(routes: dict[str, ValueRow], reading: TableReading) -> None:
    for route in ROUTES:
        row = routes[route]
        reading.figures += [
            Figure(4, route, outcome, parse(cell.text, "count"), cell_source(row.row, cell))
            for outcome, cell in zip(OUTCOMES, row.cells, strict=True)
        ]


def _mark_unreadable(row: ValueRow, reading: TableReading) -> None:
    reading.figures = [
        Figure(4, route, outcome, Value(None, "unreadable"), row_source(row.row)) for route, outcome in _CELLS
    ]
