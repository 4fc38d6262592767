"""Names the family of a portal from its pages, by the signals of families.yml."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context import Context
from crawler.errors import FamilyUnclear
from crawler.families import crawlable, families
from crawler.pages import Page
from crawler.spiders.discovery import Frontier

# A script or element of the product says more than the shape of an address.
_SIGNAL_WEIGHT, _ADDRESS_WEIGHT = 3, 1
# How many further pages are looked at when the home page says nothing.
_MOST_PAGES = 3


def weigh(page: Page) -> Counter[str]:
    """Return what speaks for each family on one page."""
    weights: Counter[str] = Counter()
    urls = [link.url for link in page.links]
    for name, family in families().items():
        signals = sum(bool(signal.search(page.source)) for signal in family.signals)
        addresses = sum(any(address.search(url) for url in urls) for address in family.addresses)
        weights[name] = _SIGNAL_WEIGHT * signals + _ADDRESS_WEIGHT * addresses
    return +weights


def decide(weights: Counter[str], portal: str) -> str:
    """Return the one family that the weights speak for. Raises FamilyUnclear where none or several can be meant."""
    if not weights:
        raise FamilyUnclear(f"{portal}: no known family shows in its pages; write family: into its file.")
    best = max(weights.values())
    named = [name for name, weight in weights.items() if weight == best]
    # Products that share a portal (gkmlpt beside NFCMS) weigh alike: the one that can be crawled is meant.
    able = [name for name in named if name in crawlable()]
    if len(able) != 1:
        trouble = "may be " + " or ".join(named) if len(named) > 1 else f"is {named[0]}, which has no spider yet"
        raise FamilyUnclear(f"{portal}: {trouble}; write family: into its file ({', '.join(crawlable())}).")
    return able[0]


class ProbeSpider(Spider):
    """Opens the home page, and where that says nothing a few pages that the search would open; decides the family."""

    name = "probe"

    def __init__(self, context: Context, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._context = context
        self._frontier = Frontier(only_within=False)
        self._left = _MOST_PAGES
        self.weights: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        """Build the spider; Scrapy calls this."""
        return super().from_crawler(crawler, *args, context=Context.of(crawler), **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the home page."""
        yield Request(self._context.portal.home, errback=self.failed, meta={"kind": "home"})

    def parse(self, response: Response) -> Iterator[Request]:
        """Weigh a page, and go on to the next while nothing speaks for any family."""
        page = Page(response.url, response.body)
        self.weights += weigh(page)
        self._frontier.offer([link for link in page.anchors if self._context.portal.owns(link.url)])
        if not self.weights and self._left:
            self._left -= 1
            candidate = self._frontier.next()
            if candidate is not None:
                yield Request(candidate.url, errback=self.failed, meta={"kind": "list", "link_text": candidate.name})

    def failed(self, failure: Any) -> None:
        """Note that the portal could not be reached."""
        self._context.evidence.unreachable[failure.request.url] = f"{type(failure.value).__name__}: {failure.value}"

    def closed(self, reason: str) -> None:
        """Note the decision, or that the crawl was stopped from outside."""
        if reason == "shutdown" and self._context.failure is None:
            self._context.stopped_by_signal = True
        elif not (self._context.evidence.unreachable or self._context.evidence.blocked):
            try:
                self._context.evidence.family = decide(self.weights, self._context.portal.id)
            except FamilyUnclear as error:
                self._context.evidence.errors.append(str(error))
