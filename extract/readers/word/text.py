"""The text of Word paragraphs: what is printed, and nothing of what was deleted, hidden or computed
from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.readers.manners import joined, read_as
from extract.readers.word.looks import Looks
from extract.readers.word.names import MC, VALUE, R, W

if TYPE_CHECKING:
    from lxml.etree import _Element

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT = frozenset({W + "t", _MATH + "t"})
# Equations that are more than a line of characters: the order of their texts says nothing.
_EQUATIONS = frozenset(
    _MATH + name
    for name in (
        *("f", "sSup", "sSub", "sSubSup", "sPre", "rad", "nary", "d", "m", "eqArr", "func"),
        *("limLow", "limUpp", "acc", "bar", "box", "borderBox", "groupChr", "phant"),
    )
)
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
_NOTES = ("footnoteReference", "endnoteReference")
# Deleted or moved away; instructions of fields; readings above characters; properties; what stands
# outside of the text.
_NOT_PRINTED = frozenset(
    W + name
    for name in (
        *(
            "del",
            "moveFrom",
            "delText",
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
            *_NOTES,
        ),
    )
)
_TEXT_BOX = W + "txbxContent"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_CHECK_BOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_DAMAGED = "\ufffd"
# Fields that mark a place and show nothing, and those that are drawn whatever their result says.
_SILENT_FIELDS = frozenset({"XE", "TC", "TA", "RD", "SET", "ASK", "FILLIN", "NEXT", "PRIVATE"})
_FORM_FIELDS = frozenset({"FORMCHECKBOX", "FORMDROPDOWN"})
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
            "bdo",
            "fldSimple",
            "object",
            *_NOTES,
        )
    ),
    *(*_EQUATIONS, _CHECK_BOX),
    *(_TEXT_BOX, _BLIP, _IMAGE_DATA, MC + "AlternateContent"),
)


class RunReader:
    """Reads paragraphs of a body one after the other; knows the fields that are open, for they may
    run over several.

    Most paragraphs hold their text and nothing else that is printed; so those that do are told
    once, for all. `left_out` and `doubts` gather issue codes until they are forgotten: of text that
    is in the file and was not read, and of what keeps a figure from being trusted; `struck` the
    texts that are struck through.
    """

    def __init__(self, body: _Element, targets: dict[str, str], looks: Looks) -> None:
        self.links: list[tuple[str, str]] = []
        self.images: list[str] = []
        self.boxes: list[_Element] = []
        self.left_out: set[str] = set()
        self.doubts: set[str] = set()
        self.struck: list[str] = []
        self._targets = targets
        self._looks = looks
        self._intricate = looks.intricate | {
            above for found in body.iter(*_INTRICATE) for above in found.iterancestors(W + "p")
        }
        self._in_result: list[bool] = []  # for each open field, whether its result has begun
        self._instructions: list[str] = []  # and what it computes
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

    def forget(self) -> None:
        """Begin anew to gather what was left out, and doubts."""
        if self.left_out or self.doubts or self.struck:
            self.left_out, self.doubts, self.struck = set(), set(), []

    def _inside(self, element: _Element) -> None:
        for child in element:
            tag = child.tag
            if tag in _TEXT:
                self._add(child.text or "")
            elif tag == W + "r":
                self._run(child)
            elif tag not in _NOT_PRINTED:
                self._special(child)

    def _run(self, run: _Element) -> None:
        """A run, in the manner in which it is shown: one that cannot be seen has no text boxes nor
        pictures either.
        """
        manner = "raised" if _is_mark_of_note(run) else self._looks.manner(run)
        start, boxes, images = len(self._parts), len(self.boxes), len(self.images)
        doubts = set(self.doubts)
        self._inside(run)
        if manner == "undecided":
            self.doubts.add("hidden_text")
        if manner in ("shown", "undecided"):
            return
        text = "".join(self._parts[start:])
        self._parts[start:] = [read_as(text, manner)]
        self.left_out |= joined([(text, manner)])[1]
        self.struck += [text] if manner == "struck" else []
        if manner != "raised":
            del self.boxes[boxes:], self.images[images:]
            self.doubts = doubts

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
        elif tag == W + "instrText":
            self._instruct(child.text or "")
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
            self._doubt(child)
            self._image(child)
            self._inside(child)

    def _doubt(self, element: _Element) -> None:
        """Note what is no text and may be a part of a figure."""
        tag = element.tag
        if tag in _EQUATIONS:
            self.doubts.add("equation")
        elif tag in (_BLIP, _IMAGE_DATA, W + "object"):
            self.doubts.add("picture_in_cell")
        elif tag == W + "control" or (tag == W + "sdt" and _is_check_box(element)):
            self.doubts.add("form_control")
        elif tag == W + "bdo" and element.get(VALUE) == "rtl":
            self.doubts.add("bidirectional_controls")
        elif tag == W + "fldSimple":
            has_result = next(element.iter(W + "t"), None) is not None
            self._judge_field(element.get(W + "instr", ""), has_result)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._in_result.append(False)
            self._instructions.append("")
        elif kind == "separate" and self._in_result:
            self._in_result[-1] = True
        elif kind == "end" and self._in_result:
            self._judge_field(self._instructions.pop(), self._in_result.pop())

    def _instruct(self, text: str) -> None:
        if self._instructions:
            self._instructions[-1] += text

    def _judge_field(self, instruction: str, has_result: bool) -> None:
        """Note a field of which the file does not hold what it shows."""
        kind = (instruction.split() or [""])[0].upper()
        if kind in _FORM_FIELDS:
            self.doubts.add("form_control")
        elif kind == "EQ" or (not has_result and kind not in _SILENT_FIELDS):
            self.doubts.add("field")

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


def _is_mark_of_note(run: _Element) -> bool:
    """Whether a run holds the mark of a note that its author chose, as text behind the
    reference.
    """
    return any(
        found.get(W + "customMarkFollows", "0") not in ("0", "false")
        for name in _NOTES
        for found in run.iterchildren(W + name)
    )


def _is_check_box(control: _Element) -> bool:
    return next(control.iter(_CHECK_BOX), None) is not None
