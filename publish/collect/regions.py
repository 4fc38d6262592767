"""Administrative divisions: the packaged lists, those that registries add, and which of them an
agency belongs to.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from crawler.registry.divisions import FILE_NAME, Division, parse_divisions
from extract.identity.names import level_at_head
from publish.collect.succession import CHANGES

TOWNSHIPS = "townships.csv.gz"
COUNTY_DIGITS = 6
# A name of two characters (吉县, 城区) says too little to be looked for further down than directly
# below.
TELLING = 3
# What a county may become, and the least that must be left of its name to know it again.
_COUNTIES = ("县", "市", "区", "旗")
_TELLING_STEM = 2


class Placement(NamedTuple):
    """The division that an agency's name places it in, and the rest of the name.

    `candidates` are the codes of several divisions further down, all of which the rest of the name
    fits equally well. `called` is the name that the division goes by there, where it is not its own
    in the list: a former one, a later one.
    """

    code: str
    rest: str
    candidates: tuple[str, ...] = ()
    called: str = ""


class Divisions:
    """All known divisions by code; of several with one code, or one name below one division, the
    last counts.
    """

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = _one_each(divisions)
        self._by_name: dict[str, list[Division]] = defaultdict(list)
        for division in self._by_code.values():
            self._by_name[division.name].append(division)
        self._longest = max(map(len, self._by_name), default=0)

    def __iter__(self) -> Iterator[Division]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Division | None:
        """The division with that code, or None."""
        return self._by_code.get(code)

    def beginning(self, name: str) -> list[Division]:
        """The divisions with the longest name that `name` begins with, by code: 尚志市 for
        尚志市人民政府.
        """
        named = (
            self._by_name.get(name[:length], [])
            for length in range(min(len(name), self._longest), 1, -1)
        )
        return sorted(next(filter(None, named), []), key=lambda division: division.code)

    def chain(self, code: str) -> list[Division]:
        """The division and those above it, from the top down; empty for an unknown code."""
        found: list[Division] = []
        division = self._by_code.get(code)
        while division is not None and division not in found:
            found.append(division)
            division = self._by_code.get(division.parent) if division.parent else None
        return found[::-1]

    def place(self, name: str, region: str) -> Placement:
        """The division that an agency's name begins with, and the rest of the name.

        `region` is the division of the portal that published it; names of divisions in between may
        be left out, as agencies do. 亚布力镇人民政府, found on a portal of 尚志市, gives
        ("230183103", "人民政府").
        """
        region = self.current(region)
        placed = Placement(region, name)
        for division in self.chain(region):
            if rest := _after(placed.rest, division):
                placed = Placement(division.code, rest)
        placed = self._renamed(placed, region) or self._by_level(placed, region) or placed
        while len(fitting := self._fitting(placed)) == 1:
            rest = _after(placed.rest, fitting[0])
            placed = placed._replace(code=fitting[0].code, rest=rest)
        return placed._replace(candidates=tuple(sorted(division.code for division in fitting)))

    def current(self, code: str) -> str:
        """The code that a division has today, by the changes of succession.yml."""
        return next((change.to for change in CHANGES if change.code == code), code)

    def elsewhere(self, name: str, region: str) -> Division | None:
        """The division that an agency's name begins with, where that is neither the portal's own
        (`region`), by whatever name, nor one above or below it; None where it names none.
        """
        own = self.current(region)
        found = [
            division
            for division in self.beginning(name)
            if division.level != "township" and len(division.name) >= TELLING
        ]
        above = {division.code for division in self.chain(own)}
        near = (
            division.code in above or own in {higher.code for higher in self.chain(division.code)}
            for division in found
        )
        if not above or not found or any(near) or self.place(name, region).rest != name:
            return None
        return found[0]

    def _renamed(self, placed: Placement, region: str) -> Placement | None:
        """The portal's own division under another name that it has or had: 青浔区 for 青浔县.

        Former names stand in succession.yml. By rule, a county that became a city or a district
        keeps the rest of its name; the name of another division that is known is never taken so.
        """
        own = self._by_code.get(region)
        if own is None or own.level != "county":
            return None
        former = [change.name for change in CHANGES if change.to == own.code]
        stem = own.name[:-1]
        kinds = [stem + kind for kind in _COUNTIES if len(stem) >= _TELLING_STEM]
        for called in (*former, *kinds):
            rest = placed.rest.removeprefix(called)
            if rest not in ("", placed.rest) and not self._is_another(called, own):
                return Placement(own.code, rest, called=called)
        return None

    def _is_another(self, name: str, own: Division) -> bool:
        """Whether a name is that of a division beside or above another."""
        near = {own.parent, *(division.code for division in self.chain(own.code))}
        return any(
            division.parent in near or division.code in near
            for division in self._by_name.get(name, ())
        )

    def _by_level(self, placed: Placement, region: str) -> Placement | None:
        """The portal's division, or one above, whose level the name gives in place of its own name:
        县教育局.
        """
        level = level_at_head(placed.rest) if placed.code == region else ""
        rest = placed.rest.removeprefix(level)
        meant = [
            division
            for division in reversed(self.chain(region))
            if level and division.name.endswith(level)
        ]
        return Placement(meant[0].code, rest) if meant and rest else None

    def _fitting(self, placed: Placement) -> list[Division]:
        """The divisions below whose name comes next: the longest directly below, or else the
        longest further down.
        """
        lengths = range(min(len(placed.rest) - 1, self._longest), 1, -1)
        named = [
            division
            for length in lengths
            for division in self._by_name.get(placed.rest[:length], ())
        ]
        direct = [division for division in named if division.parent == placed.code]
        found = direct or [
            division for division in named if self._is_told_below(division, placed.code)
        ]
        return [division for division in found if len(division.name) == len(found[0].name)]

    def _is_told_below(self, division: Division, code: str) -> bool:
        above = self.chain(division.code)[:-1]
        return len(division.name) >= TELLING and any(higher.code == code for higher in above)


def load_divisions(added: Iterable[Division] = ()) -> Divisions:
    """The packaged divisions, down to townships, and those that registries add."""
    return Divisions([*_packaged(), *added])


@cache
def _packaged() -> tuple[Division, ...]:
    lines = files(__package__).joinpath(FILE_NAME).read_text(encoding="utf-8").splitlines()
    return (*parse_divisions(lines, FILE_NAME), *_townships())


def _townships() -> Iterator[Division]:
    """The packaged townships; the code of the county above is the beginning of theirs."""
    packed = files(__package__).joinpath(TOWNSHIPS).read_bytes()
    _, *lines = csv.reader(gzip.decompress(packed).decode("utf-8").splitlines())
    for code, name in lines:
        yield Division(code=code, name=name, parent=code[:COUNTY_DIGITS])


def _one_each(divisions: Iterable[Division]) -> dict[str, Division]:
    by_code: dict[str, Division] = {}
    for division in divisions:
        by_code.pop(division.code, None)  # so that the order is that of the last words
        by_code[division.code] = division
    by_name = {(division.parent, division.name): division for division in by_code.values()}
    return {division.code: division for division in by_name.values()}


def _after(name: str, division: Division) -> str:
    """What follows the division's name in `name`; empty where it does not begin with it."""
    return name.removeprefix(division.name) if name.startswith(division.name) else ""
