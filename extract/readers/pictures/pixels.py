"""Pictures of pages: straightened, their ruling lines and ink found. Needs OpenCV, which comes with
rapidocr.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy
from cv2.typing import MatLike

from extract.readers.positions.geometry import Box, Rule
from extract.readers.positions.ruled import merged

# Degrees: scanners and cameras tilt a page by a little; more is no tilt, less is none.
_MOST_TILT = 8.0
_LEAST_TILT = 0.08
# Of 0 to 255: how much more red than other light a seal throws back, and how much red at least.
_REDNESS, _DARKEST_SEAL = 40, 110
# Shares of the picture's width: the shortest horizontal and vertical ruling lines. Strokes of
# characters are shorter.
_SHORTEST_ACROSS = 0.035
_SHORTEST_DOWN = 0.018
# A line this long rules by itself; a shorter one must end at others, no farther away than this.
_SURELY_RULE = 0.3
_TOUCHING = 0.005
# A line may be interrupted for as long as this, by a seal or a crease.
_INTERRUPTION = 0.012
# Shares of a picture's width: how high a part of it is that is looked at by itself.
_LOWEST_BAND, _HIGHEST_BAND = 0.9, 1.6
# Shares of the text size.
_SPECK, _SHORTEST_DASH = 0.2, 0.13
_FLAT, _STROKE = 0.3, 0.22
_BLOT, _SOLID = 0.45, 0.72
BLOT = "■"
# How far a slash leans, as a share of its height; a 1 stands upright, and leans less in italics.
_SLANT = 0.22
# A lone stroke that leans by less than a slash and more than this may be either.
_LEAST_SLANT = 0.1
DOUBTFUL_STROKE = "|"
# Pixels that a cell's ink keeps from its ruling lines, as a share of the picture's width.
_BORDER = 0.0025


def shades(pixels: MatLike) -> MatLike:
    """Grey shades in which red seals and stamps are white; black ink under them stays black."""
    if pixels.ndim == 2:
        return pixels
    blue, green, red = (pixels[:, :, channel].astype(numpy.int16) for channel in range(3))
    is_red = red - numpy.maximum(blue, green) > _REDNESS
    return numpy.where(is_red & (red > _DARKEST_SEAL), 255, pixels[:, :, 2]).astype(numpy.uint8)


def straightened(pixels: MatLike) -> MatLike:
    """The picture turned by the tilt of its long straight lines; unchanged where it has none, or
    stands straight.
    """
    ink = _ink(shades(pixels))
    length = int(pixels.shape[1] * 0.25)
    segments = cv2.HoughLinesP(
        ink, 1, math.pi / 1800, threshold=length // 2, minLineLength=length, maxLineGap=12
    )
    if segments is None:
        return pixels
    angles = [
        math.degrees(math.atan2(y1 - y0, x1 - x0)) for x0, y0, x1, y1 in segments.reshape(-1, 4)
    ]
    tilts = sorted(angle for angle in angles if abs(angle) <= _MOST_TILT)
    if not tilts or abs(tilts[len(tilts) // 2]) < _LEAST_TILT:
        return pixels
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilts[len(tilts) // 2], 1.0)
    white = 255 if pixels.ndim == 2 else (255, 255, 255)
    return cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)


def _ink(grey: MatLike) -> MatLike:
    """Ink as 255 on 0; the threshold follows the light of the page."""
    window = max(31, grey.shape[1] // 40 | 1)
    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 15
    )


def rules(pixels: MatLike) -> list[Rule]:
    """The ruling lines of a straight picture, in pixels; strokes of characters touch no other line
    at both ends.
    """
    ink = _ink(shades(pixels))
    width = ink.shape[1]
    across = _opened(ink, (max(int(width * _SHORTEST_ACROSS), 20), 1))
    down = _opened(ink, (1, max(int(width * _SHORTEST_DOWN), 14)))
    found = [Rule(False, y + height / 2, x, x + wide) for x, y, wide, height in _parts(across)]
    found += [Rule(True, x + wide / 2, y, y + height) for x, y, wide, height in _parts(down)]
    found = merged(found, width * _INTERRUPTION)
    for _ in range(2):
        found = [
            rule
            for rule in found
            if rule.end - rule.start >= _SURELY_RULE * width or _is_held(rule, found, width)
        ]
    return found


def _is_held(rule: Rule, rules: Sequence[Rule], width: int) -> bool:
    """Whether both ends of a line touch lines of the other direction."""
    reach = width * _TOUCHING
    return all(
        any(
            other.vertical is not rule.vertical
            and abs(other.at - end) <= reach
            and other.start - reach <= rule.at <= other.end + reach
            for other in rules
        )
        for end in (rule.start, rule.end)
    )


def _opened(ink: MatLike, size: tuple[int, int]) -> MatLike:
    """What is left of ink where it runs straight for a length; a gap of two pixels is a faint
    print.
    """
    along = (3, 1) if size[1] == 1 else (1, 3)
    closed = cv2.morphologyEx(
        ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, along)
    )
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))


def _parts(lines: MatLike) -> list[tuple[int, int, int, int]]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    boxes = (stats[index] for index in range(1, count))
    return [(int(x), int(y), int(wide), int(high)) for x, y, wide, high, _ in boxes]


def bands(pixels: MatLike) -> list[tuple[int, int]]:
    """First and last row of each part of a picture that is about as high as a page, cut where there
    is least ink.
    """
    height, width = pixels.shape[:2]
    ink = (_ink(shades(pixels)) > 0).sum(axis=1)
    cuts = [0]
    while height - cuts[-1] > width * _HIGHEST_BAND:
        start, end = (cuts[-1] + int(width * share) for share in (_LOWEST_BAND, _HIGHEST_BAND))
        cuts.append(start + int(numpy.argmin(ink[start:end])))
    return list(pairwise([*cuts, height]))


def ink_lines(grey: MatLike, box: Box, size: float) -> list[Box]:
    """The lines of ink in a cell, from top to bottom; marks much smaller than text of `size` pixels
    are dirt.
    """
    margin = max(2, int(grey.shape[1] * _BORDER))
    x0, top, x1, bottom = (
        int(box[0]) + margin,
        int(box[1]) + margin,
        int(box[2]) - margin,
        int(box[3]) - margin,
    )
    if x1 - x0 < 3 or bottom - top < 3:
        return []
    dark = _dark(grey[top:bottom, x0:x1])
    marks = [
        mark
        for mark in _parts(dark)
        if not _is_dirt(mark, size) and not _is_rest_of_rule(mark, dark.shape)
    ]
    lines: list[list[int]] = []
    for x, y, wide, high in sorted(marks, key=lambda mark: mark[1]):
        if lines and y < lines[-1][3]:
            last = lines[-1]
            lines[-1] = [
                min(last[0], x),
                min(last[1], y),
                max(last[2], x + wide),
                max(last[3], y + high),
            ]
        else:
            lines.append([x, y, x + wide, y + high])
    return [(float(a + x0), float(b + top), float(c + x0), float(d + top)) for a, b, c, d in lines]


def _dark(part: MatLike) -> MatLike:
    """The ink of a small part of a page as 255 on 0, told from the paper round it."""
    threshold = min(float(numpy.median(part)) - 40.0, 200.0)
    return numpy.where(numpy.ascontiguousarray(part) < threshold, 255, 0).astype(numpy.uint8)


def mark(grey: MatLike, ink: Sequence[Box], size: float) -> str:
    """What a cell's ink has the shape of: "-" flat, "/" one slanted stroke, "■" a blot among it,
    "|" a stroke that may be a slash or a digit, or "" none of them.
    """
    if any(_has_blot(grey, box, size) for box in ink):
        return BLOT
    if len(ink) != 1:
        return ""
    x0, top, x1, bottom = (int(value) for value in ink[0])
    if bottom - top <= _FLAT * size:
        return "-"
    slant = _slant(grey, (x0, top, x1, bottom), size)
    if slant >= _SLANT:
        return "/"
    return DOUBTFUL_STROKE if slant >= _LEAST_SLANT else ""


def _slant(grey: MatLike, box: tuple[int, int, int, int], size: float) -> float:
    """How far a lone stroke leans to the right, as a share of its height; 0 for any other shape."""
    x0, top, x1, bottom = box
    margin = int(size / 2)
    first, left = max(top - margin, 0), max(x0 - margin, 0)
    # Paper round the stroke tells its shades; ruling lines there are no part of it.
    dark = _dark(grey[first : bottom + margin, left : x1 + margin])
    dark = dark[top - first : bottom - first, x0 - left : x1 - left]
    rows = [numpy.flatnonzero(row) for row in dark if row.any()]
    if not rows:
        return 0.0
    widths = [int(row[-1] - row[0]) + 1 for row in rows]
    usual = float(numpy.median(widths))
    if max(widths) > 2 * usual or usual > _STROKE * size:
        return 0.0
    quarter = max(len(rows) // 4, 1)
    upper = numpy.mean([row.mean() for row in rows[:quarter]])
    lower = numpy.mean([row.mean() for row in rows[-quarter:]])
    return float(upper - lower) / len(rows)


def _has_blot(grey: MatLike, box: Box, size: float) -> bool:
    """Whether a line of ink has a mark that is large and solid, as no character is."""
    x0, top, x1, bottom = (int(value) for value in box)
    margin = int(size / 2)
    dark = _dark(grey[max(top - margin, 0) : bottom + margin, max(x0 - margin, 0) : x1 + margin])
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return any(
        min(wide, high) > _BLOT * size and area > _SOLID * wide * high
        for _, _, wide, high, area in stats[1:count].tolist()
    )


def _is_dirt(mark: tuple[int, int, int, int], size: float) -> bool:
    """Whether a mark is too small for a character; a dash is flat, and may be small otherwise."""
    _, _, wide, high = mark
    return max(wide, high) < _SPECK * size and not (
        wide >= 2 * high and wide >= _SHORTEST_DASH * size
    )


def _is_rest_of_rule(mark: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """A thin mark along the edge of a cell is what the margin left of its ruling line."""
    x, y, wide, high = mark
    at_side = (x == 0 or x + wide == shape[1]) and high > 4 * wide
    at_end = (y == 0 or y + high == shape[0]) and wide > 4 * high
    return at_side or at_end


def crop(grey: MatLike, box: Box, size: float, padding: float, scale: float) -> MatLike:
    """A line of ink with white round it (`padding` times its height), enlarged, in three channels.

    It is made at least `size` pixels high, lest a dash fills the picture.
    """
    x0, top, x1, bottom = (int(value) for value in box)
    part = grey[top:bottom, x0:x1]
    around = max(4, int(max(bottom - top, (size - (bottom - top)) / 2 / padding) * padding))
    white = int(numpy.percentile(grey[max(top - 2, 0) : bottom + 2, max(x0 - 2, 0) : x1 + 2], 95))
    part = cv2.copyMakeBorder(
        part, around, around, around, around, cv2.BORDER_CONSTANT, value=white
    )
    if scale != 1.0:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return cv2.cvtColor(part, cv2.COLOR_GRAY2BGR)
