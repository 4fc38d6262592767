"""What every drawing is made of: elements, text and its width, colours, ticks."""

from __future__ import annotations

import math
import unicodedata
from typing import Final

from lxml import etree

Element = etree._Element
WIDE: Final = 720
NARROW: Final = 328
SIZE: Final = 13
"""Size of text; nothing is smaller than 12."""
FONT: Final = (
    "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
INK: Final = "#1f1d1a"
QUIET: Final = "#6a645a"
RULE: Final = "#d9d3c7"
PAPER: Final = "#ffffff"
BROKEN: Final = "#8f877a"
# Told apart also without colour vision (with the shapes of points), and in grey.
SERIES: Final = (
    "#1c5380",
    "#b5452c",
    "#23663f",
    "#b07a00",
    "#6a4c93",
    "#0f7f8f",
    "#b0478c",
    "#5a5a5a",
)
_SVG: Final = "http://www.w3.org/2000/svg"
_MOST_TICKS: Final = 5
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


def canvas(width: float, height: float, label: str) -> Element:
    """An empty drawing with a name for who cannot see it."""
    svg = etree.Element("svg", nsmap={None: _SVG})
    svg.set("viewBox", f"0 0 {shown(width)} {shown(height)}")
    svg.set("width", shown(width))
    svg.set("height", shown(height))
    svg.set("role", "group")
    svg.set("aria-label", label)
    svg.set("class", "plot")
    svg.set("font-family", FONT)
    svg.set("font-size", str(SIZE))
    return svg


def add(parent: Element, tag: str, **attributes: object) -> Element:
    """A new element; `class_` is its class, underscores in names stand for hyphens."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        number = isinstance(value, int | float)
        text = shown(value) if number else str(value)  # type: ignore[arg-type]
        element.set(name.rstrip("_").replace("_", "-"), text)
    return element


def write(
    parent: Element, x: float, y: float, text: str, anchor: str = "start", tone: str = "ink"
) -> Element:
    """Text; `tone` is `ink` or `quiet`."""
    colour = INK if tone == "ink" else QUIET
    element = add(parent, "text", x=x, y=y, text_anchor=anchor, fill=colour, class_=tone)
    element.text = printable(text)
    return element


def rule(
    parent: Element, start: tuple[float, float], end: tuple[float, float], **more: object
) -> Element:
    """A thin line."""
    given = {"stroke": RULE, "class_": "rule", **more}
    return add(parent, "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **given)


def link(parent: Element, address: str, label: str) -> Element:
    """A link that is read as its label; what is drawn in it opens the address."""
    anchor = add(parent, "a", href=address, aria_label=label)
    add(anchor, "title").text = printable(label)
    return anchor


def printable(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(one for one in text if one.isprintable())


def shown(number: float) -> str:
    """A coordinate."""
    return f"{number:.1f}".rstrip("0").rstrip(".")


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide text is: ideographs are square."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return size * (wide + 0.58 * (len(text) - wide))


def fitting(text: str, width: float, size: float = SIZE) -> str:
    """The text, cut with an ellipsis where it is wider."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def ticks(highest: float, is_whole: bool, lowest: float = 0) -> tuple[float, ...]:
    """Round numbers around 0 and both ends of what is drawn; whole ones where it is a count."""
    top, bottom = max(0.0, highest), min(0.0, lowest)
    rough = ((top - bottom) or 1.0) / (_MOST_TICKS - 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * 0.999)
    if is_whole:
        step = max(1.0, math.ceil(step))
    first = math.floor(bottom / step + 1e-9)
    last = max(1, math.ceil(top / step - 1e-9))
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def as_text(svg: Element) -> str:
    """The drawing as SVG."""
    return str(etree.tostring(svg, encoding="unicode"))
