"""Tables that stand in lines of text: one cell a line, one row a line, with tabs, pipes or runs of
spaces between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from extract.cells.contents import contents_of
from extract.document import Block, Cell, Grid, Paragraph, Place
from extract.forms.labels import is_column, request_group, request_row, split_number
from extract.shaping import cell_paragraphs
from extract.shaping.cell_paragraphs import Token
from foundation.normalise import clean, half_width, squash
from foundation.numbering import CHAPTER

# A cell rarely continues after an empty line; when it does (one character a line), the rest is
# short.
_LONGEST_CONTINUATION = 14


_SECTION_HEADING = re.compile(f"^(?:{CHAPTER})?.{{0,12}}(?:情况|事项|措施)$")


_NUMBERED_HEADING = re.compile(f"^{CHAPTER}.{{0,30}}(?:情况|事项|措施)$")


_NUMBER = re.compile(r"^[\d.,+\-/]+$")


# A row shorter than this may be a caption over the whole table.
_FEWEST_COLUMNS = 2


# So many figures stand in a row of tables 2 to 4 at least, somewhere in a report.
_FEWEST_VALUES = 3


# Two spaces between words are a gap between columns; one may stand inside a label.
_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{2,}|\u3000{2,})(?=\S)")


_SENTENCE = re.compile("[。；，]")


# A shorter label may be the end of a longer one.
_SHORTEST_LABEL = 6


_RULE = re.compile(r"^[|\s:+\-—=]*[-—=]{3,}[|\s:+\-—=]*$")


# The lines of drawn tables: what stands upright parts cells, the rest parts rows.
_BARS = "|│┃║｜¦"
_DRAWN = {
    **dict.fromkeys(map(ord, _BARS), "|"),
    **dict.fromkeys(map(ord, "─━═┄┅┈┉┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬"), "-"),
}


# Tables 3 and 4 have rows of so many figures; a line of exactly as many lost no cell.
_WIDTHS = frozenset({5, 7, 15})


PlaceOf = Callable[[int, int], Place]
"""The place of the lines from one to another, by their positions among all, counted from 0."""


@dataclass(frozen=True)
class _Piece:
    """The text of one cell, with the positions of its first line and its last."""

    text: str
    first: int
    last: int


@dataclass
class _Table:
    """A table that is still open: its rows. Where `is_one_run`, no line tells where a row ends."""

    rows: list[list[_Piece]] = field(default_factory=lambda: [[]])
    is_one_run: bool = False

    def add(self, text: str, line: int) -> None:
        self.rows[-1].append(_Piece(text, line, line))

    def extend(self, text: str, line: int) -> None:
        last = self.rows[-1][-1]
        self.rows[-1][-1] = _Piece(f"{last.text}\n{text}", last.first, line)

    def end_row(self) -> None:
        if self.rows[-1]:
            self.rows.append([])

    @property
    def last_cell(self) -> str:
        return self.rows[-1][-1].text if self.rows[-1] else ""

    @property
    def width(self) -> int:
        return max(map(len, self.rows))

    @property
    def pieces(self) -> list[_Piece]:
        return [piece for row in self.rows for piece in row]

    def grid(self, place_of: PlaceOf) -> Grid:
        if self.is_one_run:
            return self._parted_by_values(place_of)
        cells = [
            Cell(clean(piece.text), row, column, place=place_of(piece.first, piece.last))
            for row, pieces in enumerate(self.rows)
            for column, piece in enumerate(pieces)
        ]
        span = place_of(self.pieces[0].first, max(piece.last for piece in self.pieces))
        # Rows of one length keep their columns: a merged cell leaves empty ones behind it.
        widths = {len(row) for row in self.rows if len(row) > _FEWEST_COLUMNS}
        return Grid(cells=tuple(cells), place=span, ragged=len(widths) != 1)

    def _parted_by_values(self, place_of: PlaceOf) -> Grid:
        """The one run as rows: words after figures begin a new one."""
        tokens = [
            Token(clean(piece.text), place_of(piece.first, piece.last)) for piece in self.pieces
        ]
        return cell_paragraphs.grid(tokens)


def text_blocks(lines: Sequence[str], place_of: PlaceOf) -> list[Block]:
    """Blocks of lines of text in order: tables of tabbed or piped lines, and the paragraphs between
    them.

    Where there is no such table, runs of spaces may hold columns apart; a blank cell then leaves no
    trace. Each block and cell stands at the place that `place_of` gives for its lines.
    """
    lines = list(_with_figures_apart(lines))
    blocks = list(_blocks(lines, place_of))
    if _has_grid(blocks):
        return blocks
    parted = [
        list(_blocks([part(line) for line in lines], place_of)) for part in (_at_gaps, _at_spaces)
    ]
    spaced = max(parted, key=figures_in_rows)
    return list(map(_without_columns, spaced)) if figures_in_rows(spaced) else blocks


def _barred(line: str) -> str:
    """A line in half-width signs, with bars for the lines of a drawn table."""
    return half_width(line).translate(_DRAWN).strip()


def _with_figures_apart(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with tabs in those that hold the figures of a whole row and nothing else: their
    labels stand in lines of their own.
    """
    is_below_bars = False
    for line in lines:
        parts = [] if "\t" in line or is_below_bars else _figures(line)
        yield "\t".join(parts) or line
        if line.strip():
            is_below_bars = "|" in _barred(line)


