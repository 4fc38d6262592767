"""The objects of an OFD page (GB/T 33190, 8 and 11) as they are painted: characters, lines, areas,
pictures.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from xml.etree.ElementTree import Element

import ofdkit

from extract.readers.positions.geometry import Box, Glyph, Rule, Shadow
from extract.readers.positions.ofd_style import fill_shade, is_shown, name_of, numbers
from extract.readers.positions.painted import Painting

MAX_OBJECTS = 60_000
_MAX_DEPTH = 32
# OFD counts in millimetres.
POINTS = 72 / 25.4
_THICKEST_RULE = 1.0
_SHORTEST_RULE = 1.4
_STRAIGHT = 0.3
# Of the font size: how far a line rises over its baseline and falls under it.
_ASCENT, _DESCENT = 0.86, 0.14
_PATH_STEP = re.compile(r"([SMLQBAC])|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")

_Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Canvas:
    """Paints the objects of a page in their order, millimetres turned into points."""

    def __init__(self, box: tuple[float, float, float, float], params: Mapping[str, Element]):
        self.painting = Painting()
        self.rules: list[Rule] = []
        self.ids: set[str] = set()
        self.objects = 0
        self._left, self._top = box[0], box[1]
        self._params = params

    def paint(self, element: Element, at: Point, inherited: str | None, depth: int = 0) -> None:
        """Paint what stands below an element, moved by `at`."""
        for child in element if depth < _MAX_DEPTH and self.objects <= MAX_OBJECTS else ():
            kind = name_of(child)
            if kind == "PageBlock":
                self.paint(child, at, inherited, depth + 1)
            elif kind in _PAINTERS:
                self.objects += 1
                a, b, c, d, e, f = _own_matrix(child)
                matrix = (a, b, c, d, e + at[0], f + at[1])
                _PAINTERS[kind](self, child, matrix, inherited)

    def write(self, glyphs: Iterable[Glyph], shade: float) -> None:
        """Paint characters that are given in millimetres."""
        for glyph in glyphs:
            if glyph.text.strip():
                self.painting.write(_moved(glyph, self._left, self._top), shade)

    def paint_text(self, element: Element, matrix: _Matrix, inherited: str | None) -> None:
        """Paint a text object, or take up why it is not seen."""
        self.ids.add(element.get("ID") or "")
        turn = _turn(element, matrix)
        if turn == "slanted":
            return
        glyphs = self._glyphs(element, matrix)
        shade = fill_shade(element, self._params, inherited)
        if shade is None or _is_unpainted(element):
            self._hide(glyphs)
            return
        clip = self._clip(element, matrix)
        for glyph in glyphs:
            if clip is not None and not _holds(clip, glyph):
                self.painting.hide(glyph, is_sure=False)
            elif turn == "turned" and glyph.text.isdigit():
                box = (glyph.x0, glyph.top, glyph.x1, glyph.bottom)
                self.painting.shadows.append(Shadow("turned_text", box))
            else:
                self.painting.write(glyph, shade)

    def _glyphs(self, element: Element, matrix: _Matrix) -> list[Glyph]:
        """The characters of a text object that have ink."""
        inked = (glyph for glyph in _characters(element, matrix) if glyph.text.strip())
        return [_moved(glyph, self._left, self._top) for glyph in inked]

    def _hide(self, glyphs: Iterable[Glyph]) -> None:
        for glyph in glyphs:
            self.painting.hide(glyph)

    def paint_path(self, element: Element, matrix: _Matrix, inherited: str | None) -> None:
        """Take up the lines of a path object, and paint its area."""
        if not is_shown(element):
            return
        self.rules += _rules(element, matrix)
        shade = fill_shade(element, self._params, inherited)
        if element.get("Fill", "false").lower() != "true" or shade is None:
            return
        for child in element:
            if name_of(child) == "AbbreviatedData":
                for points in _outlines(child.text or ""):
                    self._fill([_at(matrix, x, y) for x, y in points], shade)

    def paint_image(self, element: Element, matrix: _Matrix, inherited: str | None) -> None:
        """Take up a picture, which may be a part of a figure; its matrix is its size."""
        del inherited
        size = numbers(element.get("Boundary"))
        if is_shown(element) and len(size) >= 4:
            left, top = matrix[4], matrix[5]
            box = self._box([(left, top), (left + size[2], top + size[3])])
            self.painting.shadows.append(Shadow("picture_in_cell", box))

    def _fill(self, points: list[Point], shade: float) -> None:
        if len(points) < 3:
            return
        box = self._box(points)
        if min(box[2] - box[0], box[3] - box[1]) > _THICKEST_RULE * POINTS:
            self.painting.fill(box, shade)

    def _box(self, points: list[Point]) -> Box:
        xs = [(x - self._left) * POINTS for x, _ in points]
        ys = [(y - self._top) * POINTS for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def _clip(self, element: Element, matrix: _Matrix) -> Box | None:
        """The box of the areas to which an object is clipped; None where it is not."""
        points = []
        for path in element.iter():
            if name_of(path) != "Path":
                continue
            box = numbers(path.get("Boundary"))
            x0, y0 = (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)
            for data in path:
                for outline in _outlines(data.text or ""):
                    points += [_at(matrix, x + x0, y + y0) for x, y in outline]
        return self._box(points) if points else None


def _is_unpainted(element: Element) -> bool:
    """Whether a text is not shown, or has neither its areas filled nor its outlines drawn."""
    if not is_shown(element):
        return True
    is_empty = element.get("Fill", "true").lower() == "false"
    return is_empty and element.get("Stroke", "false").lower() != "true"


def _holds(box: Box, glyph: Glyph) -> bool:
    return box[0] <= glyph.middle_x <= box[2] and box[1] <= glyph.middle_y <= box[3]


def _turn(element: Element, matrix: _Matrix) -> str:
    """How a text object lies: "" upright, "turned" on its head or mirrored, or "slanted" as a
    watermark.
    """
    a, b, c, d, _, _ = matrix
    quarters = math.atan2(b, a) / (math.pi / 2)
    if abs(quarters - round(quarters)) > 0.05:
        return "slanted"
    direction = numbers(element.get("CharDirection"))
    is_turned = a * d - b * c < 0 or abs(round(quarters)) == 2 or any(direction)
    return "turned" if is_turned else ""


_PAINTERS: dict[str, Callable[[Canvas, Element, _Matrix, str | None], None]] = {
    "TextObject": Canvas.paint_text,
    "PathObject": Canvas.paint_path,
    "ImageObject": Canvas.paint_image,
}


def _own_matrix(element: Element) -> _Matrix:
    box = numbers(element.get("Boundary"))
    x, y = (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own[:6] if len(own) >= 6 else _SAME
    return (a, b, c, d, e + x, f + y)


def _at(matrix: _Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _characters(element: Element, matrix: _Matrix) -> Iterator[Glyph]:
    """The characters of a text object in millimetres of the page, each where its advances put
    it.
    """
    size = (numbers(element.get("Size")) or [3.5])[0]
    wide = (numbers(element.get("HScale")) or [1.0])[0]
    x = y = 0.0
    for code in element:
        if name_of(code) != "TextCode":
            continue
        x = (numbers(code.get("X")) or [x])[0]
        y = (numbers(code.get("Y")) or [y])[0]
        text = code.text or ""
        xs = list(accumulate(_advances(code.get("DeltaX"), text, size), initial=x))
        down = _deltas(code.get("DeltaY"), len(text))
        ys = list(accumulate(down + [0.0] * (len(text) - len(down)), initial=y))
        for character, at_x, at_y in zip(text, xs, ys, strict=False):
            right = at_x + _advance(character, size) * wide
            x0, y0 = _at(matrix, at_x, at_y - _ASCENT * size)
            x1, y1 = _at(matrix, right, at_y + _DESCENT * size)
            yield Glyph(character, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _advances(deltas: str | None, text: str, size: float) -> list[float]:
    given = _deltas(deltas, len(text))
    return given + [_advance(character, size) for character in text[len(given) :]]


def _advance(character: str, size: float) -> float:
    return size if unicodedata.east_asian_width(character) in ("W", "F") else size / 2


def _deltas(text: str | None, most: int) -> list[float]:
    """The advances of DeltaX or DeltaY; `g 3 2.5` stands for 2.5 three times."""
    parts = (text or "").split()
    found: list[float] = []
    while parts and len(found) < most:
        if parts[0] == "g" and len(parts) >= 3:
            times, value = numbers(parts[1]), numbers(parts[2])
            found += value[:1] * min(int(times[0]) if times else 0, most)
            parts = parts[3:]
        else:
            found += numbers(parts[0])
            parts = parts[1:]
    return found[:most]


def spread(run: ofdkit.TextRun) -> Iterator[Glyph]:
    """A run of a template, whose characters are spread over the width that it is said to have."""
    shares = [_advance(character, 1.0) for character in run.text]
    scale = run.width / sum(shares) if shares else 0.0
    x = run.x
    for character, share in zip(run.text, shares, strict=True):
        yield Glyph(
            character, x, run.y - _ASCENT * run.size, x + share * scale, run.y + _DESCENT * run.size
        )
        x += share * scale


def _rules(element: Element, matrix: _Matrix) -> Iterator[Rule]:
    """The straight upright lines of a path object, in millimetres of the page; thin filled areas
    are lines too.
    """
    is_stroked = (element.get("Stroke") or "true").lower() != "false"
    for child in element:
        if name_of(child) != "AbbreviatedData":
            continue
        for points in _outlines(child.text or ""):
            placed = [_at(matrix, x, y) for x, y in points]
            sides = pairwise(placed) if is_stroked else _thin(placed)
            yield from (rule for start, end in sides if (rule := _rule(start, end)) is not None)


def _outlines(data: str) -> Iterator[list[Point]]:
    """The straight parts of a path: S and M move, L draws, C closes; curves end a part."""
    points: list[Point] = []
    for letter, values in _steps(data):
        if letter == "C":
            points += points[:1]
            continue
        if len(values) < 2:
            continue
        if letter != "L":
            yield points
            points = []
        points.append((values[-2], values[-1]))
    yield points


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    letter, values = "", list[float]()
    for command, number in _PATH_STEP.findall(data):
        if number:
            values.append(float(number))
        if command:
            yield from [(letter, values)] if letter else []
            letter, values = command, []
    if letter:
        yield letter, values


def _thin(points: list[Point]) -> Iterator[tuple[Point, Point]]:
    if not points:
        return
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    y0, y1 = min(y for _, y in points), max(y for _, y in points)
    if min(x1 - x0, y1 - y0) > _THICKEST_RULE:
        return
    if x1 - x0 < y1 - y0:
        yield ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)
    else:
        yield (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)


def _rule(start: Point, end: Point) -> Rule | None:
    (x0, y0), (x1, y1) = start, end
    width, height = abs(x1 - x0), abs(y1 - y0)
    if min(width, height) > _STRAIGHT or max(width, height) < _SHORTEST_RULE:
        return None
    if width < height:
        return Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
    return Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))


def _moved(glyph: Glyph, left: float, top: float) -> Glyph:
    """A glyph in points from the page's top left, out of millimetres."""
    return Glyph(
        glyph.text,
        (glyph.x0 - left) * POINTS,
        (glyph.top - top) * POINTS,
        (glyph.x1 - left) * POINTS,
        (glyph.bottom - top) * POINTS,
    )


def moved_rule(rule: Rule, left: float, top: float) -> Rule:
    """A rule in points from the page's top left, out of millimetres."""
    across, along = (left, top) if rule.vertical else (top, left)
    return Rule(
        rule.vertical,
        (rule.at - across) * POINTS,
        (rule.start - along) * POINTS,
        (rule.end - along) * POINTS,
    )
