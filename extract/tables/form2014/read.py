"""Form 2014: the statistics table of the reports on 2014-2018, a long list of indicators with unit
and number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from extract import forms
from extract.cells.numbers import Value, parse
from extract.forms import Indicator, Sum, indicators
from extract.forms.statutory import Statutory
from extract.tables.figures import (
    Check,
    Figure,
    Result,
    TableReading,
    cell_source,
    positions,
    row_source,
)
from extract.tables.form2014.segments import Header, Segment, cut
from extract.tables.stream import Row
from foundation.normalise import squash

# Without the header words of the form, fewer of its indicators than this prove nothing...
_FEWEST_INDICATORS = 3
# ...and fewer than this prove a local table, not the national one.
_FEWEST_OF_FORM = 10
# A label may be broken over this many cells or lines.
_LABEL_PARTS = 3
_MONEY = ("元", "万元", "亿元")


@dataclass(frozen=True)
class Entry:
    """One indicator: its key in the form (None for a label that the form does not have), chapter,
    label, unit, number.

    `chapter` is None where neither the document nor the form tells it; `unit` likewise.
    """

    key: str | None
    chapter: str | None
    label: str
    unit: str | None
    figure: Figure


@dataclass
class StatisticsReading(TableReading):
    """All that was read of the statistics table, in the order of the document."""

    entries: list[Entry] = field(default_factory=list)
    has_own_header: bool = False

    @property
    def keys(self) -> set[str]:
        """Keys of the indicators that the document prints."""
        return {entry.key for entry in self.entries if entry.key is not None}

    @property
    def is_national(self) -> bool:
        """Whether it is the national table, and not a local one with some of its indicators."""
        return self.has_own_header or len(self.keys) >= _FEWEST_OF_FORM

    @property
    def is_complete(self) -> bool:
        """Whether every indicator of the form is printed."""
        return self.keys >= {row.key for row in forms.statistics().rows if row.unit}


@dataclass
class _Outline:
    """Where in the outline the reader stands: the last known row, the open chapter, and chapters as
    printed.
    """

    last: int | None = None
    chapter: str | None = None
    printed: dict[str, str] = field(default_factory=dict)


def read_statistics(rows: Sequence[Row]) -> StatisticsReading | None:
    """Read the statistics table out of its rows in reading order; None where too little tells that
    it is one.
    """
    reading = StatisticsReading(Statutory.STATISTICS)
    reading.has_own_header = any(
        indicators.is_own_header([cell.text for cell in row.cells]) for row in rows
    )
    outline = _Outline()
    for row, segment in _segments(rows):
        if not segment.labels:
            reading.doubt(
                "rows_not_placed", f"row {row.index} of table {row.table} has a number and no label"
            )
            continue
        entry = _entry(segment, row, outline)
        if entry is not None:
            _add(entry, reading)
    if len(reading.keys) < (1 if reading.has_own_header else _FEWEST_INDICATORS):
        return None
    _name_apart(reading)
    reading.figures = [entry.figure for entry in reading.entries]
    reading.positions = positions(reading.figures)
    _note_doubts(reading)
    return reading


def _segments(rows: Sequence[Row]) -> Iterator[tuple[Row, Segment]]:
    """The segments of all grids; one that names nothing of the form and has other columns is no
    part of the table.
    """
    header, width = Header(), 0
    for _, group in groupby(rows, key=lambda row: row.table):
        grid = list(group)
        own_width = max(len(row.cells) for row in grid)
        named = any(indicators.rows(cell.text) for row in grid for cell in row.cells)
        if not named and not _has_header(grid) and own_width != width:
            continue
        found, header = cut(grid, header if own_width == width or grid[0].grid.ragged else Header())
        width = own_width
        for row, segments in found:
            yield from ((row, segment) for segment in segments)


def _has_header(rows: Sequence[Row]) -> bool:
    return any(indicators.is_own_header([cell.text for cell in row.cells]) for row in rows)


def _entry(segment: Segment, row: Row, outline: _Outline) -> Entry | None:
    """The indicator of a segment; None for chapters, headings and remarks, which only move the
    outline on.
    """
    *context, (text, places) = _parts(segment.labels)
    for other, found in context:
        _move(other, _resolve(found, outline), outline)
    place = _resolve(places, outline)
    known = None if place is None else forms.statistics().rows[place]
    unit = segment.unit or indicators.unit(text) or (known.unit if known else "")
    label = indicators.printed(text) if known is None else known.label
    figure = _figure(segment, row, label, unit)
    _move(text, place, outline)
    holds_number = figure.value.status in ("printed", "unreadable")
    has_place = known is not None or segment.unit != "" or segment.cell is not None
    if not holds_number and not (unit and has_place):
        return None
    printed_unit = "万元" if _is_converted(figure.value) else unit
    key = (known.key or None) if known else None
    return Entry(key, _chapter(known, outline), label, printed_unit or None, figure)


def _parts(labels: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """The labels of a segment with the rows of the form that each may mean; pieces of a broken
    label are joined.
    """
    parts: list[tuple[str, tuple[int, ...]]] = []
    at = 0
    while at < len(labels):
        for size in range(min(_LABEL_PARTS, len(labels) - at), 0, -1):
            text = "".join(labels[at : at + size])
            if size == 1 or indicators.rows(text):
                break
        parts.append((text, indicators.rows(text)))
        at += size
    return parts


def _resolve(places: Sequence[int], outline: _Outline) -> int | None:
    """The row that a label means; of several with the same wording, the next one of the chapter
    that is open.
    """
    if len(places) <= 1:
        return places[0] if places else None
    if outline.last is None:
        return None
    rows = forms.statistics().rows
    inside = [place for place in places if rows[place].chapter == rows[outline.last].chapter]
    following = [place for place in inside if place > outline.last]
    if following:
        return following[0]
    return inside[0] if len(inside) == 1 else None


def _move(text: str, place: int | None, outline: _Outline) -> None:
    """Note a chapter that begins, or the row of the form at which the document stands."""
    row = None if place is None else forms.statistics().rows[place]
    if row is not None:
        outline.last = place
    if row is not None and row.is_chapter:
        outline.chapter = outline.printed[row.chapter] = indicators.shown(text)
    elif row is None and indicators.is_top_heading(text):
        outline.chapter, outline.last = indicators.shown(text), None


def _chapter(known: Indicator | None, outline: _Outline) -> str | None:
    """The chapter as the document prints it, else as the form does."""
    if known is not None:
        foreign = outline.chapter if outline.chapter not in outline.printed.values() else None
        return outline.printed.get(known.chapter) or foreign or known.chapter
    if outline.chapter is None and outline.last is not None:
        return forms.statistics().rows[outline.last].chapter
    return outline.chapter


def _figure(segment: Segment, row: Row, label: str, unit: str) -> Figure:
    if segment.unclear:
        raw = " ".join(cell.text.strip() for cell in segment.unclear)
        return Figure(
            Statutory.STATISTICS,
            label,
            None,
            Value(None, "unreadable", raw, ("columns_unclear",)),
            row_source(row),
        )
    if segment.cell is None:
        return Figure(Statutory.STATISTICS, label, None, Value(None, "blank"), row_source(row))
    return Figure(
        Statutory.STATISTICS,
        label,
        None,
        _value(segment.cell.text, unit),
        cell_source(row, segment.cell),
    )


def _value(text: str, unit: str) -> Value:
    """What a cell says in the unit of its row: an exact amount where that is money, a count where
    it is not.
    """
    own = indicators.number_with_unit().match(squash(text))
    is_amount = unit in _MONEY or (not unit and own is not None and own["unit"] in _MONEY)
    value = parse(text, "amount" if is_amount else "count")
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
    at = next(
        (at for at, old in enumerate(reading.entries) if entry.key and old.key == entry.key), None
    )
    if at is None:
        reading.entries.append(entry)
        return
    first = reading.entries[at]
    values = [one.figure.value for one in (first, entry)]
    if values[0] == values[1] and first.unit == entry.unit:
        return
    reading.doubt("row_repeated", f"{entry.label} stands twice with different figures")
    raw = " ".join(value.raw or str(value.value) for value in values if value.value is not None)
    unread = replace(first.figure, value=Value(None, "unreadable", raw))
    reading.entries[at] = replace(first, figure=unread)


def _name_apart(reading: StatisticsReading) -> None:
    """Figures go by their label; where two chapters have the same one, by chapter and label."""
    often = {
        label
        for label, times in Counter(entry.label for entry in reading.entries).items()
        if times > 1
    }
    for at, entry in enumerate(reading.entries):
        if entry.label in often and entry.chapter is not None:
            figure = replace(entry.figure, row=f"{entry.chapter}/{entry.label}")
            reading.entries[at] = replace(entry, figure=figure)


def _note_doubts(reading: StatisticsReading) -> None:
    unknown = [entry.label for entry in reading.entries if entry.key is None]
    if unknown:
        reading.note("unknown_indicator", f"kept as printed: {', '.join(unknown)}")
    if any("columns_unclear" in entry.figure.value.issues for entry in reading.entries):
        reading.clean = False


def check_statistics(reading: StatisticsReading) -> list[Check]:
    """statistics_sum: the form's sums over the indicators that the document prints."""
    entries = {entry.key: entry for entry in reading.entries if entry.key is not None}
    return [
        _check(rule, entries, _has_unknown_part(rule, reading))
        for rule in forms.statistics().sums
        if rule.total in entries and any(part in entries for part in rule.parts)
    ]