def _figures(line: str) -> list[str]:
    """The figures of a line that holds those of a whole row and nothing else."""
    bars = _barred(line).strip("|")
    parts = [part.strip() for part in bars.split("|")] if "|" in bars else bars.split()
    is_row = len(parts) in _WIDTHS and all(contents_of(part) != "words" for part in parts)
    return parts if is_row else []


def _at_gaps(line: str) -> str:
    """A line with tabs where runs of spaces hold columns apart."""
    return _GAP.sub("\t", line)


def _at_spaces(line: str) -> str:
    """A line with tabs for its single spaces, if it is a row: a label with values behind it, or the
    header's words.
    """
    parts = line.split()
    words = _words_of_the_label(parts)
    values, whole = parts[len(words) :], list(cell_paragraphs.whole_words(words))
    is_row = bool(values) and len(parts) > 1 and all(map(_is_value, values))
    is_row = is_row and (
        cell_paragraphs.is_table_word("".join(words)) or not _SENTENCE.search(line)
    )
    is_header = (
        bool(whole)
        and not values
        and all(cell_paragraphs.is_table_word(part) or is_column(part) for part in whole)
    )
    return "\t".join([*whole, *values]) if is_row or is_header else line


def _words_of_the_label(parts: Sequence[str]) -> list[str]:
    """The words that a line begins with, without figures in words behind a label of the form."""
    words = list(takewhile(lambda part: contents_of(part) == "words", parts))
    label = words
    while len(label) > 1 and cell_paragraphs.is_figure_in_words(label[-1]):
        label = label[:-1]
    return label if cell_paragraphs.is_table_word("".join(label)) else words


def _is_value(part: str) -> bool:
    return contents_of(part) != "words" or cell_paragraphs.is_figure_in_words(part)


def _has_grid(blocks: list[Block]) -> bool:
    return any(isinstance(block, Grid) for block in blocks)


def figures_in_rows(blocks: list[Block]) -> int:
    """How many figures stand in rows of several; a number that is apart from its label makes no
    row.
    """
    rows = [row for block in blocks if isinstance(block, Grid) for row in block.rows]
    counts = [sum(not cell.is_words for cell in row) for row in rows]
    return sum(counts) if max(counts, default=0) >= _FEWEST_VALUES else 0


def _without_columns(block: Block) -> Block:
    return replace(block, ragged=True, loose=True) if isinstance(block, Grid) else block


def _blocks(lines: list[str], place_of: PlaceOf) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        end, table = next(
            (found for found in (form(lines, at) for form in _FORMS) if found[0] > at),
            (at + 1, None),
        )
        grid = table.grid(place_of) if table else None
        if grid and any(cell_paragraphs.is_table_word(cell.text) for cell in grid.cells):
            yield grid
        else:
            yield from _paragraphs(lines, at, end, place_of)
        at = end


def _paragraphs(lines: list[str], start: int, end: int, place_of: PlaceOf) -> Iterator[Paragraph]:
    """A paragraph a line; tabs that only indent prose make no table of it."""
    for at in range(start, end):
        if lines[at].strip():
            text = clean(lines[at]).strip()
            empty = _empty_before(lines, at)
            yield Paragraph(text, place=place_of(at, at), empty_before=empty)


def _empty_before(lines: list[str], at: int) -> int:
    """How many empty lines stand right before a line."""
    empty = 0
    while empty < at and not lines[at - empty - 1].strip():
        empty += 1
    return empty


