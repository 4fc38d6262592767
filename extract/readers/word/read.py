"""Word documents (DOCX): paragraphs with the numbers that Word prints, tables with their merged
cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.document import Block, Document, Grid, Place
from extract.errors import ExtractError, Unreadable
from extract.readers import blocks
from extract.readers.doubts import Doubts
from extract.readers.positions.unreadable import has_words
from extract.readers.word.looks import Looks
from extract.readers.word.names import MC, R, W
from extract.readers.word.package import Package, Relation
from extract.readers.word.styles import Numbering, Styles
from extract.readers.word.tables import Table, TableCell, read_table
from extract.readers.word.text import RunReader

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PARAGRAPH, _TABLE, _CHUNK = W + "p", W + "tbl", W + "altChunk"
_LIST_NUMBER = "list_number_in_cell"
_NOTHING: frozenset[str] = frozenset()
_SAYS_SOMETHING = re.compile(r"\w")
# Wrappers that are looked through: content controls, custom markup, tracked insertions.
_WRAPPERS = frozenset(
    {*(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))}
)


def read_docx(data: bytes) -> Document:
    """Read a Word document. Deleted and hidden text is left out, inserted text kept, fields give
    their last result.

    Places are like `body/tbl[2]/tr[3]/tc[4]`, counted from 1 in reading order. `metadata` may hold
    `title` (the properties' title, often a template's or another document's) and `images` (parts
    shown as pictures, one a line). Macros and embedded objects are never opened. Raises Unreadable.
    """
    package = Package(data)
    return read_package(package, package.required_xml(package.main()))


def read_package(package: Package, main: _Element) -> Document:
    """Read a Word document of which the parts are told apart, as `read_docx` does."""
    body = main.find(W + "body")
    if body is None:
        raise Unreadable("the Word document has no body: fetch the file again, or look at it")
    issues: list[tuple[str, str]] = []
    reader = _Reader(package, body, issues)
    found = tuple(reader.read(body, "body"))
    issues += reader.doubts.issues()
    return Document(
        media_type=MEDIA_TYPE,
        blocks=found,
        metadata=_metadata(_optional(package, "docProps/core.xml", issues), reader.runs.images),
        links=tuple(reader.runs.links),
        issues=(*issues, *_changes(body)),
    )


def _optional(package: Package, name: str, issues: list[tuple[str, str]]) -> _Element | None:
    """A part that the text can be read without; damage to it is an issue."""
    try:
        return package.xml(name)
    except Unreadable as error:
        issues.append(("part_unreadable", str(error)))
        return None


def _metadata(properties: _Element | None, images: list[str]) -> dict[str, str]:
    title = (properties.findtext(_TITLE) or "").strip() if properties is not None else ""
    return {name: text for name, text in (("title", title), ("images", "\n".join(images))) if text}


def _changes(body: _Element) -> Iterator[tuple[str, str]]:
    changed = sum(1 for _ in body.iter(W + "ins", W + "del", W + "moveFrom", W + "moveTo"))
    if changed:
        yield "tracked_changes", f"{changed} tracked changes: read as if all were accepted"


class _Reader:
    """Walks block-level content: the body, cells of layout tables, text boxes."""

    def __init__(self, package: Package, body: _Element, issues: list[tuple[str, str]]) -> None:
        self.doubts = Doubts()
        self._package = package
        self._issues = issues
        self._relations = _relations(package, issues)
        styles = self._part("styles")
        targets = {name: relation.target for name, relation in self._relations.items()}
        self.runs = RunReader(body, targets, Looks(styles, body))
        self._styles = Styles(styles, body)
        self._numbering = Numbering(self._part("numbering"))

    def _part(self, kind: str) -> _Element | None:
        """The part of a kind that the document names, or the one that is usually called so."""
        named = (one.part for one in self._relations.values() if one.kind == kind)
        return _optional(self._package, next(named, f"word/{kind}.xml"), self._issues)

    def read(self, container: _Element, path: str) -> Iterator[Block]:
        """The blocks of a container, in order; text boxes follow the paragraph in which they are
        anchored.
        """
        paragraphs = tables = 0
        for part in _content(container):
            if part.tag == _TABLE:
                tables += 1
                yield from self._table(part, f"{path}/tbl[{tables}]")
            elif part.tag == _CHUNK:
                yield from self._chunk(part, path)
            else:
                paragraphs += 1
                yield from self._paragraph(part, f"{path}/p[{paragraphs}]")

    def _paragraph(self, element: _Element, path: str) -> Iterator[Block]:
        text = self._text(element)
        yield from blocks.paragraphs(text, self._styles.is_heading(element), Place(path=path))
        boxes, self.runs.boxes = self.runs.boxes, []
        for number, box in enumerate(boxes, start=1):
            yield from self.read(box, f"{path}/txbxContent[{number}]")

    def _chunk(self, element: _Element, path: str) -> Iterator[Block]:
        """A document of another format that stands in the place of its text (w:altChunk)."""
        from extract import formats

        relation = self._relations.get(element.get(R + "id", ""))
        name = relation.part if relation is not None else ""
        try:
            document = formats.read_document(self._package.data(name))
        except (ExtractError, RecursionError) as error:
            self._issues.append(("part_unreadable", f"part {name}: {error}"))
            return
        self._issues += document.issues
        yield from (blocks.within(block, f"{path}/altChunk({name})") for block in document.blocks)

    def _text(self, element: _Element) -> str:
        """Text with its printed number. A paragraph without text counts, but its number alone says
        nothing.
        """
        text = self.runs.read(element)
        number = self._number(element)
        return number + text.lstrip() if number and text.strip() else text

    def _number(self, element: _Element) -> str:
        """The number that a list prints before a paragraph; empty where it is in no list."""
        numbered = self._styles.numbering(element)
        return self._numbering.next(*numbered) if numbered else ""

    def _table(self, element: _Element, path: str) -> Iterator[Block]:
        table = read_table(element, path)
        nested = (
            sum(1 for _ in element.iter(W + "tc")) - len(table.cells) if table.has_nested else None
        )
        if blocks.is_layout(len(table.cells), nested, lambda: _longest(table)):
            for cell in table.cells:
                for part in cell.elements:
                    yield from self.read(part, cell.path)
            return
        told = [self._cell(cell) for cell in table.cells]
        if not any(text.strip() for text, _ in told):
            return
        labels = _last_labels(table, told) if any(codes for _, codes in told) else {}
        cells = [
            cell.as_cell(self._marked(cell, text, codes, labels))
            for cell, (text, codes) in zip(table.cells, told, strict=True)
        ]
        yield Grid(cells=tuple(cells), place=Place(path))

    def _marked(
        self, cell: TableCell, text: str, codes: frozenset[str], labels: dict[int, int]
    ) -> str:
        """The text of a cell with the mark of its doubts; the number of a list that stands alone
        before a label counts the rows.
        """
        if not text.strip() and cell.column < labels.get(cell.row, 0):
            codes -= {_LIST_NUMBER}
        return self.doubts.mark(text, codes, cell.path)

    def _cell(self, cell: TableCell) -> tuple[str, frozenset[str]]:
        """The text of a cell, and why a figure in it is not to be trusted."""
        self.runs.forget()
        text = self._cell_text(cell.elements)
        left_out, doubts = self.runs.left_out, self.runs.doubts
        if not left_out:
            return text, frozenset(doubts) if doubts else _NOTHING
        if not _SAYS_SOMETHING.search(text):
            # What is struck through as a whole is still seen: a label is one, a figure is none.
            return "".join(self.runs.struck).strip(), frozenset(doubts | left_out)
        for code in sorted(left_out):
            self.doubts.note(code, cell.path)
        return text, frozenset(doubts)

    def _cell_text(self, elements: list[_Element]) -> str:
        if len(elements) == 1:
            return blocks.lines(self._cell_lines(elements[0]))
        return blocks.lines([text for element in elements for text in self._cell_lines(element)])

    def _cell_lines(self, container: _Element) -> list[str]:
        lines: list[str] = []
        for part in _content(container):
            if part.tag == _TABLE:
                lines += [self._cell_text(cell.elements) for cell in read_table(part, "").cells]
            if part.tag != _PARAGRAPH:
                continue
            lines.append(self._cell_line(part).strip(" \t\n"))
            if self.runs.boxes:
                boxes, self.runs.boxes = self.runs.boxes, []
                for box in boxes:
                    lines += self._cell_lines(box)
        return lines

    def _cell_line(self, element: _Element) -> str:
        """A paragraph of a cell. A list number before a figure, or in its place, is a doubt."""
        text = self.runs.read(element)
        number = self._number(element)
        if not number or (text.strip() and has_words(text)):
            return number + text.lstrip() if number else text
        self.runs.doubts.add(_LIST_NUMBER)
        return f"{number} {text.lstrip()}" if text.strip() else text


def _relations(package: Package, issues: list[tuple[str, str]]) -> dict[str, Relation]:
    try:
        return package.relations(package.main())
    except Unreadable as error:
        issues.append(("part_unreadable", str(error)))
        return {}


def _last_labels(table: Table, told: list[tuple[str, frozenset[str]]]) -> dict[int, int]:
    """For each row the column of its last cell that holds words."""
    last: dict[int, int] = {}
    for cell, (text, codes) in zip(table.cells, told, strict=True):
        if (codes or text.strip()) and has_words(text):
            last[cell.row] = max(cell.column, last.get(cell.row, 0))
    return last


def _longest(table: Table) -> int:
    return max(
        (
            sum(len(text) for part in cell.elements for text in part.itertext(W + "t"))
            for cell in table.cells
        ),
        default=0,
    )


def _content(container: _Element) -> Iterator[_Element]:
    """The paragraphs and tables of a container, wrappers looked through, in order."""
    for part in container:
        tag = part.tag
        if tag in (_PARAGRAPH, _TABLE, _CHUNK):
            yield part
        elif tag in _WRAPPERS:
            yield from _content(part)
        elif tag == MC + "AlternateContent":
            yield from (found for choice in list(part)[:1] for found in _content(choice))
