"""Which declarations of a style sheet may make a figure look other than its text, and which only
dress it.
"""

from __future__ import annotations

import re

from extract.readers.html.css.values import (
    BLACK,
    ROOT_SIZE,
    WHITE,
    colour,
    contrast,
    font_size,
    lengths,
    over,
    share,
)

# Text fainter than this against what lies under it is not seen (WCAG asks for 4.5 to be read well;
# light grey on white has 1.5).
FAINT = 1.35
# Less opaque than this is not surely seen, smaller than this (in pixels) neither.
LEAST_OPACITY = 0.25
LEAST_SIZE = 4.0
# Farther than this (in pixels) is off the page.
FAR = 500.0
# Letters that move together by more than this share of their size lie over one another.
_TIGHT = 0.3
# A ground darker than this against black may swallow dark text.
_DARK = 9.0

# A style that has none of these words changes nothing about what is seen; escapes may hide one.
_WORDS = re.compile(
    r"\\|var\(|display[^;}]*(?:none|block|flex|grid|table|list)|zoom\s*:|visibility|opacity|line-through|clip|transform|translate|scale|rotate"
    r"|font(?:-size)?\s*:[^;}]*(?<![\d.])(?:0(?!\.?\d*[1-9])|\.\d|[1-3](?:\.\d+)?px|[1-2](?:\.\d+)?pt"
    r"|calc|min\(|max\(|clamp)"
    r"|(?<![-\w])color\s*:(?!\s*(?:black|windowtext|inherit|red|blue|#[0-9a-b]|rgb\(\s*\d{1,2}\s*,))"
    r"|fill-color|security"
    r"|background[^;}]*:(?!\s*(?:white|transparent|none|inherit|initial|#f[^;}]*(?:;|$)|rgb\(\s*2\d\d))"
    r"|position\s*:[^;}]*(?:abs|fix|rel|sti)|float\s*:[^;}]*(?:left|right)"
    r"|margin[\w-]*\s*:[^;}]*-\.?\d"
    r"|(?:indent|margin[\w-]*|left|top|right|bottom|inset)\s*:[^;}]*(?:\d{3,}|\d{2,}em)"
    r"|vertical-align\s*:[^;}]*(?:super|sub|text|\d)|bidi|rtl|content|overflow|filter|mask|blend"
    r"|letter-spacing\s*:\s*-|reverse|order\s*:\s*-?\d|position\s*:\s*super",
    re.IGNORECASE,
)
_HIDING_WORDS = {
    "display": re.compile("none|table-column"),
    "visibility": re.compile("hidden|collapse"),
    "content-visibility": re.compile("hidden"),
    "text-decoration": re.compile("line-through"),
    "text-security": re.compile("disc|circle|square"),
    "clip": re.compile(r"rect"),
    "clip-path": re.compile(r"\("),
    "transform": re.compile(r"scale|translate|matrix"),
    "overflow": re.compile("hidden|clip"),
}
_DISTURBING_WORDS = {
    "position": re.compile("absolute|fixed|relative|sticky"),
    "float": re.compile("left|right"),
    "vertical-align": re.compile(r"super|sub|text-top|text-bottom|[1-9]"),
    "transform": re.compile(r"\("),
    "filter": re.compile(r"\("),
    "mask": re.compile(r"\("),
    "mix-blend-mode": re.compile(r"^(?!normal)"),
    "flex-direction": re.compile("reverse"),
    "order": re.compile("[1-9]"),
    "unicode-bidi": re.compile("override"),
    "direction": re.compile("rtl"),
    # Each a line of its own, in the middle of a number.
    "display": re.compile(r"^(?:block|flow-root|flex|grid|list-item|table)\b"),
    "zoom": re.compile(r"^(?!1(?:\.0*)?$|100%$|normal$|auto$)"),
    "background-image": re.compile(r"\("),
    "font-variant-position": re.compile("super|sub"),
}
MARGINS = ("margin-left", "margin-right", "margin-top", "margin-bottom")
_OFFSETS = ("left", "top", "right", "bottom", "margin-left", "text-indent")


def may_matter(style: str) -> bool:
    """Whether the text of a style sheet or attribute has a word that may hide or move a figure."""
    return _WORDS.search(style) is not None


def hides(name: str, value: str) -> bool:
    """Whether a declaration may make text unseen, wherever it stands."""
    words = _HIDING_WORDS.get(name)
    if words is not None:
        return words.search(value) is not None
    if name in _OFFSETS:
        return any(abs(number) >= FAR for number in lengths(value))
    if name == "opacity":
        return (share(value) or 0.0) < LEAST_OPACITY
    if name == "font-size":
        size = font_size(value, ROOT_SIZE)
        return size is not None and size < LEAST_SIZE
    return _is_pale(name, value)


def _is_pale(name: str, value: str) -> bool:
    """Whether a colour may be that of what lies under it: near white of text, dark of a ground."""
    if name not in ("color", "background-color"):
        return False
    found = colour(value)
    if found is None:
        return False
    if name == "color":
        return contrast(over(found, WHITE), WHITE) < FAINT
    return contrast(over(found, WHITE), BLACK) < _DARK


def disturbs(name: str, value: str) -> bool:
    """Whether a declaration may make a figure in a cell look other than its text."""
    words = _DISTURBING_WORDS.get(name)
    if words is not None:
        return words.search(value) is not None
    if name == "letter-spacing" or name in MARGINS:
        return any(number < -_TIGHT * ROOT_SIZE for number in lengths(value))
    return name == "content" and shows_content(value)


def shows_content(value: str) -> bool:
    """Whether generated content shows anything: not none, and no empty or blank string."""
    return value not in ("none", "normal", "") and not re.fullmatch(
        r"""(["'])[\s\u200b]*\1""", value
    )
