"""What is seen of characters that are painted one after another, between filled areas: for formats
that no library paints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.readers.positions.geometry import Box, Glyph, Shadow

PAPER = 255.0
# Of 0 to 255: shades that differ by less are hard to see, or the same to anybody.
_HARD_TO_SEE = 28.0
_THE_SAME = 5.0
# Points: areas are looked up by rows of this height.
_ROW = 20.0
_MOST_ROWS = 500
# Shares of a digit: so much of it an area may cover, as a border or the next cell does, and it is
# still read; of what is covered so far nothing is seen.
CUT, _GONE = 0.25, 0.85
# Points: no printer and no screen shows characters this small.
_SMALLEST = 0.7
# Share of the font size: a character printed again this near is printed in bold.
_BOLD = 0.2


@dataclass(frozen=True)
class _Area:
    box: Box
    shade: float
    order: int


@dataclass
class Painting:
    """A page as it is painted, in points from its top left; later things cover earlier ones."""

    characters: list[tuple[Glyph, float, int]] = field(default_factory=list)
    shadows: list[Shadow] = field(default_factory=list)
    _areas: dict[int, list[_Area]] = field(default_factory=dict)
    _order: int = 0

    def fill(self, box: Box, shade: float) -> None:
        """Paint an opaque area in a shade from 0 (black) to 255 (white)."""
        self._order += 1
        rows = range(int(box[1] / _ROW), int(box[3] / _ROW) + 1)
        for row in rows[:_MOST_ROWS]:
            self._areas.setdefault(row, []).append(_Area(box, shade, self._order))

    def write(self, glyph: Glyph, shade: float) -> None:
        """Paint a character."""
        self._order += 1
        self.characters.append((glyph, shade, self._order))

    def hide(self, glyph: Glyph, is_sure: bool = True) -> None:
        """Take up a character that is not shown, or may not be."""
        self.shadows.append(Shadow("hidden_text", _box(glyph), left_out=is_sure))

    def seen(self) -> list[Glyph]:
        """The characters that are seen, bold ones once; `shadows` tells of the others."""
        glyphs = []
        for glyph, shade, order in self.characters:
            contrast = abs(shade - self._ground(glyph, order))
            covered = self._covered(glyph, order)
            if contrast < _HARD_TO_SEE or glyph.size < _SMALLEST or covered > _GONE:
                is_sure = contrast < _THE_SAME or glyph.size < _SMALLEST or covered > _GONE
                self.hide(glyph, is_sure)
            elif covered > (CUT if glyph.text.isdigit() else 0.5):
                self.hide(glyph, is_sure=False)
            else:
                glyphs.append(glyph)
        return without_doubles(glyphs)

    def _covered(self, glyph: Glyph, order: int) -> float:
        """The share of a character over which an area was painted later."""
        box = _box(glyph)
        rows = range(int(glyph.top / _ROW), int(glyph.bottom / _ROW) + 1)
        areas = (area for row in rows for area in self._areas.get(row, ()))
        return max(
            (covered_share(box, area.box) for area in areas if area.order > order), default=0.0
        )

    def _ground(self, glyph: Glyph, order: int) -> float:
        """The shade behind a character: that of the last area painted before it."""
        shade = PAPER
        for area in self._areas.get(int(glyph.middle_y / _ROW), ()):
            x0, top, x1, bottom = area.box
            is_behind = x0 <= glyph.middle_x <= x1 and top <= glyph.middle_y <= bottom
            if is_behind and area.order < order:
                shade = area.shade
        return shade


def covered_share(box: Box, cover: Box) -> float:
    """The share of a box over which another lies."""
    wide = min(box[2], cover[2]) - max(box[0], cover[0])
    high = min(box[3], cover[3]) - max(box[1], cover[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


def without_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Characters without those that are printed a second time a hair beside the first, for bold."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        step = max(glyph.size, 1.0)
        column, row = int(glyph.middle_x / step), int(glyph.middle_y / step)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in places.get((glyph.text, column + dx, row + dy), ())
        )
        if any(_is_double(glyph, other) for other in near):
            continue
        places.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _is_double(one: Glyph, other: Glyph) -> bool:
    most = _BOLD * min(one.size, other.size)
    return abs(one.middle_x - other.middle_x) < most and abs(one.middle_y - other.middle_y) < most


def _box(glyph: Glyph) -> Box:
    return glyph.x0, glyph.top, glyph.x1, glyph.bottom
