"""Table 4: administrative review and litigation, three routes by five outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from extract.cells.numbers import Value
from extract.forms import labels
from extract.forms.statutory import Statutory
from extract.tables import arithmetic, values
from extract.tables.arithmetic import CellName
from extract.tables.figures import (
    Figure,
    Source,
    TableReading,
    cell_source,
    known_counts,
    positions,
    row_source,
)
from extract.tables.stream import Row
from extract.tables.table4.layout import (
    CELLS,
    OUTCOMES,
    WIDTH,
    Layout,
    headers_agree,
    layout_of,
    orders_of,
)
from extract.tables.table4.sums import is_sum, without_sums
from extract.tables.values import ValueRow
from foundation.normalise import REMEMBERED

_OTHER_ORDER = "the columns of table 4 stand in another order than the form's"


def read_disputes(rows: Sequence[Row]) -> TableReading | None:
    """Read table 4, printed as one row of fifteen, a row for each route or for each outcome; None
    without figures.
    """
    own = without_sums(rows)
    split_rows = [_split(row) for row in own]
    value_rows = [row for row in split_rows if row.filled or _is_blank_line(row)]
    if not value_rows:
        return None
    reading = TableReading(Statutory.DISPUTES)
    if own != list(rows):
        reading.note("left_aside", "table 4: columns that add up several routes were left out")
    orders = orders_of(own)
    layout = layout_of(own, split_rows, value_rows, orders)
    if not orders and not headers_agree(own):
        reading.doubt("columns_swapped", _OTHER_ORDER)
        reading.figures = _unreadable(value_rows[0])
    elif layout is None:
        found = f"table 4 has {len(value_rows)} rows of figures, not one or three"
        reading.doubt("table_not_recognised", found)
        reading.figures = _unreadable(value_rows[0])
    else:
        if any(order != OUTCOMES for order in orders):
            reading.doubt("columns_swapped", _OTHER_ORDER)
        reading.figures = _figures(layout, reading)
    reading.positions = positions(reading.figures)
    return reading


def _split(row: Row) -> ValueRow:
    """Split a row: its labels are names of routes or outcomes. In a row of as many cells as the
    form has figures none is a label, whatever words stand in it.
    """
    split = values.split(row)
    if len(row.cells) == WIDTH and split.filled and not any(map(_is_name, split.labels)):
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
    return not row.labels and len(row.cells) == WIDTH


def _unreadable(row: ValueRow) -> list[Figure]:
    """All figures of the table, none of which could be told, in the place of their first row."""
    source = row_source(row.row)
    return [_figure(name, Value(None, "unreadable"), source) for name in CELLS]


def _figure(name: CellName, value: Value, source: Source) -> Figure:
    route, outcome = name
    return Figure(Statutory.DISPUTES, route, outcome, value, source)


def _figures(layout: Layout, reading: TableReading) -> list[Figure]:
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
            place = layout.places[name, column]
            found[place] = _figure(place, cell.figure("count"), cell_source(row.row, cell))
    if damaged:
        found |= _restored(layout, damaged, found, reading)
    return [found[name] for name in CELLS]


def _restored(
    layout: Layout,
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
    restored: dict[CellName, Figure] = {}
    for name, row in damaged.items():
        source = row_source(row.row)
        for column in layout.columns:
            place = layout.places[name, column]
            restored[place] = _figure(place, _inferred(solved.get((name, column))), source)
    return restored


def _inferred(value: int | None) -> Value:
    return Value(None, "unreadable") if value is None else Value(value, "inferred")
