"""Table 4: administrative review and litigation, three routes by five outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from extract import forms
from extract.cells.numbers import Value
from extract.document import Cell
from extract.forms import labels
from extract.forms.statutory import Statutory
from extract.tables import arithmetic, values
from extract.tables.arithmetic import CellName, Equation
from extract.tables.figures import (
    Figure,
    TableReading,
    cell_source,
    known_counts,
    positions,
    row_source,
)
from extract.tables.stream import Row
from extract.tables.table4.sums import is_sum, without_sums
from extract.tables.values import ValueRow
from foundation.normalise import REMEMBERED

ROUTES = forms.form("2021").table4.row_keys
OUTCOMES = forms.form("2021").table4.column_keys
_CELLS = tuple((route, outcome) for route in ROUTES for outcome in OUTCOMES)
_WIDTH = len(_CELLS)


@dataclass(frozen=True)
class _Layout:
    """How the table is laid out: its rows of figures by name, and which figure each column of each
    row holds.

    `named_outcomes` is how many columns the header names: a row of as many cells lost none, and has
    none too many, so that the sums restore nothing in it.
    """

    rows: Mapping[str, ValueRow]
    columns: tuple[str, ...]
    places: Mapping[CellName, CellName]
    header: dict[str, int] = field(default_factory=dict)
    named_outcomes: int = 0

    def equations(self) -> list[Equation]:
        """route_sum, in the names of this layout."""
        named = {place: name for name, place in self.places.items()}
        return [
            Equation(
                tuple(named[route, outcome] for outcome in OUTCOMES[:-1]),
                (named[route, OUTCOMES[-1]],),
            )
            for route in ROUTES
        ]


def read_disputes(rows: Sequence[Row]) -> TableReading | None:
    """Read table 4, printed as one row of fifteen, a row for each route or for each outcome; None
    without figures.
    """
    printed, rows = rows, without_sums(rows)
    split_rows = [_split(row) for row in rows]
    value_rows = [row for row in split_rows if row.filled or _is_blank_line(row)]
    if not value_rows:
        return None
    reading = TableReading(Statutory.DISPUTES)
    if list(printed) != rows:
        reading.note("left_aside", "table 4: columns that add up several routes were left out")
    orders = _orders(rows)
    layout = _by_names(split_rows, orders) or _as_line(rows, value_rows, orders)
    if not orders and not _headers_agree(rows):
        reading.doubt(
            "columns_swapped", "the columns of table 4 stand in another order than the form's"
        )
        _mark_unreadable(value_rows[0], reading)
    elif layout is None:
        reading.doubt(
            "table_not_recognised",
            f"table 4 has {len(value_rows)} rows of figures, not one or three",
        )
        _mark_unreadable(value_rows[0], reading)
    else:
        if set(orders) - {OUTCOMES}:
            reading.doubt(
                "columns_swapped", "the columns of table 4 stand in another order than the form's"
            )
        _read(layout, reading)
    reading.positions = positions(reading.figures)
    return reading


def _split(row: Row) -> ValueRow:
    """Split a row: its labels are names of routes or outcomes. In a row of as many cells as the
    form has figures none is a label, whatever words stand in it.
    """
    split = values.split(row)
    if len(row.cells) == _WIDTH and split.filled and not any(map(_is_name, split.labels)):
        return ValueRow(row, (), row.cells)
    named = [at for at, cell in enumerate(row.cells) if _is_name(cell.text)]
    if not named or not split.labels or _is_name(split.labels[-1]):
        return split
    # Words behind the name of a route stand where its first figure belongs.
    after = named[-1] + 1
    return ValueRow(row, split.labels[:-1], row.cells[after:]) if split.filled else split


@lru_cache(maxsize=REMEMBERED)
def _is_name(text: str) -> bool:
    known = (labels.dispute_rows(), labels.dispute_columns())
    return is_sum(text) or any(vocabulary.find(text) for vocabulary in known)


def _is_blank_line(row: ValueRow) -> bool:
    return not row.labels and len(row.cells) == _WIDTH


def _orders(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The outcomes as the header names them, a tuple for each route; none where it does not name
    all of them.
    """
    named = [key for key, _ in _outcome_words(rows)]
    found = [tuple(named[at : at + len(OUTCOMES)]) for at in range(0, len(named), len(OUTCOMES))]
    return found if all(sorted(order) == sorted(OUTCOMES) for order in found) else []


