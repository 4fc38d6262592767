"""Tables without ruling lines: rows and columns by where words stand, for what the ruled reading
cannot see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
_PROSE = 34
# What stands over each part of table 2, as a row of its own.
_BAND = re.compile("第二十条")


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
        start = run[0]
        while (
            start > least
            and run[0] - start < _MOST_LABEL_LINES
            and not _is_outside(lines[start - 1])
        ):
            start -= 1
        end = run[-1] + 1
        while (
            end < len(lines) and end - run[-1] <= 3 and _is_label_rest(lines[end], lines[run[-1]])
        ):
            end += 1
        found.append(Stretch(start, end))
    return found


def _is_row(line: Line) -> bool:
    """A line of several figures, or of one beside a label that only the statutory tables print."""
    values = _values(line)
    if len(values) >= _FEWEST_VALUES:
        return True
    label = "".join(word.text for word in line.words if word not in values)
    return bool(values) and line.words[-1] in values and is_table_word(label)


def _runs(rows: Sequence[int], lines: Sequence[Line]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in rows:
        between = lines[run[-1] + 1 : number] if run else ()
        if run and (len(between) > _MOST_LABEL_LINES or any(_is_outside(line) for line in between)):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


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
    return [word for word in line.words if is_figure(word.text)]


@dataclass
class _Row:
    label: list[str] = field(default_factory=list)
    values: dict[int, list[Word]] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)


def grid(lines: Sequence[Line], page: int) -> Grid:
    """The table of a stretch. It is ragged unless every word stands under exactly one column of
    figures.
    """
    columns = _columns(lines)
    rows, is_sure = _rows(lines, columns)
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        texts = ["\n".join(row.label)] + [
            " ".join(w.text for w in row.values.get(n, ())) for n in range(len(columns))
        ]
        place = Place(page=page, box=rounded(bounds(row.boxes)))
        places = [place] + [_place(row.values.get(n, ()), page, place) for n in range(len(columns))]
        filled = [(text, at) for text, at in zip(texts, places, strict=True) if is_sure or text]
        cells += [Cell(text, number, column, place=at) for column, (text, at) in enumerate(filled)]
    place = Place(page=page, box=rounded(bounds([line.box for line in lines])))
    return Grid(tuple(cells), place, ragged=not is_sure, loose=not is_sure)


def _place(words: Sequence[Word], page: int, row: Place) -> Place:
    return Place(page=page, box=rounded(bounds([word.box for word in words]))) if words else row


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The columns of figures: numbers that stand above one another.

    Lines of several figures show them best; a stretch may have none, with one figure a label.
    """
    full = [line for line in lines if len(_values(line)) >= _FEWEST_VALUES]
    rows = full or lines
    spans = sorted((word.box[0], word.box[2]) for line in rows for word in _values(line))
    columns: list[tuple[float, float]] = []
    for start, end in spans:
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    return columns


def _rows(lines: Sequence[Line], columns: Sequence[tuple[float, float]]) -> tuple[list[_Row], bool]:
    rows: list[_Row] = [_Row()]
    is_sure = True
    for line in lines:
        label = [
            word for word in line.words if word.box[2] <= columns[0][0] or not _over(word, columns)
        ]
        values = [word for word in line.words if word not in label]
        has_values = any(is_figure(word.text) for word in values)
        if _starts(line, label, values, rows[-1], has_values):
            rows.append(_Row())
        row = rows[-1]
        row.label += [Line(tuple(label)).text] if label else []
        row.boxes.append(line.box)
        for word in values:
            over = _over(word, columns)
            is_sure = is_sure and len(over) == 1
            row.values.setdefault(over[0], []).append(word)
        is_sure = is_sure and not any(is_figure(word.text) for word in label)
    rows = [row for row in rows if row.boxes]
    one_number_a_cell = all(
        sum(is_figure(word.text) for word in words) <= 1
        for row in rows
        for words in row.values.values()
    )
    return rows, is_sure and one_number_a_cell and all(
        _is_aligned(rows, n) for n in range(len(columns))
    )


def _is_aligned(rows: Sequence[_Row], column: int) -> bool:
    """Whether the figures of a column keep one left edge, right edge or middle."""
    boxes = [
        word.box for row in rows for word in row.values.get(column, ()) if is_figure(word.text)
    ]
    edges = (
        [box[0] for box in boxes],
        [box[2] for box in boxes],
        [(box[0] + box[2]) / 2 for box in boxes],
    )
    size = max((box[3] - box[1] for box in boxes), default=0.0)
    return any(max(edge, default=0.0) - min(edge, default=0.0) <= _ALIGNED * size for edge in edges)


def _starts(
    line: Line, label: Sequence[Word], values: Sequence[Word], row: _Row, has_values: bool
) -> bool:
    """Whether a line starts a new row: by an outline number, by figures where there are some, or by
    words over none.
    """
    if not row.boxes:
        return False
    if label and (
        OUTLINE_NUMBER.match(squash(label[0].text)) or _BAND.match(squash(label[0].text))
    ):
        return True
    row_has_values = any(is_figure(word.text) for words in row.values.values() for word in words)
    if has_values:
        return row_has_values or any(row.values.values())
    if values:
        return row_has_values
    return row_has_values and line.box[1] - row.boxes[-1][3] > 0.6 * line.size


def _over(word: Word, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a word stands over."""
    return [
        n for n, (start, end) in enumerate(columns) if word.box[0] < end and word.box[2] > start
    ]
