"""What a browser shows of a page: text that is not seen is taken out of the tree, and cells whose
figure looks other than its text are doubted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from lxml import etree

from extract.cells.numbers import DOUBT
from extract.readers.html.cell_doubts import CELLS, LINES, CellDoubts
from extract.readers.html.css.cascade import Cascade, cascade, looks
from extract.readers.html.css.suspects import shows_content
from extract.readers.html.css.values import ROOT_SIZE, font_size
from extract.readers.html.shell import is_only_report
from extract.readers.html.sight import (
    Fate,
    Paint,
    disturbance,
    fate,
    is_line,
    is_out_of_flow,
    is_pulled,
    is_raised,
)
from extract.readers.html.text import mark_footnote, raises
from extract.readers.positions.unreadable import has_words, is_figure

if TYPE_CHECKING:
    from lxml.etree import _Element

    from extract.readers.html.parse import Parsed

# Never shown, and no part of any line.
_NEVER_SHOWN = ("style", "script", "template", "noscript", "noembed", "noframes")
# A string of content with Chinese words, as a style sheet writes it.
_WRITTEN = re.compile(r"""(["'])([^"'\\]*[\u4e00-\u9fff][^"'\\]*)\1""")
# The value of `hidden` that keeps the box of an element, and skips what is in it.
_UNTIL_FOUND = "until-found"
_HAS_SCRIPT = etree.XPath("boolean(//script | //@onclick | //@onload)")
# Sheets that are not in the page itself, and classes of which they may speak so.
_OTHER_SHEETS = re.compile(rb"<link\b[^>]*stylesheet|@import")
_HIDING_CLASSES = re.compile(rb"class\s*=[^<>]*(?:hid|none|invisible|sr|del|old|str[iu])")


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands down to the text in it."""

    visible: bool = True
    struck: bool = False
    size: float = ROOT_SIZE
    paint: Paint = field(default_factory=Paint)
    cells: tuple[_Element, ...] = ()

    @property
    def unseen(self) -> str | None:
        """Why the text is not seen; None where it is."""
        if not self.visible or self.size == 0:
            return "hidden_text"
        return "struck_text" if self.struck else None

    def cells_at(self, element: _Element) -> tuple[_Element, ...]:
        """The cell of the text in an element, and the paragraph in it: see `cells_of`."""
        if element.tag in CELLS:
            return (element,)
        if element.tag in LINES:
            return (*(cell for cell in self.cells[:1] if cell.tag in CELLS), element)
        return self.cells

    def inside(self, element: _Element, own: Mapping[str, str]) -> _Look:
        """What an element in the text hands down, given the values declared for it."""
        cells = self.cells_at(element)
        if not own:
            return self if cells is self.cells else replace(self, cells=cells)
        visibility = own.get("visibility", "visible" if self.visible else "hidden")
        struck = self.struck and not is_out_of_flow(own)
        return _Look(
            visible=visibility not in ("hidden", "collapse"),
            struck=struck or "line-through" in own.get("text-decoration", ""),
            size=_size(own, self.size),
            paint=self.paint.under(own),
            cells=cells,
        )


@dataclass
class Shown:
    """What was found: whether a report was left that only a script makes visible, whether a style
    attribute raises text, and the cells in doubt.
    """

    unhidden: bool = False
    raises: bool = False
    doubts: CellDoubts = field(default_factory=CellDoubts)


def show(parsed: Parsed) -> Shown:
    """Take out of a tree what a browser does not show. Elements stay, so that paths keep their
    numbers; those without a box are marked `hidden`.

    A report that is shown nowhere else is left as it is, because a script is to show it; so is a
    part of one, on a page that has scripts (tables behind tabs).
    """
    root = parsed.root
    attributes = looks(root, parsed.source)
    shown = Shown(raises=any(map(raises, attributes["style"])))
    shown.doubts.note_scripts(root)
    found = cascade(root, attributes)
    has_other_sheets = _OTHER_SHEETS.search(parsed.source) is not None
    scripted = found is not None and bool(_HAS_SCRIPT(root))
    etree.strip_elements(root, *_NEVER_SHOWN, with_tail=False)
    if found is not None:
        _Sight(found, shown, scripted, has_other_sheets).look_over(root)
    if has_other_sheets and _HIDING_CLASSES.search(parsed.source):
        shown.doubts.note_classes(root)
    shown.doubts.note_elements(root)
    for element in root.iter("iframe"):
        _clear(element, tuple(element.attrib))
    return shown


def _clear(element: _Element, keep: Sequence[str] = ()) -> None:
    """Empty an element, all its attributes but those of these names included."""
    kept = {name: element.get(name, "") for name in keep if element.get(name) is not None}
    element.clear(keep_tail=True)
    for name, value in kept.items():
        element.set(name, value)


