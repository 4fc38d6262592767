"""Values of CSS as numbers: lengths in pixels, shares, colours and how far two of them differ."""

from __future__ import annotations

import re
from functools import lru_cache

from tinycss2 import color4

# Red, green, blue and opacity, each from 0 to 1.
Colour = tuple[float, float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
ROOT_SIZE = 16.0
_VIEWPORT = 1280.0
_PIXELS = {
    **{"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54},
    **{"q": 2.4 / 2.54, "rem": ROOT_SIZE, "vw": _VIEWPORT / 100, "vh": 8.0, "": 1.0},
}
_EMS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "%": 0.01}
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)", re.IGNORECASE)
_SIZES = {
    **{"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": ROOT_SIZE, "large": 18.0},
    **{"x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0},
}
_SRGB_LINEAR = 0.03928


def length(value: str, em: float = ROOT_SIZE) -> float | None:
    """A length in pixels, a percentage as a share of `em`; None for what is no plain length."""
    match = _NUMBER.fullmatch(value.strip())
    if match is None:
        return None
    unit = match[2].lower()
    if unit in _EMS:
        return float(match[1]) * _EMS[unit] * em
    return float(match[1]) * _PIXELS[unit] if unit in _PIXELS else None


def lengths(value: str, em: float = ROOT_SIZE) -> list[float]:
    """Every plain length among the words of a value, in pixels."""
    found = (length(word, em) for word in re.split(r"[\s,/()]+", value))
    return [number for number in found if number is not None]


def share(value: str) -> float | None:
    """A number or a percentage (opacity), as a share of 1; None for what is neither."""
    match = _NUMBER.fullmatch(value.strip())
    if match is None or match[2] not in ("", "%"):
        return None
    return float(match[1]) / (100 if match[2] else 1)


def font_size(value: str, inherited: float) -> float | None:
    """A font-size in pixels; None where it is not known."""
    if value in _SIZES:
        return _SIZES[value]
    if value in ("smaller", "larger"):
        return inherited * (0.83 if value == "smaller" else 1.2)
    return length(value, inherited)


@lru_cache(maxsize=1024)
def colour(value: str) -> Colour | None:
    """A colour of CSS, or of an attribute of old HTML (ffffff); None for currentcolor and what is
    none.
    """
    parsed = _parsed(value)
    if parsed is None or isinstance(parsed, str):
        return None
    if parsed.space not in ("srgb", "hsl", "hwb"):
        return None
    red, green, blue = (
        0.0 if part is None else float(part) for part in parsed.to("srgb").coordinates
    )
    return red, green, blue, float(parsed.alpha or 0)


def _parsed(value: str) -> color4.Color | str | None:
    try:
        found = color4.parse_color(value)
        if found is None and re.fullmatch(r"[0-9a-fA-F]{6}", value):
            found = color4.parse_color(f"#{value}")
    except ValueError:
        return None
    return found


def over(front: Colour, ground: Colour) -> Colour:
    """A colour laid over an opaque one."""
    alpha = front[3]
    red, green, blue = (
        alpha * above + (1 - alpha) * below
        for above, below in zip(front[:3], ground[:3], strict=True)
    )
    return red, green, blue, 1.0


def contrast(first: Colour, second: Colour) -> float:
    """How far two opaque colours differ in light, from 1 to 21 (contrast ratio of WCAG 2.1)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= _SRGB_LINEAR else ((part + 0.055) / 1.055) ** 2.4
        for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
