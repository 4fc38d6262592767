"""Words of units, and words beside a figure, out of the YAML that a person may edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _content(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@cache
def units(group: str) -> tuple[str, ...]:
    """The words of a group of units.yml, the longest first."""
    return tuple(sorted(_content("units")[group], key=len, reverse=True))


@cache
def multiples() -> dict[str, Decimal]:
    """What 百, 万, 百万 … multiply the unit behind them by."""
    return {word: Decimal(times) for word, times in _content("units")["multiples"].items()}


@cache
def words(group: str) -> tuple[str, ...]:
    """The words of a group of words.yml, the longest first."""
    return tuple(sorted(_content("words")[group], key=len, reverse=True))


def either(texts: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
