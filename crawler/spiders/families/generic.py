"""Any server-rendered portal: lists are rows of dated links, pagers are found by their structure
(see `pagers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scrapy import Request

from crawler.evidence import LONGEST_LIST
from crawler.pages.page import Link, Page
from crawler.spiders.base import FamilySpider
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.paging import answers
from crawler.spiders.paging.ajax import Fetched, fetched_list
from crawler.spiders.paging.counted import CountedPages
from crawler.spiders.paging.pagers import (
    Step,
    announced_items,
    announced_pages,
    is_pager_label,
    steps,
)
from crawler.spiders.search.lists import names_column

# Addresses of articles on platforms of many makers: a number, a hash or a stamp names the document.
# Scripts that show lists are called with numbers too, so of these the name has to tell.
ARTICLE = (
    r"/(?:art|article|content|post|i|c|t|mpost)?[_-]?[0-9a-f]{24,32}\.(?:s?html?|jhtml|aspx?|php|jsp)$"
    r"|/(?:[a-z]{1,8}_?)?\d{5,}(?:_\w+)?\.(?:s?html?|jhtml|aspx?|php|jsp)$"
    r"|/(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{7,}/(?:index\.s?html)?$"
    r"|/(?:19|20)\d{2}(?:[-/]?\d{1,2}){1,2}/[\w-]+\.(?:s?html?|jhtml)$"
    r"|/(?:show|view|detail|details|content|info|news)/(?:\w+/)?\d+(?:\.\w+)?$"
    r"|/(?!\w*(?:list|more|class|column|categor|channel|depart))\w*(?:show|view|detail|content|article|news|info|read)\w*"
    r"\.(?:aspx?|php|jsp|do)\?"
    r"|[?&](?:aid|nid|tm_id|(?:news|info|article|content|wbnews|doc)_?id)=[\w-]+(?:&|$)|[?&]a=show(?:&|$)"
)


@dataclass
class Steps:
    """How far the pages of a list are asked for. `first`: where the list begins.

    `asked`: the keys of the steps that were taken. `pages`: how many pages these are, with the
    first. `fetched`: the list that a script fetches.
    """

    first: str
    asked: set[str]
    pages: int = 1
    fetched: Fetched | None = None


class GenericSpider(CountedPages, FamilySpider):
    """Knows no product: rows and pagers are recognised by what they look like."""

    name = "generic"
    article = re.compile(ARTICLE, re.IGNORECASE)

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the links to documents, and what the pager announces; of an answer to a script its
        entries.
        """
        taken = channel.state(Steps)
        if taken is not None and taken.fetched is not None:
            data = answers.parse(page.source)
            if isinstance(data, dict | list):
                announced = answers.items_announced(data)
                return ListPage(answers.links(data, taken.first), None, announced)
        pages = announced_pages(page)
        items = announced_items(page) if pages is None else None
        return ListPage(
            [link for link in self.dated_links(page) if not names_column(link)], pages, items
        )

    def search_links(self, page: Page) -> list[Link]:
        """Leave out the pager, whose links lie in the folder of the list."""
        return [link for link in super().search_links(page) if not is_pager_label(link.text)]

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the further pages that the pager offers, as long as pages bring something new."""
        taken = channel.state(Steps) or channel.begin(
            Steps(page.url, {Step(page.url).key, Step(channel.url).key})
        )
        taken.asked.add(Step(page.url).key)
        most = min(channel.listing.pages_announced or LONGEST_LIST, LONGEST_LIST)
        offered = self.further_pages(page, taken.first)
        if not offered:
            yield from self._fetch(page, channel, taken, news)
        for step in offered if news else ():
            if step.key not in taken.asked and taken.pages < most and (step.number or 0) <= most:
                taken.asked.add(step.key)
                taken.pages += 1
                yield self.request_step(step, channel)

    def _fetch(self, page: Page, channel: Channel, taken: Steps, news: int) -> Iterator[Request]:
        """Ask for the next page of a list that the page's script fetches; for the first where the
        page shows none.
        """
        taken.fetched = fetched = taken.fetched or fetched_list(page)
        if fetched is None:
            return
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": taken.first}

        def ask(number: int) -> Request:
            return self.list_request(fetched.address(number), channel, headers=headers)

        yield from self.counted_pages(page, channel, news, ask, shown=bool(news))

    def further_pages(self, page: Page, first: str) -> list[Step]:
        """Return the further pages that a page of the list at `first` offers; products that hide
        them compute them.
        """
        return steps(page, first)
