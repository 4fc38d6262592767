"""Cells of a page whose figure cannot be told from its text: pictures, controls, scripts and the
like in them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.cells.numbers import DOUBT
from extract.readers.attributes import whole_number
from extract.readers.doubts import Doubts
from extract.readers.html.text import figure_in_field
from extract.readers.positions.unreadable import has_words, is_figure

if TYPE_CHECKING:
    from lxml.etree import _Element

_PICTURES = ("canvas", "embed", "iframe", "img", "object", "picture", "svg", "video")
_CONTROLS = ("button", "input", "meter", "output", "progress", "select", "textarea")
_STRUCK = ("del", "s", "strike")
# What else a browser shows in another way than it stands there.
_CODES = {
    "datalist": "form_control",
    "math": "equation",
    "rt": "raised_text",
    "q": "generated_content",
}
_LOOKED_AT = (*_PICTURES, *_CONTROLS, *_STRUCK, *_CODES, "bdo")
CELLS = ("td", "th")
# Words of classes by which sheets of a site hide or strike text.
_HIDING_WORDS = frozenset(
    (
        *("hide", "hidden", "hid", "none", "invisible", "sr", "visuallyhidden"),
        *("del", "deleted", "old", "strike", "struck"),
    )
)
_BETWEEN_WORDS = re.compile(r"[-_]+")
# Where a table lost its lines, a paragraph may be a cell, and a line of its text a row.
LINES = ("p", "div", "li", "dd", "pre")
# What is no larger than this in pixels is no picture of a digit: spacers and counters.
_SPACER = 2


class CellDoubts:
    """The doubts of a page's cells, by the element of the cell."""

    def __init__(self) -> None:
        self._always: dict[_Element, str] = {}
        self._if_blank: dict[_Element, str] = {}
        self._set_out: dict[_Element, bool] = {}
        self._doubts = Doubts()

    def note(self, cell: _Element, why: str, element: _Element | None = None) -> None:
        """Doubt whatever figure the cell holds; the first reason stays.

        A line that only breaks set apart has no element: there the place of `element` is marked.
        """
        if element is None or not self.is_set_out(cell):
            self._always.setdefault(cell, why)
        elif cell.tag == "pre" or touches_figure(element):
            if not (element.tail or "").startswith(DOUBT):
                element.tail = DOUBT + (element.tail or "")
            self._doubts.note(why, str(cell.tag))

    def note_text(self, why: str, cell: _Element) -> None:
        """Say that a figure was marked in a cell of lines without elements."""
        self._doubts.note(why, str(cell.tag))

    def is_set_out(self, cell: _Element) -> bool:
        """Whether a cell or paragraph holds lines that have no element of their own."""
        known = self._set_out.get(cell)
        if known is None:
            known = cell.tag == "pre" or next(cell.iter("br"), None) is not None
            self._set_out[cell] = known
        return known

    def note_if_blank(self, cell: _Element, why: str) -> None:
        """Doubt the cell if nothing is left in it: it hides a figure. Else only say so."""
        self._if_blank.setdefault(cell, why)

    def text(self, cell: _Element, text: str, place: str) -> str:
        """The text of a cell, marked if it is doubted; `place` names the cell in the issue."""
        why, left_out = self._always.get(cell), self._if_blank.get(cell)
        if why is None and left_out is not None:
            if text.strip() and not has_words(text):
                self._doubts.note(left_out, place)
                return text
            why = None if text.strip() else left_out
        return text if why is None else self._doubts.mark(text, (why,), place)

    def issues(self) -> list[tuple[str, str]]:
        """The doubts of the cells whose text was asked for."""
        return self._doubts.issues()

    def note_scripts(self, root: _Element) -> None:
        """Doubt cells that hold a script; asked before scripts are taken out of the tree."""
        for script in root.iter("script"):
            for cell in cells_of(script):
                self.note(cell, "script_in_cell", script)

    def note_classes(self, root: _Element) -> None:
        """Doubt cells with a class by which a sheet that was not captured may hide their text: the
        figure may be another to whoever sees the page.
        """
        for cell in root.iter(*CELLS):
            if any(map(_may_be_hidden, cell.iter())):
                self.note(cell, "style_unclear")

    def note_elements(self, root: _Element) -> None:
        """Doubt cells that hold what is no text; asked when what is not shown is gone."""
        for element in root.iter(*_LOOKED_AT):
            for cell in cells_of(element):
                if element.tag in _STRUCK:
                    self.note_if_blank(cell, "struck_text")
                else:
                    self._note_element(cell, element)

    def _note_element(self, cell: _Element, element: _Element) -> None:
        if element.tag in _PICTURES:
            if not is_spacer(element):
                self.note(cell, "picture_in_cell", element)
        elif element.tag in _CONTROLS:
            if _is_doubtful_control(cell, element):
                self.note(cell, "form_control", element)
        elif element.tag in _CODES:
            self.note(cell, _CODES[str(element.tag)], element)
        elif (element.get("dir") or "").strip().lower() == "rtl":
            self.note(cell, "bidirectional_controls", element)


def _may_be_hidden(element: _Element) -> bool:
    """Whether a word of an element's class says that its text is hidden, and it has any."""
    words = (element.get("class") or "").lower().split()
    parts = (part for word in words for part in _BETWEEN_WORDS.split(word))
    if _HIDING_WORDS.isdisjoint(parts):
        return False
    return any(str(text).strip() for text in element.itertext())


def cells_of(element: _Element) -> tuple[_Element, ...]:
    """The innermost cell in which an element stands, and the innermost paragraph in that.

    Which of them is read as a cell is known later: tables are used for layout too.
    """
    line = next(element.iterancestors(*CELLS, *LINES), None)
    if line is None or line.tag in CELLS:
        return () if line is None else (line,)
    cell = next(line.iterancestors(*CELLS), None)
    return (line,) if cell is None else (cell, line)


def touches_figure(element: _Element) -> bool:
    """Whether an element shows digits alone, or stands directly beside a digit."""
    own = "".join(map(str, element.itertext())).strip()
    if own:
        return is_figure(own)
    previous, parent = element.getprevious(), element.getparent()
    before = parent.text if previous is None and parent is not None else None
    before = previous.tail if previous is not None else before
    return (before or "")[-1:].isdigit() or (element.tail or "")[:1].isdigit()


def is_spacer(element: _Element) -> bool:
    """Whether a picture only holds a place or counts visits."""
    sizes = (whole_number(element.get(side)) for side in ("width", "height"))
    return any(size is not None and size <= _SPACER for size in sizes)


def _shows_words(element: _Element) -> bool:
    """Whether a field shows words, or nothing."""
    if element.tag not in ("input", "textarea"):
        return False
    value = (element.get("value") if element.tag == "input" else element.text) or ""
    kind = (element.get("type") or "text").strip().lower()
    return kind in ("text", "search") and (not value.strip() or has_words(value))


def _is_doubtful_control(cell: _Element, element: _Element) -> bool:
    """Whether a control may show a figure; a field that holds the whole figure of its cell shows
    it.
    """
    if (element.get("type") or "").strip().lower() == "hidden":
        return False
    if figure_in_field(element) is None:
        return not _shows_words(element)
    beside = [text for text in cell.itertext() if str(text).strip()]
    own = 1 if element.tag == "textarea" else 0
    return len(beside) > own or sum(1 for _ in cell.iter(*_CONTROLS)) > 1