def _tabbed(lines: list[str], start: int) -> tuple[int, _Table | None]:
    """The table that begins at a line with a tab, and the line after it; the same line where none
    begins.
    """
    if "\t" not in lines[start].rstrip():
        return start, None
    table = _Table()
    blank_before = False
    end = start
    for at in range(start, len(lines)):
        line = lines[at]
        if "\t" in line:
            _take_tabbed(table, line, at, blank_before)
        elif _is_label(line) and (len(squash(line)) >= _SHORTEST_LABEL or not table.rows[-1]):
            table.end_row()
            table.add(line.strip(), at)
            table.end_row()
        elif line.strip() and _continues(table, line, blank_before):
            table.extend(line.strip(), at)
        elif line.strip():
            break
        blank_before = not line.strip() and "\t" not in line
        end = at + 1
    table.is_one_run = len(table.rows) == 1
    return end, table


def _is_label(line: str) -> bool:
    """Whether a line is a whole label of table 3 with its number."""
    return bool(split_number(line)[0]) and (request_row(line) or request_group(line)) is not None


def _take_tabbed(table: _Table, line: str, at: int, blank_before: bool) -> None:
    """One cell a line starts with its tab; one row a line has tabs between its cells, and may start
    with one.
    """
    one_cell = line.startswith("\t") and "\t" not in line[1:]
    if one_cell:
        if blank_before:
            table.end_row()
        table.add(line[1:].strip(), at)
        return
    table.end_row()
    for text in line.split("\t"):
        table.add(text.strip(), at)
    table.end_row()


def _continues(table: _Table, line: str, blank_before: bool) -> bool:
    """Whether a line without a tab belongs to the cell above it, rather than to the text after the
    table.
    """
    if not table.rows[-1]:
        return False
    text = squash(line)
    if not blank_before:
        return not _NUMBERED_HEADING.match(text)
    if _SECTION_HEADING.match(text):
        return squash(table.last_cell) == "" and "办理结果" in text
    return len(text) <= _LONGEST_CONTINUATION and not _NUMBER.match(squash(table.last_cell))


def _run(lines: list[str], start: int, belongs: Callable[[int], bool]) -> int:
    """The end of the run of lines that belong, empty lines between them included."""
    end = start
    for at in range(start, len(lines)):
        if lines[at].strip() and not belongs(at):
            break
        if lines[at].strip():
            end = at + 1
    return end


def _piped(lines: list[str], start: int) -> tuple[int, _Table | None]:
    """Rows of cells between pipes, as Markdown has them; rules under headers are left out."""
    if not _is_piped(lines[start]):
        return start, None
    end = _run(lines, start, lambda at: _is_piped(lines[at]))
    table = _Table()
    for at in range(start, end):
        line = _barred(lines[at])
        if not line or _RULE.match(line):
            continue
        table.end_row()
        for text in line.removeprefix("|").removesuffix("|").split("|"):
            table.add(text.strip(), at)
    return (end, table) if table.width >= _FEWEST_COLUMNS else (start, None)


def _is_piped(line: str) -> bool:
    """Whether a line has pipes between cells or round them, or is a rule under a header."""
    line = _barred(line)
    is_framed = line.startswith("|") and line.endswith("|") and len(line) > _FEWEST_COLUMNS
    return is_framed or "|" in line.strip("|") or bool(_RULE.match(line))


def _one_cell_a_line(lines: list[str], start: int) -> tuple[int, _Table | None]:
    """One cell a line with a pipe at its ends, or pipes on lines of their own round each cell."""
    if not _is_one_cell(lines, start):
        return start, None
    end = _run(lines, start, lambda at: _is_one_cell(lines, at))
    texts = [(at, lines[at].strip()) for at in range(start, end)]
    # A pipe alone stands beside a cell without one, or is an empty cell.
    if any(text and "|" not in _barred(text) for _, text in texts):
        texts = [(at, text) for at, text in texts if not _is_separator(text)]
    table = _Table()
    for at, text in texts:
        if text:
            table.add(_unpiped(text), at)
        else:
            table.end_row()
    table.is_one_run = table.width == 1 or len(table.rows) == 1
    return (end, table) if table.width else (start, None)


def _is_one_cell(lines: list[str], at: int) -> bool:
    """Whether a line holds one cell with a pipe at one of its ends, or on a line of its own under
    it.
    """
    line = _barred(lines[at])
    if "|" in line:
        return "|" not in line.strip("|")
    under = lines[at + 1 : at + 3]
    is_parted = bool(under) and _is_separator(under[0])
    # An empty cell of a table with pipes at its ends is a pipe alone too.
    return bool(line) and is_parted and "|" not in "".join(map(_barred, under[1:]))


def _is_separator(line: str) -> bool:
    """Whether a line is a pipe and nothing else."""
    return _barred(line) == "|"


def _unpiped(text: str) -> str:
    return clean(text).strip(_BARS).strip()


# The manners in which a table may stand in text, tried in this order at each line.
_FORMS = (_tabbed, _piped, _one_cell_a_line)
