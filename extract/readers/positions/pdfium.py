"""PDF pages as characters and ruling lines, by PDFium: nothing of a page is run, and its cost is
bounded.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

from extract.errors import Locked, Unreadable
from extract.readers.positions.fills import sides
from extract.readers.positions.geometry import Box, Glyph, Page, Rule

MAX_PAGES = 400
MAX_OBJECTS = 60_000
MAX_GLYPHS = 60_000
MAX_SEGMENTS = 200_000
# Ruling lines of one page; more is a drawing.
MAX_RULES = 4_000
_FORM_DEPTH = 6

_PASSWORD_ERROR = 4
_INVISIBLE = 3
# Points: lines shorter than this rule nothing, filled boxes thinner than this are lines.
_SHORTEST_RULE = 4.0
_THICKEST_RULE = 3.0
_STRAIGHT = 0.8
# Points between the dashes of a line, and how many dashes are no accident.
_WIDEST_GAP = 4.0
_FEWEST_DASHES = 4
_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]
# Two ends, or two corners.
_Line = tuple[_Point, _Point]


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
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        raise Unreadable(f"page {number} of the PDF is damaged") from None
    text = page.get_textpage()
    try:
        return _sight(page, text, number)
    finally:
        text.close()
        page.close()


def _sight(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int) -> Sight:
    drawn = raw.FPDFPage_CountObjects(page)
    if drawn > MAX_OBJECTS or text.count_chars() > MAX_GLYPHS:
        raise Unreadable(
            f"page {number} of the PDF draws {drawn} objects, more than the limit of {MAX_OBJECTS}"
        )
    characters = list(_characters(text))
    visible = [one for one in characters if not one.hidden]
    turns = _quarter_turns(visible, page)
    upright = _Upright(page.get_bbox(), turns)
    glyphs = tuple(upright.glyph(one) for one in visible if _turn(one.angle) == turns)
    lines, filled = _lines(page, number)
    rules = [upright.rule(line) for line in lines]
    rules += sides([upright.box(*corners) for corners in filled], rules)
    width, height = upright.size
    return Sight(
        page=Page(number, width, height, glyphs, tuple(rules)),
        hidden=len(characters) - len(visible),
        beyond=sum(
            not (0 <= glyph.middle_x <= width and 0 <= glyph.middle_y <= height) for glyph in glyphs
        ),
        unmapped=sum(one.unmapped for one in visible),
        pictured=_pictured(page),
        drawn=drawn,
        quarter_turns=turns,
    )


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    angle: float
    hidden: bool
    unmapped: bool


def _characters(text: pypdfium2.PdfTextPage) -> Iterator[_Character]:
    """The printed characters in the page's own coordinates; spaces and what PDFium adds itself are
    left out.
    """
    box = raw.FS_RECTF()
    modes: dict[int, int] = {}
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
        key = ctypes.cast(owner, ctypes.c_void_p).value or 0
        if key not in modes:
            modes[key] = raw.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
        yield _Character(
            text=_char(code),
            left=box.left,
            bottom=box.bottom,
            right=box.right,
            top=box.top,
            angle=raw.FPDFText_GetCharAngle(text, index),
            hidden=modes[key] == _INVISIBLE,
            unmapped=raw.FPDFText_HasUnicodeMapError(text, index) == 1
            or code in (0, 0xFFFD, 0xFFFE),
        )


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
    counts = [sum(_turn(one.angle) == turns for one in characters) for turns in range(4)]
    return counts.index(max(counts))


class _Upright:
    """Turns a page's coordinates, upwards from the bottom left, into those of the upright page from
    its top left.
    """

    def __init__(self, box: tuple[float, float, float, float], turns: int) -> None:
        self._box = box
        self._turns = turns

    @property
    def size(self) -> tuple[float, float]:
        left, bottom, right, top = self._box
        width, height = right - left, top - bottom
        return (width, height) if self._turns % 2 == 0 else (height, width)

    def point(self, x: float, y: float) -> _Point:
        left, bottom, right, top = self._box
        return (
            (x - left, top - y),
            (top - y, right - x),
            (right - x, y - bottom),
            (y - bottom, x - left),
        )[self._turns]

    def box(self, one: _Point, other: _Point) -> Box:
        """The upright box between two corners."""
        (x0, y0), (x1, y1) = self.point(*one), self.point(*other)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def glyph(self, one: _Character) -> Glyph:
        return Glyph(one.text, *self.box((one.left, one.bottom), (one.right, one.top)))

    def rule(self, ends: _Line) -> Rule:
        (x0, y0), (x1, y1) = self.point(*ends[0]), self.point(*ends[1])
        if abs(x0 - x1) < abs(y0 - y1):
            return Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
        return Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))


def _pictured(page: pypdfium2.PdfPage) -> float:
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_FORM_DEPTH)
    return max((_area(picture.get_bounds()) / area for picture in pictures), default=0.0)


def _area(box: tuple[float, float, float, float]) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))


def _lines(page: pypdfium2.PdfPage, number: int) -> tuple[list[_Line], list[_Line]]:
    """The straight upright lines of a page, as their ends; its filled areas, as two corners."""
    drawn: list[_Line] = []
    filled: list[_Line] = []
    dashes: list[_Line] = []
    segments = 0
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_FORM_DEPTH):
        segments += max(raw.FPDFPath_CountSegments(path), 0)
        if segments > MAX_SEGMENTS:
            raise Unreadable(
                f"page {number} of the PDF draws more than {MAX_SEGMENTS} line segments"
            )
        is_filled, is_stroked = _draw_mode(path)
        for points in _outlines(path):
            if is_stroked:
                drawn += [ends for ends in itertools.pairwise(points) if _is_rule(ends)]
            elif is_filled:
                corners = _corners(points)
                thin = _thin(corners)
                if thin is None:
                    filled.append(corners)
                else:
                    (drawn if _is_rule(thin) else dashes).append(thin)
    drawn += _dashed(dashes)
    return (drawn, filled) if len(drawn) <= MAX_RULES else ([], [])


def _draw_mode(path: pypdfium2.PdfObject) -> tuple[bool, bool]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return fill.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)


def _is_rule(ends: _Line) -> bool:
    width, height = abs(ends[0][0] - ends[1][0]), abs(ends[0][1] - ends[1][1])
    return min(width, height) <= _STRAIGHT and max(width, height) >= _SHORTEST_RULE


def _corners(points: list[_Point]) -> _Line:
    """The lower left and the upper right corner of the box round points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys)), (max(xs), max(ys))


