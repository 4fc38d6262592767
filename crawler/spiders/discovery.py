"""Finds the lists of annual reports from a home page: best link first, within a budget; words in channels.yml."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from crawler.pages import Link, identity
from crawler.spiders.titles import normalised


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("channels.yml").read_text(encoding="utf-8"))
    return data


def _matches(key: str, text: str) -> bool:
    return any(re.search(pattern, text) for pattern in _words()[key])


def names_annual_channel(name: str) -> bool:
    """Tell whether the name of a link or a column says that it lists annual reports."""
    text = normalised(name)
    return _matches("annual", text) and not _matches("not_annual", text)


def score(name: str, inside_annual: bool) -> int:
    """Return how promising a link is, 0 for not at all. `inside_annual`: it stands on a list of annual reports."""
    text = normalised(name)
    if names_annual_channel(name):
        return int(_words()["scores"]["annual"])
    if inside_annual and _matches("within_annual", text):
        return int(_words()["scores"]["within_annual"])
    return max((entry["score"] for entry in _words()["gateways"] if re.search(entry["words"], text)), default=0)


@dataclass(frozen=True, order=True)
class Candidate:
    """A link worth opening. Ordered best first, then as found."""

    rank: int
    order: int
    url: str = field(compare=False)
    name: str = field(compare=False)
    annual: bool = field(compare=False)


class Frontier:
    """The candidates that are not opened yet. Deterministic: the same links in the same order give the same walk.

    `only_within`: take nothing but the parts of lists of annual reports (by year, by agency).
    """

    def __init__(self, only_within: bool) -> None:
        self._only_within = only_within
        self._heap: list[Candidate] = []
        self._seen: set[str] = set()
        self._left: int = int(_words()["budget"])

    def seen(self, url: str) -> None:
        """Note an address that needs no opening any more."""
        self._seen.add(identity(url))

    def offer(self, links: list[Link], inside_annual: bool = False) -> None:
        """Take those links that promise something and were not offered before."""
        for link in links:
            points = score(link.text, inside_annual)
            wanted = points == _words()["scores"]["within_annual"] if self._only_within else points > 0
            if not wanted or identity(link.url) in self._seen:
                continue
            self.seen(link.url)
            annual = points >= int(_words()["scores"]["within_annual"])
            heapq.heappush(self._heap, Candidate(-points, len(self._seen), link.url, link.text, annual))

    def next(self) -> Candidate | None:
        """Return the best candidate, or None when there is none or the budget is spent."""
        if not self._heap or not self._left:
            return None
        self._left -= 1
        return heapq.heappop(self._heap)

    @property
    def left_behind(self) -> list[str]:
        """The addresses of likely lists that the budget left unopened."""
        return [candidate.url for candidate in self._heap if candidate.annual]
