"""Number styles of OpenDocument: whether a number under one is read as it is (OpenDocument 1.2,
part 1, 16.27).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extract.readers.attributes import whole_number
from extract.readers.opendocument.names import NUMBER, STYLE
from extract.readers.sheets.conditions import Result

if TYPE_CHECKING:
    from lxml.etree import _Element

_AMOUNTS = (NUMBER + "number-style", NUMBER + "currency-style")
_PLAIN = frozenset(
    {NUMBER + "number", NUMBER + "text", NUMBER + "currency-symbol", NUMBER + "fill-character"}
    | {STYLE + "text-properties", STYLE + "map"}
)


class NumberStyles:
    """The number styles of a file by name."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._styles = {
            style.get(STYLE + "name", ""): style
            for root in roots
            for style in root.iter(NUMBER + "*")
            if style.get(STYLE + "name")
        }

    def keeps(self, name: str, value: Result, text: str) -> bool:
        """Whether a cell of this value and shown text would show the same under a style."""
        style = self._styles.get(name)
        if style is None:
            return True
        if isinstance(value, str):
            is_for_text = style.tag == NUMBER + "text-style"
            return not is_for_text or style.find(NUMBER + "text-content") is not None
        decimals = len(text.partition(".")[2])
        chosen = (one.get(STYLE + "apply-style-name", "") for one in style.iter(STYLE + "map"))
        parts = (style, *(self._styles[one] for one in chosen if one in self._styles))
        return all(_is_plain(part, decimals) for part in parts)


def _is_plain(style: _Element, decimals: int) -> bool:
    """Whether a style shows a number with at least so many decimals, and nothing else of it."""
    numbers = list(style.iterchildren(NUMBER + "number"))
    if (
        style.tag not in _AMOUNTS
        or len(numbers) != 1
        or any(one.tag not in _PLAIN for one in style)
    ):
        return False
    (number,) = numbers
    shown = whole_number(number.get(NUMBER + "decimal-places"))
    is_scaled = number.get(NUMBER + "display-factor", "1") != "1"
    return not is_scaled and len(number) == 0 and (shown is None or shown >= decimals)
