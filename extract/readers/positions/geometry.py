"""What a page shows: its characters and ruling lines with their positions. Readers of laid-out
formats fill it.
"""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, or a run that cannot be taken apart; lengths in points (1/72 inch) from the
    page's top left.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle_x(self) -> float:
        """Half-way from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def middle_y(self) -> float:
        """Half-way from top to bottom."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """The height, which stands for the font size."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruling line: vertical at x = `at` from y = `start` to `end`, or horizontal with x
    and y swapped.
    """

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Shadow:
    """What stands in the way of a figure: `code` (issues.yml, "Shown, not stored") says what.

    `frames` says that it is no doubt where it fills its cell from side to side, as borders do;
    `left_out` that it is no part of the text, so that what else stands in its cell is sure.
    """

    code: str
    box: Box
    frames: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class Page:
    """One page as it is seen, upright; `number` counts from 1, `width` and `height` in points.

    `glyphs` are the characters that are seen; `shadows` tell where there is more, or less, than
    they say.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    shadows: tuple[Shadow, ...] = ()


def bounds(boxes: list[Box]) -> Box:
    """The smallest box round boxes; at least one must be given."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def rounded(box: Box) -> Box:
    """A box in tenths of a point, so that places do not show the noise of floating point."""
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
