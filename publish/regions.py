"""Administrative divisions: the packaged list, those that registries add, and which of them an agency belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files

from crawler.divisions import FILE_NAME, Division, parse_divisions


class Divisions:
    """All known divisions by code."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {division.code: division for division in divisions}
        self._below: dict[str | None, list[Division]] = defaultdict(list)
        for division in self._by_code.values():
            self._below[division.parent].append(division)

    def get(self, code: str) -> Division | None:
        """The division with that code, or None."""
        return self._by_code.get(code)

    def chain(self, code: str) -> list[Division]:
        """The division and those above it, from the top down; empty for an unknown code."""
        found: list[Division] = []
        division = self._by_code.get(code)
        while division is not None and division not in found:
            found.append(division)
            division = self._by_code.get(division.parent) if division.parent else None
        return found[::-1]

    def place(self, name: str, region: str) -> tuple[str, str]:
        """The division that an agency's name begins with, and the rest of the name.

        `region` is the division of the portal that published it; names of divisions above it may be left out, as
        agencies do. 尚志市亚布力镇人民政府, found on a portal of 哈尔滨市, gives ("230183", "亚布力镇人民政府").
        """
        code = region
        for division in self.chain(region):
            code, name = (division.code, rest) if (rest := _after(name, division)) else (code, name)
        while (step := self._step(code, name)) is not None:
            code, name = step
        return code, name

    def _step(self, code: str, name: str) -> tuple[str, str] | None:
        """One division further down, if the name goes on with one; the longest name where several would fit."""
        fitting = [division for division in self._below[code] if _after(name, division)]
        if not fitting:
            return None
        found = max(fitting, key=lambda division: len(division.name))
        return found.code, _after(name, found)


def load_divisions(added: Iterable[Division] = ()) -> Divisions:
    """The packaged divisions and those that registries add; of several with one code the last counts."""
    packaged = files(__package__).joinpath(FILE_NAME).read_text(encoding="utf-8").splitlines()
    return Divisions([*parse_divisions(packaged, FILE_NAME), *added])


def _after(name: str, division: Division) -> str:
    """What follows the division's name in `name`; empty where it does not begin with it."""
    return name.removeprefix(division.name) if name.startswith(division.name) else ""
