"""OFD (GB/T 33190): characters and lines from the pages' XML, read by position like those of a
PDF.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from itertools import accumulate, pairwise
from xml.etree.ElementTree import Element

import ofdkit
from ofdkit.package import Package

from extract.document import Document
from extract.errors import Unreadable
from extract.readers.container_limits import check_archive
from extract.readers.positions.geometry import Glyph, Page, Rule
from extract.readers.positions.layout import read_layout

MEDIA_TYPE = "application/ofd"
MAX_PAGES = 400
MAX_OBJECTS = 60_000
_MAX_DEPTH = 32
# OFD counts in millimetres.
_POINTS = 72 / 25.4
_THICKEST_RULE = 1.0
_SHORTEST_RULE = 1.4
_STRAIGHT = 0.3
# Of the font size: how far a line rises over its baseline and falls under it.
_ASCENT, _DESCENT = 0.86, 0.14
_FEWEST_GLYPHS = 12
_PATH_STEP = re.compile(r"([SMLQBAC])|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")

_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_ofd(data: bytes) -> Document:
    """Read an OFD. Places are pages and boxes in points. Raises Unreadable, also for scans, and
    Locked.
    """
    check_archive(data)
    try:
        with ofdkit.open(data) as document, Package(data) as package:
            if len(document.pages) > MAX_PAGES:
                raise Unreadable(
                    f"the OFD has {len(document.pages)} pages, more than the limit of {MAX_PAGES}"
                )
            pages = [_page(page, package) for page in document.pages]
            title = (document.info.title or "").strip()
    except (ofdkit.OFDError, zipfile.BadZipFile, zlib.error, ValueError, RecursionError) as error:
        raise Unreadable(f"the OFD is damaged: {' '.join(str(error).split())[:120]}") from None
    if pages and sum(len(page.glyphs) for page in pages) < _FEWEST_GLYPHS:
        raise Unreadable("the OFD holds pictures of its pages: save it as PDF and read that")
    layout = read_layout(pages)
    return Document(MEDIA_TYPE, layout.blocks, title=title, issues=layout.issues)


def _page(page: ofdkit.Page, package: Package) -> Page:
    left, top, width, height = page.box
    glyphs: list[Glyph] = []
    rules: list[Rule] = []
    seen: set[str] = set()
    root = package.read_xml(page.location) if page.location else None
    for number, (element, matrix) in enumerate(
        _objects(root, _SAME, 0) if root is not None else ()
    ):
        if number > MAX_OBJECTS:
            raise Unreadable(
                f"page {page.index + 1} of the OFD has more than {MAX_OBJECTS} objects"
            )
        if _name(element) == "TextObject":
            seen.add(element.get("ID") or "")
            glyphs += _characters(element, matrix)
        elif _name(element) == "PathObject":
            rules += _rules(element, matrix)
    glyphs += [
        glyph for run in page.runs if (run.object_id or "") not in seen for glyph in _spread(run)
    ]
    return Page(
        page.index + 1,
        width * _POINTS,
        height * _POINTS,
        tuple(_moved(glyph, left, top) for glyph in glyphs if glyph.text.strip()),
        tuple(_moved_rule(rule, left, top) for rule in rules),
    )


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _objects(element: Element, matrix: _Matrix, depth: int) -> Iterator[tuple[Element, _Matrix]]:
    """The text and path objects below an element, with the way from their coordinates to the
    page's.
    """
    for child in element if depth < _MAX_DEPTH else ():
        if _name(child) in ("TextObject", "PathObject"):
            yield child, _own_matrix(child)
        elif _name(child) in ("Content", "Layer", "PageBlock"):
            yield from _objects(child, matrix, depth + 1)


def _own_matrix(element: Element) -> _Matrix:
    box = _numbers(element.get("Boundary"))
    x, y = (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)
    own = _numbers(element.get("CTM"))
    a, b, c, d, e, f = own[:6] if len(own) >= 6 else _SAME
    return (a, b, c, d, e + x, f + y)


def _numbers(text: str | None) -> list[float]:
    try:
        numbers = [float(part) for part in (text or "").replace(",", " ").split()]
    except ValueError:
        return []
    return numbers if all(math.isfinite(number) for number in numbers) else []


def _at(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _characters(element: Element, matrix: _Matrix) -> Iterator[Glyph]:
    """The characters of a text object in millimetres of the page, each where its advances put
    it.
    """
    size = (_numbers(element.get("Size")) or [3.5])[0]
    tall = size * math.hypot(matrix[2], matrix[3])
    wide = math.hypot(matrix[0], matrix[1]) * (_numbers(element.get("HScale")) or [1.0])[0]
    x = y = 0.0
    for code in element:
        if _name(code) != "TextCode":
            continue
        x = (_numbers(code.get("X")) or [x])[0]
        y = (_numbers(code.get("Y")) or [y])[0]
        text = code.text or ""
        xs = list(accumulate(_advances(code.get("DeltaX"), text, size), initial=x))
        down = _deltas(code.get("DeltaY"), len(text))
        ys = list(accumulate(down + [0.0] * (len(text) - len(down)), initial=y))
        for character, at_x, at_y in zip(text, xs, ys, strict=False):
            left, baseline = _at(matrix, at_x, at_y)
            width = _advance(character, size) * wide
            yield Glyph(
                character, left, baseline - _ASCENT * tall, left + width, baseline + _DESCENT * tall
            )


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
            times, value = _numbers(parts[1]), _numbers(parts[2])
            found += value[:1] * min(int(times[0]) if times else 0, most)
            parts = parts[3:]
        else:
            found += _numbers(parts[0])
            parts = parts[1:]
    return found[:most]


def _spread(run: ofdkit.TextRun) -> Iterator[Glyph]:
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
        if _name(child) != "AbbreviatedData":
            continue
        for points in _outlines(child.text or ""):
            placed = [_at(matrix, x, y) for x, y in points]
            sides = pairwise(placed) if is_stroked else _thin(placed)
            yield from (rule for start, end in sides if (rule := _rule(start, end)) is not None)


def _outlines(data: str) -> Iterator[list[_Point]]:
    """The straight parts of a path: S and M move, L draws, C closes; curves end a part."""
    points: list[_Point] = []
    for letter, numbers in _steps(data):
        if letter == "C":
            points += points[:1]
            continue
        if len(numbers) < 2:
            continue
        if letter != "L":
            yield points
            points = []
        points.append((numbers[-2], numbers[-1]))
    yield points


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    letter, numbers = "", list[float]()
    for command, number in _PATH_STEP.findall(data):
        if number:
            numbers.append(float(number))
        if command:
            yield from [(letter, numbers)] if letter else []
            letter, numbers = command, []
    if letter:
        yield letter, numbers


def _thin(points: list[_Point]) -> Iterator[tuple[_Point, _Point]]:
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


def _rule(start: _Point, end: _Point) -> Rule | None:
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
        (glyph.x0 - left) * _POINTS,
        (glyph.top - top) * _POINTS,
        (glyph.x1 - left) * _POINTS,
        (glyph.bottom - top) * _POINTS,
    )


def _moved_rule(rule: Rule, left: float, top: float) -> Rule:
    across, along = (left, top) if rule.vertical else (top, left)
    return Rule(
        rule.vertical,
        (rule.at - across) * _POINTS,
        (rule.start - along) * _POINTS,
        (rule.end - along) * _POINTS,
    )
