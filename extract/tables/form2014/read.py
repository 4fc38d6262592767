"""Form 2014: the statistics table of the reports on 2014-2018, a long list of indicators with unit
and number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from extract import forms
from extract.cells.numbers import Value, parse
from extract.forms import Indicator, indicators
from extract.forms.statutory import Statutory
from extract.tables.figures import Figure, cell_source, positions, row_source
from extract.tables.form2014.entries import Entry, StatisticsReading
from extract.tables.form2014.header import Header
from extract.tables.form2014.outline import Outline
from extract.tables.form2014.segments import Segment, cut
from extract.tables.stream import Row
from foundation.normalise import squash

# Without the header words of the form, fewer of its indicators than this prove nothing.
_FEWEST_INDICATORS = 3
# A label may be broken over this many cells or lines.
_LABEL_PARTS = 3
_MONEY = ("元", "万元", "亿元")


@dataclass(frozen=True)
class _Label:
    """A label of a segment, and the rows of the form that it may mean."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class _Named:
    """What a segment says by its own label: the row of the form, if it is one, label, and unit."""

    known: Indicator | None
    label: str
    unit: str


def read_statistics(rows: Sequence[Row]) -> StatisticsReading | None:
    """Read the statistics table out of its rows in reading order; None where too little tells that
    it is one.
    """
    reading = StatisticsReading(Statutory.STATISTICS, has_own_header=_has_header(rows))
    outline = Outline()
    for segment in _segments(rows):
        entry = _entry(segment, outline) if segment.labels else None
        if entry is not None:
            _add(entry, reading)
        elif not segment.labels:
            where = f"row {segment.row.index} of table {segment.row.table}"
            reading.doubt("rows_not_placed", f"{where} has a number and no label")
    if len(reading.keys) < (1 if reading.has_own_header else _FEWEST_INDICATORS):
        return None
    _name_apart(reading)
    reading.figures = [entry.figure for entry in reading.entries]
    reading.positions = positions(reading.figures)
    _note_doubts(reading)
    return reading


def _has_header(rows: Sequence[Row]) -> bool:
    return any(indicators.is_own_header([cell.key for cell in row.cells]) for row in rows)


def _segments(rows: Sequence[Row]) -> Iterator[Segment]:
    """The segments of all grids; one that names nothing of the form and has other columns is no
    part of the table.
    """
    header, width = Header(), 0
    for _, group in groupby(rows, key=lambda row: row.table):
        grid = list(group)
        own_width = max(len(row.cells) for row in grid)
        is_as_wide = own_width == width
        if not is_as_wide and not _is_of_the_form(grid):
            continue
        goes_on = is_as_wide or grid[0].grid.ragged
        found = cut(grid, header if goes_on else Header())
        header, width = found.header, own_width
        yield from found.segments


def _is_of_the_form(rows: Sequence[Row]) -> bool:
    """Whether a grid has the header of the form, or names one of its indicators."""
    return _has_header(rows) or any(map(_names_indicator, rows))


def _names_indicator(row: Row) -> bool:
    return any(indicators.rows(cell.text) for cell in row.cells)


def _entry(segment: Segment, outline: Outline) -> Entry | None:
    """The indicator of a segment; None for chapters, headings and remarks, which only move the
    outline on.
    """
    *context, own = _labels(segment.labels)
    for outer in context:
        outline.move(outer.text, outline.place_of(outer.places))
    named = _named(own, segment, outline)
    figure = _figure(segment, named)
    if not _is_indicator(segment, named, figure.value):
        return None
    unit = "万元" if _is_converted(figure.value) else named.unit
    key = named.known.key if named.known else ""
    return Entry(key or None, outline.chapter_of(named.known), named.label, unit or None, figure)


def _named(own: _Label, segment: Segment, outline: Outline) -> _Named:
    place = outline.place_of(own.places)
    outline.move(own.text, place)
    unit = segment.unit or indicators.unit(own.text)
    if place is None:
        return _Named(None, indicators.printed(own.text), unit)
    known = forms.statistics().rows[place]
    return _Named(known, known.label, unit or known.unit)