def _thin(corners: _Line) -> _Line | None:
    """The middle line of a filled area that is as thin as a line; None for any other area."""
    (x0, y0), (x1, y1) = corners
    if min(x1 - x0, y1 - y0) > _THICKEST_RULE:
        return None
    if x1 - x0 < y1 - y0:
        return ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)
    return (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)


def _dashed(dashes: list[_Line]) -> Iterator[_Line]:
    """The lines that short filled pieces make, one behind the other, as browsers draw dashes."""
    for axis in (0, 1):
        lanes: dict[int, list[_Line]] = {}
        for piece in dashes:
            if piece[0][axis] == piece[1][axis]:
                lanes.setdefault(round(piece[0][axis] / _STRAIGHT), []).append(piece)
        for lane in lanes.values():
            yield from _chained(lane, 1 - axis)


def _chained(lane: list[_Line], along: int) -> Iterator[_Line]:
    """Pieces of one line, put together where they follow one another closely and are many."""
    pieces = sorted(lane, key=lambda piece: min(piece[0][along], piece[1][along]))
    chain = pieces[:1]
    for piece in [*pieces[1:], None]:
        if piece is not None and piece[0][along] - chain[-1][1][along] <= _WIDEST_GAP:
            chain.append(piece)
            continue
        if len(chain) >= _FEWEST_DASHES:
            yield chain[0][0], chain[-1][1]
        chain = [piece] if piece is not None else []


def _outlines(path: pypdfium2.PdfObject) -> Iterator[list[_Point]]:
    """The straight parts of a path in page coordinates; a frame with round corners keeps its
    sides.
    """
    matrix = _matrix(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[_Point] = []
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind != raw.FPDF_SEGMENT_LINETO and points:
            yield points
            points = []
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if points:
        yield points


def _matrix(item: pypdfium2.PdfObject) -> _Matrix:
    """From an object's own coordinates to the page's, through the forms that hold it."""
    own = item.get_matrix()
    result = (own.a, own.b, own.c, own.d, own.e, own.f)
    return result if item.container is None else _multiplied(result, _matrix(item.container))


def _multiplied(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    aa, bb, cc, dd, ee, ff = outer
    return (
        a * aa + b * cc,
        a * bb + b * dd,
        c * aa + d * cc,
        c * bb + d * dd,
        e * aa + f * cc + ee,
        e * bb + f * dd + ff,
    )


def _apply(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
