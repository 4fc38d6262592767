"""What the declared values of one element do to the text in it: take it out of sight, or make it
look other than it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from extract.readers.html.css.suspects import (
    FAINT,
    FAR,
    LEAST_OPACITY,
    LEAST_SIZE,
    MARGINS,
    disturbs,
)
from extract.readers.html.css.values import (
    BLACK,
    WHITE,
    Colour,
    colour,
    contrast,
    length,
    lengths,
    over,
    share,
)
from extract.readers.html.text import ROLES

# `gone`: without a box, so that a cell takes no place; `unseen`: with one.
Fate = Literal["gone", "unseen"]
Own = Mapping[str, str]

_CELLS = ("td", "th")
_TABLE_PARTS = ("table", "tbody", "td", "tfoot", "th", "thead", "tr")
_OUT_OF_FLOW = ("inline-block", "inline-flex", "inline-grid", "inline-table")
_CLIPPING = re.compile("hidden|clip")
_EDGES = ("left", "top", "right", "bottom")
# A box no wider or higher than this (in pixels) shows nothing: clips for screen readers are 1.
_NOTHING = 1.0
# A digit is at least this part of its size wide.
_NARROWEST = 0.4
# To the right and below, a page may be wide.
_FAR_ALONG = 4 * FAR
_INVISIBLE = 0.05
_IDENTITY = re.compile(r"(?:(?:translate|rotate)\w*\([0a-z%,\s]*\)|scale\w*\([1,\s]*\)|\s)*")
_NO_SIZE = re.compile(r"scale\w*\(\s*[0.]+\s*[,)]")
_RAISED = re.compile(r"super|sub|text-top|text-bottom|-?[\d.]*[1-9][\d.]*(?:[a-z]+|%)")


@dataclass(frozen=True, slots=True)
class Paint:
    """The colour of text and of what lies under it; `declared` says that the page itself gave the
    ground. The ground of a picture is None.
    """

    text: Colour = BLACK
    ground: Colour | None = WHITE
    declared: bool = False

    def under(self, own: Own) -> Paint:
        """The paint inside an element that declares these values."""
        text = colour(own.get("color", ""))
        ground = colour(own.get("background-color", ""))
        paint = self if text is None else replace(self, text=text)
        if ground is not None and ground[3] > 0 and paint.ground is not None:
            paint = replace(paint, ground=over(ground, paint.ground), declared=True)
        if ground is not None and ground[3] == 1 and paint.ground is None:
            paint = replace(paint, ground=ground, declared=True)
        if "(" in own.get("background-image", ""):
            paint = replace(paint, ground=None)
        return paint

    @property
    def faint(self) -> bool:
        """Whether the text can hardly be told from what lies under it."""
        if self.ground is None:
            return self.text[3] < _INVISIBLE
        return contrast(over(self.text, self.ground), self.ground) < FAINT


def fate(tag: str, own: Own, size: float) -> Fate | None:
    """What becomes of an element with these values: gone, unseen, or None for one that is seen."""
    display = own.get("display", "")
    # What floats or is set apart is a block, whatever part of a table it is said to be.
    if display == "none" or (display.startswith("table-column") and not is_out_of_flow(own)):
        return "gone"
    if display == "contents":
        return None
    is_skipped = own.get("content-visibility") == "hidden"
    if is_skipped and (tag in _CELLS or _is_box(tag, own)):
        return "unseen"
    opacity = share(own.get("opacity", "1"))
    if opacity is not None and opacity <= _INVISIBLE:
        return "unseen"
    return "unseen" if _is_away(tag, own, size) else None


def _is_away(tag: str, own: Own, size: float) -> bool:
    """Whether an element is cut off, far outside the page, or has no size."""
    if _is_clipped_away(own, size) or _is_far(tag, own, size) or _is_empty_box(tag, own, size):
        return True
    return _is_transformable(tag, own) and bool(_NO_SIZE.search(own.get("transform", "")))


def _is_clipped_away(own: Own, size: float) -> bool:
    clip = re.search(r"rect\(([^()]*)\)", own.get("clip", ""))
    if clip and own.get("position") in ("absolute", "fixed"):
        edges = lengths(clip[1], size)
        if len(edges) == 4:
            top, right, bottom, left = edges
            return bottom - top <= _NOTHING or right - left <= _NOTHING
    inset = re.search(r"inset\(\s*([\d.]+)%", own.get("clip-path", ""))
    return inset is not None and float(inset[1]) >= 50


def _is_far(tag: str, own: Own, size: float) -> bool:
    away: list[float] = []
    if _is_transformable(tag, own):
        for name in ("margin-left", "text-indent", "transform"):
            away += lengths(own.get(name, ""), size)
    if own.get("position", "static") != "static":
        away += [number for edge in _EDGES for number in lengths(own.get(edge, ""), size)]
    return any(number <= -FAR or number >= _FAR_ALONG for number in away)


def _is_empty_box(tag: str, own: Own, size: float) -> bool:
    return any(bound <= _NOTHING for bound in _bounds(tag, own, size))


def _bounds(tag: str, own: Own, size: float) -> list[float]:
    """The width and height to which an element cuts its content; nothing where it does not."""
    return _cut_to(own, size) if _is_box(tag, own) else []


def _cut_to(own: Own, size: float) -> list[float]:
    return _sides(own, size) if _CLIPPING.search(own.get("overflow", "")) else []


def _sides(own: Own, size: float) -> list[float]:
    names = ("width", "max-width", "height", "max-height")
    found = [length(own[name], size) for name in names if name in own and "%" not in own[name]]
    return [bound for bound in found if bound is not None]


def _is_box(tag: str, own: Own) -> bool:
    """Whether width and height mean anything to an element; cells grow with their content."""
    if tag in _TABLE_PARTS:
        return False
    display = own.get("display", "")
    if display in ("", "inline"):
        return is_out_of_flow(own) or (display == "" and ROLES.get(tag) in ("block", "heading"))
    return display != "contents"


def _is_transformable(tag: str, own: Own) -> bool:
    """Whether transforms and indents mean anything to an element: it is no part of its line."""
    return tag in _TABLE_PARTS or _is_box(tag, own)


def is_line(tag: str, own: Own) -> bool:
    """Whether an element that is usually a part of its line is declared to be lines of its own."""
    if tag in _TABLE_PARTS or ROLES.get(tag) in ("block", "heading") or is_out_of_flow(own):
        return False
    return disturbs("display", own.get("display", ""))


def is_out_of_flow(own: Own) -> bool:
    """Whether an element is a box of its own, which a line through its parent does not strike."""
    return (
        own.get("display") in _OUT_OF_FLOW
        or own.get("float", "none") in ("left", "right")
        or own.get("position") in ("absolute", "fixed")
    )


def is_raised(own: Own) -> bool:
    """Whether an element inside a line stands above or below it, as the mark of a footnote does."""
    raised = _RAISED.fullmatch(own.get("vertical-align", "")) is not None
    return raised or own.get("font-variant-position") in ("super", "sub")


def disturbance(
    tag: str, own: Own, size: float, is_cell: bool, is_all: Callable[[], bool]
) -> str | None:
    """Why the figure in a cell may look other than its text, where an element in the cell, or the
    cell itself, declares these values; None where it may not.

    `is_all` tells whether the element holds all text of the cell.
    """
    if _is_faint(own, size) or _is_masked(own) or (is_cell and _cuts(own, size)):
        return "hidden_text"
    if any(disturbs(name, own.get(name, "")) for name in ("unicode-bidi", "direction")):
        return "bidirectional_controls"
    if not is_cell and "(" in own.get("background-image", ""):
        return "picture_in_cell"
    stands_apart = not is_cell and (is_line(tag, own) or is_pulled(own))
    is_elsewhere = (stands_apart and not is_all()) or _is_moved(own, size, is_all)
    return "moved_text" if is_elsewhere else None


def _is_faint(own: Own, size: float) -> bool:
    """Whether text can hardly be seen, or its strength is not known; of size 0 it is unseen."""
    opacity = share(own.get("opacity", "1"))
    return opacity is None or opacity < LEAST_OPACITY or 0 < size < LEAST_SIZE


def _cuts(own: Own, size: float) -> bool:
    """Whether a cell, which else grows with its content, cuts it off or breaks it up."""
    is_own_box = own.get("display", "table-cell") != "table-cell"
    bounds = _sides(own, size) if is_own_box else _cut_to(own, size)
    return any(bound <= _NOTHING for bound in bounds)


def is_pulled(own: Own) -> bool:
    """Whether an element and what follows it are pulled over what stands before."""
    return any(disturbs(name, own.get(name, "")) for name in MARGINS)


def _is_masked(own: Own) -> bool:
    clipped = "(" in own.get("clip-path", "") or "rect(" in own.get("clip", "")
    names = ("filter", "mask", "mix-blend-mode")
    secret = own.get("text-security", "none") != "none"
    return clipped or secret or any(disturbs(name, own.get(name, "normal")) for name in names)


def _is_moved(own: Own, size: float, is_all: Callable[[], bool]) -> bool:
    turned = own.get("transform", "none")
    if turned != "none" and not _IDENTITY.fullmatch(turned):
        return True
    if any(
        disturbs(name, own.get(name, "")) for name in ("flex-direction", "order", "letter-spacing")
    ):
        return True
    if disturbs("zoom", own.get("zoom", "1")):
        return True
    if own.get("position") in ("relative", "sticky"):
        return any(number for edge in _EDGES for number in lengths(own.get(edge, ""), size))
    aside = own.get("position") in ("absolute", "fixed") or own.get("float") in ("left", "right")
    return aside and not is_all()