class _Sight:
    """One pass over a tree whose page hides or moves something."""

    def __init__(self, found: Cascade, shown: Shown, scripted: bool, other_sheets: bool) -> None:
        self._cascade, self._shown = found, shown
        self._scripted, self._other_sheets = scripted, other_sheets
        self._faint: dict[_Element, bool] = {}  # cells with faint text, and whether that is sure
        self._seen: set[_Element] = set()

    def look_over(self, root: _Element) -> None:
        """Take out what is not seen, and doubt the cells that look other than their text."""
        self._root = root
        self._visit(root, _Look())
        for cell, sure in self._faint.items():
            if sure or cell in self._seen:
                self._shown.doubts.note(cell, "hidden_text")

    def _visit(self, element: _Element, outer: _Look) -> None:
        own = self._cascade.of(element)
        end = self._fate(element, own, outer)
        if end is not None:
            cells = outer.cells_at(element)
            for cell in cells:
                self._note_removed(element, own, end, cell)
            self._remove(element, end, cells)
            return
        look = self._look(element, own, outer)
        for cell in look.cells:
            self._note(element, own, look, cell)
        if look.cells and any(map(shows_content, self._cascade.generated.get(element, ()))):
            self._note_generated(element, look.cells)
        self._read(element, look)

    def _read(self, element: _Element, look: _Look) -> None:
        """Take out the text of an element that is not seen, and go on with its children."""
        why = look.unseen
        if element.text:
            element.text = self._kept(element.text, why, look)
        for child in element:
            self._visit(child, look)
            if child.tail:
                child.tail = self._kept(child.tail, why, look)

    def _kept(self, text: str, why: str | None, look: _Look) -> str | None:
        if text.isspace():
            return text
        if why is not None:
            for cell in look.cells:
                self._shown.doubts.note_if_blank(cell, why)
            return None
        return self._weighed(text, look)

    def _weighed(self, text: str, look: _Look) -> str:
        """Text that is seen, marked where it is faint and its line has no element to be doubted."""
        doubts = self._shown.doubts
        for cell in look.cells:
            if not doubts.is_set_out(cell):
                self._weigh(cell, look.paint)
            elif look.paint.faint and is_figure(text) and not text.endswith(DOUBT):
                doubts.note_text("hidden_text", cell)
                text += DOUBT
        return text

    def _weigh(self, cell: _Element, paint: Paint) -> None:
        if not paint.faint:
            self._seen.add(cell)
        else:
            sure = paint.declared or not self._other_sheets
            self._faint[cell] = self._faint.get(cell, False) or sure

    def _fate(self, element: _Element, own: Mapping[str, str], look: _Look) -> Fate | None:
        hidden = element.get("hidden")
        if (hidden or "").strip().lower() == _UNTIL_FOUND:
            own = {"content-visibility": "hidden", **own}
            del element.attrib["hidden"]
        elif hidden is not None and "display" in own and own["display"] != "none":
            del element.attrib["hidden"]
        end: Fate | None = "gone" if element.get("hidden") is not None else None
        end = end or (fate(str(element.tag), own, look.size) if own else None)
        if end is None or element.tag in ("html", "body"):
            return None
        if self._spare(_text(element)):
            element.attrib.pop("hidden", None)
            return None
        return end

    def _spare(self, text: str) -> bool:
        """Whether text that is not seen is the report, which a script is to show."""
        spared = is_only_report(text, self._root, whole=not self._scripted)
        self._shown.unhidden = self._shown.unhidden or spared
        return spared

    def _note_removed(
        self, element: _Element, own: Mapping[str, str], end: Fate, cell: _Element
    ) -> None:
        """Doubt a cell for what is taken out of it where that leaves a gap between lines, or where
        elements in it may be seen after all.
        """
        is_gap = is_line(str(element.tag), own) or is_pulled(own)
        if is_gap and not _is_all(element, cell):
            self._shown.doubts.note(cell, "moved_text", element)
        elif end == "unseen" and len(element):
            self._shown.doubts.note(cell, "hidden_text", element)

    def _remove(self, element: _Element, end: Fate, cells: Sequence[_Element]) -> None:
        if cells and _text(element).strip():
            for cell in cells:
                self._shown.doubts.note_if_blank(cell, "hidden_text")
        _clear(element, ("rowspan", "colspan"))
        if end == "gone":
            element.set("hidden", "")

    def _look(self, element: _Element, own: Mapping[str, str], outer: _Look) -> _Look:
        look = outer.inside(element, own)
        if look.unseen and not outer.unseen and self._spare(self._unseen_text(element, look)):
            return replace(look, visible=True, struck=False, size=ROOT_SIZE)
        return look

    def _unseen_text(self, element: _Element, look: _Look) -> str:
        """The text inside an element that is not seen, whatever shows up again aside."""
        parts = [element.text or ""] if look.unseen else []
        for child in element:
            parts.append(self._unseen_text(child, look.inside(child, self._cascade.of(child))))
            if look.unseen:
                parts.append(child.tail or "")
        return "".join(parts)

    def _note(self, element: _Element, own: Mapping[str, str], look: _Look, cell: _Element) -> None:
        """Doubt a cell for what the page does to an element in it."""
        doubts = self._shown.doubts
        if element in self._cascade.unsure:
            doubts.note(cell, "style_unclear", element)
        if not own:
            return
        if is_raised(own) and element is not cell and not _is_all(element, cell):
            mark_footnote(element)
        why = disturbance(
            str(element.tag), own, look.size, element is cell, partial(_is_all, element, cell)
        )
        if why is not None:
            doubts.note(cell, why, element)

    def _note_generated(self, element: _Element, cells: Sequence[_Element]) -> None:
        """Words that a style sheet writes behind words are read with them: a heading may have its
        unit so. All else that is generated makes a figure doubtful.
        """
        written = _WRITTEN.fullmatch(self._cascade.generated[element][-1])
        if written is not None and has_words(_text(cells[-1])):
            last = element[-1] if len(element) else None
            if last is None:
                element.text = (element.text or "") + written[2]
            else:
                last.tail = (last.tail or "") + written[2]
        else:
            for cell in cells:
                self._shown.doubts.note(cell, "generated_content", element)


def _size(own: Mapping[str, str], inherited: float) -> float:
    value = own.get("font-size")
    found = None if value is None else font_size(value, inherited)
    return inherited if found is None else max(found, 0.0)


def _text(element: _Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_all(element: _Element, cell: _Element) -> bool:
    """Whether an element holds all text of its cell."""
    return "".join(_text(element).split()) == "".join(_text(cell).split())
