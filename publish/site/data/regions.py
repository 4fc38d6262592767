"""The tree of administrative divisions that the archive knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

_DEEPEST: Final = 8
NOWHERE: Final = ""
"""Stands for the division of an agency that has none."""


@dataclass(frozen=True)
class Region:
    """A division: code of GB/T 2260, name, level, code of the division above it."""

    code: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True)
class Regions:
    """All divisions by code; `shown` are the rows of the front page's map, the first level that has
    several.
    """

    by_code: dict[str, Region]
    shown: tuple[Region, ...]
    _below: dict[str | None, tuple[Region, ...]]
    _rows: dict[str, str] = field(default_factory=dict)

    def above(self, code: str | None) -> tuple[Region, ...]:
        """The division and all above it, the highest first."""
        chain: list[Region] = []
        while code in self.by_code and len(chain) < _DEEPEST:
            chain.append(self.by_code[code])
            code = chain[-1].parent
        return tuple(reversed(chain))

    def below(self, code: str | None) -> tuple[Region, ...]:
        """The divisions directly below one, in order of their codes."""
        return self._below.get(code, ())

    def row_of(self, code: str | None) -> str:
        """The row of the map that a division belongs to: one of `shown`, or NOWHERE."""
        if code not in self._rows:
            shown = {region.code for region in self.shown}
            found = next(
                (region.code for region in self.above(code) if region.code in shown), NOWHERE
            )
            self._rows[code or NOWHERE] = found
        return self._rows[code or NOWHERE]


def load_regions(connection: sqlite3.Connection) -> Regions:
    """The divisions of an archive."""
    rows = connection.execute("select code, name, level, parent from regions order by code")
    return tree(Region(*row) for row in rows)


def tree(regions: Iterable[Region]) -> Regions:
    """The divisions as a tree; one whose parent is not among them stands at the top."""
    by_code = {region.code: region for region in regions}
    below: dict[str | None, list[Region]] = {}
    for region in by_code.values():
        parent = region.parent if region.parent in by_code else None
        below.setdefault(parent, []).append(region)
    children = {parent: tuple(found) for parent, found in below.items()}
    return Regions(by_code, _first_split(children), children)


def _first_split(children: dict[str | None, tuple[Region, ...]]) -> tuple[Region, ...]:
    """The divisions at the first level where there are several; agencies of a level above them have
    no row.
    """
    shown = children.get(None, ())
    while len(shown) == 1 and (lower := children.get(shown[0].code)):
        shown = lower
    return shown
