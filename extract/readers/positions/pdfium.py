"""PDF pages as characters and ruling lines, by PDFium: nothing of a page is run, and its cost is
bounded.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from extract.errors import Locked, Unreadable
from extract.readers.positions.annotations import Note, with_annotations
from extract.readers.positions.drawing import Drawing, Line, Point, address, drawing_of
from extract.readers.positions.fills import sides
from extract.readers.positions.fonts import use_no_system_fonts
from extract.readers.positions.geometry import Box, Glyph, Page, Rule, Shadow
from extract.readers.positions.painted import CUT, covered_share
from extract.readers.positions.raster import Raster, paint
from extract.readers.positions.shapes import DIGITS, Digit, Kind, is_drawn, misnamed

MAX_PAGES = 400
MAX_OBJECTS = 60_000
MAX_GLYPHS = 60_000

_PASSWORD_ERROR = 4
_INVISIBLE = 3
# Points: characters are looked up by rows of this height; an area over more rows is a ground.
_ROW = 12.0
_MOST_ROWS = 40
# Glyphs of one font are told apart by their sides in so many parts of its size.
_PARTS = 50
_NOWHERE: Line = ((0.0, 0.0), (0.0, 0.0))


@dataclass(frozen=True)
class Sight:
    """A page as PDFium sees it, upright, with what tells a scan from text.

    `hidden` counts characters that are not drawn (the text layer of a scanner), `beyond` those that
    stand outside of the page, `unmapped` those whose font does not say what they mean; `pictured`
    is the share of the page that its largest picture covers, `drawn` counts all objects.
    """

    page: Page
    hidden: int
    beyond: int
    unmapped: int
    pictured: float
    drawn: int
    quarter_turns: int


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF, with the empty password where it is encrypted. Raises Locked, or Unreadable."""
    use_no_system_fonts()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise Locked(
                "the PDF asks for a password: save a copy without one and read that"
            ) from None
        raise Unreadable("the PDF is damaged: no viewer's library can open it") from None
    if len(document) > MAX_PAGES:
        pages = len(document)
        document.close()
        raise Unreadable(f"the PDF has {pages} pages, more than the limit of {MAX_PAGES}")
    return document


def see(document: pypdfium2.PdfDocument, number: int) -> Sight:
    """One page, counted from 1. Raises Unreadable where it is damaged or passes a limit."""
    try:
        page, notes = with_annotations(document, number - 1)
    except pypdfium2.PdfiumError:
        raise Unreadable(f"page {number} of the PDF is damaged") from None
    text = page.get_textpage()
    try:
        return _sight(page, text, number, notes)
    finally:
        text.close()
        page.close()


def _sight(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int, notes: Sequence[Note]
) -> Sight:
    drawn = raw.FPDFPage_CountObjects(page)
    if drawn > MAX_OBJECTS or text.count_chars() > MAX_GLYPHS:
        raise Unreadable(
            f"page {number} of the PDF draws {drawn} objects, more than the limit of {MAX_OBJECTS}"
        )
    characters = list(_characters(text))
    drawn_ones = [one for one in characters if not one.hidden]
    turns = _quarter_turns(drawn_ones, page)
    upright = _Upright(page.get_bbox(), turns)
    drawing = drawing_of(page, number)
    _note_covers(characters, drawing)
    raster = paint(page, turns)
    _note_misnamed(characters, upright, raster)
    glyphs, shadows = _seen(characters, upright, raster, text)
    shadows += [Shadow(note.code, upright.box(*note.corners)) for note in notes]
    rules = [upright.rule(line) for line in drawing.lines]
    rules += sides([upright.box(*corners) for corners in drawing.filled], rules)
    shadows += [
        Shadow("picture_in_cell", upright.box(*corners), frames=True)
        for corners in drawing.sketched
    ]
    pictures = [upright.box(*corners) for corners in drawing.pictures]
    shadows += [Shadow("picture_in_cell", box) for box in pictures]
    width, height = upright.size
    return Sight(
        page=Page(number, width, height, glyphs, tuple(rules), tuple(shadows)),
        hidden=len(characters) - len(drawn_ones),
        beyond=sum(
            not (0 <= glyph.middle_x <= width and 0 <= glyph.middle_y <= height) for glyph in glyphs
        ),
        unmapped=sum(one.unmapped for one in drawn_ones),
        pictured=max((_area(box) for box in pictures), default=0.0) / max(width * height, 1.0),
        drawn=drawn,
        quarter_turns=turns,
    )


