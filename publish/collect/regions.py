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

TOWNSHIPS = "townships.csv.gz"
COUNTY_DIGITS = 6
# A name of two characters (吉县, 城区) says too little to be looked for further down than directly
# below.
TELLING = 3


class Placement(NamedTuple):
    """The division that an agency's name places it in, and the rest of the name.

    `candidates` are the codes of several divisions further down, all of which the rest of the name
    fits equally well.
    """

    code: str
    rest: str
    candidates: tuple[str, ...] = ()


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
        placed = Placement(region, name)
        for division in self.chain(region):
            if rest := _after(placed.rest, division):
                placed = Placement(division.code, rest)
        while len(fitting := self._fitting(placed)) == 1:
            placed = Placement(fitting[0].code, _after(placed.rest, fitting[0]))
        return placed._replace(candidates=tuple(sorted(division.code for division in fitting)))

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
