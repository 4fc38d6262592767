"""Hanweb JCMS (大汉) classic columns: first records embedded in the page as XML, the others from
dataproxy.jsp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request

from crawler.pages.page import Link, Page, identity
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.hanweb.dataproxy import Ask, Dialect, Proxy, find_proxy, records
from crawler.spiders.families.hanweb.xxgk_frames import XxgkFrames

_TOTAL = re.compile(
    r"""<totalrecord>\s*(\d+)|totalRecord["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE
)
_COLUMN = re.compile(r"/col/col(\d+)/")
# More records than this in one answer are cut by some installations.
_MOST_RECORDS = 100


@dataclass
class Records:
    """How far a column's records are asked for. `proxy`: what delivers them, where something does.

    `first`: the records that the column's own page shows. `size`: how many are on a page.
    `dialects`: the ways of asking that are left. `asked`: whether one was tried. `number`: the page
    that came last.
    """

    proxy: Proxy | None
    first: list[str]
    size: int
    dialects: list[Dialect] = field(default_factory=lambda: list(Dialect))
    asked: bool = False
    number: int = 1


class HanwebSpider(XxgkFrames):
    """Lists are continued through the dataproxy address that the page itself names.

    Installations differ in what they listen to (see `Dialect`). One after the other is spoken until
    an answer brings something new; the first one that works goes on.
    """

    name = "hanweb"
    article = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html$")

    def search_links(self, page: Page) -> list[Link]:
        """Return the links of the page; the script of a column, not the server, reads
        ?uid=…&pageNum=…
        """
        return [
            replace(link, url=_without_page_number(link.url)) for link in super().search_links(page)
        ]

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the records of the page's datastore; what it leaves out may stand in the page as
        links.
        """
        total = _TOTAL.search(page.source)
        announced = int(total[1] or total[2]) if total else None
        if "<datastore>" not in page.source:
            return ListPage(self.dated_links(page), items_announced=announced)
        items = records(page)
        if announced is not None and len(items) < announced:
            known = {identity(item.url) for item in items}
            items = items + [
                link for link in self._of_column(page) if identity(link.url) not in known
            ]
        return ListPage(items, items_announced=announced)

    def _of_column(self, page: Page) -> list[Link]:
        """Return the items of the lists that hold articles of the page's own column; others are
        adornment.
        """
        column, links = _COLUMN.search(page.url), self.dated_links(page)
        blocks = {link.block for link in links if column and f"/art_{column[1]}_" in link.url}
        return [link for link in links if link.block in blocks]

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the records after those seen, until all are, or no way of asking brings anything
        new.
        """
        state = channel.state(Records) or channel.begin(self._records(page, channel))
        announced = channel.listing.items_announced
        if state.proxy is None or (announced is not None and len(channel.seen) >= announced):
            return
        dialect = self._dialect(page, channel, state, news)
        if dialect is not None:
            state.asked = True
            state.number += 1
            ask = state.proxy.ask(dialect, len(channel.seen), state.size, state.number)
            yield self._request(ask, channel)

    @staticmethod
    def _records(page: Page, channel: Channel) -> Records:
        size = min(len(channel.seen), _MOST_RECORDS) or _MOST_RECORDS
        return Records(find_proxy(page), _names(page), size)

    @staticmethod
    def _dialect(page: Page, channel: Channel, state: Records, news: int) -> Dialect | None:
        """Return how to ask next: as before while that brings news, else in the next way."""
        if news or not state.asked:
            return state.dialects[0]
        names = _names(page)
        if names and len(names) < state.size and names != state.first[: len(names)]:
            # Old records, but not the list's first: the installation counts in pages of a size of
            # its own.
            state.size = len(names)
            return state.dialects[0]
        del state.dialects[0]
        state.number = 1
        # A list that does not say how long it is may simply be at its end.
        tried_two = len(state.dialects) < len(Dialect) - 1
        known_end = channel.listing.items_announced is None and tried_two
        return None if known_end else next(iter(state.dialects), None)

    def _request(self, ask: Ask, channel: Channel) -> Request:
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": channel.url}
        if ask.form is None:
            return self.list_request(ask.url, channel, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return self.list_request(ask.url, channel, method="POST", body=ask.form, headers=headers)


def _names(page: Page) -> list[str]:
    return [identity(link.url) for link in records(page)]


def _without_page_number(url: str) -> str:
    parts = urlsplit(url)
    numbered = _COLUMN.search(parts.path) and re.search(r"(^|&)(uid|pageNum)=", parts.query)
    return urlunsplit(parts._replace(query="")) if numbered else url
