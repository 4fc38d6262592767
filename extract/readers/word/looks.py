"""How the runs of a Word document are shown: what styles of tables, paragraphs and characters say
and pass on, and the run itself (ECMA-376 part 1, 17.3.2 and 17.7.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.readers.attributes import whole_number
from extract.readers.manners import Manner, cannot_be_seen
from extract.readers.word.names import VALUE, W, child, is_on, value

if TYPE_CHECKING:
    from lxml.etree import _Element

# What a w:rPr says of how text is shown, by name; a switch is "on" or "".
Said = dict[str, str]
_SWITCHES = ("vanish", "strike", "dstrike", "webHidden")
# Said by two styles of different kinds, these are off again (17.7.3).
_TOGGLES = ("vanish", "strike")
_ON = "on"
_RAISED = ("superscript", "subscript")
# Letters of up to two points, or of a twentieth of their width, are dots on the page.
_SMALLEST_HALF_POINTS = 4
_LEAST_WIDTH_PERCENT = 5
_DEEPEST_STYLE = 20
_WHITE = "FFFFFF"
_THEME = {"background1": _WHITE, "light1": _WHITE, "text1": "000000", "dark1": "000000"}
# The colours of a text marker (ECMA-376 part 1, 17.18.40).
_MARKERS = {
    **{"yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF"},
    **{"blue": "0000FF", "red": "FF0000", "white": _WHITE, "black": "000000"},
    **{"darkYellow": "808000", "darkGreen": "008000", "darkCyan": "008080"},
    **{"darkMagenta": "800080", "darkBlue": "000080", "darkRed": "800000"},
    **{"darkGray": "808080", "lightGray": "C0C0C0"},
}
_TEXT_FILL = "textFill"
_NO_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}noFill"
_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
_CELL, _ROW, _TABLE = W + "tc", W + "tr", W + "tbl"
# Parts of a table that its style may set apart, and their bits in w:tblLook.
_REGIONS = {"firstCol": 0x80, "lastCol": 0x100, "firstRow": 0x20, "lastRow": 0x40}
_LOOK_NAMES = {
    **{"firstCol": "firstColumn", "lastCol": "lastColumn"},
    **{"firstRow": "firstRow", "lastRow": "lastRow"},
}
_HEX = re.compile("[0-9A-Fa-f]{1,8}")
_BANDS = ("band1Vert", "band2Vert", "band1Horz", "band2Horz")


def said(properties: _Element | None) -> Said:
    """What a w:rPr says; empty where there is none."""
    found: Said = {}
    if properties is None:
        return found
    marker = ""
    for one in properties:
        name = str(one.tag).rpartition("}")[2]
        if name in _SWITCHES:
            found[name] = _ON if is_on(properties, name) else ""
        elif name in ("vertAlign", "position", "sz", "w"):
            found[name] = one.get(VALUE, "")
        elif name == "color":
            found[name] = _colour(one, "val", "themeColor")
        elif name == "shd":
            found["ground"] = ground(one)
        elif name == "highlight":
            marker = _MARKERS.get(one.get(VALUE, ""), "")
        elif name == _TEXT_FILL:
            found[name] = _ON if child_of(one, _NO_FILL) else ""
    if marker:
        # The marker lies over the shading of the run.
        found["ground"] = marker
    return found


def child_of(parent: _Element, tag: str) -> bool:
    """Whether an element has a child of a full name."""
    return next(parent.iterchildren(tag), None) is not None


def _colour(one: _Element, plain: str, theme: str) -> str:
    """Six hexadecimal digits, or a name that is only compared; empty for the automatic colour."""
    named = one.get(W + theme)
    if named is not None:
        shades = one.get(W + "themeTint", ""), one.get(W + "themeShade", "")
        if not any(shades) and named in _THEME:
            return _THEME[named]
        return one.get(W + plain, "") or f"{named} {shades}"
    written = one.get(W + plain, "auto").lstrip("#").upper()
    return "" if written == "AUTO" else written


def ground(shading: _Element) -> str:
    """The colour behind text that a w:shd gives; empty for none."""
    if shading.get(VALUE) == "solid":
        return _colour(shading, "color", "themeColor")
    if shading.get(VALUE, "clear") not in ("clear", "nil"):
        return "pattern"
    return _colour(shading, "fill", "themeFill")


def manner_of(found: Said) -> Manner:
    """The manner in which text is shown of which all this is said."""
    if found.get("vanish"):
        return "hidden"
    if found.get("strike") or found.get("dstrike"):
        return "struck"
    if (
        found.get(_TEXT_FILL)
        or _is_up_to(found.get("sz"), _SMALLEST_HALF_POINTS)
        or _is_up_to(found.get("w"), _LEAST_WIDTH_PERCENT)
        or cannot_be_seen(found.get("color"), found.get("ground"))
    ):
        return "unseen"
    if found.get("webHidden"):
        return "undecided"
    return "raised" if found.get("vertAlign") in _RAISED or _is_moved(found) else "shown"


def _is_up_to(written: str | None, most: int) -> bool:
    number = whole_number((written or "").removesuffix("%"))
    return number is not None and number <= most


def _is_moved(found: Said) -> bool:
    return found.get("position", "0").removesuffix("pt").strip("-0.") != ""


class Looks:
    """The styles of a document, as far as they say how text is shown, and the runs of its body."""

    def __init__(self, root: _Element | None, body: _Element) -> None:
        styles = list(root.iterchildren(W + "style")) if root is not None else []
        self._elements = {style.get(W + "styleId", ""): style for style in styles}
        self._merged: dict[str, Said] = {}
        self._defaults = said(_defaults(root))
        self._paragraph_default = _default(styles, "paragraph")
        self._table_default = _default(styles, "table")
        shadings = [*body.iter(W + "shd"), *(root.iter(W + "shd") if root is not None else ())]
        marked = (_MARKERS.get(one.get(VALUE, ""), "") for one in body.iter(W + "highlight"))
        self._grounds = {_WHITE, *filter(None, map(ground, shadings)), *filter(None, marked)}
        self._risky = {name for name in self._elements if self._is_risky_style(name)}
        self._cells: dict[_Element, Said] = {}
        self.intricate = set(self._intricate(body))

    def _intricate(self, body: _Element) -> Iterator[_Element]:
        """The paragraphs with anything that is not simply shown."""
        if self._defaults or self._paragraph_default in self._risky:
            everywhere = {**self._defaults, **self._style(self._paragraph_default)}
            if self._is_risky(self._defaults) or self._is_risky(everywhere):
                yield from body.iter(W + "p")
                return
        for found in self._risky_properties(body):
            yield from found.iterancestors(W + "p")
        for named in body.iter(W + "tblStyle") if self._risky else ():
            table = next(named.iterancestors(_TABLE), None)
            if named.get(VALUE) in self._risky and table is not None:
                self._dress(table, named.get(VALUE, ""))
                yield from table.iter(W + "p")

    def _risky_properties(self, body: _Element) -> Iterator[_Element]:
        """The properties inside the body that may make text other than simply shown."""
        for found in body.iter(_SIZE, _COLOUR, *_RARE, *(_STYLED if self._risky else ())):
            tag, said_by_it = found.tag, found.get(VALUE)
            # Nearly every run has a size and a colour: they are asked for nothing else.
            if tag == _SIZE:
                is_risky = said_by_it in _SMALL
            elif tag in _STYLED:
                is_risky = said_by_it in self._risky
            elif tag == _COLOUR and said_by_it in _DARK and found.get(_THEME_COLOUR) is None:
                is_risky = False
            else:
                is_risky = self._is_risky(said(found.getparent()))
            if is_risky:
                yield found

    def _is_risky(self, found: Said) -> bool:
        if manner_of({**found, "color": ""}) != "shown":
            return True
        colour = found.get("color")
        return bool(colour) and any(cannot_be_seen(colour, one) for one in self._grounds)

    def _is_risky_style(self, name: str) -> bool:
        if self._is_risky(self._style(name)):
            return True
        regions = self._elements[name].iterchildren(W + "tblStylePr")
        return any(self._is_risky(said(child(region, "rPr"))) for region in regions)

    def _style(self, name: str | None) -> Said:
        """What a style says, with what it takes from those that it is based on."""
        if name is None:
            return {}
        if name not in self._merged:
            told: Said = {}
            for style in reversed(list(self._chain(name))):
                told |= said(child(style, "rPr")) | _cell_ground(style)
            self._merged[name] = told
        return self._merged[name]

    def _chain(self, name: str | None) -> Iterator[_Element]:
        for _ in range(_DEEPEST_STYLE):
            style = self._elements.get(name or "")
            if style is None:
                return
            yield style
            name = value(style, "basedOn")

    def _dress(self, table: _Element, name: str) -> None:
        """Note what the style of a table says of each of its cells."""
        regions = self._regions(name)
        used = _regions_used(table)
        rows = [list(row.iterchildren(_CELL)) for row in table.iterchildren(_ROW)]
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                told = dict(self._style(name))
                for region in _regions_of(at, place, len(rows), len(cells)):
                    if region in used:
                        told |= regions.get(region, {})
                self._cells[cell] = told

    def _regions(self, name: str) -> dict[str, Said]:
        """What a table style says of each part of a table that it sets apart."""
        regions: dict[str, Said] = {}
        for style in reversed(list(self._chain(name))):
            for part in style.iterchildren(W + "tblStylePr"):
                told = said(child(part, "rPr")) | _cell_ground(part)
                regions.setdefault(part.get(W + "type", ""), {}).update(told)
        return regions

    def manner(self, run: _Element) -> Manner:
        """The manner in which the text of a run is shown."""
        paragraph = next(run.iterancestors(W + "p"), None)
        cell = next(run.iterancestors(_CELL), None)
        own = said(child(run, "rPr"))
        told = {**self._told(run, paragraph, cell), **own}
        behind = own.get("ground") or _ground_behind(paragraph, cell)
        told["ground"] = behind or told.get("ground", "")
        manner = manner_of(told)
        if manner == "raised" and told.get("vertAlign") not in _RAISED:
            return "raised" if _stands_apart(run, paragraph) else "shown"
        return manner

    def _told(self, run: _Element, paragraph: _Element | None, cell: _Element | None) -> Said:
        """What the defaults say of a run, and the styles of its table, paragraph and own."""
        levels = [
            self._cells.get(cell, {}) if cell is not None else {},
            self._style(value(paragraph, "pPr", "pStyle") or self._paragraph_default),
            self._style(value(run, "rPr", "rStyle")),
        ]
        told = dict(self._defaults)
        for level in levels:
            told |= level
        for name in _TOGGLES:
            is_toggled = sum(bool(level.get(name)) for level in levels) % 2 == 1
            told[name] = _ON if self._defaults.get(name) or is_toggled else ""
        return told


_HEXADECIMAL = re.compile("[0-9a-fA-F]+")
_RARE = (*(W + name for name in (*_SWITCHES, "vertAlign", "position", "w")), _FILL)
_SIZE, _COLOUR, _STYLED = W + "sz", W + "color", (W + "rStyle", W + "pStyle")
_SMALL = frozenset(map(str, range(_SMALLEST_HALF_POINTS + 1)))
_DARK = frozenset({"auto", "000000"})
_THEME_COLOUR = W + "themeColor"


def _defaults(root: _Element | None) -> _Element | None:
    holder = child(child(root, "docDefaults"), "rPrDefault")
    return child(holder, "rPr")


def _default(styles: list[_Element], kind: str) -> str | None:
    for style in styles:
        if style.get(W + "type") == kind and style.get(W + "default") in ("1", "true", "on"):
            return style.get(W + "styleId")
    return None


def _cell_ground(style: _Element) -> Said:
    """The ground that a table style, or its part for a region, gives cells."""
    shading = child(child(style, "tcPr"), "shd")
    if shading is None:
        shading = child(child(style, "pPr"), "shd")
    return {"ground": ground(shading)} if shading is not None else {}


def _regions_of(row: int, cell: int, rows: int, cells: int) -> Iterator[str]:
    """The regions of a table that a cell lies in, those that win last."""
    yield from _BANDS
    if cell == 0:
        yield "firstCol"
    if cell == cells - 1:
        yield "lastCol"
    if row == 0:
        yield "firstRow"
    if row == rows - 1:
        yield "lastRow"


def _regions_used(table: _Element) -> set[str]:
    """The regions of its style that a table shows: bands, and those that w:tblLook names."""
    look = child(child(table, "tblPr"), "tblLook")
    if look is None:
        return {*_BANDS}
    written = look.get(VALUE, "")
    bits = int(written, 16) if _HEXADECIMAL.fullmatch(written) else 0
    used = {*_BANDS}
    for region, bit in _REGIONS.items():
        named = look.get(W + _LOOK_NAMES[region])
        if named in ("1", "true", "on") or (named is None and bits & bit):
            used.add(region)
    return used


def _ground_behind(paragraph: _Element | None, cell: _Element | None) -> str:
    for holder in (child(paragraph, "pPr"), child(cell, "tcPr")):
        shading = child(holder, "shd")
        if shading is not None and ground(shading):
            return ground(shading)
    return ""


def _stands_apart(run: _Element, paragraph: _Element | None) -> bool:
    """Whether a moved run stands beside letters that are not: a whole line may be moved, and is
    none the less its text.
    """
    own = value(run, "rPr", "position")
    for other in paragraph.iter(W + "r") if paragraph is not None else ():
        if value(other, "rPr", "position") != own and "".join(other.itertext(W + "t")).strip():
            return True
    return own is None
