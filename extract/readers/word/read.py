"""Word documents (DOCX): paragraphs with the numbers that Word prints, tables with their merged
cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.document import Block, Document, Grid, Place
from extract.errors import Unreadable
from extract.readers import blocks
from extract.readers.word.names import MC, W
from extract.readers.word.package import Package
from extract.readers.word.styles import Numbering, Styles
from extract.readers.word.tables import Table, read_table
from extract.readers.word.text import RunReader

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PARAGRAPH, _TABLE = W + "p", W + "tbl"
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
    body = package.required_xml("word/document.xml").find(W + "body")
    if body is None:
        raise Unreadable("the Word document has no body: fetch the file again, or look at it")
    issues: list[tuple[str, str]] = []
    reader = _Reader(package, body, issues)
    found = tuple(reader.read(body, "body"))
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
        relations = _optional(package, "word/_rels/document.xml.rels", issues)
        found = relations.iter(_RELATIONSHIPS) if relations is not None else ()
        self.runs = RunReader(
            body, {relation.get("Id", ""): relation.get("Target", "") for relation in found}
        )
        self._styles = Styles(_optional(package, "word/styles.xml", issues), body)
        self._numbering = Numbering(_optional(package, "word/numbering.xml", issues))

    def read(self, container: _Element, path: str) -> Iterator[Block]:
        """The blocks of a container, in order; text boxes follow the paragraph in which they are
        anchored.
        """
        paragraphs = tables = 0
        for part in _content(container):
            if part.tag == _TABLE:
                tables += 1
                yield from self._table(part, f"{path}/tbl[{tables}]")
            else:
                paragraphs += 1
                yield from self._paragraph(part, f"{path}/p[{paragraphs}]")

    def _paragraph(self, element: _Element, path: str) -> Iterator[Block]:
        text = self._text(element)
        yield from blocks.paragraphs(text, self._styles.is_heading(element), Place(path=path))
        boxes, self.runs.boxes = self.runs.boxes, []
        for number, box in enumerate(boxes, start=1):
            yield from self.read(box, f"{path}/txbxContent[{number}]")

    def _text(self, element: _Element) -> str:
        """Text with its printed number. A paragraph without text counts, but its number alone says
        nothing.
        """
        text = self.runs.read(element)
        numbered = self._styles.numbering(element)
        number = self._numbering.next(*numbered) if numbered else ""
        return number + text.lstrip() if number and text.strip() else text

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
        grid = Grid(
            cells=tuple(cell.as_cell(self._cell_text(cell.elements)) for cell in table.cells),
            place=Place(path),
        )
        if any(cell.text.strip() for cell in grid.cells):
            yield grid

    def _cell_text(self, elements: list[_Element]) -> str:
        return blocks.lines([text for element in elements for text in self._cell_lines(element)])

    def _cell_lines(self, container: _Element) -> Iterator[str]:
        for part in _content(container):
            if part.tag == _TABLE:
                for cell in read_table(part, "").cells:
                    yield self._cell_text(cell.elements)
                continue
            yield self._text(part).strip(" \t\n")
            boxes, self.runs.boxes = self.runs.boxes, []
            for box in boxes:
                yield from self._cell_lines(box)


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
        if tag in (_PARAGRAPH, _TABLE):
            yield part
        elif tag in _WRAPPERS:
            yield from _content(part)
        elif tag == MC + "AlternateContent":
            yield from (found for choice in list(part)[:1] for found in _content(choice))
