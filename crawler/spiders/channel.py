"""A list that is being followed, and what a page of it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crawler.evidence import Listing
from crawler.pages.page import Link


@dataclass
class Channel:
    """A list that is being followed: its evidence, the items seen, the pages seen, and what a
    family remembers.
    """

    url: str
    name: str
    annual: bool
    listing: Listing
    seen: set[str] = field(default_factory=set)
    prints: set[tuple[str, ...]] = field(default_factory=set)
    memory: dict[str, Any] = field(default_factory=dict)
    of_year: bool = False


@dataclass(frozen=True)
class ListPage:
    """What a family reads from one page of a list. None: the page announces no such number."""

    items: list[Link]
    pages_announced: int | None = None
    items_announced: int | None = None
