"""The families of portals: their names, their vendors, and what gives them away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Family:
    """One CMS product: its name in portal files, its vendor, and patterns of its pages and
    addresses.

    `module`: where its spider is defined. `outranks`: families whose signs stand on its pages too.
    """

    name: str
    vendor: str
    module: str
    signals: tuple[re.Pattern[str], ...]
    addresses: tuple[re.Pattern[str], ...]
    outranks: tuple[str, ...] = ()


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def families() -> dict[str, Family]:
    """Return all families of families.yml by name, in the file's order."""
    data = yaml.safe_load(Path(__file__).with_name("families.yml").read_text(encoding="utf-8"))
    return {
        name: Family(
            name,
            entry["vendor"],
            f"crawler.spiders.families.{entry.get('spider', name)}",
            _compiled(entry["signals"]),
            _compiled(entry["addresses"]),
            tuple(entry.get("outranks", ())),
        )
        for name, entry in data.items()
    }
