"""The wording of a report without its figures, dates and names: what stays when somebody copies it
for another year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from foundation.rules import Pattern, Rules, load

if TYPE_CHECKING:
    from extract.contract import ReadingRecord

_LETTERS = re.compile(r"[^\w]|_")
# 尚志市 is also called 尚志; a name of one character (吉县) is never shortened.
_DIVISION_ENDING = re.compile("(?<=..)(?:省|市|自治州|州|盟|县|区|旗|镇|乡|街道)$")


class _Reuse(Rules):
    """What reuse.yml says."""

    shingle: int
    shortest: int
    nearest_from: float
    bands: int
    permutations: int
    compared: int
    left_out: tuple[Pattern, ...]


REUSE = load("publish.schema", "reuse.yml", _Reuse)


def prose(reading: ReadingRecord) -> str:
    """The sections' text, joined in printed order."""
    return "\n".join(section["text"] for section in reading["sections"])


def wording(text: str, names: Iterable[str]) -> str:
    """The text without punctuation, numbers, dates and `names`: letters and ideographs in a row."""
    bare = text
    for name in _longest_first(names):
        bare = bare.replace(name, "")
    return _LETTERS.sub("", _left_out().sub("", bare))


def names_of(agency: str, divisions: Iterable[str]) -> frozenset[str]:
    """What a report calls its agency: its name, with and without the divisions' names, and those
    names alone.
    """
    places = tuple(divisions)
    own = agency
    for place in places:
        own = own.removeprefix(place)
    short = {_DIVISION_ENDING.sub("", place) for place in places}
    return frozenset(name for name in {agency, own, *places, *short} if len(name) > 1)


def shingles(text: str) -> frozenset[str]:
    """The different runs of characters of a wording, as long as reuse.yml says."""
    length = REUSE.shingle
    return frozenset(text[start : start + length] for start in range(len(text) - length + 1))


def longest_shared(text: str, other: frozenset[str]) -> str:
    """The longest passage of a wording whose runs all stand in the `other` one."""
    length = REUSE.shingle
    best, begun = "", None
    for start in range(len(text) - length + 2):
        if text[start : start + length] in other:
            begun = start if begun is None else begun
        elif begun is not None:
            best = max(best, text[begun : start + length - 1], key=len)
            begun = None
    return best


@cache
def _left_out() -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in REUSE.left_out))


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))
