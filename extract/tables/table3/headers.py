"""The header of table 3: which applicant stands in which column of a table of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

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
    them. `is_gapless` says that the header's cells stand side by side. `contradictory` says that
    header words stand in an order that is not the form's, in a format that knows no columns.
    """

    order: tuple[str, ...] = _COLUMNS
    positions: dict[str, int] = field(default_factory=dict)
    by_figures: dict[str, int] = field(default_factory=dict)
    contradictory: bool = False
    is_gapless: bool = False

    @classmethod
    def of_the_form(cls) -> Header:
        """The form's own order, where nothing tells the columns."""
        return cls()

    @classmethod
    def contradicting(cls) -> Header:
        """Words in an order that is not the form's and tells no other one."""
        return cls(contradictory=True)

    @classmethod
    def by_order(cls, order: Sequence[str]) -> Header:
        """Columns in the order of their words, in a format that knows no positions."""
        return cls(tuple(order))

    @classmethod
    def by_columns(cls, cells: Mapping[str, Cell]) -> Header:
        """Columns where their words stand."""
        order = tuple(sorted(cells, key=lambda key: cells[key].column))
        is_gapless = all(
            cells[left].column + cells[left].column_span == cells[right].column
            for left, right in pairwise(order)
        )
        positions = {key: cells[key].column for key in order}
        return cls(order, positions, is_gapless=is_gapless)

    @property
    def swapped(self) -> bool:
        """Whether the columns stand in another order than the form's."""
        return self.order != _COLUMNS and not self.is_partial

    @property
    def is_partial(self) -> bool:
        """Whether the table has only some of the applicants; another may have the others."""
        return len(self.order) < len(_COLUMNS)


@dataclass
class _Table:
    """One table of the document: its rows of figures, and the words that may be its header, row by
    row.
    """

    ragged: bool
    filled: list[ValueRow] = field(default_factory=list)
    words: list[list[Cell]] = field(default_factory=list)

    def add(self, row: ValueRow) -> None:
        """Take a row: its figures, and the words before them where they name applicants."""
        if not row.filled:
            self.words.append(list(row.row.cells))
            return
        self.filled.append(row)
        # Loose lines print the header and the first row as one; its words still stand before the
        # figures.
        values = set(map(id, row.cells))
        before = [cell for cell in row.row.cells if id(cell) not in values]
        self.words.append(before if _names_applicants(before) else [])

    @property
    def labelled(self) -> list[ValueRow]:
        """The rows of figures with a label."""
        return [row for row in self.filled if row.labels]

    @property
    def columns(self) -> set[int]:
        """The columns in which cells of rows with figures stand."""
        covered: set[int] = set()
        for row in self.filled:
            for cell in row.cells:
                covered.update(cell.columns)
        return covered


def is_header(row: ValueRow) -> bool:
    """Whether a row is of the header: 其他 and 总计 are rows of the form too, but name it beside
    other columns.
    """
    return sum(labels.is_column(text) for text in row.labels) > 1


def headers(rows: Iterable[ValueRow]) -> dict[int, Header]:
    """The header of each table of the document, by its number, from its rows without figures."""
    tables: dict[int, _Table] = {}
    for row in rows:
        tables.setdefault(row.row.table, _Table(row.row.grid.ragged)).add(row)
    found: dict[int, Header] = {}
    last = Header.of_the_form()
    apart: list[list[Cell]] = []
    for number, table in tables.items():
        if not table.filled:
            # A table of words alone, or several one under the other, is the header of the next with
            # figures.
            apart += table.words
            found[number] = last
            continue
        found[number] = last = _decided(table, apart, last)
        apart = []
    return _with_places_by_figures(found, tables)


def _decided(table: _Table, apart: Sequence[Sequence[Cell]], last: Header) -> Header:
    """The header of a table with figures: its own, or the words that stand apart over it.

    A table that goes on after a page break, or holds one row only, stands under the `last` header.
    """
    header = _named(table.words, table.ragged) or _named(apart, ragged=True)
    if header is not None and not set(header.positions.values()) <= table.columns:
        # Spans that pushed the header aside leave its words in their order, and their columns
        # without a meaning.
        header = _named(table.words, ragged=True)
    if header is None:
        header = replace(last, positions={})
    return Header.of_the_form() if header.is_partial and not _fills(header, table) else header


