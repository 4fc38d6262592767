"""The text of Word paragraphs: what is printed, and nothing of what was deleted, hidden or computed
from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.readers.word.names import MC, R, W
from extract.readers.word.styles import is_hidden, is_raised

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = frozenset({W + "t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
# Deleted or moved away; instructions of fields; readings above characters; properties; what stands
# outside of the text.
_NOT_PRINTED = frozenset(
    W + name
    for name in (
        *(
            "del",
            "moveFrom",
            "delText",
            "instrText",
            "delInstrText",
            "rt",
            "pPr",
            "rPr",
            "sdtPr",
            "sdtEndPr",
        ),
        *(
            "rubyPr",
            "fldData",
            "commentReference",
            "annotationRef",
            "footnoteReference",
            "endnoteReference",
        ),
    )
)
_TEXT_BOX = W + "txbxContent"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_DAMAGED = "\ufffd"
# What makes the text of a paragraph more than, or other than, the texts in it.
_INTRICATE = (
    *(tag for tag, characters in _CHARACTERS.items() if characters),
    *(
        W + name
        for name in (
            "br",
            "del",
            "fldChar",
            "hyperlink",
            "moveFrom",
            "rt",
            "sym",
            "vanish",
            "vertAlign",
        )
    ),
    *(W + name for name in ("strike", "dstrike")),
    *(_TEXT_BOX, _BLIP, _IMAGE_DATA, MC + "AlternateContent"),
)


class RunReader:
    """Reads paragraphs of a body one after the other; knows the fields that are open, for they may
    run over several.

    Most paragraphs hold their text and nothing else that is printed; so those that do are told
    once, for all.
    """

    def __init__(self, body: _Element, targets: dict[str, str]) -> None:
        self.links: list[tuple[str, str]] = []
        self.images: list[str] = []
        self.boxes: list[_Element] = []
        self._targets = targets
        self._intricate = {
            above for found in body.iter(*_INTRICATE) for above in found.iterancestors(W + "p")
        }
        self._in_result: list[bool] = []  # for each open field, whether its result has begun
        self._parts: list[str] = []

    def read(self, paragraph: _Element) -> str:
        """The printed text of a paragraph. Text boxes in it are put into `boxes`, for the caller to
        read next.
        """
        if paragraph not in self._intricate:
            return "".join([text.text or "" for text in paragraph.iter(*_TEXT)])
        # A field whose instruction never ends would swallow the document: an instruction ends with
        # its paragraph.
        self._in_result = [True] * len(self._in_result)
        self._parts = []
        self._inside(paragraph)
        return "".join(self._parts)

    def _inside(self, element: _Element) -> None:
        for child in element:
            tag = child.tag
            if tag in _TEXT:
                self._add(child.text or "")
            elif tag == W + "r":
                if not is_hidden(child):
                    self._run(child)
            elif tag not in _NOT_PRINTED:
                self._special(child)

    def _run(self, run: _Element) -> None:
        """A run; a raised one is the mark of a footnote, and 15 with a raised 2 is no 152."""
        start = len(self._parts)
        self._inside(run)
        mark = "".join(self._parts[start:])
        if mark.strip() and is_raised(run):
            self._parts[start:] = [f"[{mark}]"]

    def _add(self, text: str) -> None:
        if all(self._in_result):
            self._parts.append(text)

    def _special(self, child: _Element) -> None:
        tag = child.tag
        if tag in _CHARACTERS:
            self._add(_CHARACTERS[str(tag)])
        elif tag == W + "br":
            self._add("\n" if child.get(W + "type", "textWrapping") == "textWrapping" else "")
        elif tag == W + "fldChar":
            self._field(child.get(W + "fldCharType", ""))
        elif tag == W + "sym":
            # A sign of a symbol font: a bullet before the text, or something that cannot be read
            # within it.
            self._add(_DAMAGED if "".join(self._parts).strip() else "")
        elif tag == W + "hyperlink":
            self._link(child)
        elif tag == _TEXT_BOX:
            self.boxes.append(child)
        elif tag == MC + "AlternateContent":
            self._alternative(child)
        else:
            self._image(child)
            self._inside(child)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._in_result.append(False)
        elif kind == "separate" and self._in_result:
            self._in_result[-1] = True
        elif kind == "end" and self._in_result:
            self._in_result.pop()

    def _link(self, element: _Element) -> None:
        start = len(self._parts)
        self._inside(element)
        target = self._targets.get(element.get(R + "id", ""), "")
        if target:
            self.links.append(("".join(self._parts[start:]).strip(), target))

    def _alternative(self, element: _Element) -> None:
        """One of the alternatives, which say the same: the first that has text, else the first."""
        having_text = (choice for choice in element if next(choice.iter(W + "t"), None) is not None)
        chosen = next(having_text, next(iter(element), None))
        if chosen is not None:
            self._inside(chosen)

    def _image(self, element: _Element) -> None:
        if element.tag in (_BLIP, _IMAGE_DATA):
            target = self._targets.get(element.get(R + "embed") or element.get(R + "id") or "", "")
            if target:
                self.images.append(target)
