"""Conditional formats of a workbook in XML of Excel 2003: the cells of which they may hide the
figure. Whether a condition holds is not computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.readers.manners import cannot_be_seen
from extract.readers.sheets.model import Range

if TYPE_CHECKING:
    from lxml.etree import _Element

_X = "{urn:schemas-microsoft-com:office:excel}"
_REFERENCE = re.compile(r"(?:R(\d{1,7}))?(?:C(\d{1,5}))?")
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383
_NAMED_COLOURS = {"white": "FFFFFF", "window": "FFFFFF", "black": "000000", "windowtext": "000000"}
_BLACK = "000000"


def hidden_areas(worksheet: _Element) -> Iterator[Range]:
    """The cells of which a conditional format may hide or change what they show."""
    for formatting in worksheet.iterchildren(f"{_X}ConditionalFormatting"):
        formats = formatting.iterfind(f"{_X}Condition/{_X}Format")
        if any(_hides(_style_of(told)) for told in formats):
            for reference in formatting.findtext(f"{_X}Range", "").split(","):
                yield from _range(reference.strip())


def _style_of(told: _Element) -> dict[str, str]:
    written = told.get("Style") or told.get(f"{_X}Style") or ""
    pairs = (part.partition(":") for part in written.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _hides(style: dict[str, str]) -> bool:
    if "mso-number-format" in style or style.get("text-line-through", "none") != "none":
        return True
    ground = style.get("background") or style.get("background-color") or ""
    if not ground and "color" not in style:
        return False
    return cannot_be_seen(_colour(style.get("color", "")) or _BLACK, _colour(ground) or None)


def _colour(written: str) -> str:
    return _NAMED_COLOURS.get(written, written.lstrip("#").upper())


def _range(reference: str) -> Iterator[Range]:
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    first, last = ends[0], ends[-1]
    if not reference or first is None or last is None:
        return
    top, left = (int(number) - 1 if number else 0 for number in first.groups())
    bottom = int(last[1]) - 1 if last[1] else _LAST_ROW
    right = int(last[2]) - 1 if last[2] else _LAST_COLUMN
    yield Range(top, left, bottom, right)
