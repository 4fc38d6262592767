"""The statutory forms as data: every key, label and rule is written once, in the YAML beside this
file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from extract.forms.statutory import Statutory
from foundation.rules import Rules, load

FigureType = Literal["count", "change", "amount"]


@dataclass(frozen=True)
class Figure:
    """One figure of table 2: its key, the header of its column, and what kind of number it is.

    `count` is a whole number from zero up, `change` may be negative, `amount` is in units of 10,000
    yuan.
    """

    key: str
    column: str
    column_en: str
    type: FigureType


@dataclass(frozen=True)
class Disclosure:
    """One row of table 2: the label the form prints, the article it rests on, and its figures from
    left to right.
    """

    label: str
    label_en: str
    item: str
    figures: tuple[Figure, ...]
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A row or column of table 3 or 4: key, printed label, English label, place in the outline,
    other spellings.
    """

    label: str
    label_en: str
    key: str = ""
    number: str = ""
    variants: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling under which the heading may be printed, the form's own first."""
        return (self.label, *self.variants)


@dataclass(frozen=True)
class Section:
    """One of the six statutory sections."""

    number: int
    heading: str
    heading_en: str


@dataclass(frozen=True)
class Matrix:
    """Table 3 or 4: rows by columns, with the group labels that stand beside the rows."""

    title: str
    title_en: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    groups: tuple[Heading, ...] = ()

    @cached_property
    def row_keys(self) -> tuple[str, ...]:
        """Keys of the rows from top to bottom."""
        return tuple(row.key for row in self.rows)

    @cached_property
    def column_keys(self) -> tuple[str, ...]:
        """Keys of the columns from left to right."""
        return tuple(column.key for column in self.columns)


@dataclass(frozen=True)
class Form:
    """One statutory form: its name, legal basis, the header words that tell it, and its tables."""

    name: str
    legal_basis: str
    first_year: int
    header_words: tuple[str, ...]
    table2_title: str
    table2_title_en: str
    table2: tuple[Disclosure, ...]
    table3: Matrix
    table3_omits: frozenset[str]
    table4: Matrix

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of table 2 in printed order."""
        return tuple(figure for row in self.table2 for figure in row.figures)

    def matrix(self, table: Statutory) -> Matrix:
        """Table 3 or 4; raises KeyError for a table that is no matrix."""
        return {Statutory.REQUESTS: self.table3, Statutory.DISPUTES: self.table4}[table]


@dataclass(frozen=True)
class Indicator:
    """One row of the statistics table: a chapter, a heading or an indicator; only what has a unit
    holds a number.

    `chapter` is the heading of its chapter as the form prints it, with the number.
    """

    key: str
    chapter: str
    label: str
    label_en: str
    unit: str
    variants: tuple[str, ...]
    is_chapter: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling under which the row may be printed, the form's own first."""
        return (self.label, *self.variants)


@dataclass(frozen=True)
class Sum:
    """Indicators that add up to another one, all by their keys."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class StatisticsForm:
    """The statistics table of the reports on 2014-2018: its rows in printed order, its sums, and
    its words.

    `header_words` are by what stands under them: label, unit, value, number (of the row) or note.
    """

    name: str
    legal_basis: str
    first_year: int
    title: str
    title_en: str
    rows: tuple[Indicator, ...]
    sums: tuple[Sum, ...]
    header_words: dict[str, tuple[str, ...]]
    own_words: tuple[str, ...]
    total_words: tuple[str, ...]
    footer_words: tuple[str, ...]
    note_words: tuple[str, ...]
    units: tuple[str, ...]


class _Common(Rules):
    """What common.yml says: what forms 2019 and 2021 share."""

    sections: tuple[Section, ...]
    table3: Matrix
    table4: Matrix


class _Table2(Rules):
    title: str
    title_en: str
    rows: tuple[Disclosure, ...]


class _Own(Rules):
    """What the file of form 2019 or 2021 says."""

    form: str
    legal_basis: str
    first_year: int
    header_words: tuple[str, ...]
    table3_omits: frozenset[str]
    table2: _Table2


class _Row(Rules):
    """A row of the statistics table; `number` is the national table's own."""

    label: str
    label_en: str
    key: str = ""
    number: str = ""
    unit: str = ""
    variants: tuple[str, ...] = ()


class _Chapter(_Row):
    """A chapter of the statistics table: its heading and its rows."""

    rows: tuple[_Row, ...]


class _Statistics(Rules):
    """What 2014.yml says."""

    form: str
    legal_basis: str
    first_year: int
    title: str
    title_en: str
    header_words: dict[str, tuple[str, ...]]
    own_words: tuple[str, ...]
    total_words: tuple[str, ...]
    footer_words: tuple[str, ...]
    units: tuple[str, ...]
    note_words: tuple[str, ...]
    chapters: tuple[_Chapter, ...]
    sums: tuple[Sum, ...]


# The forms with tables 2, 3 and 4, newest first.
FORM_NAMES = ("2021", "2019")
_COMMON = load(__package__, "common.yml", _Common)
_OWN = {name: load(__package__, f"{name}.yml", _Own) for name in FORM_NAMES}
_STATISTICS = load(__package__, "2014.yml", _Statistics)


def sections() -> tuple[Section, ...]:
    """The six sections that forms 2019 and 2021 share, in order."""
    return _COMMON.sections


@cache
def form(name: str) -> Form:
    """The form called `name` ("2021" or "2019"). Raises KeyError for another name."""
    own = _OWN[name]
    return Form(
        name=own.form,
        legal_basis=own.legal_basis,
        first_year=own.first_year,
        header_words=own.header_words,
        table2_title=own.table2.title,
        table2_title_en=own.table2.title_en,
        table2=own.table2.rows,
        table3=_COMMON.table3,
        table3_omits=own.table3_omits,
        table4=_COMMON.table4,
    )


def _indicator(row: _Row, chapter: str, is_chapter: bool = False) -> Indicator:
    return Indicator(
        key=row.key,
        chapter=chapter,
        label=row.label,
        label_en=row.label_en,
        unit=row.unit,
        variants=row.variants,
        is_chapter=is_chapter,
    )


def _indicators(chapter: _Chapter) -> list[Indicator]:
    heading = f"{chapter.number}、{chapter.label}"
    return [
        _indicator(chapter, heading, is_chapter=True),
        *(_indicator(row, heading) for row in chapter.rows),
    ]


@cache
def statistics() -> StatisticsForm:
    """The form "2014"."""
    own = _STATISTICS
    return StatisticsForm(
        name=own.form,
        legal_basis=own.legal_basis,
        first_year=own.first_year,
        title=own.title,
        title_en=own.title_en,
        rows=tuple(row for chapter in own.chapters for row in _indicators(chapter)),
        sums=own.sums,
        header_words=own.header_words,
        own_words=own.own_words,
        total_words=own.total_words,
        footer_words=own.footer_words,
        note_words=own.note_words,
        units=own.units,
    )


@cache
def disclosure_keys() -> tuple[str, ...]:
    """Keys of table 2 over all forms, each once, newest form first: the columns of the wide
    table.
    """
    keys = [figure.key for name in FORM_NAMES for figure in form(name).figures]
    return tuple(dict.fromkeys(keys))
