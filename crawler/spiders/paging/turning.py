"""Turns the pages of a list whose pager only a script draws, one after another, as far as the
script's own address and numbers allow.

Which number the second page bears is learned from the answers: scripts count from 1 or from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.evidence import LONGEST_LIST
from crawler.pages.page import Page
from crawler.spiders.channel import Channel
from crawler.spiders.paging.ajax import fetched_list
from crawler.spiders.paging.pagers import Step, addressing, second_number
from crawler.spiders.paging.unread import pager_of

# What the second page may be numbered.
_SECONDS = (1, 2)


@dataclass
class Turning:
    """How far a list is turned. `total`: its pages, where something says so. `starts`: the numbers
    that the second page may still bear; `turned`: a page under the present count brought something.
    """

    address: Callable[[int], Step]
    starts: list[int]
    total: int | None
    current: int = 0
    turned: bool = False
    asked: set[int] = field(default_factory=set)

    def next(self, brought: bool, pages_seen: int) -> Step | None:
        """Return the next page to ask for, or None at the end. `brought`: the page asked for last
        held entries that were new.
        """
        if self.total is not None and pages_seen >= self.total:
            return None
        self.turned = self.turned or (brought and bool(self.asked))
        if self.asked and brought:
            return self._take(self.current + 1)
        if not self.turned or (self.total is not None and self._left_below()):
            # Nothing came under this count, or a page is missing that the other would have first.
            return self._take(self.starts.pop(0)) if self.starts else None
        return None

    def _left_below(self) -> bool:
        return bool(self.starts) and self.starts[0] < min(self.asked)

    def _take(self, number: int) -> Step | None:
        if number in self.asked or number > LONGEST_LIST:
            return None
        self.current = number
        self.asked.add(number)
        return self.address(number)


def begin_turning(page: Page, channel: Channel) -> Turning | None:
    """Return how the list that begins on a page may be turned; None where it shows no further
    pages, or its script no address.
    """
    if not channel.seen:
        return None
    told = pager_of(page)
    listing = channel.listing
    total = listing.pages_announced or told.pages
    if total is None and (listing.items_announced or told.items):
        items = listing.items_announced or told.items or 0
        total = -(-items // len(channel.seen))
    goes_on = total > 1 if total is not None else told.sign is not None
    address = _addressing(page, channel.url) if goes_on else None
    if address is None:
        return None
    first = second_number(page)
    starts = [first, *(number for number in _SECONDS if number != first)]
    return channel.begin(Turning(address, starts, total))


def _addressing(page: Page, first: str) -> Callable[[int], Step] | None:
    """Return how the further pages are asked for: where the page's script fetches them, by that."""
    fetched = fetched_list(page)
    if fetched is None:
        return addressing(page, first)
    return lambda number: Step(fetched.address(number))
