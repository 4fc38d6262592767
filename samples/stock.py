"""Documents in force over the years: last year's, plus issued, minus repealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Movement:
    """What a year issued and repealed, and what was in force at its end (None: a given set leaves
    it blank).
    """

    issued: int
    repealed: int
    in_force: int | None


def _draw(size: int, room: int, random: Random) -> tuple[int, int]:
    most = min(size // 3 + 1, room) if size else 0
    return random.randint(0, most), random.randint(0, most // 2)


def _backward(later: Movement, level: int, size: int, random: Random) -> tuple[Movement, int]:
    before = level - later.issued + later.repealed
    issued, repealed = _draw(size, before, random)
    return Movement(issued, repealed, before), before


def _forward(given: Movement | None, level: int, size: int, random: Random) -> tuple[Movement, int]:
    if given:
        level = level + given.issued - given.repealed
        return given, level if given.in_force is None else given.in_force
    issued, repealed = _draw(size, level, random)
    return Movement(issued, repealed, level + issued - repealed), level + issued - repealed


def stock(
    years: Sequence[int], given: Mapping[int, Movement | None], size: int, random: Random
) -> dict[int, Movement]:
    """Movements for each of `years` that hold together around those `given`; `size` is about how
    many are in force.

    The first given year with a figure in force is the anchor; without one the first year starts at
    `size`.
    """
    anchor = next((year for year in years if (m := given[year]) and m.in_force is not None), None)
    start = given[anchor] if anchor else None
    first = start or Movement(*_draw(size, size, random), size)
    position = years.index(anchor) if anchor else 0
    result = {years[position]: given[years[position]] or first}
    level = first.in_force or 0
    for year in reversed(years[:position]):
        result[year], level = _backward(result[year + 1], level, size, random)
    level = first.in_force or 0
    for year in years[position + 1 :]:
        result[year], level = _forward(given[year], level, size, random)
    return result