def _outcome_words(rows: Sequence[Row]) -> list[tuple[str, Cell]]:
    """The cells that name outcomes, each with its key."""
    exact = labels.dispute_columns().exact
    found: list[tuple[str, Cell]] = []
    for row in rows:
        found += [(key, cell) for cell in row.cells if (key := exact(cell.text))]
    return found


def _headers_agree(rows: Sequence[Row]) -> bool:
    """Whether the outcomes stand in the form's order wherever a row names them, route after
    route.
    """
    for row in rows:
        named = [key for cell in row.cells if (key := labels.dispute_columns().exact(cell.text))]
        places = [OUTCOMES.index(key) for key in named]
        if any(
            later < earlier and not _begins_anew(earlier, later)
            for earlier, later in pairwise(places)
        ):
            return False
    return True


def _begins_anew(earlier: int, later: int) -> bool:
    """The next route begins after 总计, or after 尚未审结 where the header leaves 总计 out."""
    return later == 0 and earlier >= len(OUTCOMES) - 2


def _by_names(rows: Sequence[ValueRow], orders: Sequence[tuple[str, ...]]) -> _Layout | None:
    """A row of figures for each route, or one for each outcome under the names of the routes."""
    by_route = _named_rows(rows, labels.dispute_rows(), ROUTES, len(OUTCOMES))
    if by_route is not None:
        if len(set(orders)) > 1:
            return None
        return _Layout(by_route, orders[0] if orders else OUTCOMES, {name: name for name in _CELLS})
    by_outcome = _named_rows(rows, labels.dispute_columns(), OUTCOMES, len(ROUTES))
    if by_outcome is not None and _named_together([row.row for row in rows]) == list(ROUTES):
        return _Layout(
            by_outcome, ROUTES, {(outcome, route): (route, outcome) for route, outcome in _CELLS}
        )
    return None


def _named_together(rows: Sequence[Row]) -> list[str]:
    """The routes as the header names them, from left to right."""
    return [
        key for row in rows for cell in row.cells if (key := labels.dispute_rows().find(cell.text))
    ]


def _named_rows(
    rows: Sequence[ValueRow], vocabulary: labels.Vocabulary, keys: Sequence[str], width: int
) -> dict[str, ValueRow] | None:
    """The row of figures of each key, where each has one: the name that stands in the row, or alone
    before it.
    """
    found: dict[str, ValueRow] = {}
    name: str | None = None
    for value_row in rows:
        row = value_row.row
        named = [key for cell in row.cells if (key := vocabulary.find(cell.text))]
        if value_row.filled and not named and any(map(is_sum, value_row.labels[-1:])):
            # Some print what several routes add up to; the form has no such row.
            name = None
            continue
        if len(named) == 1 or (named and value_row.filled and row.grid.loose):
            name = named[-1]
        is_whole = len(values.without_label_space(value_row, width)) == width
        if name is None or not (value_row.filled or (is_whole and (named or not value_row.labels))):
            continue
        if name in found or len(value_row.cells) >= _WIDTH:
            return None
        found[name] = value_row
    if set(found) != set(keys):
        return None
    trimmed = [replace(row, cells=values.without_label_space(row, width)) for row in found.values()]
    return dict(zip(found, values.without_ghosts(trimmed, width), strict=True))


