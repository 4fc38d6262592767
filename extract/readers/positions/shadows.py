"""What stands in the way of figures on a page, cell by cell: characters that are not seen, or lie
over one another, pictures, lines through a number.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.document import Cell, Grid
from extract.readers.doubts import Doubts
from extract.readers.positions.geometry import Box, Glyph, Page, Rule, Shadow
from extract.readers.positions.ruled import Region, Skeleton
from extract.readers.positions.unreadable import has_words

# Share of the smaller character's width and height by which two lie over one another.
_OVER = 0.4
# Shares of the largest digit's height: a digit this small is a mark beside the number, and so is a
# less small one that stands this far above or below its middle.
_SMALL, _SMALLER, _SHIFTED = 0.8, 0.95, 0.1
# Share of a cell's sides from which a drawing is its frame.
_FRAME = 0.7
# Shares of a digit's height between which a line strikes it out, and of the width of the number
# that the line covers.
_STRUCK_FROM, _STRUCK_TO, _STRUCK_WIDTH = 0.25, 0.72, 0.5
# Share of the font size between digits of one number.
_NEAR = 0.3
# Points between a border of a table and a line that is none.
_BORDER = 1.5


def shadows_of(
    skeleton: Skeleton,
    region_of: Mapping[tuple[int, int], Region],
    page: Page,
    shadows: Sequence[Shadow],
) -> dict[Region, list[Shadow]]:
    """What lies in the way in each cell of a table."""
    found: dict[Region, list[Shadow]] = {}
    for shadow in (*shadows, *_strikes(skeleton, page)):
        middle = Glyph("", *shadow.box)
        if not skeleton.holds(middle):
            continue
        region = region_of[skeleton.field_of(middle)]
        if not (shadow.frames and _fills(shadow.box, skeleton.box_of(region))):
            found.setdefault(region, []).append(shadow)
    return found


def overhanging(table: Skeleton, held: Sequence[Glyph], outside: Sequence[Glyph]) -> list[Shadow]:
    """Where a number goes on over the outer border of its table: digits that touch across it."""
    x0, top, x1, bottom = table.box
    return [
        Shadow("cut_figure", _box(inner))
        for digit in outside
        if digit.text.isdigit()
        and top < digit.middle_y < bottom
        and (abs(digit.x0 - x1) < digit.size or abs(digit.x1 - x0) < digit.size)
        for inner in held
        if inner.text.isdigit() and _touch(inner, digit)
    ]


def _touch(one: Glyph, other: Glyph) -> bool:
    apart = max(one.x0, other.x0) - min(one.x1, other.x1)
    return apart < _NEAR * one.size and abs(one.middle_y - other.middle_y) < one.size / 2


def _box(glyph: Glyph) -> Box:
    return glyph.x0, glyph.top, glyph.x1, glyph.bottom


def _fills(box: Box, cell: Box) -> bool:
    return box[2] - box[0] > _FRAME * (cell[2] - cell[0]) and box[3] - box[1] > _FRAME * (
        cell[3] - cell[1]
    )


def _strikes(skeleton: Skeleton, page: Page) -> list[Shadow]:
    """Lines inside of a table that are no borders and run through digits."""
    loose = [
        rule
        for rule in page.rules
        if not rule.vertical
        and skeleton.ys[0] < rule.at < skeleton.ys[-1]
        and min(abs(rule.at - border) for border in skeleton.ys) > _BORDER
    ]
    return [
        Shadow("struck_text", _box(glyph))
        for rule in loose
        for glyph in page.glyphs
        if glyph.text.isdigit() and _strikes_out(rule, glyph)
    ]


def _strikes_out(rule: Rule, glyph: Glyph) -> bool:
    covered = min(rule.end, glyph.x1) - max(rule.start, glyph.x0)
    depth = (rule.at - glyph.top) / max(glyph.size, 0.1)
    return covered > _STRUCK_WIDTH * (glyph.x1 - glyph.x0) and _STRUCK_FROM < depth < _STRUCK_TO


def marked_text(
    text: str, shadows: Sequence[Shadow], codes: set[str], place: str, doubts: Doubts
) -> str:
    """The text of a cell, marked where it is in doubt.

    What was surely left out is told, and leaves a doubt only where nothing else stands in the cell.
    """
    unsure = {shadow.code for shadow in shadows if not (shadow.left_out and text.strip())}
    result = doubts.mark(text, codes | unsure, place)
    for code in {shadow.code for shadow in shadows} - unsure if not has_words(text) else ():
        doubts.note(code, place)
    return result


def doubts_of(glyphs: Sequence[Glyph], text: str) -> set[str]:
    """The codes of what is wrong with the characters of a cell that holds a figure."""
    if len(glyphs) < 2 or has_words(text):
        return set()
    codes = set()
    ordered = sorted(
        (glyph for glyph in glyphs if glyph.text.isalnum()), key=lambda glyph: glyph.x0
    )
    if any(_overlap(one, other) for one, other in itertools.pairwise(ordered)):
        codes.add("overprinted_text")
    digits = [glyph for glyph in glyphs if glyph.text.isdigit()]
    tallest = max(digits, key=lambda glyph: glyph.size, default=None)
    if tallest is not None and any(_is_raised(digit, tallest) for digit in digits):
        codes.add("raised_text")
    return codes


def _is_raised(digit: Glyph, beside: Glyph) -> bool:
    """Whether a digit is a mark beside a number: much smaller, or smaller and off its line."""
    is_shifted = abs(digit.middle_y - beside.middle_y) > _SHIFTED * beside.size
    return digit.size < (_SMALLER if is_shifted else _SMALL) * beside.size


def _overlap(one: Glyph, other: Glyph) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide > _OVER * min(one.x1 - one.x0, other.x1 - other.x0) and high > _OVER * min(
        one.size, other.size
    )


def marked(grid: Grid, page: Page, doubts: Doubts) -> Grid:
    """A table without ruling lines, with its doubtful figures marked."""
    if not page.shadows:
        return grid
    cells = tuple(_marked(cell, page, doubts) for cell in grid.cells)
    return replace(grid, cells=cells)


def _marked(cell: Cell, page: Page, doubts: Doubts) -> Cell:
    x0, top, x1, bottom = cell.place.box or (0.0, 0.0, 0.0, 0.0)
    shadows = [
        shadow
        for shadow in page.shadows
        if x0 <= (shadow.box[0] + shadow.box[2]) / 2 <= x1
        and top <= (shadow.box[1] + shadow.box[3]) / 2 <= bottom
    ]
    place = f"page {page.number}, row {cell.row + 1}, column {cell.column + 1}"
    return replace(cell, text=marked_text(cell.text, shadows, set(), place, doubts))
