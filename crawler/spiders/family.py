"""Names the family of a portal from its pages, by the signals of families.yml."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context import FINISHED, Context, note_end
from crawler.pages.forwarding import moved_to
from crawler.pages.menus import menu_links
from crawler.pages.page import Page, page_of
from crawler.registry.families import families, products
from crawler.registry.hosts import bare, host_and_port
from crawler.spiders.families.generic import GenericSpider
from crawler.spiders.missing import unreadable_answer
from crawler.spiders.search.frontier import Candidate, Frontier, Source
from crawler.spiders.search.lists import leads_to_a_list
from crawler.spiders.search.scoring import Role

# A script or element of the product says more than the shape of an address.
_SIGNAL_WEIGHT, _ADDRESS_WEIGHT = 3, 1
# The family of no product.
_FALLBACK = "generic"
# The address of a link, or of a choice that leads to another site.
_LINKED = re.compile(
    r"""(?<=[\s"'])(?:href|value|onclick)\s*=\s*["']?[^"'>]{0,40}?((?:https?:)?//[^\s"'<>]+)""",
    re.IGNORECASE,
)
# How many further pages are looked at when the home page says nothing.
_MOST_PAGES = 3


def _same_host(url: str, other: str) -> bool:
    return bare(host_and_port(url)[0]) == bare(host_and_port(other)[0])


def _without_links_abroad(page: Page) -> str:
    """Return the source of a page without the addresses of its links to other hosts."""

    def kept(found: re.Match[str]) -> str:
        url = page.resolve(found[1])
        return "" if url and not _same_host(url, page.url) else found[0]

    return _LINKED.sub(kept, page.source)


def signs(page: Page) -> dict[str, list[str]]:
    """Return the signals and shapes of addresses on a page that speak for each family, as
    families.yml has them.

    What the page itself is made of counts, and its own address: a link to another site says how
    that one is made.
    """
    urls = [page.url, *(link.url for link in page.links if _same_host(link.url, page.url))]
    source = _without_links_abroad(page)
    found = {}
    for name, family in families().items():
        seen = [signal.pattern for signal in family.signals if signal.search(source)]
        seen += [
            shape.pattern for shape in family.addresses if any(shape.search(url) for url in urls)
        ]
        found[name] = seen
    return {name: seen for name, seen in found.items() if seen}


def weigh(page: Page) -> Counter[str]:
    """Return what speaks for each family on one page."""
    weights: Counter[str] = Counter()
    for name, seen in signs(page).items():
        strong = {signal.pattern for signal in families()[name].signals}
        weights[name] = sum(_SIGNAL_WEIGHT if sign in strong else _ADDRESS_WEIGHT for sign in seen)
    return weights


def product_on(page: Page) -> str | None:
    """Return the named product that a page speaks for most: those that generic reads have no
    spider to be named by.
    """
    urls = [page.url, *(link.url for link in page.links if _same_host(link.url, page.url))]
    source = _without_links_abroad(page)
    weights = {
        name: _SIGNAL_WEIGHT * sum(bool(signal.search(source)) for signal in product.signals)
        + _ADDRESS_WEIGHT * sum(map(product.has_address, urls))
        for name, product in products().items()
    }
    most = max(weights.values(), default=0)
    named = [name for name, weight in weights.items() if weight == most]
    return named[0] if most and len(named) == 1 else None


def leading(weights: Counter[str]) -> list[str]:
    """Return the families that the weights speak for alike, without those whose signs another's
    pages bear too.
    """
    outranked = {
        other
        for name, weight in weights.items()
        if weight >= _SIGNAL_WEIGHT
        for other in families()[name].outranks
    }
    left = {name: weight for name, weight in weights.items() if name not in outranked}
    return [name for name, weight in left.items() if weight == max(left.values())]


def decide(weights: Counter[str]) -> str:
    """Return the family that the weights speak for; a portal without any sign is read by its
    structure alone.

    Of several that they speak for alike the later one in families.yml is taken: the pages of the
    first ones are imitated more often.
    """
    named = leading(weights)
    return next((name for name in reversed(families()) if name in named), _FALLBACK)


class ProbeSpider(Spider):
    """Opens the home page, and where that says nothing a few pages that the search would open;
    decides the family.
    """

    name = "probe"

    def __init__(self, context: Context, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._context = context
        self._frontier = Frontier(only_within=False)
        self._left = _MOST_PAGES
        self._seen_home = False
        self._product: str | None = None
        self.weights: Counter[str] = Counter()
        self.signs: dict[str, list[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        """Build the spider; Scrapy calls this."""
        return super().from_crawler(crawler, *args, context=Context.of(crawler), **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the home page."""
        yield Request(self._context.portal.home, errback=self.failed, meta={"kind": "home"})

    def parse(self, response: Response, candidate: Candidate | None = None) -> Iterator[Request]:
        """Weigh a page, and go on to the next while what speaks for a family is no more than a
        shape of addresses.
        """
        page = page_of(response.url, response.body)
        moved = moved_to(page)
        if moved and self._context.portal.owns(moved):
            assert response.request is not None
            yield response.request.replace(url=moved)
            return
        self._seen_home = True
        self.weights += weigh(page)
        self._product = product_on(page) or self._product
        for name, seen in signs(page).items():
            self.signs.setdefault(name, []).extend(
                sign for sign in seen if sign not in self.signs.get(name, [])
            )
        self._offer(page, candidate.source if candidate else Source(page.url, Role.HOME))
        yield from self._go_on()

    def _offer(self, page: Page, source: Source) -> None:
        """Offer the ways to lists; a report that is opened here would be archived as a step of the
        search.
        """
        self._frontier.seen(page.url)
        own = [
            link
            for link in [*page.anchors, *menu_links(page)]
            if self._context.portal.owns(link.url)
        ]
        self._frontier.offer(
            [link for link in own if leads_to_a_list(link, GenericSpider.article)], source=source
        )

    def _go_on(self) -> Iterator[Request]:
        clear = len(leading(self.weights)) == 1 and max(self.weights.values()) >= _SIGNAL_WEIGHT
        candidate = self._frontier.next() if self._left and not clear else None
        if candidate is not None and not candidate.reserve:
            self._left -= 1
            meta = {"kind": "list", "link_text": candidate.name}
            named = {"candidate": candidate}
            yield Request(
                candidate.url, errback=self.failed, meta=meta, cb_kwargs=named, dont_filter=True
            )

    def failed(self, failure: Any) -> Iterator[Request]:
        """Note that the portal could not be reached; where it was another page than home, look at
        the next.
        """
        if failure.request.meta["kind"] == "home":
            self._note_home(failure)
        else:
            yield from self._go_on()

    def _note_home(self, failure: Any) -> None:
        evidence, url = self._context.evidence, failure.request.url
        empty = unreadable_answer(failure)
        if empty is not None:
            evidence.unreadable[url] = empty
        else:
            evidence.unreachable[url] = f"{type(failure.value).__name__}: {failure.value}"

    def closed(self, reason: str) -> None:
        """Note the decision, which one page is enough for, or what ended the crawl before its
        time.
        """
        note_end(self._context, reason)
        if reason == FINISHED and self._seen_home:
            family = decide(self.weights)
            self._context.evidence.family = family
            self._context.evidence.product = self._product if family == _FALLBACK else None
