"""The statutory tables in their printed layout, made from the form's data: which box stands where
and spans what.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from extract.forms import Disclosure, Form, Heading, Matrix, form
from extract.forms.statutory import Statutory
from foundation.numbering import value_of
from publish.collect.figures import Address
from publish.site.wording.words import texts

LABEL_COLUMNS: Final = 3
"""Columns that the labels of table 3 take: top item, group, item."""
_OUTLINE: Final = re.compile(r"(?P<top>.)(?:（(?P<group>.)）)?(?P<item>\d*)")


@dataclass(frozen=True)
class Box:
    """One box of a printed table: a label in both languages, or the address of a figure, with its
    spans.
    """

    label: str = ""
    label_en: str = ""
    scope: str = "row"
    rowspan: int = 1
    colspan: int = 1
    address: Address | None = None


Line = tuple[Box, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table as the form prints it: which it is, its title, rows of its head, rows of its body."""

    statutory: Statutory
    title: str
    title_en: str
    head: tuple[Line, ...]
    body: tuple[Line, ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every figure of the table, from left to right and from top to bottom."""
        return tuple(box.address for line in self.body for box in line if box.address)


def printed_tables(form: Form, printed: Collection[str]) -> tuple[PrintedTable, ...]:
    """Tables 2, 3 and 4 of `form`; `printed` are the keys of the rows that the document's table 3
    has.
    """
    return _printed_tables(form.name, frozenset(printed))


@lru_cache(maxsize=256)
def _printed_tables(form_name: str, printed: frozenset[str]) -> tuple[PrintedTable, ...]:
    """Most reports print the same rows, and laying them out costs more than all else but the
    page.
    """
    layout = form(form_name)
    return disclosures(layout), applications(layout, printed), reviews(layout)


def disclosures(form: Form) -> PrintedTable:
    """Table 2: a band for each article, with column headers of its own."""
    width = max(len(row.figures) for row in form.table2)
    bands = groupby(
        form.table2, key=lambda row: (row.item, tuple(figure.column for figure in row.figures))
    )
    body = tuple(line for _, rows in bands for line in _band(list(rows), width))
    return PrintedTable(Statutory.DISCLOSURES, form.table2_title, form.table2_title_en, (), body)


def _band(rows: list[Disclosure], width: int) -> Iterator[Line]:
    first = rows[0]
    number = value_of(first.item[-3])
    yield (_words("article", "colgroup", colspan=width + 1, item=first.item, number=number),)
    spans = [1] * (len(first.figures) - 1) + [width - len(first.figures) + 1]
    headers = (Box(figure.column, figure.column_en, "col") for figure in first.figures)
    yield (_words("content", "col"), *_spanned(headers, spans))
    for row in rows:
        figures = (_figure(Statutory.DISCLOSURES, figure.key) for figure in row.figures)
        yield (Box(row.label, row.label_en), *_spanned(figures, spans))


def _figure(table: Statutory, row: str, column: str = "") -> Box:
    return Box(address=Address(table, row, column))


def _spanned(boxes: Iterable[Box], spans: list[int]) -> Line:
    return tuple(replace(box, colspan=span) for box, span in zip(boxes, spans, strict=True))


def _words(name: str, scope: str, *, rowspan: int = 1, colspan: int = 1, **values: object) -> Box:
    text = texts()[f"form.{name}"]
    return Box(text.zh.format(**values), text.en.format(**values), scope, rowspan, colspan)


def applications(form: Form, printed: Collection[str]) -> PrintedTable:
    """Table 3: the outline of outcomes by kind of applicant.

    A document may print item （六） as one row where its form has three, or the other way round: it
    is shown as printed.
    """
    matrix = form.table3
    rows = [row for row in matrix.rows if row.key in shown_rows(form, printed)]
    body = tuple(_outcome(index, rows, matrix) for index in range(len(rows)))
    head = _applicants(matrix)
    return PrintedTable(Statutory.REQUESTS, matrix.title, matrix.title_en, head, body)


def shown_rows(form: Form, printed: Collection[str]) -> frozenset[str]:
    """Keys of the rows of table 3 to show: those of the form, with item （六） the way the document
    prints it.
    """
    varying = {_place(row)[:2] for row in form.table3.rows if row.key in form.table3_omits}
    alternatives = {row.key for row in form.table3.rows if _place(row)[:2] in varying}
    chosen = alternatives & set(printed) or alternatives - form.table3_omits
    return frozenset(form.table3.row_keys) - alternatives | chosen


def _applicants(matrix: Matrix) -> tuple[Line, ...]:
    first, *middle, last = (Box(column.label, column.label_en, "col") for column in matrix.columns)
    corner = _words("identity", "col", rowspan=3, colspan=LABEL_COLUMNS)
    return (
        (corner, _words("applicants", "colgroup", colspan=len(matrix.columns))),
        (
            replace(first, rowspan=2),
            _words("organisations", "colgroup", colspan=len(middle)),
            replace(last, rowspan=2),
        ),
        tuple(middle),
    )


def _outcome(index: int, rows: list[Heading], matrix: Matrix) -> Line:
    key = rows[index].key
    figures = (_figure(Statutory.REQUESTS, key, column) for column in matrix.column_keys)
    return (*_labels(index, rows, matrix), *figures)


def _labels(index: int, rows: list[Heading], matrix: Matrix) -> Iterator[Box]:
    row, place = rows[index], _place(rows[index])
    opened = [
        depth
        for depth in range(1, len(place))
        if index == 0 or _place(rows[index - 1])[:depth] != place[:depth]
    ]
    for depth in opened:
        group = next(group for group in matrix.groups if _place(group) == place[:depth])
        span = sum(_place(other)[:depth] == place[:depth] for other in rows)
        yield Box(_numbered(group), group.label_en, "rowgroup", rowspan=span)
    yield Box(_numbered(row), row.label_en, colspan=LABEL_COLUMNS - len(place) + 1)


def _place(heading: Heading) -> tuple[str, ...]:
    return _outlined(heading.number)


@cache
def _outlined(number: str) -> tuple[str, ...]:
    match = _OUTLINE.fullmatch(number)
    assert match, number
    return tuple(part for part in match.groups() if part)


def _numbered(heading: Heading) -> str:
    place = _place(heading)
    mark = {1: f"{place[-1]}、", 2: f"（{place[-1]}）", 3: f"{place[-1]}."}[len(place)]
    return mark + heading.label


def reviews(form: Form) -> PrintedTable:
    """Table 4: the outcomes of review and of the two kinds of litigation side by side, one row of
    figures.
    """
    matrix = form.table4
    review, *litigation = matrix.rows
    outcomes = tuple(Box(column.label, column.label_en, "col") for column in matrix.columns)
    width = len(outcomes)
    head = (
        (
            Box(review.label, review.label_en, "colgroup", colspan=width),
            _words("litigation", "colgroup", colspan=width * len(litigation)),
        ),
        (
            *(replace(box, rowspan=2) for box in outcomes),
            *(Box(route.label, route.label_en, "colgroup", colspan=width) for route in litigation),
        ),
        outcomes * len(litigation),
    )
    figures = tuple(
        _figure(Statutory.DISPUTES, row, column)
        for row in matrix.row_keys
        for column in matrix.column_keys
    )
    return PrintedTable(Statutory.DISPUTES, matrix.title, matrix.title_en, head, (figures,))
