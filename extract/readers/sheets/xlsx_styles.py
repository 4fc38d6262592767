"""Styles of an XLSX workbook: the number format and the look of each cell format."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from extract.readers.attributes import whole_number
from extract.readers.manners import cannot_be_seen
from extract.readers.sheets.model import SMALLEST_SIZE, Look
from extract.readers.sheets.number_format import BUILT_IN, shown

if TYPE_CHECKING:
    from lxml.etree import _Element

_NO = ("0", "false")
# The colours of a theme that are black and white on nearly every machine, and those of the old
# palette.
_THEME = {"0": "FFFFFF", "1": "000000"}
_PALETTE = {"0": "000000", "1": "FFFFFF", "8": "000000", "9": "FFFFFF", "64": "000000"}
_Item = TypeVar("_Item")
_RAISED = ("superscript", "subscript")


def local(element: _Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


class Styles:
    """The styles part; without one every cell is plain."""

    def __init__(self, root: _Element | None) -> None:
        sections = {local(section): section for section in root} if root is not None else {}
        self._formats = {
            one.get("numFmtId", ""): one.get("formatCode", "")
            for one in sections.get("numFmts", ())
        }
        fonts = [_font(font, Look()) for font in sections.get("fonts", ())]
        grounds = [_ground(fill) for fill in sections.get("fills", ())]
        self.usual_size = fonts[0].size if fonts else Look().size
        self._shrinking: set[int] = set()
        self._cells: list[tuple[str, Look]] = []
        for cell in sections.get("cellXfs", ()):
            look = _at(fonts, cell.get("fontId")) or Look()
            ground = _at(grounds, cell.get("fillId"))
            if any(part.get("shrinkToFit") in ("1", "true") for part in cell):
                self._shrinking.add(len(self._cells))
            self._cells.append((self._code(cell.get("numFmtId")), look._replace(ground=ground)))
        self._conditional = list(sections.get("dxfs", ()))

    def _code(self, number: str | None) -> str:
        if number in self._formats:
            return self._formats[number]
        known = whole_number(number) or 0
        # A number that no list has is a date or an amount of some language.
        return BUILT_IN.get(known, "General" if known < 1 else "[unknown]0")

    def format(self, style: str) -> str:
        """The number format of a cell format."""
        found = _at(self._cells, style)
        return (found[0] if found else "") or "General"

    def look(self, style: str) -> Look:
        """The look of a cell format."""
        found = _at(self._cells, style)
        return found[1] if found else Look()

    def shrinks(self, style: str) -> bool:
        """Whether a cell format makes text as small as its column asks for."""
        return style.isdecimal() and int(style) in self._shrinking

    def hides(self, conditional: str | None) -> bool:
        """Whether a conditional format makes figures vanish, strikes them, or shows other ones."""
        found = _at(self._conditional, conditional)
        if found is None:
            return False
        parts = {local(part): part for part in found}
        ground = _ground(parts["fill"]) if "fill" in parts else None
        look = _font(parts["font"], Look()) if "font" in parts else Look()
        # Letters without a colour of their own are black; most cells have such.
        colour = look.colour or (_PALETTE["0"] if ground else None)
        code = parts["numFmt"].get("formatCode", "") if "numFmt" in parts else "General"
        is_hidden = look.struck or cannot_be_seen(colour, ground)
        return is_hidden or shown(1.0, code or "General") not in ("1", "1.0", "1.00")


def look_of_run(own: _Element, cell: Look) -> Look:
    """The look of a run of rich text: its own font on the ground of its cell."""
    return _font(own, cell._replace(struck=False, raised=False, colour=None, size=11.0))


def _font(font: _Element, base: Look) -> Look:
    said = {local(part): part for part in font}
    size = said["sz"].get("val", "") if "sz" in said else ""
    return base._replace(
        struck="strike" in said and said["strike"].get("val", "1") not in _NO,
        raised="vertAlign" in said and said["vertAlign"].get("val") in _RAISED,
        colour=_colour(said["color"]) if "color" in said else None,
        size=_size(size),
    )


def _size(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return SMALLEST_SIZE + 9


def _ground(fill: _Element) -> str | None:
    """The colour of a solid fill; None for none, a name for one that is not known."""
    for pattern in fill:
        parts = {local(part): part for part in pattern}
        kind = pattern.get("patternType", "none" if "bgColor" not in parts else "solid")
        if local(pattern) == "patternFill" and kind == "none":
            return None
        # Conditional formats name the colour of their fill as its background.
        named = parts.get("fgColor", parts.get("bgColor"))
        return (_colour(named) if named is not None else None) or "pattern"
    return None


def _colour(color: _Element) -> str | None:
    """Six hexadecimal digits where a colour is known, else a name that equals that of the same
    colour.
    """
    rgb, theme, indexed = color.get("rgb"), color.get("theme"), color.get("indexed")
    tint = color.get("tint", "0")
    if rgb:
        return rgb[-6:].upper()
    if theme is not None:
        is_plain = tint in ("0", "0.0")
        return _THEME[theme] if is_plain and theme in _THEME else f"theme {theme} {tint}"
    return _PALETTE.get(indexed, f"indexed {indexed}") if indexed is not None else None


def _at(found: list[_Item], number: str | None) -> _Item | None:
    at = whole_number(number)
    return found[at] if at is not None and at < len(found) else None
