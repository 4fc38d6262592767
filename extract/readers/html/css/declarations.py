"""The declarations of a style attribute or a rule that say how text is seen, each under one
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import tinycss2
from tinycss2.ast import Node

from extract.readers.html.css.values import colour

_NAMES = {
    *("display", "visibility", "content-visibility", "opacity", "position", "float", "order"),
    *("text-decoration", "text-security", "text-fill-color", "text-indent", "font-size", "color"),
    *("background-color", "background-image", "clip", "clip-path", "transform", "overflow"),
    *("vertical-align", "filter", "mask", "mix-blend-mode", "flex-direction", "unicode-bidi"),
    "direction",
    *("letter-spacing", "font-variant-position", "content", "left", "top", "right", "bottom"),
    *("margin-left", "margin-right", "margin-top", "margin-bottom", "zoom"),
    *("width", "height", "max-width", "max-height"),
}
# Several names for what is looked at as one thing.
_SAME = {
    **{"text-decoration-line": "text-decoration", "overflow-x": "overflow"},
    **{"overflow-y": "overflow", "mask-image": "mask", "margin": "margin-left", "inset": "left"},
    **{"translate": "transform", "rotate": "transform", "scale": "transform"},
    **{"flex-flow": "flex-direction", "inline-size": "width", "block-size": "height"},
}
_FONT_SIZE = re.compile(
    r"(?<![\w.%-])(?:\d*\.?\d+(?:px|pt|em|rem|%|ex|ch|cm|mm|in)?|(?:xx?-)?(?:small|large)"
    r"|medium|smaller|larger)(?![\w-])"
)
# Python refuses to convert more digits than 4,300.
_MOST_DIGITS = 300
_ENDLESS = re.compile(rf"\d{{{_MOST_DIGITS},}}")
_WEIGHT = re.compile(r"^(?:[1-9]00|1000)$")


class Declaration(NamedTuple):
    """A property, its value in lower case (strings of `content` as written), and whether it is
    !important.
    """

    name: str
    value: str
    important: bool = False


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute that this package looks at, in order."""
    nodes = tinycss2.parse_blocks_contents(
        with_numbers_of_use(style), skip_comments=True, skip_whitespace=True
    )
    return declared(nodes)


def with_numbers_of_use(css: str) -> str:
    """Style rules whose numbers the parser can convert: of endless digits, as many as say so."""
    return _ENDLESS.sub(lambda found: found[0][:_MOST_DIGITS], css)


def declared(nodes: Sequence[Node]) -> tuple[Declaration, ...]:
    """The declarations among parsed nodes that this package looks at, shorthands taken apart."""
    return tuple(
        found for node in nodes if node.type == "declaration" for found in _looked_at(node)
    )


def _looked_at(node: Node) -> Iterator[Declaration]:
    name = node.lower_name
    text = tinycss2.serialize([part for part in node.value if part.type != "comment"]).strip()
    value = text if name == "content" or name.startswith("--") else " ".join(text.lower().split())
    plain = name.removeprefix("-webkit-")
    plain = _SAME.get(plain, plain)
    if name.startswith("--"):
        yield Declaration(name, value, node.important)
    elif plain == "background":
        yield from _background(value, node.important)
    elif plain == "font":
        yield from _font(value, node.important)
    elif plain == "text-fill-color":
        yield Declaration("color", value, True)
    elif name in ("translate", "rotate", "scale"):
        yield Declaration(plain, value if value == "none" else f"{name}({value})", node.important)
    elif plain in _NAMES:
        yield Declaration(plain, value, node.important)


def _background(value: str, important: bool) -> Iterator[Declaration]:
    """A background lays both its colour and its picture anew."""
    words = re.findall(r"[\w#.%-]+(?:\([^()]*\))?", value)
    shown = [word for word in words if colour(word) is not None]
    pictures = re.search(r"url\(|gradient\(|image", value)
    yield Declaration("background-color", shown[-1] if shown else "transparent", important)
    yield Declaration("background-image", value if pictures else "none", important)


def _font(value: str, important: bool) -> Iterator[Declaration]:
    sizes = [
        word for word in _FONT_SIZE.findall(value.partition("/")[0]) if not _WEIGHT.match(word)
    ]
    if sizes:
        yield Declaration("font-size", sizes[0], important)
