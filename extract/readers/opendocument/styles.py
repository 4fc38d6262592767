"""Styles of an OpenDocument file: how text of a style is shown (OpenDocument 1.2, part 1, 16 and
20).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.readers.attributes import whole_number
from extract.readers.manners import Manner, cannot_be_seen
from extract.readers.opendocument.conditions import Rule
from extract.readers.opendocument.names import FO, STYLE, TABLE, TEXT
from extract.readers.opendocument.number_styles import NumberStyles
from extract.readers.sheets.model import SMALLEST_SIZE

if TYPE_CHECKING:
    from lxml.etree import _Element

# What styles say of how text is shown, by the name of the attribute.
Said = dict[str, str]
_ASKED = {
    STYLE + "text-line-through-style": "struck",
    STYLE + "text-line-through-type": "struck",
    STYLE + "text-position": "position",
    STYLE + "text-scale": "scale",
    FO + "color": "colour",
    FO + "background-color": "ground",
    FO + "font-size": "size",
    STYLE + "shrink-to-fit": "shrink",
    TEXT + "display": "display",
}
_COLUMN_WIDTH = STYLE + "column-width"
_NUMBER_STYLE = STYLE + "data-style-name"
_DEEPEST_STYLE = 20
_LEAST_SCALE_PERCENT = 5
_POINTS = re.compile(r"([0-9]*\.?[0-9]+)(pt|cm|mm|in|px)")
_POINTS_PER_UNIT = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "px": 0.75}


class Styles:
    """The styles of a file by family and name."""

    def __init__(self, roots: Sequence[_Element]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._numbered: set[str] = set()
        for root in roots:
            for style in root.iter(STYLE + "style", STYLE + "default-style"):
                name = style.get(STYLE + "name", "")
                self._styles[style.get(STYLE + "family", ""), name] = style
            # LibreOffice calls styles in its conditional formats as its users see them.
            for style in root.iter(STYLE + "style"):
                if name := style.get(STYLE + "display-name", ""):
                    self._styles.setdefault((style.get(STYLE + "family", ""), name), style)
            for level in root.iter(TEXT + "list-level-style-number"):
                parent = level.getparent()
                if level.get(STYLE + "num-format") and parent is not None:
                    self._numbered.add(parent.get(STYLE + "name", ""))
        self._merged: dict[tuple[str, str], Said] = {}
        self.numbers = NumberStyles(roots)

    def said(self, family: str, name: str | None) -> Said:
        """What a style says, with what it takes from its parents and its family's default."""
        key = family, name or ""
        if key not in self._merged:
            told: Said = {}
            for style in reversed(self._chain(*key)):
                for properties in style:
                    told |= _said(properties)
            self._merged[key] = told
        return self._merged[key]

    def said_under_condition(self, name: str) -> Said:
        """What a cell style says where a condition applies it: what the default of its family says
        is not laid over the cell.
        """
        told: Said = {}
        for style in reversed(self._ancestors("table-cell", name)):
            for properties in style:
                told |= _said(properties)
        return told

    def number_style(self, name: str) -> str:
        """The number style of a cell style; empty where it has none."""
        chain = self._ancestors("table-cell", name)
        return next((found for style in chain if (found := style.get(_NUMBER_STYLE, ""))), "")

    def conditions(self, name: str) -> list[Rule]:
        """The conditions under which a cell style gives way to another one."""
        maps = (
            one
            for style in self._ancestors("table-cell", name)
            for one in style.iterchildren(STYLE + "map")
        )
        names = (STYLE + "condition", STYLE + "base-cell-address", STYLE + "apply-style-name")
        return [Rule(*(one.get(name, "") for name in names)) for one in maps]

    def column_width(self, name: str | None) -> float:
        """The width of a column style in points; 0 where it has none."""
        for style in self._chain("table-column", name or ""):
            for properties in style:
                if points := points_of(properties.get(_COLUMN_WIDTH, "")):
                    return points
        return 0.0

    def _chain(self, family: str, name: str) -> list[_Element]:
        default = self._styles.get((family, ""))
        found = self._ancestors(family, name)
        return [*found, default] if default is not None else found

    def _ancestors(self, family: str, name: str) -> list[_Element]:
        """A style and those that it takes from, the nearest first."""
        found: list[_Element] = []
        while name and len(found) < _DEEPEST_STYLE:
            style = self._styles.get((family, name))
            if style is None:
                break
            found.append(style)
            name = style.get(STYLE + "parent-style-name", "")
        return found

    def is_numbered(self, name: str | None) -> bool:
        """Whether a list style prints numbers."""
        return name in self._numbered

    def is_hidden_table(self, name: str | None) -> bool:
        """Whether a sheet's style keeps it from being displayed."""
        return any(
            properties.get(TABLE + "display") == "false"
            for style in self._chain("table", name or "")
            for properties in style
        )


def _said(properties: _Element) -> Said:
    return {name: properties.get(key, "") for key, name in _ASKED.items() if properties.get(key)}


def manner_of(said: Said) -> Manner:
    """The manner in which text is shown of which all this is said."""
    if said.get("display") in ("none", "false"):
        return "hidden"
    if said.get("struck", "none") != "none":
        return "struck"
    ground = said.get("ground", "transparent").lstrip("#")
    if (
        cannot_be_seen(
            said.get("colour", "").lstrip("#"), None if ground == "transparent" else ground
        )
        or _is_dot(said.get("size", ""))
        or _is_line(said.get("scale", ""))
    ):
        return "unseen"
    moved = (said.get("position", "0%").split() or ["0%"])[0]
    return "raised" if moved in ("super", "sub") or moved.strip("-0.%") else "shown"


def points_of(length: str) -> float:
    """A length in points; 0 where it is none."""
    found = _POINTS.fullmatch(length)
    return float(found[1]) * _POINTS_PER_UNIT[found[2]] if found else 0.0


def _is_dot(size: str) -> bool:
    return _POINTS.fullmatch(size) is not None and points_of(size) <= SMALLEST_SIZE


def _is_line(scale: str) -> bool:
    percent = whole_number(scale.removesuffix("%"))
    return percent is not None and percent <= _LEAST_SCALE_PERCENT
