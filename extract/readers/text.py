"""Plain text: what a converter left of a Word or PDF document, with tabs where its tables were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract import encoding
from extract.document import Block, Cell, Document, Grid, Paragraph, Place
from extract.normalise import clean, squash

# A cell rarely continues after an empty line; when it does (one character a line), the rest is short.
_LONGEST_CONTINUATION = 14
_SECTION_HEADING = re.compile(r"^(?:[一二三四五六七]、|[1-7]、)?.{0,12}(?:情况|事项|措施)$")
_NUMBER = re.compile(r"^[\d.,+\-/]+$")


def read_text(data: bytes) -> Document:
    """Read plain text bytes. Tables may stand as one cell a line (tab first) or one row a line (tabs inside).

    Places are line numbers, counted from 1, as `line 12` or `lines 12-14`. Raises Undecodable.
    """
    text = encoding.decode(data).text
    blocks = tuple(_blocks(text.splitlines()))
    return Document(media_type="text/plain", blocks=blocks, issues=tuple(_issues(text, blocks)))


def _issues(text: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    if "[bookmark:" in text:
        yield "bookmarks_dropped", "names of Word bookmarks stand in the text; they are no part of it"
    broken = sum("\n" in cell.text for block in blocks if isinstance(block, Grid) for cell in block.cells)
    if broken:
        yield "cells_over_lines", f"{broken} cells are printed over several lines"


@dataclass
class _Table:
    """A table that is still open: rows of (text, first line, last line)."""

    rows: list[list[tuple[str, int, int]]] = field(default_factory=lambda: [[]])

    def add(self, text: str, line: int) -> None:
        self.rows[-1].append((text, line, line))

    def extend(self, text: str, line: int) -> None:
        old, first, _ = self.rows[-1][-1]
        self.rows[-1][-1] = (f"{old}\n{text}", first, line)

    def end_row(self) -> None:
        if self.rows[-1]:
            self.rows.append([])

    @property
    def last_cell(self) -> str:
        return self.rows[-1][-1][0] if self.rows[-1] else ""

    def grid(self) -> Grid:
        cells = [
            Cell(text=clean(text), row=row, column=column, place=Place(path=_lines(first, last)))
            for row, cells in enumerate(self.rows)
            for column, (text, first, last) in enumerate(cells)
        ]
        span = _lines(self.rows[0][0][1], max(last for row in self.rows for _, _, last in row))
        return Grid(cells=tuple(cells), place=Place(path=span), ragged=True)


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _blocks(lines: list[str]) -> Iterator[Block]:
    table: _Table | None = None
    blank_before = False
    for number, line in enumerate(lines, start=1):
        if "\t" in line:
            table = table or _Table()
            _take_tabbed(table, line, number, blank_before)
        elif table is not None and line.strip() and _continues(table, line, blank_before):
            table.extend(line.strip(), number)
        elif line.strip():
            if table is not None:
                yield table.grid()
                table = None
            yield Paragraph(text=clean(line).strip(), place=Place(path=_lines(number, number)))
        blank_before = not line.strip() and "\t" not in line
    if table is not None:
        yield table.grid()


def _take_tabbed(table: _Table, line: str, number: int, blank_before: bool) -> None:
    """One cell a line starts with its tab; one row a line has tabs between its cells, and may start with one."""
    one_cell = line.startswith("\t") and "\t" not in line[1:]
    if one_cell:
        if blank_before:
            table.end_row()
        table.add(line[1:].strip(), number)
        return
    table.end_row()
    for text in line.split("\t"):
        table.add(text.strip(), number)
    table.end_row()


def _continues(table: _Table, line: str, blank_before: bool) -> bool:
    """Whether a line without a tab belongs to the cell above it, rather than to the text after the table."""
    if not table.rows[-1]:
        return False
    if not blank_before:
        return True
    text = squash(line)
    if _SECTION_HEADING.match(text):
        return squash(table.last_cell) == "" and "办理结果" in text
    return len(text) <= _LONGEST_CONTINUATION and not _NUMBER.match(squash(table.last_cell))
