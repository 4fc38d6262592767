"""The text of OpenDocument paragraphs: what is printed, with the doubts that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.readers.attributes import whole_number
from extract.readers.manners import joined, read_as
from extract.readers.opendocument.names import DRAW, OFFICE, TABLE, TEXT
from extract.readers.opendocument.styles import Said, Styles, manner_of

if TYPE_CHECKING:
    from lxml.etree import _Element

PARAGRAPHS = (TEXT + "p", TEXT + "h")
# Remarks, notes and what stands aside: no part of the line.
_NOT_PRINTED = frozenset(
    {
        *(OFFICE + name for name in ("annotation", "annotation-end", "forms")),
        *(TEXT + name for name in ("note-body", "ruby-text", "tracked-changes", "number")),
    }
)
_PICTURES = frozenset(DRAW + name for name in ("image", "object", "object-ole", "plugin"))
_CHARACTERS = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_MOST_SPACES = 100


class TextReader:
    """Reads paragraphs one after the other, and gathers until it is asked to forget: issue codes of
    text that was left out, doubts of a figure, and text boxes.
    """

    def __init__(self, styles: Styles) -> None:
        self.left_out: set[str] = set()
        self.doubts: set[str] = set()
        self.struck: list[str] = []
        self.boxes: list[_Element] = []
        self._styles = styles

    def forget(self) -> None:
        """Begin anew to gather."""
        self.left_out, self.doubts, self.struck = set(), set(), []

    def read(self, paragraph: _Element, around: Said) -> str:
        """The printed text of a paragraph; `around` is what its cell says of text in it."""
        own = self._styles.said("paragraph", paragraph.get(TEXT + "style-name"))
        return "".join(self._inside(paragraph, around | own))

    def _inside(self, element: _Element, said: Said) -> Iterator[str]:
        yield self._shown(element.text or "", said)
        for child in element:
            yield from self._child(child, said)
            yield self._shown(child.tail or "", said)

    def _shown(self, text: str, said: Said) -> str:
        if not text:
            return ""
        manner = manner_of(said)
        self.left_out |= joined([(text, manner)])[1]
        if manner == "struck":
            self.struck.append(text)
        return read_as(text, manner)

    def _child(self, child: _Element, said: Said) -> Iterator[str]:
        tag = str(child.tag)
        if tag == TEXT + "s":
            count = whole_number(child.get(TEXT + "c"))
            yield " " * (1 if count is None else min(count, _MOST_SPACES))
        elif tag in _CHARACTERS:
            yield self._shown(_CHARACTERS[tag], said)
        elif tag == TEXT + "note-citation":
            yield f"[{''.join(child.itertext()).strip()}]"
        elif tag == DRAW + "text-box":
            self.boxes.append(child)
        elif tag not in _NOT_PRINTED:
            yield from self._inside(child, said | self._own(child))

    def _own(self, child: _Element) -> Said:
        """What an element inside a paragraph says of its text; notes what is no text."""
        if child.tag in _PICTURES:
            self.doubts.add("picture_in_cell")
        elif child.tag == DRAW + "control":
            self.doubts.add("form_control")
        elif child.get(TEXT + "is-hidden") == "true":
            return {"display": "none"}
        elif child.tag == TEXT + "span":
            return self._styles.said("text", child.get(TEXT + "style-name"))
        return {}

    def lines(self, container: _Element, around: Said) -> Iterator[str]:
        """The lines of a cell or text box: its paragraphs, those of its lists, tables and boxes."""
        for part in container:
            if part.tag in PARAGRAPHS:
                yield self.read(part, around).strip(" \t\n")
                boxes, self.boxes = self.boxes, []
                for box in boxes:
                    yield from self.lines(box, around)
            elif part.tag == TEXT + "list":
                if self._styles.is_numbered(part.get(TEXT + "style-name")):
                    self.doubts.add("list_number_in_cell")
                yield from self.lines(part, around)
            elif str(part.tag).startswith((TEXT, TABLE)) and part.tag not in _NOT_PRINTED:
                yield from self.lines(part, around)
            elif next(part.iter(*_PICTURES), None) is not None:
                self.doubts.add("picture_in_cell")