def _is_indicator(segment: Segment, named: _Named, value: Value) -> bool:
    """Whether a segment has a number, or a unit and a place for one."""
    if value.status in ("printed", "unreadable"):
        return True
    is_remark = named.known is None and not segment.unit and segment.number.cell is None
    return named.unit != "" and not is_remark


def _labels(texts: Sequence[str]) -> list[_Label]:
    """The labels of a segment; pieces of a broken one are joined where they make one of the
    form's.
    """
    found: list[_Label] = []
    at = 0
    while at < len(texts):
        joined = _joined(texts[at : at + _LABEL_PARTS])
        size = joined or 1
        text = "".join(texts[at : at + size])
        found.append(_Label(text, indicators.rows(text)))
        at += size
    return found


def _joined(texts: Sequence[str]) -> int:
    """How many of the texts are the pieces of one label, the most that make one; 0 where none
    do.
    """
    sizes = range(len(texts), 0, -1)
    return next((size for size in sizes if indicators.rows("".join(texts[:size]))), 0)


def _figure(segment: Segment, named: _Named) -> Figure:
    cell = segment.number.cell
    if cell is None:
        source = row_source(segment.row)
        return Figure(Statutory.STATISTICS, named.label, None, _without_cell(segment), source)
    value = _value(cell.text, named.unit)
    return Figure(Statutory.STATISTICS, named.label, None, value, cell_source(segment.row, cell))


def _without_cell(segment: Segment) -> Value:
    unclear = segment.number.unclear
    if not unclear:
        return Value(None, "blank")
    raw = " ".join(cell.text.strip() for cell in unclear)
    return Value(None, "unreadable", raw, ("columns_unclear",))


def _value(text: str, unit: str) -> Value:
    """What a cell says in the unit of its row: an exact amount where that is money, a count where
    it is not.
    """
    own = indicators.number_with_unit().match(squash(text))
    stated = unit or (own["unit"] if own else "")
    value = parse(text, "amount" if stated in _MONEY else "count")
    if own and "not_a_number" in value.issues:
        inner = parse(own["number"], "count")
        return replace(inner, raw=text.strip(), issues=(*inner.issues, "unit_in_cell"))
    return value


def _is_converted(value: Value) -> bool:
    """Whether a cell named its own unit of money, so that its value is in units of 10,000 yuan."""
    return isinstance(value.value, Decimal) and "unit_in_cell" in value.issues


def _add(entry: Entry, reading: StatisticsReading) -> None:
    """Add an indicator; one that stands twice with two numbers is unreadable, a page break may
    repeat it as it is.
    """
    at = _place_of(entry.key, reading)
    if at is None:
        reading.entries.append(entry)
        return
    first = reading.entries[at]
    values = [first.figure.value, entry.figure.value]
    if values[0] == values[1] and first.unit == entry.unit:
        return
    reading.doubt("row_repeated", f"{entry.label} stands twice with different figures")
    raw = " ".join(value.raw or str(value.value) for value in values if value.value is not None)
    unread = replace(first.figure, value=Value(None, "unreadable", raw))
    reading.entries[at] = replace(first, figure=unread)


def _place_of(key: str | None, reading: StatisticsReading) -> int | None:
    """Where an indicator of the form stands among those read."""
    if not key:
        return None
    return next((at for at, entry in enumerate(reading.entries) if entry.key == key), None)


def _name_apart(reading: StatisticsReading) -> None:
    """Figures go by their label; where two chapters have the same one, by chapter and label."""
    times = Counter(entry.label for entry in reading.entries)
    for at, entry in enumerate(reading.entries):
        if times[entry.label] > 1 and entry.chapter is not None:
            figure = replace(entry.figure, row=f"{entry.chapter}/{entry.label}")
            reading.entries[at] = replace(entry, figure=figure)


def _note_doubts(reading: StatisticsReading) -> None:
    unknown = [entry.label for entry in reading.entries if entry.key is None]
    if unknown:
        reading.note("unknown_indicator", f"kept as printed: {', '.join(unknown)}")
    if any("columns_unclear" in entry.figure.value.issues for entry in reading.entries):
        reading.clean = False