# One for each character of the document: a frozen class takes twice as long to make.
@dataclass(slots=True)
class _Character:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    turn: int
    owner: int
    hidden: bool
    replaced: bool
    unmapped: bool
    kind: Kind | None  # of digits: which glyph it is
    filled: Line  # the corners of what the glyph fills
    index: int  # of the page's characters
    cut: bool = False

    @property
    def box(self) -> Box:
        return self.left, self.bottom, self.right, self.top

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def meets(self, other: _Character) -> bool:
        """Whether two characters stand at the same place, or partly so."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def _is_replaced(text_object: Any) -> bool:
    """Whether the file gives another text for what a text object shows."""
    marks = (
        raw.FPDFPageObj_GetMark(text_object, number)
        for number in range(max(raw.FPDFPageObj_CountMarks(text_object), 0))
    )
    return any(raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") for mark in marks)


def _characters(text: pypdfium2.PdfTextPage) -> Iterator[_Character]:
    """The printed characters in the page's own coordinates; spaces and what PDFium adds itself are
    left out.
    """
    box = raw.FS_RECTF()
    modes: dict[int, int] = {}
    fonts = _Fonts()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if (
            code in (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000)
            or raw.FPDFText_IsGenerated(text, index) == 1
        ):
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        owner = raw.FPDFText_GetTextObject(text, index)
        key = address(owner)
        if key not in modes:
            modes[key] = raw.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
        character = _char(code)
        kind, filled = None, _NOWHERE
        if owner and character in DIGITS and (font := fonts.of(owner)):
            filled = _filled(text, index)
            kind = _kind(font, character, filled, box.top - box.bottom)
        yield _Character(
            text=character,
            left=box.left,
            bottom=box.bottom,
            right=box.right,
            top=box.top,
            turn=_turn(raw.FPDFText_GetCharAngle(text, index)),
            owner=key,
            hidden=modes[key] == _INVISIBLE,
            replaced=bool(owner) and character.isdigit() and _is_replaced(owner),
            unmapped=raw.FPDFText_HasUnicodeMapError(text, index) == 1
            or code in (0, 0xFFFD, 0xFFFE),
            kind=kind,
            filled=filled,
            index=index,
        )


def _filled(text: pypdfium2.PdfTextPage, index: int) -> Line:
    """The corners of what a character's glyph fills, by its font."""
    left, bottom, right, top = text.get_charbox(index)
    return (left, bottom), (right, top)


class _Fonts:
    """The fonts of a page's text objects whose shapes say something, by address."""

    def __init__(self) -> None:
        self._drawn: dict[int, bool] = {}

    def of(self, text_object: Any) -> int:
        """The address of a text object's font; 0 where its shapes say nothing."""
        font = raw.FPDFTextObj_GetFont(text_object)
        where = address(font)
        if where not in self._drawn:
            self._drawn[where] = bool(font) and is_drawn(font)
        return where if self._drawn[where] else 0


def _kind(font: int, character: str, filled: Line, height: float) -> Kind:
    """What tells a glyph from others of its font, whose codes PDFium does not say."""
    (left, bottom), (right, top) = filled
    part = _PARTS / max(height, 0.1)
    shares = round((right - left) * part), round((top - bottom) * part)
    return font, character, *shares


