"""Table 2: what the agency disclosed of its own accord, on form 2021 or 2019.

A figure is told by the label of its row and the word of its column, whatever form either is of:
there are reports whose parts follow different forms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract import forms
from extract.cells.numbers import Value
from extract.cells.units import Of, Unit, settled, stated
from extract.document import Cell
from extract.forms import Disclosure, Form, labels
from extract.forms.statutory import Statutory
from extract.tables import values
from extract.tables.figures import Figure, TableReading, cell_source, positions, row_source
from extract.tables.stream import Row
from extract.tables.table2 import columns
from extract.tables.table2.captions import Captions, PartUnits, above
from extract.tables.table2.header import Column, Header, header_of
from foundation.normalise import label_key


@dataclass(frozen=True)
class _Labelled:
    """A row of the form: its label as printed, the cells after it, and what holds for them."""

    row: Row
    label: Cell
    name: str
    disclosure: Disclosure
    cells: tuple[Cell, ...]
    header: Header
    caption: tuple[Unit, ...]


def read_disclosures(rows: Sequence[Row], form: Form, captions: Captions) -> TableReading | None:
    """Read table 2 of a report that follows `form`; None where none of its rows has figures.

    `captions` are the units that are stated for each grid of the document.
    """
    reading = TableReading(Statutory.DISCLOSURES)
    keyed: dict[str, Disclosure] = {}
    header = Header()
    caption: tuple[Unit, ...] = ()
    part = PartUnits()
    table = 0
    last: Disclosure | None = None
    for row in rows:
        if row.table != table:
            table = row.table
            caption = (*captions.get(table, ()), *above(row)) or caption
        own_header = header_of(row)
        header = own_header or header
        found = _labelled(row, header, form, (*caption, *part.units))
        if found is None:
            part.pass_over(row, own_header)
            if last is not None and _is_figures_alone(row):
                _broken_off(last, reading)
            continue
        part.has_figures = True
        last = found.disclosure
        if found.name in keyed:
            _repeated(found, reading)
            continue
        keyed[found.name] = last
        _note_variant(found, reading)
        reading.figures += _figures(found, form, reading)
    if not keyed:
        return None
    for disclosure in form.table2:
        if _name(disclosure) not in keyed:
            reading.note("row_missing", f"table 2 has no row {disclosure.label}")
    reading.positions = positions(reading.figures)
    return reading


@cache
def _disclosures() -> dict[str, dict[str, Disclosure]]:
    """The rows of table 2 of all forms, by name and form."""
    found: dict[str, dict[str, Disclosure]] = {}
    for form in forms.FORM_NAMES:
        for disclosure in forms.form(form).table2:
            found.setdefault(_name(disclosure), {})[form] = disclosure
    return found


def is_whole(form: Form, printed: Collection[str]) -> bool:
    """Whether every row of a form is printed with all its figures, under its own or another form's
    header.
    """
    return all(
        any(
            all(figure.key in printed for figure in other.figures)
            for other in _disclosures()[_name(disclosure)].values()
        )
        for disclosure in form.table2
    )


@cache
def _name(disclosure: Disclosure) -> str:
    """What a row is called whatever its form: the label that the newest form has for it."""
    return labels.disclosures().exact(disclosure.label) or disclosure.label


def _labelled(row: Row, header: Header, form: Form, caption: tuple[Unit, ...]) -> _Labelled | None:
    """The row of the form that a row is; None where its leading words name none, or no cell follows
    them.
    """
    found: tuple[int, str] | None = None
    for position, cell in enumerate(row.cells):
        if not cell.is_words and not cell.is_blank:
            break
        name = _named(cell)
        found = (position, name) if name else found
    if found is None or found[0] == len(row.cells) - 1:
        return None
    position, name = found
    cells = row.cells[position + 1 :]
    disclosure = _disclosure(name, header, form)
    return _Labelled(row, row.cells[position], name, disclosure, cells, header, caption)


def _named(cell: Cell) -> str | None:
    """The row that a label names, whole or without what it explains in brackets (规章（含…）)."""
    label = labels.split_number(cell.text)[1]
    return labels.disclosures().find(label) or labels.disclosures().exact(label.split("(")[0])


def _disclosure(name: str, header: Header, form: Form) -> Disclosure:
    """The row in the form whose columns the header above it names; in the report's own form where
    it names neither's.
    """
    by_form = _disclosures()[name]
    own_first = sorted(by_form, key=lambda other: other != form.name)
    best = max(own_first, key=lambda other: header.names(by_form[other]))
    return by_form[best]


def _is_figures_alone(row: Row) -> bool:
    split = values.split(row)
    return bool(split.filled) and not split.labels


def _note_variant(found: _Labelled, reading: TableReading) -> None:
    printed = labels.split_number(found.label.text)[1]
    if label_key(printed) not in (label_key(found.disclosure.label), label_key(found.name)):
        reading.note("label_variant", f"{printed} stands for {found.disclosure.label}")


def _figures(found: _Labelled, form: Form, reading: TableReading) -> list[Figure]:
    placed = columns.placed(found.cells, found.disclosure, found.header, found.row, form)
    if placed.doubt:
        reading.doubt(placed.doubt, f"row {found.disclosure.label} of table 2: {placed.reason}")
    figures = [cell for cell in found.cells if cell.holds == "figure"]
    if any(found.header.leaves_aside(cell, found.row.table) for cell in figures):
        reading.note("left_aside", f"row {found.disclosure.label} of table 2: other columns")
    return [_figure(found, figure, placed.cells.get(figure.key)) for figure in placed.figures]


def _figure(found: _Labelled, figure: forms.Figure, cell: Cell | None) -> Figure:
    if cell is None:
        value = Value(None, "unreadable", " ".join(cell.text for cell in found.cells))
        return Figure(Statutory.DISCLOSURES, figure.key, None, value, row_source(found.row))
    value = _value(found, figure, cell)
    return Figure(Statutory.DISCLOSURES, figure.key, None, value, cell_source(found.row, cell))


def _value(found: _Labelled, figure: forms.Figure, cell: Cell) -> Value:
    column = found.header.column(figure) or Column("", range(0))
    of: Of = "money" if figure.type == "amount" else "things"
    unit = settled(of, column.units, stated(found.label.text), found.caption)
    value = cell.figure(figure.type, unit)
    return value if column.sign > 0 else _decreased(value)


def _decreased(value: Value) -> Value:
    """What a cell says in a column of decreases: its number is subtracted; a sign there may mean
    either.
    """
    if not isinstance(value.value, int):
        return value
    if value.value < 0:
        return Value(None, "unreadable", value.raw, (*value.issues, "direction_unclear"))
    raw = value.raw or str(value.value)
    return replace(
        value, value=-value.value, raw=raw, issues=(*value.issues, "direction_in_header")
    )


def _repeated(found: _Labelled, reading: TableReading) -> None:
    """A row that stands twice with other figures makes both unreadable; a page break may repeat it
    as it is.
    """
    first = _figures_of(found.disclosure, reading)
    filled = [cell for cell in found.cells if not cell.is_blank]
    again = [
        _value(found, figure, cell).value
        for cell, figure in zip(filled, found.disclosure.figures, strict=False)
    ]
    if again == [figure.value.value for figure in first]:
        return
    reading.doubt(
        "row_repeated",
        f"row {found.disclosure.label} of table 2 stands twice with different figures",
    )
    _make_unreadable(first, reading)


def _broken_off(disclosure: Disclosure, reading: TableReading) -> None:
    """Figures without a label under a row may be the rest of its figures, which then say less than
    they seem to.
    """
    reading.doubt(
        "cells_lost", f"figures without a label stand under row {disclosure.label} of table 2"
    )
    _make_unreadable(_figures_of(disclosure, reading), reading)


def _figures_of(disclosure: Disclosure, reading: TableReading) -> list[Figure]:
    """The figures that were read of a row, under whichever form."""
    keys: set[str] = set()
    for other in _disclosures()[_name(disclosure)].values():
        keys.update(figure.key for figure in other.figures)
    return [figure for figure in reading.figures if figure.row in keys]


def _make_unreadable(figures: Sequence[Figure], reading: TableReading) -> None:
    for figure in figures:
        unread = replace(figure, value=Value(None, "unreadable", figure.value.raw))
        reading.figures[reading.figures.index(figure)] = unread
