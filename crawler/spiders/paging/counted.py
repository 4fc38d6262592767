"""Pages of an interface that are asked for by number, one after another.

What an interface calls its first page, 0 or 1, is learned from its answers: pages are asked for as
if it were 1, and where a list does not come out whole by that, or does not say how long it is, the
number below is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scrapy import Request

from crawler.evidence import Listing
from crawler.pages.page import Page
from crawler.spiders.channel import Channel


@dataclass
class Counting:
    """How far the pages of a list are asked for. `start`: what the first page is called, None while
    nobody knows; `shown`: the list's own page shows what its first page has.

    `number`: that of the page that was asked for last; `on_trial`: it is the one below the first.
    """

    start: int | None
    shown: bool
    number: int | None = None
    on_trial: bool = False
    tried: bool = False
    # The page that brought nothing new, whereupon the one below the first was tried.
    past_end: str | None = None

    def next(self, brought: bool) -> int | None:
        """Return the number of the next page, None at the end. `brought`: the page that came last
        held entries that were new.
        """
        first = (1 if self.start is None else self.start) + self.shown
        if self.number is None:
            self.number = first
        elif brought and not self.on_trial:
            self.number += 1
        elif self.start is None and not self.tried:
            self.number, self.on_trial, self.tried = first - 1, True, True
        else:
            return None
        return self.number

    def learn(self, brought: bool, channel: Channel) -> None:
        """Learn from the page on trial what the first one is called."""
        if not self.shown:
            self.start = 0 if brought else 1
        elif channel.now:
            # What the list's own page shows already is the first page.
            self.start = 1 if set(channel.now) <= set(channel.first) else 0


def is_whole(listing: Listing) -> bool:
    """Tell whether all is seen that a list announces; False where it announces nothing."""
    if listing.items_announced is not None:
        return listing.items_seen >= listing.items_announced
    return listing.pages_announced is not None and listing.pages_seen >= listing.pages_announced


class CountedPages:
    """The part of a family's spider that asks an interface for pages by number."""

    # What the interface of this portal calls its first page, once a list has shown it.
    _start: int | None = None

    def counted_pages(
        self,
        page: Page,
        channel: Channel,
        news: int,
        ask: Callable[[int], Request],
        shown: bool,
        whole: bool = False,
        asked: int | None = None,
    ) -> Iterator[Request]:
        """Ask for the next page of a list until all announced is seen, or a page brings nothing
        new.

        `shown`: the list's own page shows its first items; `whole`: nothing is missing, whatever
        is announced; `asked`: the number of the page that was asked for first, where there is one.
        """
        known = channel.state(Counting)
        counting = known or channel.begin(Counting(self._start, shown, asked))
        if counting.on_trial:
            counting.learn(bool(news), channel)
            self._start = self._start if counting.start is None else counting.start
            if not news:
                channel.forgive(page.url)
            elif counting.start == 0 and counting.past_end is not None:
                # Of a list that begins at 0 the page that brought nothing lay past the end.
                channel.forgive(counting.past_end)
        elif not news:
            counting.past_end = page.url
        if whole or is_whole(channel.listing):
            return
        number = counting.next(bool(news))
        if number is None:
            return
        request = ask(number)
        if counting.on_trial:
            # What seemed to be the end was it; a page that is not there is no failure.
            channel.end = None
            request = request.replace(errback=None)
        yield request
