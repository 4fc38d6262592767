"""Texts of OpenDocument: paragraphs, and tables with their merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.document import Block, Cell, Document, Grid, Place
from extract.media_types import ODT
from extract.readers import blocks
from extract.readers.doubts import Doubts
from extract.readers.opendocument.names import TABLE, TEXT, repeated
from extract.readers.opendocument.sheets import inner
from extract.readers.opendocument.styles import Styles
from extract.readers.opendocument.text import PARAGRAPHS, TextReader
from extract.readers.spans import MAX_COLUMN_SPAN

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAYS_SOMETHING = re.compile(r"\w")
_MOST_ROWS = 1_000
_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
_LOOKED_THROUGH = frozenset(
    TEXT + name for name in ("list", "list-item", "list-header", "section", "index-body")
)


def document_of_text(body: _Element, styles: Styles) -> Document:
    """The document of a text's body. Places are like `body/tbl[2]/tr[3]/tc[4]`, counted from 1."""
    reader = _Reader(styles)
    found = tuple(reader.read(body, "body"))
    return Document(ODT, found, issues=tuple(reader.doubts.issues()))


@dataclass(frozen=True)
class _Cell:
    element: _Element
    path: str
    row: int
    column: int
    row_span: int
    column_span: int


class _Reader:
    """Walks the blocks of a text, of cells of layout tables and of text boxes."""

    def __init__(self, styles: Styles) -> None:
        self.doubts = Doubts()
        self._styles = styles
        self._texts = TextReader(styles)

    def read(self, container: _Element, path: str) -> Iterator[Block]:
        """The blocks of a container, in order."""
        paragraphs = tables = 0
        for part in _content(container):
            if part.tag == TABLE + "table":
                tables += 1
                yield from self._table(part, f"{path}/tbl[{tables}]")
                continue
            paragraphs += 1
            own = f"{path}/p[{paragraphs}]"
            text = self._texts.read(part, {})
            yield from blocks.paragraphs(text, part.tag == TEXT + "h", Place(path=own))
            boxes, self._texts.boxes = self._texts.boxes, []
            for number, box in enumerate(boxes, start=1):
                yield from self.read(box, f"{own}/text-box[{number}]")

    def _table(self, table: _Element, path: str) -> Iterator[Block]:
        cells = list(_cells(table, path))
        inside = sum(1 for _ in table.iter(TABLE + "table-cell")) - len(cells)
        if blocks.is_layout(len(cells), inside or None, lambda: _longest(cells)):
            for one in cells:
                yield from self.read(one.element, one.path)
            return
        told = [self._cell(one) for one in cells]
        if any(cell.text.strip() for cell in told):
            yield Grid(tuple(told), Place(path))

    def _cell(self, one: _Cell) -> Cell:
        around = self._styles.said("table-cell", one.element.get(TABLE + "style-name"))
        self._texts.forget()
        text = blocks.lines(list(self._texts.lines(one.element, around)))
        left_out, doubts = self._texts.left_out, self._texts.doubts
        if left_out and not _SAYS_SOMETHING.search(text):
            text, doubts = "".join(self._texts.struck).strip(), doubts | left_out
        for code in sorted(left_out - doubts):
            self.doubts.note(code, one.path)
        marked = self.doubts.mark(text, doubts, one.path)
        return Cell(
            marked, one.row, one.column, one.row_span, one.column_span, Place(path=one.path)
        )


def _longest(cells: list[_Cell]) -> int:
    return max((len("".join(one.element.itertext())) for one in cells), default=0)


def _content(container: _Element) -> Iterator[_Element]:
    """The paragraphs and tables of a container; lists and sections that are shown looked
    through.
    """
    for part in container:
        if part.tag in PARAGRAPHS or part.tag == TABLE + "table":
            yield part
        elif part.tag in _LOOKED_THROUGH and part.get(TEXT + "display", "true") == "true":
            yield from _content(part)


def _cells(table: _Element, path: str) -> Iterator[_Cell]:
    row = 0
    for element in inner(table):
        if element.tag != TABLE + "table-row":
            continue
        column = 0
        for at, cell in enumerate(element.iterchildren(*_CELLS), start=1):
            wide = repeated(cell, "number-columns-spanned", MAX_COLUMN_SPAN)
            high = repeated(cell, "number-rows-spanned", _MOST_ROWS)
            if cell.tag == TABLE + "table-cell":
                yield _Cell(cell, f"{path}/tr[{row + 1}]/tc[{at}]", row, column, high, wide)
            column += repeated(cell, "number-columns-repeated", MAX_COLUMN_SPAN)
        row += 1
