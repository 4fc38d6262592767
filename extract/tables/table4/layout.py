"""How table 4 is laid out: as one row of fifteen figures, a row for each route, or one for each
outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from extract import forms
from extract.document import Cell
from extract.forms import labels
from extract.tables import values
from extract.tables.arithmetic import CellName, Equation
from extract.tables.stream import Row
from extract.tables.table4.sums import is_sum
from extract.tables.values import ValueRow

ROUTES = forms.form("2021").table4.row_keys
OUTCOMES = forms.form("2021").table4.column_keys
CELLS = tuple((route, outcome) for route in ROUTES for outcome in OUTCOMES)
WIDTH = len(CELLS)

Order = tuple[str, ...]


@dataclass(frozen=True)
class Layout:
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


def orders_of(rows: Sequence[Row]) -> list[Order]:
    """The outcomes as the header names them, a tuple for each route; none where it does not name
    all of them.
    """
    named = [key for key, _ in _named_outcomes(rows)]
    found = [tuple(named[at : at + len(OUTCOMES)]) for at in range(0, len(named), len(OUTCOMES))]
    return found if all(sorted(order) == sorted(OUTCOMES) for order in found) else []


def _named_outcomes(rows: Sequence[Row]) -> list[tuple[str, Cell]]:
    """The cells that name outcomes, each with its key."""
    exact = labels.dispute_columns().exact
    found: list[tuple[str, Cell]] = []
    for row in rows:
        found += [(key, cell) for cell in row.cells if (key := exact(cell.text))]
    return found


def headers_agree(rows: Sequence[Row]) -> bool:
    """Whether the outcomes stand in the form's order wherever a row names them, route after
    route.
    """
    return all(_is_in_order([key for key, _ in _named_outcomes([row])]) for row in rows)


def _is_in_order(outcomes: Sequence[str]) -> bool:
    places = [OUTCOMES.index(outcome) for outcome in outcomes]
    return all(
        earlier <= later or _begins_anew(earlier, later) for earlier, later in pairwise(places)
    )


def _begins_anew(earlier: int, later: int) -> bool:
    """The next route begins after 总计, or after 尚未审结 where the header leaves 总计 out."""
    return later == 0 and earlier >= len(OUTCOMES) - 2


def layout_of(
    rows: Sequence[Row],
    split_rows: Sequence[ValueRow],
    value_rows: Sequence[ValueRow],
    orders: Sequence[Order],
) -> Layout | None:
    """The layout of a table; None where its rows of figures are not those of one.

    `split_rows` are the `rows` as they were split, `value_rows` those with figures, `orders` what
    `orders_of` says of the rows.
    """
    return _by_names(split_rows, orders) or _as_line(rows, value_rows, orders)


def _by_names(rows: Sequence[ValueRow], orders: Sequence[Order]) -> Layout | None:
    """A row of figures for each route, or one for each outcome under the names of the routes."""
    by_route = _named_rows(rows, labels.dispute_rows(), ROUTES, len(OUTCOMES))
    if by_route is not None:
        is_one_order = len(set(orders)) <= 1
        columns = orders[0] if orders else OUTCOMES
        return Layout(by_route, columns, {name: name for name in CELLS}) if is_one_order else None
    by_outcome = _named_rows(rows, labels.dispute_columns(), OUTCOMES, len(ROUTES))
    if by_outcome is None or _named_routes([row.row for row in rows]) != list(ROUTES):
        return None
    turned = {(outcome, route): (route, outcome) for route, outcome in CELLS}
    return Layout(by_outcome, ROUTES, turned)


def _named_routes(rows: Sequence[Row]) -> list[str]:
    """The routes as the header names them, from left to right."""
    vocabulary = labels.dispute_rows()
    return list(chain.from_iterable(_names(row, vocabulary) for row in rows))


def _names(row: Row, vocabulary: labels.Vocabulary) -> list[str]:
    return [key for cell in row.cells if (key := vocabulary.find(cell.text))]


def _named_rows(
    rows: Sequence[ValueRow], vocabulary: labels.Vocabulary, keys: Sequence[str], width: int
) -> dict[str, ValueRow] | None:
    """The row of figures of each key, where each has one: the name that stands in the row, or alone
    before it.
    """
    found: dict[str, ValueRow] = {}
    name: str | None = None
    for row in rows:
        named = _names(row.row, vocabulary)
        if _is_row_of_sums(row, named):
            name = None
            continue
        if len(named) == 1 or (named and row.filled and row.row.grid.loose):
            name = named[-1]
        if name is None or not _holds_figures(row, named, width):
            continue
        if name in found or len(row.cells) >= WIDTH:
            return None
        found[name] = row
    return _trimmed(found, width) if set(found) == set(keys) else None


def _is_row_of_sums(row: ValueRow, named: Sequence[str]) -> bool:
    """Whether a row prints what several routes add up to, which the form does not have."""
    return bool(row.filled) and not named and any(map(is_sum, row.labels[-1:]))


def _holds_figures(row: ValueRow, named: Sequence[str], width: int) -> bool:
    """Whether a row is one of figures, all of which may be blank."""
    if row.filled:
        return True
    is_whole = len(values.without_label_space(row, width)) == width
    return is_whole and (bool(named) or not row.labels)


def _trimmed(rows: Mapping[str, ValueRow], width: int) -> dict[str, ValueRow]:
    """The rows without the cells that layout alone made."""
    trimmed = [replace(row, cells=values.without_label_space(row, width)) for row in rows.values()]
    return dict(zip(rows, values.without_ghosts(trimmed, width), strict=True))


def _as_line(
    rows: Sequence[Row], value_rows: Sequence[ValueRow], orders: Sequence[Order]
) -> Layout | None:
    """All figures in one row; in loose lines, without the blank cells that end the header's
    rows.
    """
    named = [ROUTES.index(route) for route in dict.fromkeys(_named_routes(rows))]
    printed = _order_of_each_route(orders)
    if len(value_rows) != 1 or named != sorted(named) or printed is None:
        return None
    line = value_rows[0]
    if line.row.grid.loose and line.labels:
        line = replace(line, cells=_without_header_blanks(rows, line))
    cells = list(_cells_in_order(printed))
    names = tuple(map(".".join, cells))
    places = {("line", name): cell for name, cell in zip(names, cells, strict=True)}
    outcomes = len(_named_outcomes(rows))
    return Layout({"line": line}, names, places, _header(rows, names), outcomes)


def _order_of_each_route(orders: Sequence[Order]) -> Sequence[Order] | None:
    """The outcomes of each route in printed order; None where a header names them for some routes
    only, and not as the form does.
    """
    if len(orders) == len(ROUTES):
        return orders
    is_as_the_form = all(order == OUTCOMES for order in orders)
    return [OUTCOMES] * len(ROUTES) if is_as_the_form else None


def _cells_in_order(orders: Sequence[Order]) -> Iterator[CellName]:
    for route, order in zip(ROUTES, orders, strict=True):
        yield from ((route, outcome) for outcome in order)


def _header(rows: Sequence[Row], names: Sequence[str]) -> dict[str, int]:
    """The column of each figure, where the format knows columns and the header names as many as
    there are figures.
    """
    columns = sorted({cell.column for _, cell in _named_outcomes(rows)})
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
    rest = values.without_spacing(replace(line, cells=line.cells[empty:]), WIDTH)
    return rest if len(rest) == WIDTH and all(cell.is_blank for cell in leading) else line.cells
