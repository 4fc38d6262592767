"""Administrative divisions: the packaged list, those a registry adds, and which of them an agency belongs to."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from publish.errors import RegistryUnreadable

FILE_NAME = "regions.csv"
FIELDS = ["code", "name", "parent"]


@dataclass(frozen=True)
class Division:
    """One division: its code (GB/T 2260: six digits; townships nine), name, and the code of the division above."""

    code: str
    name: str
    parent: str | None

    @property
    def level(self) -> str:
        """What the shape of the code says: province, prefecture, county, township or unknown."""
        if len(self.code) == 9:
            return "township"
        if len(self.code) != 6:
            return "unknown"
        return "province" if self.code.endswith("0000") else "prefecture" if self.code.endswith("00") else "county"


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


def load_divisions(registry: Path | None) -> Divisions:
    """The packaged divisions, and those of the registry's regions.csv, which win. Raises RegistryUnreadable."""
    packaged = files(__package__).joinpath(FILE_NAME).read_text(encoding="utf-8").splitlines()
    added = _registry_lines(registry / FILE_NAME) if registry else []
    return Divisions([*_divisions(packaged, FILE_NAME), *_divisions(added, str(registry))])


def _registry_lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryUnreadable(f"{path}: cannot be read as UTF-8 text ({error}); save it as UTF-8") from error


def _divisions(lines: list[str], source: str) -> Iterator[Division]:
    reader = csv.DictReader(lines)
    if lines and list(reader.fieldnames or ()) != FIELDS:
        raise RegistryUnreadable(f"{source}: the first line of {FILE_NAME} must be {','.join(FIELDS)}")
    for row in reader:
        if not row["code"] or not row["name"]:
            raise RegistryUnreadable(f"{source}: {FILE_NAME} line {reader.line_num}: code and name must not be empty")
        yield Division(row["code"], row["name"], row["parent"] or None)


def _after(name: str, division: Division) -> str:
    """What follows the division's name in `name`; empty where it does not begin with it."""
    return name.removeprefix(division.name) if name.startswith(division.name) else ""