def _check(rule: Sum, entries: dict[str, Entry], has_unknown_part: bool) -> Check:
    """One sum. A part that is not printed, unreadable or in another unit, or none but blanks,
    leaves it open.
    """
    total = entries[rule.total]
    parts = [entries[part] for part in rule.parts if part in entries]
    values = [entry.figure.value for entry in (*parts, total)]
    is_open = (
        len(parts) < len(rule.parts)
        or any(value.status in ("not_applicable", "unreadable") for value in values)
        or total.figure.value.status == "blank"
        or all(entry.figure.value.status == "blank" for entry in parts)
        or len({entry.unit for entry in (*parts, total)}) > 1
    )
    left, right = sum(value.value or 0 for value in values[:-1]), values[-1].value or 0
    if is_open or (left != right and has_unknown_part):
        return Check("statistics_sum", total.label, None, None, "not_computable")
    result: Result = "pass" if left == right else "fail"
    blank = any(value.status == "blank" for value in values)
    return Check("statistics_sum", total.label, int(left), int(right), result, blank)


def _has_unknown_part(rule: Sum, reading: StatisticsReading) -> bool:
    """Whether a label that the form does not have stands among the parts: it may be a part of its
    own.
    """
    family = _family(rule)
    inside = False
    for entry in reading.entries:
        if entry.key is not None:
            inside = entry.key in family
        elif inside:
            return True
    return False


def _family(rule: Sum) -> set[str]:
    """The total of a sum, its parts, and theirs."""
    keys = {rule.total, *rule.parts}
    for inner in forms.statistics().sums:
        if inner.total in rule.parts:
            keys |= set(inner.parts)
    return keys
