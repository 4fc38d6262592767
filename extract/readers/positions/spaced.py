"""Tables without ruling lines: rows and columns by where words stand, for what the ruled reading
cannot see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from extract.document import Cell, Grid, Place
from extract.readers.positions.geometry import Box, bounds, rounded
from extract.readers.positions.headings import OUTLINE_NUMBER, SECTION_HEADING
from extract.readers.positions.lines import Line, Word
from extract.readers.positions.unreadable import is_figure
from extract.shaping.cell_paragraphs import is_table_word
from foundation.normalise import squash

# A line of figures has at least this many numbers.
_FEWEST_VALUES = 3
_ALIGNED = 0.8
# Lines of a long label, or of a header, between two lines of figures.
_MOST_LABEL_LINES = 8
# Lines of a label under the last line of figures.
_MOST_LABEL_RESTS = 3
_PROSE = 34
# A line of words alone begins a row if it stands this far under the figures, in its own height.
_ROW_GAP = 0.6
# What stands over each part of table 2, as a row of its own.
_BAND = re.compile("第二十条")
# From where to where, from left to right.
_Column = tuple[float, float]


@dataclass(frozen=True)
class Stretch:
    """Lines `start` to `end` (not included) of a page that are a table."""

    start: int
    end: int


def stretches(lines: Sequence[Line]) -> list[Stretch]:
    """Where the lines of a page, from top to bottom, show tables: two lines of figures or more,
    with their labels.
    """
    found: list[Stretch] = []
    rows = [number for number, line in enumerate(lines) if _is_row(line)]
    for run in _runs(rows, lines):
        if len(run) < 2 and len(_values(lines[run[0]])) < 2 * _FEWEST_VALUES:
            continue
        least = found[-1].end if found else 0
        found.append(Stretch(_start(run[0], least, lines), _end(run[-1], lines)))
    return found


def _start(first: int, least: int, lines: Sequence[Line]) -> int:
    """Where the label or header begins that stands over the first line of figures."""
    start = first
    highest = max(least, first - _MOST_LABEL_LINES)
    while start > highest and not _is_outside(lines[start - 1]):
        start -= 1
    return start


def _end(last: int, lines: Sequence[Line]) -> int:
    """Where the label ends that stands beside the last line of figures, and under it."""
    end = last + 1
    lowest = min(len(lines), end + _MOST_LABEL_RESTS)
    while end < lowest and _is_label_rest(lines[end], lines[last]):
        end += 1
    return end


def _is_row(line: Line) -> bool:
    """A line of several figures, or of one beside a label that only the statutory tables print."""
    values = _values(line)
    if len(values) >= _FEWEST_VALUES:
        return True
    label = "".join(word.text for word in line.words if word not in values)
    return bool(values) and line.words[-1] in values and is_table_word(label)


def _runs(rows: Sequence[int], lines: Sequence[Line]) -> Iterator[list[int]]:
    """The lines of figures, run by run: what stands between two of a run is label or header."""
    run: list[int] = []
    for number in rows:
        if run and _is_parted(lines[run[-1] + 1 : number]):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _is_parted(between: Sequence[Line]) -> bool:
    return len(between) > _MOST_LABEL_LINES or any(map(_is_outside, between))


def _is_outside(line: Line) -> bool:
    """Prose and section headings are no part of a table."""
    text = squash(line.text)
    return (len(line.words) <= 2 and len(text) > _PROSE) or bool(SECTION_HEADING.match(text))


def _is_label_rest(line: Line, last: Line) -> bool:
    """Whether a line under the last figures only ends the label beside them."""
    first_value = _values(last)[0]
    near = line.box[1] - last.box[3] < last.size
    return near and line.box[2] < first_value.box[0] and not _is_outside(line)


def _values(line: Line) -> list[Word]:
    return _figures(line.words)


@dataclass
class _Row:
    """A row of a table: its label, and its words under the columns that they stand over.

    `has_strays` says that a word stands over several columns, or a figure beside all of them.
    """

    label: list[str] = field(default_factory=list)
    values: dict[int, list[Word]] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)
    has_strays: bool = False

    def add(
        self,
        line: Line,
        label: Sequence[Word],
        values: Sequence[Word],
        columns: Sequence[_Column],
    ) -> None:
        """Take up a line, divided into label and values."""
        if label:
            self.label.append(Line(tuple(label)).text)
        self.boxes.append(line.box)
        for word in values:
            over = _over(word, columns)
            self.has_strays |= len(over) > 1
            self.values.setdefault(over[0], []).append(word)
        self.has_strays |= bool(_figures(label))

    @property
    def has_figures(self) -> bool:
        """Whether any of its values is a figure."""
        return any(map(_figures, self.values.values()))

    @property
    def is_clear(self) -> bool:
        """Whether each of its figures has a cell of its own."""
        return not self.has_strays and all(
            len(_figures(words)) <= 1 for words in self.values.values()
        )


def _figures(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if is_figure(word.text)]


def grid(lines: Sequence[Line], page: int) -> Grid:
    """The table of a stretch. It is ragged unless every word stands under exactly one column of
    figures.
    """
    columns = _columns(lines)
    rows = _rows(lines, columns)
    is_sure = _is_sure(rows, columns)
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        place = Place(page=page, box=rounded(bounds(row.boxes)))
        texts = [("\n".join(row.label), place)]
        for column in range(len(columns)):
            words = row.values.get(column, ())
            texts.append((" ".join(word.text for word in words), _place(words, page, place)))
        filled = [(text, at) for text, at in texts if is_sure or text]
        cells += [Cell(text, number, column, place=at) for column, (text, at) in enumerate(filled)]
    place = Place(page=page, box=rounded(bounds([line.box for line in lines])))
    return Grid(tuple(cells), place, ragged=not is_sure, loose=not is_sure)


def _place(words: Sequence[Word], page: int, row: Place) -> Place:
    return Place(page=page, box=rounded(bounds([word.box for word in words]))) if words else row


def _columns(lines: Sequence[Line]) -> list[_Column]:
    """The columns of figures: numbers that stand above one another.

    Lines of several figures show them best; a stretch may have none, with one figure a label.
    """
    full = [line for line in lines if len(_values(line)) >= _FEWEST_VALUES]
    values = chain.from_iterable(map(_values, full or lines))
    columns: list[_Column] = []
    for start, end in sorted((word.box[0], word.box[2]) for word in values):
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _rows(lines: Sequence[Line], columns: Sequence[_Column]) -> list[_Row]:
    rows: list[_Row] = []
    for line in lines:
        label = [word for word in line.words if _is_label(word, columns)]
        values = [word for word in line.words if word not in label]
        if not rows or _starts(line, label, values, rows[-1]):
            rows.append(_Row())
        rows[-1].add(line, label, values, columns)
    return rows


def _is_label(word: Word, columns: Sequence[_Column]) -> bool:
    """Whether a word stands beside the columns of figures."""
    return word.box[2] <= columns[0][0] or not _over(word, columns)


def _is_sure(rows: Sequence[_Row], columns: Sequence[_Column]) -> bool:
    """Whether every figure of all rows stands under one column, alone in its cell."""
    if not all(row.is_clear for row in rows):
        return False
    return all(_is_aligned(rows, number) for number in range(len(columns)))


def _is_aligned(rows: Sequence[_Row], column: int) -> bool:
    """Whether the figures of a column keep one left edge, right edge or middle."""
    figures = chain.from_iterable(_figures(row.values.get(column, ())) for row in rows)
    boxes = [word.box for word in figures]
    if not boxes:
        return True
    edges = (
        [box[0] for box in boxes],
        [box[2] for box in boxes],
        [(box[0] + box[2]) / 2 for box in boxes],
    )
    size = max(box[3] - box[1] for box in boxes)
    return any(max(edge) - min(edge) <= _ALIGNED * size for edge in edges)


def _starts(line: Line, label: Sequence[Word], values: Sequence[Word], row: _Row) -> bool:
    """Whether a line starts a new row: by an outline number, by figures where there are some, or by
    words over none.
    """
    if label and _begins_row(squash(label[0].text)):
        return True
    if _figures(values):
        return bool(row.values)
    if values:
        return row.has_figures
    return row.has_figures and line.box[1] - row.boxes[-1][3] > _ROW_GAP * line.size


def _begins_row(text: str) -> bool:
    return bool(OUTLINE_NUMBER.match(text) or _BAND.match(text))


def _over(word: Word, columns: Sequence[_Column]) -> list[int]:
    """The columns that a word stands over."""
    return [
        n for n, (start, end) in enumerate(columns) if word.box[0] < end and word.box[2] > start
    ]