def _char(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _turn(angle: float) -> int:
    """An angle as quarter turns 0 to 3, or -1 for slanted text such as a watermark."""
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.05 else -1


def _quarter_turns(characters: list[_Character], page: pypdfium2.PdfPage) -> int:
    """How most characters lie; a page without any lies as its rotation says."""
    if not characters:
        return int(page.get_rotation()) // 90 % 4
    counts = Counter(one.turn for one in characters if one.turn >= 0)
    return max(range(4), key=lambda turns: counts[turns])


def _note_covers(characters: list[_Character], drawing: Drawing) -> None:
    """Mark the characters over which an opaque area was painted, and then others at the same place:
    the painted page shows ink there, which is that of the later ones. Of a digit that is partly
    covered it shows ink too.
    """
    rows: dict[int, list[_Character]] = {}
    for one in characters if drawing.covers else ():
        rows.setdefault(int(one.bottom / _ROW), []).append(one)
    pictures = set(drawing.pictures)
    for cover in drawing.covers:
        (left, bottom), (right, top) = cover.corners
        numbers = range(int((bottom - 2 * _ROW) / _ROW), int(top / _ROW) + 1)
        if len(numbers) > _MOST_ROWS:
            continue
        near = [one for number in numbers for one in rows.get(number, ())]
        before = [one for one in near if drawing.texts.get(one.owner, cover.order) < cover.order]
        later = [one for one in near if drawing.texts.get(one.owner, 0) > cover.order]
        later = [one for one in later if _lies_in(one, cover.corners)]
        for one in before:
            if _lies_in(one, cover.corners) and any(one.meets(other) for other in later):
                one.hidden = True
            elif one.text.isdigit() and cover.corners not in pictures:
                share = covered_share(one.box, (left, bottom, right, top))
                one.cut = one.cut or share > CUT


def _lies_in(one: _Character, corners: Line) -> bool:
    (left, bottom), (right, top) = corners
    x, y = one.middle
    return left <= x <= right and bottom <= y <= top


def _note_misnamed(characters: list[_Character], upright: _Upright, raster: Raster) -> None:
    """Note the digits that look like others than the file says that they are."""
    digits = (
        Digit(one.text, one.kind, upright.box(*one.filled))
        for one in characters
        if one.kind is not None and not one.hidden and one.turn == upright.turns
    )
    others = misnamed(digits, raster)
    for one in characters:
        one.replaced = one.replaced or one.kind in others


def _seen(
    characters: list[_Character], upright: _Upright, raster: Raster, text: pypdfium2.PdfTextPage
) -> tuple[tuple[Glyph, ...], list[Shadow]]:
    """The characters that the painted page shows, and where others are that it does not show.

    Signs are too small to be looked for. What lies off the page is a wide table's part, and read.
    """
    glyphs: list[Glyph] = []
    shadows: list[Shadow] = []
    width, height = upright.size
    for one in characters:
        glyph = upright.glyph(one)
        is_off = not (0 <= glyph.middle_x <= width and 0 <= glyph.middle_y <= height)
        ink = "plain" if is_off or not one.text.isalnum() else raster.ink(_box(glyph))
        if ink != "plain" and not one.text.isdigit():
            # A font may be said to be lower than it is: 一 lies at the edge of its box then.
            ink = raster.ink_around(upright.box(*_filled(text, one.index)))
        if one.cut and ink == "plain":
            ink = "faint"
        if one.hidden or ink != "plain":
            is_sure = one.hidden or ink == "none"
            shadows.append(Shadow("hidden_text", _box(glyph), left_out=is_sure))
        elif one.turn == upright.turns:
            glyphs.append(glyph)
            if one.replaced:
                shadows.append(Shadow("replaced_text", _box(glyph)))
        elif one.turn >= 0:
            shadows.append(Shadow("turned_text", _box(glyph)))
    return tuple(glyphs), shadows


def _box(glyph: Glyph) -> Box:
    return glyph.x0, glyph.top, glyph.x1, glyph.bottom


class _Upright:
    """Turns a page's coordinates, upwards from the bottom left, into those of the upright page from
    its top left.
    """

    def __init__(self, box: tuple[float, float, float, float], turns: int) -> None:
        self._box = box
        self.turns = turns

    @property
    def size(self) -> tuple[float, float]:
        left, bottom, right, top = self._box
        width, height = right - left, top - bottom
        return (width, height) if self.turns % 2 == 0 else (height, width)

    def point(self, x: float, y: float) -> Point:
        left, bottom, right, top = self._box
        return (
            (x - left, top - y),
            (top - y, right - x),
            (right - x, y - bottom),
            (y - bottom, x - left),
        )[self.turns]

    def box(self, one: Point, other: Point) -> Box:
        """The upright box between two corners."""
        (x0, y0), (x1, y1) = self.point(*one), self.point(*other)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def glyph(self, one: _Character) -> Glyph:
        return Glyph(one.text, *self.box((one.left, one.bottom), (one.right, one.top)))

    def rule(self, ends: Line) -> Rule:
        (x0, y0), (x1, y1) = self.point(*ends[0]), self.point(*ends[1])
        if abs(x0 - x1) < abs(y0 - y1):
            return Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
        return Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))


def _area(box: tuple[float, float, float, float]) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))
