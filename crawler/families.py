"""The families of portals: which are known, which can be crawled, and what gives them away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Family:
    """One CMS product: its name in portal files, its vendor, and patterns of its pages and addresses."""

    name: str
    vendor: str
    signals: tuple[re.Pattern[str], ...]
    addresses: tuple[re.Pattern[str], ...]

    @property
    def has_spider(self) -> bool:
        """Whether crawler/spiders/ has a module of this name."""
        return find_spec(f"crawler.spiders.{self.name}") is not None


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def families() -> dict[str, Family]:
    """Return all families of families.yml by name, in the file's order."""
    data = yaml.safe_load(Path(__file__).with_name("families.yml").read_text(encoding="utf-8"))
    return {
        name: Family(name, entry["vendor"], _compiled(entry["signals"]), _compiled(entry["addresses"]))
        for name, entry in data.items()
    }


def crawlable() -> list[str]:
    """Return the names of the families that have a spider."""
    return [name for name, family in families().items() if family.has_spider]
