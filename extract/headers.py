"""The header of table 3: which applicant stands in which column of a table of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract import forms, labels
from extract.document import Cell
from extract.stream import Row
from extract.values import ValueRow

_COLUMNS = forms.form("2021").table3.column_keys


@dataclass(frozen=True)
class Header:
    """Applicant columns as printed: their order, and their positions where the format knows columns.

    `contradictory` says that header words stand in an order that is not the form's, in a format that knows no columns.
    """

    order: tuple[str, ...] = _COLUMNS
    positions: dict[str, int] = field(default_factory=dict)
    contradictory: bool = False

    @property
    def swapped(self) -> bool:
        """Whether the columns stand in another order than the form's."""
        return self.order != _COLUMNS


def headers(rows: Iterable[ValueRow]) -> dict[int, Header]:
    """The header of each table of the document, by its number, from its rows without figures."""
    words: dict[int, list[Row]] = {}
    for row in rows:
        header_rows = words.setdefault(row.row.table, [])
        if not row.filled:
            header_rows.append(row.row)
    found: dict[int, Header] = {}
    last = Header()
    for table, header_rows in words.items():
        header = _header(header_rows)
        # A table that goes on after a page break, or holds one row only, stands under the last header.
        found[table] = replace(last, positions={}) if header is None else header
        last = found[table]
    return found


def _header(rows: Sequence[Row]) -> Header | None:
    named = [[(key, cell) for cell in row.cells if (key := labels.request_columns().exact(cell.text))] for row in rows]
    if not any(named):
        return None
    if any(row.grid.ragged for row in rows):
        return Header(contradictory=any(not _in_form_order(keys) for keys in named))
    first: dict[str, Cell] = {}
    for keys in named:
        for key, cell in keys:
            first.setdefault(key, cell)
    order = tuple(sorted(first, key=lambda key: first[key].column))
    if set(order) != set(_COLUMNS) or len({cell.column for cell in first.values()}) < len(order):
        return Header(contradictory=any(not _in_form_order(keys) for keys in named))
    return Header(order, {key: first[key].column for key in order})


def _in_form_order(keys: Sequence[tuple[str, Cell]]) -> bool:
    places = [_COLUMNS.index(key) for key, _ in keys]
    return places == sorted(places)