def _fills(header: Header, table: _Table) -> bool:
    """Whether every row has a cell for each column of a header that names some of the form's, and
    no more.
    """
    return all(len(row.cells) == len(header.order) for row in table.filled)


def _with_places_by_figures(
    found: dict[int, Header], tables: Mapping[int, _Table]
) -> dict[int, Header]:
    """The headers, with the positions that the figures tell where no word tells them."""
    bare = [number for number, table in tables.items() if not table.ragged]
    bare = [number for number in bare if tables[number].labelled and not found[number].positions]
    together: list[ValueRow] = []
    for number in bare:
        together += tables[number].labelled
    for number in bare:
        own = tables[number].labelled
        first = _first_column(own if len(own) > _LONE_ROWS else together)
        if first is not None:
            places = {key: first + at for at, key in enumerate(found[number].order)}
            found[number] = replace(found[number], by_figures=places)
    return found


def _first_column(rows: Sequence[ValueRow]) -> int | None:
    """Where the first column stands, if all figures of the rows stand in as many columns as the
    form has.
    """
    taken: set[int] = set()
    for row in rows:
        taken.update(cell.column for cell in row.filled)
    return min(taken) if max(taken) - min(taken) + 1 == len(_COLUMNS) else None


def _names_applicants(cells: Iterable[Cell]) -> bool:
    """Whether a cell names an applicant: 其他 and 总计 are rows of the table too, and prove
    nothing.
    """
    named = {labels.request_columns().exact(cell.text) for cell in cells}
    return bool(named - {None, "other", "total"})


def _named(rows: Sequence[Sequence[Cell]], ragged: bool) -> Header | None:
    """The header that rows of words make; None where none of them names an applicant.

    其他 and 总计 alone are rows of the table too: a row that names no other column is no header,
    unless it stands above one that does, in a format that knows where.
    """
    proper = [at for at, cells in enumerate(rows) if _names_applicants(cells)]
    if not proper:
        return None
    if ragged:
        words = []
        for at in proper:
            words += [key for key, _ in _column_words(rows[at])]
        return _by_words(words)
    return _by_places([_column_words(cells) for cells in rows[: proper[-1] + 1]])


def _column_words(cells: Iterable[Cell]) -> list[tuple[str, Cell]]:
    """The cells that name columns, each with the key of its column."""
    exact = labels.request_columns().exact
    return [(key, cell) for cell in cells if (key := exact(cell.text))]


def _by_places(named: Sequence[Sequence[tuple[str, Cell]]]) -> Header:
    """The columns by where their words stand, in a format that knows columns."""
    first: dict[str, Cell] = {}
    for words in named:
        for key, cell in words:
            first.setdefault(key, cell)
    if len({cell.column for cell in first.values()}) == len(first):
        header = Header.by_columns(first)
        is_whole = set(header.order) == set(_COLUMNS)
        if is_whole or header.order == tuple(key for key in _COLUMNS if key in first):
            return header
    if all(_in_form_order([key for key, _ in words]) for words in named):
        return Header.of_the_form()
    return Header.contradicting()


def _by_words(words: Sequence[str]) -> Header:
    """The columns by the order of the header's words, where the format knows no columns.

    The organisations stand between 自然人 and 总计, in the order in which they are named, if all of
    them are.
    """
    if _in_form_order(words):
        return Header.of_the_form()
    named = list(dict.fromkeys(words))
    if set(named) != set(_COLUMNS) or named[0] != "natural_person":
        return Header.contradicting()
    if named.index("total") not in (1, len(_COLUMNS) - 1):
        return Header.contradicting()
    return Header.by_order(["natural_person", *_organisations(named), "total"])


def _organisations(words: Iterable[str]) -> list[str]:
    return [key for key in words if key not in ("natural_person", "total")]


def _in_form_order(words: Sequence[str]) -> bool:
    """Whether header words stand as the form prints them; 总计 spans two rows, so lines print it
    second or last.
    """
    named = list(dict.fromkeys(words))
    organisations = [_COLUMNS.index(key) for key in _organisations(named)]
    if organisations != sorted(organisations) or "natural_person" in named[1:]:
        return False
    second = 1 if "natural_person" in named else 0
    return "total" not in named or named.index("total") in (second, len(named) - 1)
