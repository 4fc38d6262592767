"""The header rows of table 2: which figure stands under which column, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extract import forms
from extract.cells.units import Unit, stated
from extract.cells.vocabulary import either, words
from extract.document import Cell
from extract.forms import Disclosure, Form
from extract.tables.stream import Row
from foundation.normalise import REMEMBERED, label_key


@dataclass(frozen=True)
class Column:
    """A column as a header cell names it: the word of the form, the columns of the grid it covers,
    its units, and -1 where it counts decreases alone (本年减少).
    """

    word: str
    covers: range
    units: tuple[Unit, ...] = ()
    sign: int = 1


@dataclass(frozen=True)
class Header:
    """The header row that holds for the rows under it: its columns in printed order.

    `others` are the columns of the grid under words that the form does not have (上年处理决定数量).
    """

    columns: tuple[Column, ...] = ()
    others: frozenset[int] = frozenset()
    table: int = 0
    cells: int = 0
    ragged: bool = False

    def leaves_aside(self, cell: Cell, table: int) -> bool:
        """Whether a cell of a table stands under words that the form does not have."""
        return table == self.table and self.others >= {*cell.columns}

    def column(self, figure: forms.Figure) -> Column | None:
        """The column of a figure; None where the header names none, or two."""
        named = [column for column in self.columns if column.word == stem(figure.column)]
        return named[0] if len(named) == 1 else None

    def names(self, disclosure: Disclosure) -> int:
        """How many of the figures of a row it names."""
        return sum(self.column(figure) is not None for figure in disclosure.figures)

    def order(self, disclosure: Disclosure) -> tuple[forms.Figure, ...] | None:
        """The figures of a row in the order in which the header prints them; None where it
        contradicts the form.

        A header that names only some of the columns, in the form's order, leaves the form's order.
        """
        own = {stem(figure.column): figure for figure in disclosure.figures}
        printed = [column.word for column in self.columns if column.word in own]
        if printed == [word for word in own if word in printed]:
            return disclosure.figures
        return tuple(own[word] for word in printed) if sorted(printed) == sorted(own) else None


def stem(column: str) -> str:
    """The words of a column without the unit that stands behind them in brackets."""
    return label_key(column.split("（")[0])


@cache
def _stems() -> tuple[str, ...]:
    """The column words of all forms, the longest first."""
    found = {stem(figure.column) for figure in _figures_of_all_forms()}
    return tuple(sorted(found, key=len, reverse=True))


def _figures_of_all_forms() -> Iterator[forms.Figure]:
    for name in forms.FORM_NAMES:
        yield from forms.form(name).figures


@cache
def _one_way() -> re.Pattern[str]:
    """A column of changes that all go one way: 本年减少, 减少数量, 本年增加项目数量."""
    less, more = either(words("less")), either(words("more"))
    return re.compile(f"(?:本年)?(?:(?P<less>{less})|(?:{more}))(?:项目)?(?:数量?)?")


@cache
def _change() -> str:
    changes = [figure for figure in _figures_of_all_forms() if figure.type == "change"]
    (word,) = {stem(figure.column) for figure in changes}
    return word


def header_of(row: Row) -> Header | None:
    """The columns that a row prints, or None where it is no header row."""
    found = [column for cell in row.cells if (column := _column(cell))]
    if not found:
        return None
    others: set[int] = set()
    for cell in row.cells[1:]:
        if _is_other(cell) and not row.grid.ragged:
            others.update(cell.columns)
    return Header(tuple(found), frozenset(others), row.table, len(row.cells), row.grid.ragged)


def names_column(cell: Cell) -> bool:
    """Whether a cell is the header of a column of the form."""
    return _column(cell) is not None


def _is_other(cell: Cell) -> bool:
    return cell.is_words and not names_column(cell)


def _column(cell: Cell) -> Column | None:
    if cell.holds != "words":
        return None
    named = _named(cell.key)
    if named is None:
        return None
    word, sign = named
    return Column(word, cell.columns, stated(cell.text), sign)


@lru_cache(maxsize=REMEMBERED)
def _named(key: str) -> tuple[str, int] | None:
    """The word of the form that the key of a header cell begins with, and the sign of its
    figures.
    """
    one_way = _one_way().fullmatch(key)
    if one_way:
        return _change(), -1 if one_way["less"] else 1
    return next(((word, 1) for word in _stems() if key.startswith(word)), None)


def form_of(rows: Sequence[Row]) -> Form | None:
    """The form that the header words of table 2 tell: that of most of its parts, which may follow
    different forms. None where no word tells one.
    """
    headers = [header for row in rows if (header := header_of(row))]
    text = "".join([row.key for row in rows])
    scores = {name: (_parts(name, headers), _words(name, text)) for name in forms.FORM_NAMES}
    best = max(scores, key=lambda name: scores[name])
    return forms.form(best) if any(scores[best]) else None


def _parts(name: str, headers: Sequence[Header]) -> int:
    """How many headers have a word that of all forms only this one has."""
    own = {stem(figure.column) for figure in forms.form(name).figures}
    return sum(any(column.word in own for column in header.columns) for header in headers)


def _words(name: str, text: str) -> int:
    """How many header words of a form a text has."""
    words = [label_key(word) for word in forms.form(name).header_words]
    if "本年处理决定数量" in text:
        # 处理决定数量 of form 2019 is part of 本年处理决定数量 of form 2021.
        words = [word for word in words if word != "处理决定数量"]
    return sum(word in text for word in words)
