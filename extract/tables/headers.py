"""The header of table 3: which applicant stands in which column of a table of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract import forms
from extract.document import Cell
from extract.tables import labels
from extract.tables.values import ValueRow

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
    words: dict[int, list[list[Cell]]] = {}
    ragged: set[int] = set()
    for row in rows:
        header_cells = words.setdefault(row.row.table, [])
        # Loose lines print the header and the first row as one; its words still stand before the figures.
        values = set(map(id, row.cells)) if row.filled else set()
        header_cells.append([cell for cell in row.row.cells if id(cell) not in values])
        if row.row.grid.ragged:
            ragged.add(row.row.table)
    found: dict[int, Header] = {}
    last = Header()
    for table, header_cells in words.items():
        header = _header(header_cells, table in ragged)
        # A table that goes on after a page break, or holds one row only, stands under the last header.
        found[table] = replace(last, positions={}) if header is None else header
        last = found[table]
    return found


def _header(rows: Sequence[Sequence[Cell]], ragged: bool) -> Header | None:
    named = [[(key, cell) for cell in cells if (key := labels.request_columns().exact(cell.text))] for cells in rows]
    # 其他 and 总计 alone are rows of the table too: a row that names no other column is no header.
    named = [keys for keys in named if {key for key, _ in keys} - {"other", "total"}]
    if not named:
        return None
    if ragged:
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
    """Whether header words stand as the form prints them; 总计 spans two rows, so lines print it second or last."""
    named = list(dict.fromkeys(key for key, _ in keys))
    organisations = [_COLUMNS.index(key) for key in named if key not in ("natural_person", "total")]
    if organisations != sorted(organisations) or "natural_person" in named[1:]:
        return False
    return "total" not in named or named.index("total") in (
        named.index("natural_person") + 1 if "natural_person" in named else 0,
        len(named) - 1,
    )