def _as_line(
    rows: Sequence[Row], value_rows: Sequence[ValueRow], orders: Sequence[tuple[str, ...]]
) -> _Layout | None:
    """All figures in one row; in loose lines, without the blank cells that end the header's
    rows.
    """
    named = [ROUTES.index(route) for route in dict.fromkeys(_named_together(rows))]
    if len(value_rows) != 1 or named != sorted(named):
        return None
    line = value_rows[0]
    if line.row.grid.loose and line.labels:
        line = replace(line, cells=_without_header_blanks(rows, line))
    printed = orders if len(orders) == len(ROUTES) else [OUTCOMES] * len(ROUTES)
    if set(orders) - {*printed}:
        return None
    cells = [
        (route, outcome) for route, order in zip(ROUTES, printed, strict=True) for outcome in order
    ]
    names = tuple(map(".".join, cells))
    places = {("line", name): cell for name, cell in zip(names, cells, strict=True)}
    return _Layout({"line": line}, names, places, _header(rows, names), len(_outcome_words(rows)))


def _header(rows: Sequence[Row], names: Sequence[str]) -> dict[str, int]:
    """The column of each figure, where the format knows columns and the header names as many as
    there are figures.
    """
    columns = sorted({cell.column for _, cell in _outcome_words(rows)})
    known = len(columns) == len(names) and not any(row.grid.ragged for row in rows)
    return dict(zip(names, columns, strict=True)) if known else {}


def _without_header_blanks(rows: Sequence[Row], line: ValueRow) -> tuple[Cell, ...]:
    """Each row of a header that leaves cells empty at its end leaves as many lines; so does its
    last row.
    """
    headers = [
        row for row in map(values.split, rows) if row.row.table == line.row.table and not row.filled
    ]
    empty = len(headers[-1].cells) if headers else 0
    leading = line.cells[:empty]
    rest = values.without_spacing(replace(line, cells=line.cells[empty:]), _WIDTH)
    return rest if len(rest) == _WIDTH and all(cell.is_blank for cell in leading) else line.cells


def _read(layout: _Layout, reading: TableReading) -> None:
    """The figures of each row that has as many cells as columns; the form's sums say what the
    others hold.
    """
    damaged: dict[str, ValueRow] = {}
    found: dict[CellName, Figure] = {}
    for name, row in layout.rows.items():
        cells = values.fit(row, len(layout.columns), layout.header)
        if cells is None:
            damaged[name] = row
            continue
        for column, cell in zip(layout.columns, cells, strict=True):
            route, outcome = layout.places[name, column]
            found[route, outcome] = Figure(
                Statutory.DISPUTES, route, outcome, cell.figure("count"), cell_source(row.row, cell)
            )
    if damaged:
        found |= _restored(layout, damaged, found, reading)
    reading.figures = [found[name] for name in _CELLS]


def _restored(
    layout: _Layout,
    damaged: Mapping[str, ValueRow],
    found: Mapping[CellName, Figure],
    reading: TableReading,
) -> dict[CellName, Figure]:
    counts = ", ".join(str(len(row.cells)) for row in damaged.values())
    reading.doubt(
        "cells_lost",
        f"table 4 has rows of {counts} cells, not {len(layout.columns)}; restored where the sums"
        " leave one solution",
    )
    lines = {
        name: values.possible_lines(row, len(layout.columns))
        for name, row in damaged.items()
        if len(row.cells) != layout.named_outcomes
    }
    named = {place: name for name, place in layout.places.items()}
    known = {named[place]: count for place, count in known_counts(found).items()}
    solved = arithmetic.restored(lines, layout.columns, known, layout.equations())
    restored = {}
    for name, row in damaged.items():
        for column in layout.columns:
            route, outcome = layout.places[name, column]
            value = solved.get((name, column))
            status = Value(None, "unreadable") if value is None else Value(value, "inferred")
            restored[route, outcome] = Figure(
                Statutory.DISPUTES, route, outcome, status, row_source(row.row)
            )
    return restored


def _mark_unreadable(row: ValueRow, reading: TableReading) -> None:
    reading.figures = [
        Figure(Statutory.DISPUTES, route, outcome, Value(None, "unreadable"), row_source(row.row))
        for route, outcome in _CELLS
    ]
