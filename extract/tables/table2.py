"""Table 2: what the agency disclosed of its own accord, on form 2021 or 2019."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract import forms
from extract.cells.numbers import Value
from extract.document import Cell
from extract.forms import Disclosure, Form, labels
from extract.tables import values
from extract.tables.figures import Figure, TableReading, cell_source, positions, row_source
from extract.tables.stream import Row
from extract.tables.values import ValueRow
from foundation.normalise import label_key


@dataclass(frozen=True)
class Columns:
    """The header row that holds for the rows under it: column words in printed order, and the unit
    of its amounts.
    """

    words: tuple[str, ...] = ()
    unit: str = "万元"
    cells: int = 0

    def order(self, disclosure: Disclosure) -> tuple[forms.Figure, ...] | None:
        """The figures of a row in the order in which the header prints them; None where it
        contradicts the form.

        A header that names only some of the columns, in the form's order, leaves the form's order.
        """
        own = {_stem(figure.column): figure for figure in disclosure.figures}
        printed = [word for word in self.words if word in own]
        if printed == [word for word in own if word in printed]:
            return disclosure.figures
        return tuple(own[word] for word in printed) if sorted(printed) == sorted(own) else None


def columns_of(row: Row, form: Form) -> Columns | None:
    """The column words that a row prints, or None where it is no header row."""
    stems = sorted({_stem(figure.column) for figure in form.figures}, key=len, reverse=True)
    keys = [cell.key for cell in row.cells]
    words = tuple(
        stem
        for key in keys
        for stem in stems
        if key.startswith(stem) and not _longer(key, stem, stems)
    )
    if not words:
        return None
    return Columns(words, "元" if any("单位元" in key for key in keys) else "万元", len(row.cells))


def _longer(key: str, stem: str, stems: list[str]) -> bool:
    return any(len(other) > len(stem) and key.startswith(other) for other in stems)


def _stem(column: str) -> str:
    """The column's words without the unit that stands behind them in brackets."""
    return label_key(column.split("（")[0])


def form_of(rows: Sequence[Row]) -> Form | None:
    """The form that the header words of table 2 tell; None where they tell none, or two equally."""
    text = label_key("".join(row.text for row in rows))
    scores = {
        name: sum(label_key(word) in text for word in forms.form(name).header_words)
        for name in forms.FORM_NAMES
    }
    # 处理决定数量 of form 2019 is part of 本年处理决定数量 of form 2021.
    if "本年处理决定数量" in text:
        scores["2019"] -= "处理决定数量" in text
    best = max(scores, key=lambda name: scores[name])
    others = [score for name, score in scores.items() if name != best]
    return forms.form(best) if scores[best] > max(others) else None


def read_disclosures(rows: Sequence[Row], form: Form) -> TableReading | None:
    """Read table 2 by the labels of `form`; None where none of its rows has figures."""
    reading = TableReading(2)
    keyed: list[tuple[str, Row]] = []
    header = Columns()
    by_key = {disclosure.figures[0].key: disclosure for disclosure in form.table2}
    for row in rows:
        value_row = values.split(row)
        header = columns_of(row, form) or header
        key = _key(value_row, form)
        if key is None and value_row.filled and not value_row.labels and keyed:
            _broken_off(by_key[keyed[-1][0]], reading)
        if key is None or not value_row.cells:
            continue
        if any(key == seen for seen, _ in keyed):
            _repeated(by_key[key], value_row, reading)
            continue
        keyed.append((key, row))
        _note_variant(by_key[key], value_row, reading)
        reading.figures += _figures(by_key[key], value_row, header, reading)
    if not keyed:
        return None
    for disclosure in form.table2:
        if disclosure.figures[0].key not in by_key.keys() & {key for key, _ in keyed}:
            reading.note("row_missing", f"table 2 has no row {disclosure.label}")
    reading.positions = positions(reading.figures)
    return reading


def _key(row: ValueRow, form: Form) -> str | None:
    """The key of the row that a label names, whole or without what it explains in brackets
    (规章（含…）).
    """
    vocabulary = labels.disclosure_rows(form.name)
    for text in reversed(row.labels):
        label = labels.split_number(text)[1]
        key = vocabulary.find(label) or vocabulary.exact(label.split("(")[0])
        if key is not None:
            return key
    return None


def _note_variant(disclosure: Disclosure, row: ValueRow, reading: TableReading) -> None:
    printed = labels.split_number(row.label)[1]
    if label_key(printed) != label_key(disclosure.label):
        reading.note("label_variant", f"{printed} stands for {disclosure.label}")


def _figures(
    disclosure: Disclosure, row: ValueRow, header: Columns, reading: TableReading
) -> list[Figure]:
    cells = _fit(row, len(disclosure.figures))
    order = header.order(disclosure)
    if cells is None or order is None or _is_short(row, header, len(cells)):
        reading.doubt("cells_lost", f"row {disclosure.label} of table 2 does not fit its columns")
        lost = Value(None, "unreadable", " ".join(cell.text for cell in row.cells))
        return [
            Figure(2, figure.key, None, lost, row_source(row.row)) for figure in disclosure.figures
        ]
    if order != disclosure.figures:
        reading.doubt(
            "columns_swapped",
            f"the columns of {disclosure.label} stand in another order than the form's",
        )
    return [
        Figure(
            2,
            figure.key,
            None,
            cell.number(figure.type, header.unit),
            cell_source(row.row, cell),
        )
        for figure, cell in zip(order, cells, strict=True)
    ]


def _is_short(row: ValueRow, header: Columns, width: int) -> bool:
    """Whether a row has fewer cells than its header, so that a blank one may stand where a lost one
    stood.
    """
    grid = row.row.grid
    return (
        grid.ragged
        and not grid.loose
        and len(row.row.cells) < header.cells
        and len(row.filled) < width
    )


def _fit(row: ValueRow, width: int) -> list[Cell] | None:
    """The row's cells for its figures: as many as the form has, empty ghost cells aside."""
    if len(row.cells) == width:
        return list(row.cells)
    if len(row.cells) > width and len(row.filled) in (0, width):
        return row.filled or list(row.cells[:width])
    return None


def _repeated(disclosure: Disclosure, row: ValueRow, reading: TableReading) -> None:
    """A row that stands twice with other figures makes both unreadable; a page break may repeat it
    as it is.
    """
    first = _figures_of(disclosure, reading)
    again = [
        cell.number(item.type).value
        for cell, item in zip(row.cells, disclosure.figures, strict=False)
    ]
    if again == [figure.value.value for figure in first]:
        return
    reading.doubt(
        "row_repeated", f"row {disclosure.label} of table 2 stands twice with different figures"
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
    return [
        figure
        for figure in reading.figures
        if figure.row in {item.key for item in disclosure.figures}
    ]


def _make_unreadable(figures: Sequence[Figure], reading: TableReading) -> None:
    for figure in figures:
        unread = Figure(
            2, figure.row, None, Value(None, "unreadable", figure.value.raw), figure.source
        )
        reading.figures[reading.figures.index(figure)] = unread
