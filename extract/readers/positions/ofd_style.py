"""How objects of an OFD page are drawn (GB/T 33190, 8.2 to 8.5 and 11): shown or not, and in which
shade.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from ofdkit.errors import OFDError
from ofdkit.package import Package

# How deep drawing parameters may refer to one another.
_MOST_PARENTS = 8
_BLACK = 0.0


def name_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; none where one of them is no number."""
    try:
        found = [float(part) for part in (text or "").replace(",", " ").split()]
    except ValueError:
        return []
    return found if all(math.isfinite(number) for number in found) else []


def draw_params(package: Package) -> dict[str, Element]:
    """The drawing parameters of a document's resources, by their number."""
    found: dict[str, Element] = {}
    for part in package.names:
        if not part.lower().endswith("res.xml"):
            continue
        try:
            root = package.read_xml(part)
        except OFDError:
            continue
        found.update(
            (element.get("ID") or "", element)
            for element in root.iter()
            if name_of(element) == "DrawParam"
        )
    return found


def is_shown(element: Element) -> bool:
    """Whether an object is visible and not wholly transparent."""
    return element.get("Visible", "true").lower() != "false" and not _is_clear(element)


def _is_clear(element: Element) -> bool:
    alpha = numbers(element.get("Alpha"))
    return bool(alpha) and alpha[0] <= 0


def fill_shade(
    element: Element, params: Mapping[str, Element], inherited: str | None
) -> float | None:
    """The shade (0 black to 255 white) in which an object is filled; None where it is clear."""
    for source in _sources(element, params, inherited):
        for child in source:
            if name_of(child) == "FillColor":
                return None if _is_clear(child) else _shade(child.get("Value"))
    return _BLACK


def _sources(
    element: Element, params: Mapping[str, Element], inherited: str | None
) -> Iterator[Element]:
    """An object and the drawing parameters that hold for it, nearest first."""
    yield element
    for start in (element.get("DrawParam"), inherited):
        number = start
        for _ in range(_MOST_PARENTS):
            param = params.get(number or "")
            if param is None:
                break
            yield param
            number = param.get("Relative")


def _shade(value: str | None) -> float:
    parts = [_channel(part) for part in (value or "").split()]
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 3:
        red, green, blue = parts
        return 0.299 * red + 0.587 * green + 0.114 * blue
    if len(parts) == 4:
        cyan, magenta, yellow, key = parts
        return (255 - min(255.0, 0.3 * cyan + 0.59 * magenta + 0.11 * yellow)) * (255 - key) / 255
    return _BLACK


def _channel(part: str) -> float:
    """A channel of a colour, written as a number or as `#` and two hexadecimal digits."""
    try:
        return float(int(part[1:], 16)) if part.startswith("#") else float(part)
    except ValueError:
        return _BLACK
