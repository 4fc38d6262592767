"""What the paths of a PDF page draw: straight lines, filled areas, and small drawings."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from extract.errors import Unreadable

MAX_SEGMENTS = 200_000
# Ruling lines of one page; more is a drawing.
MAX_RULES = 4_000
# How deep forms may stand in one another.
FORM_DEPTH = 6
# Points: lines shorter than this rule nothing, filled boxes thinner than this are lines.
_SHORTEST_RULE = 4.0
_THICKEST_RULE = 3.0
_STRAIGHT = 0.8
# Points between the dashes of a line, and how many dashes are no accident.
_WIDEST_GAP = 4.0
_FEWEST_DASHES = 4
_Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
# Two ends, or two corners.
Line = tuple[Point, Point]


@dataclass(frozen=True)
class Cover:
    """An opaque area, and its place in the order of painting."""

    corners: Line
    order: int


@dataclass
class Drawing:
    """What is drawn on a page: straight upright lines, as their ends; filled areas, small drawings
    and pictures, as two corners; short pieces, which may make lines.
    """

    lines: list[Line] = field(default_factory=list)
    filled: list[Line] = field(default_factory=list)
    sketched: list[Line] = field(default_factory=list)
    dashes: list[Line] = field(default_factory=list)
    pictures: list[Line] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    # The place of each text object in the order of painting, by its address.
    texts: dict[int, int] = field(default_factory=dict)

    def stroke(self, points: list[Point]) -> None:
        """Take up a line that is drawn from point to point."""
        for ends in itertools.pairwise(points):
            if _is_rule(ends):
                self.lines.append(ends)
            elif _is_slanted(ends):
                self.sketched.append(_corners(list(ends)))

    def fill(self, points: list[Point]) -> None:
        """Take up a filled area: a line where it is as thin as one."""
        corners = _corners(points)
        thin = _thin(corners)
        if thin is None:
            self.filled.append(corners)
        else:
            (self.lines if _is_rule(thin) else self.dashes).append(thin)


def drawing_of(page: pypdfium2.PdfPage, number: int) -> Drawing:
    """What the paths and pictures of a page draw; no paths where there are so many that they are a
    picture themselves.
    """
    drawing = Drawing()
    segments = 0
    kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT]
    for order, item in enumerate(page.get_objects(filter=kinds, max_depth=FORM_DEPTH)):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            drawing.texts[address(item.raw)] = order
            continue
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            drawing.pictures.append(((left, bottom), (right, top)))
            if not raw.FPDFPageObj_HasTransparency(item):
                drawing.covers.append(Cover(drawing.pictures[-1], order))
            continue
        segments += max(raw.FPDFPath_CountSegments(item), 0)
        if segments > MAX_SEGMENTS:
            raise Unreadable(
                f"page {number} of the PDF draws more than {MAX_SEGMENTS} line segments"
            )
        filled = len(drawing.filled)
        _take_up(item, drawing)
        if drawing.texts and len(drawing.filled) > filled and _is_opaque(item):
            drawing.covers += [Cover(corners, order) for corners in drawing.filled[filled:]]
    drawing.lines += _dashed(drawing.dashes)
    return drawing if len(drawing.lines) <= MAX_RULES else Drawing(pictures=drawing.pictures)


def _take_up(path: pypdfium2.PdfObject, drawing: Drawing) -> None:
    is_filled, is_stroked = _draw_mode(path)
    if not is_filled and not is_stroked:
        return
    outlines = list(_outlines(path))
    for points in outlines:
        (drawing.stroke if is_stroked else drawing.fill)(points)
    # A curve ends an outline, and leaves its end point alone.
    if any(len(points) == 1 for points in outlines[1:]):
        drawing.sketched.append(_corners([point for points in outlines for point in points]))


def address(handle: Any) -> int:
    """The address of an object of PDFium, by which it is known again; 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _is_opaque(path: pypdfium2.PdfObject) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    is_plain = raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return bool(is_plain) and alpha.value == 255 and not raw.FPDFPageObj_HasTransparency(path)


def _draw_mode(path: pypdfium2.PdfObject) -> tuple[bool, bool]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return fill.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)


def _is_rule(ends: Line) -> bool:
    width, height = abs(ends[0][0] - ends[1][0]), abs(ends[0][1] - ends[1][1])
    return min(width, height) <= _STRAIGHT and max(width, height) >= _SHORTEST_RULE


def _is_slanted(ends: Line) -> bool:
    width, height = abs(ends[0][0] - ends[1][0]), abs(ends[0][1] - ends[1][1])
    return min(width, height) > _STRAIGHT and max(width, height) >= _SHORTEST_RULE


def _corners(points: list[Point]) -> Line:
    """The lower left and the upper right corner of the box round points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys)), (max(xs), max(ys))


def _thin(corners: Line) -> Line | None:
    """The middle line of a filled area that is as thin as a line; None for any other area."""
    (x0, y0), (x1, y1) = corners
    if min(x1 - x0, y1 - y0) > _THICKEST_RULE:
        return None
    if x1 - x0 < y1 - y0:
        return ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)
    return (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)


def _dashed(dashes: list[Line]) -> Iterator[Line]:
    """The lines that short filled pieces make, one behind the other, as browsers draw dashes."""
    for axis in (0, 1):
        lanes: dict[int, list[Line]] = {}
        for piece in dashes:
            if piece[0][axis] == piece[1][axis]:
                lanes.setdefault(round(piece[0][axis] / _STRAIGHT), []).append(piece)
        for lane in lanes.values():
            yield from _chained(lane, 1 - axis)


def _chained(lane: list[Line], along: int) -> Iterator[Line]:
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


def _outlines(path: pypdfium2.PdfObject) -> Iterator[list[Point]]:
    """The straight parts of a path in page coordinates; a frame with round corners keeps its
    sides.
    """
    matrix = _matrix(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
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


def _apply(matrix: _Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
