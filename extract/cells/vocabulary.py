"""Words of units, and words beside a figure, out of the YAML that a person may edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from foundation.rules import Rules, load


class _Units(Rules):
    """What units.yml says."""

    multiples: dict[str, Decimal]
    yuan: tuple[str, ...]
    renminbi: tuple[str, ...]
    foreign: tuple[str, ...]
    money_endings: tuple[str, ...]
    measures: tuple[str, ...]
    unit_words: tuple[str, ...]


class _Words(Rules):
    """What words.yml says."""

    sums: tuple[str, ...]
    about: tuple[str, ...]
    inexact: tuple[str, ...]
    less: tuple[str, ...]
    more: tuple[str, ...]
    nothing: tuple[str, ...]
    not_applicable: tuple[str, ...]


_UNITS = load(__package__, "units.yml", _Units)
_WORDS = load(__package__, "words.yml", _Words)


@cache
def units(group: str) -> tuple[str, ...]:
    """The words of a group of units.yml, the longest first."""
    return tuple(sorted(getattr(_UNITS, group), key=len, reverse=True))


def multiples() -> dict[str, Decimal]:
    """What 百, 万, 百万 … multiply the unit behind them by."""
    return _UNITS.multiples


@cache
def words(group: str) -> tuple[str, ...]:
    """The words of a group of words.yml, the longest first."""
    return tuple(sorted(getattr(_WORDS, group), key=len, reverse=True))


def either(texts: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
