"""The header of table 3: which applicant stands in which column of a table of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract import forms
from extract.document import Cell
from extract.forms import labels
from extract.tables.values import ValueRow

_COLUMNS = forms.form("2021").table3.column_keys
# Tables of so few rows of figures are rows of one table that was taken apart.
_LONE_ROWS = 2


@dataclass(frozen=True)
class Header:
    """Applicant columns as printed: their order, and their positions where the format knows
    columns.

    `by_figures` are the positions that the figures themselves tell, where no header stands over
    them. `contradictory` says that header words stand in an order that is not the form's, in a
    format that knows no columns.
    """

    order: tuple[str, ...] = _COLUMNS
    positions: dict[str, int] = field(default_factory=dict)
    by_figures: dict[str, int] = field(default_factory=dict)
    contradictory: bool = False

    @property
    def swapped(self) -> bool:
        """Whether the columns stand in another order than the form's."""
        return self.order != _COLUMNS and not self.is_partial

    @property
    def is_partial(self) -> bool:
        """Whether the table has only some of the applicants; another may have the others."""
        return len(self.order) < len(_COLUMNS)


def _fills(header: Header, rows: Sequence[ValueRow]) -> bool:
    """Whether every row has a cell for each column of a header that names some of the form's, and
    no more.
    """
    return all(len(row.cells) == len(header.order) for row in rows)


def is_header(row: ValueRow) -> bool:
    """Whether a row is of the header: 其他 and 总计 are rows of the form too, but name it beside
    other columns.
    """
    return sum(labels.is_column(text) for text in row.labels) > 1


def headers(rows: Iterable[ValueRow]) -> dict[int, Header]:
    """The header of each table of the document, by its number, from its rows without figures."""
    known = list(rows)
    found = _by_table(known)
    for table, header in found.items():
        if header.is_partial and not _fills(
            header, [row for row in known if row.row.table == table and row.filled]
        ):
            found[table] = Header()
    bare = [row for row in known if row.filled and row.labels and not row.row.grid.ragged]
    bare = [row for row in bare if not found[row.row.table].positions]
    for table in {row.row.table for row in bare}:
        own = [row for row in bare if row.row.table == table]
        first = _first_column(own if len(own) > _LONE_ROWS else bare)
        if first is not None:
            places = {key: first + at for at, key in enumerate(found[table].order)}
            found[table] = replace(found[table], by_figures=places)
    return found


def _first_column(rows: Sequence[ValueRow]) -> int | None:
    """Where the first column stands, if all figures of the rows stand in as many columns as the
    form has.
    """
    taken = {cell.column for row in rows for cell in row.filled}
    return min(taken) if max(taken) - min(taken) + 1 == len(_COLUMNS) else None


def _by_table(rows: Sequence[ValueRow]) -> dict[int, Header]:
    words: dict[int, list[list[Cell]]] = {}
    ragged: set[int] = set()
    filled: dict[int, set[int]] = {}
    for row in rows:
        header_cells = words.setdefault(row.row.table, [])
        # Loose lines print the header and the first row as one; its words still stand before the
        # figures.
        values = set(map(id, row.cells)) if row.filled else set()
        words_of = [cell for cell in row.row.cells if id(cell) not in values]
        header_cells.append(words_of if not row.filled or _names_applicants(words_of) else [])
        if row.row.grid.ragged:
            ragged.add(row.row.table)
        if row.filled:
            columns = {column for cell in row.cells for column in cell.columns}
            filled.setdefault(row.row.table, set()).update(columns)
    found: dict[int, Header] = {}
    last = Header()
    apart: list[list[Cell]] = []
    for table, header_cells in words.items():
        if table not in filled:
            # A table of words alone, or several one under the other, is the header of the next with
            # figures.
            apart += header_cells
            found[table] = last
            continue
        header = _header(header_cells, table in ragged) or _header(apart, ragged=True)
        if header is not None and not set(header.positions.values()) <= filled[table]:
            # Spans that pushed the header aside leave its words in their order, and their columns
            # without a meaning.
            header = _header(header_cells, ragged=True)
        # A table that goes on after a page break, or holds one row only, stands under the last
        # header.
        found[table] = replace(last, positions={}) if header is None else header
        last, apart = found[table], []
    return found


def _names_applicants(cells: Iterable[Cell]) -> bool:
    return any(
        labels.request_columns().exact(cell.text) not in (None, "other", "total") for cell in cells
    )


def _header(rows: Sequence[Sequence[Cell]], ragged: bool) -> Header | None:
    named = [
        [(key, cell) for cell in cells if (key := labels.request_columns().exact(cell.text))]
        for cells in rows
    ]
    # 其他 and 总计 alone are rows of the table too: a row that names no other column is no header,
    # unless it stands above one that does, in a format that knows where.
    proper = [at for at, cells in enumerate(rows) if _names_applicants(cells)]
    if not proper:
        return None
    if ragged:
        return _by_words([key for at in proper for key, _ in named[at]])
    named = named[: proper[-1] + 1]
    first: dict[str, Cell] = {}
    for keys in named:
        for key, cell in keys:
            first.setdefault(key, cell)
    order = tuple(sorted(first, key=lambda key: first[key].column))
    apart = len({cell.column for cell in first.values()}) == len(order)
    if (
        apart
        and set(order) < set(_COLUMNS)
        and order == tuple(key for key in _COLUMNS if key in order)
    ):
        return Header(order, {key: first[key].column for key in order})
    if not apart or set(order) != set(_COLUMNS):
        return Header(
            contradictory=any(not _in_form_order([key for key, _ in keys]) for keys in named)
        )
    return Header(order, {key: first[key].column for key in order})


def _by_words(words: Sequence[str]) -> Header:
    """The columns by the order of the header's words, where the format knows no columns.

    The organisations stand between 自然人 and 总计, in the order in which they are named, if all of
    them are.
    """
    if _in_form_order(words):
        return Header()
    named = list(dict.fromkeys(words))
    organisations = [key for key in named if key not in ("natural_person", "total")]
    if (
        set(named) != set(_COLUMNS)
        or named[0] != "natural_person"
        or named.index("total") not in (1, 6)
    ):
        return Header(contradictory=True)
    return Header(("natural_person", *organisations, "total"))


def _in_form_order(words: Sequence[str]) -> bool:
    """Whether header words stand as the form prints them; 总计 spans two rows, so lines print it
    second or last.
    """
    named = list(dict.fromkeys(words))
    organisations = [_COLUMNS.index(key) for key in named if key not in ("natural_person", "total")]
    if organisations != sorted(organisations) or "natural_person" in named[1:]:
        return False
    return "total" not in named or named.index("total") in (
        named.index("natural_person") + 1 if "natural_person" in named else 0,
        len(named) - 1,
    )
