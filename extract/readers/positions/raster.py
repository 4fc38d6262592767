"""A page as it is painted: what leaves ink is seen, whatever the file says about it.

Layers, clips, transparency, paint order and colours need no rules of their own: the picture of the
page has obeyed them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pypdfium2

from extract.readers.positions.geometry import Box

# Pixels a point: a stroke of small print is about one pixel wide. And the most pixels along a side.
_SCALE = 1.5
_LONGEST_SIDE = 3_000
# Of 0 to 255: shades that differ by less are hard to see, such as white and pale grey; those that
# differ by less than the second are the same to anybody.
_LEAST_CONTRAST = 28
_NO_CONTRAST = 5
# Of a character's advance and height: the part in which its strokes lie.
_SIDE, _ABOVE, _BELOW = 0.12, 0.2, 0.2

Ink = Literal["plain", "faint", "none"]


@dataclass(frozen=True)
class Raster:
    """The grey shades of a page, row by row from the top left; `scale` is in pixels a point."""

    shades: bytes
    width: int
    height: int
    stride: int
    scale: float

    def ink(self, box: Box) -> Ink:
        """What a character whose box is given leaves on the page. Off the page there is nothing."""
        x0, top, x1, bottom = box
        wide, tall = x1 - x0, bottom - top
        left = max(int((x0 + _SIDE * wide) * self.scale), 0)
        right = min(int((x1 - _SIDE * wide) * self.scale) + 1, self.width)
        first = max(int((top + _ABOVE * tall) * self.scale), 0)
        last = min(int((bottom - _BELOW * tall) * self.scale) + 1, self.height)
        return self._contrast(left, first, right, last)

    def ink_around(self, box: Box) -> Ink:
        """What lies on the page in a box and right beside it."""
        x0, top, x1, bottom = (side * self.scale for side in box)
        left, first = max(int(x0) - 1, 0), max(int(top) - 1, 0)
        right, last = min(int(x1) + 2, self.width), min(int(bottom) + 2, self.height)
        return self._contrast(left, first, right, last)

    def _contrast(self, left: int, first: int, right: int, last: int) -> Ink:
        if right <= left:
            return "none"
        darkest, lightest = 255, 0
        middle = (first + last) // 2
        for y in (*range(middle, last), *range(middle - 1, first - 1, -1)):
            row = self.shades[y * self.stride + left : y * self.stride + right]
            low, high = min(row), max(row)
            darkest, lightest = min(darkest, low), max(lightest, high)
            if lightest - darkest >= _LEAST_CONTRAST:
                return "plain"
        return "faint" if lightest - darkest >= _NO_CONTRAST else "none"


def paint(page: pypdfium2.PdfPage, quarter_turns: int) -> Raster:
    """The page painted upright: text that lies by `quarter_turns` reads from left to right."""
    scale = min(_SCALE, _LONGEST_SIDE / max(*page.get_size(), 1.0))
    turned = -(90 * quarter_turns + int(page.get_rotation())) % 360
    picture = page.render(scale=scale, rotation=turned, grayscale=True, may_draw_forms=False)
    try:
        shades = bytes(picture.buffer)
        return Raster(shades, picture.width, picture.height, picture.stride, scale)
    finally:
        picture.close()
