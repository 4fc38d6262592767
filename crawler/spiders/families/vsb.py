"""VSB (西安博达): lists whose further pages are numbered downward, and downloads that ask where one
comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.middlewares import unexpected_answers
from crawler.pages.attachments import is_file
from crawler.pages.impostors import is_html
from crawler.pages.page import Link, Page, identity
from crawler.spiders.base import FamilySpider
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.paging.numbered import without_pager
from crawler.spiders.paging.pagers import announced_items, announced_pages, steps

_NEXT = re.compile(r"^下一?页$")
_NUMBER = re.compile(r"/(\d+)\.s?html?$")


@dataclass(frozen=True)
class Way:
    """The way down a list. `asked`: what its pages call themselves, as `identity` has it."""

    asked: set[str]


class VsbSpider(FamilySpider):
    """A list is slug.htm, then slug/<total - 1>.htm down to slug/1.htm: the way on is the page's
    own link 下页.
    """

    name = "vsb"
    article = re.compile(r"/info/\d+/\d+\.s?html?$|[?&]wbnewsid=\d+")

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """Have answers judged before they are archived; Scrapy calls this."""
        super().update_settings(settings)
        unexpected_answers.use(settings)

    def search_links(self, page: Page) -> list[Link]:
        """Return the links by which the search goes on, without those of the list's own pager."""
        return without_pager(super().search_links(page))

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the items of the list, and how many pages and items the pager says there are."""
        return ListPage(self.dated_links(page), _pages(page), announced_items(page))

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Follow 下页 while pages bring something new. Numbers change meaning with every page that
        is added.
        """
        way = channel.state(Way) or channel.begin(Way({identity(channel.url), identity(page.url)}))
        if not news:
            return
        following = [_target(page, _NEXT), *(step.url for step in steps(page, channel.url))]
        url = next((url for url in following if url and identity(url) not in way.asked), None)
        if url is not None:
            way.asked.add(identity(url))
            yield self.list_request(url, channel)

    def _attachment_request(self, link: Link, response: Response, item: Link) -> Request:
        """Ask for a file; what download.jsp says with 200 in place of it is kept, but not as an
        attachment.
        """
        request = super()._attachment_request(link, response, item)
        if is_file(link.url):
            request.meta[unexpected_answers.WANTED] = _is_no_page
        return request


def _is_no_page(url: str, body: bytes) -> bool:
    return not is_html(body)


def _target(page: Page, words: re.Pattern[str]) -> str | None:
    """Return where the pager's link of these words leads, or None where there is none."""
    links = (link for link in page.anchors if words.match(link.text.replace(" ", "")))
    return next((link.url for link in links), None)


def _pages(page: Page) -> int | None:
    """Return how many pages the list has: said in words, the largest number shown, or one more than
    下页 bears.
    """
    numbers = [
        int(text)
        for text in page.tree.xpath('//*[contains(@class, "p_no")]//text()')
        if text.strip().isdigit()
    ]
    following = _target(page, _NEXT)
    number = _NUMBER.search(urlsplit(following).path) if following else None
    # Only on the first page is the page after it the last but one from the end.
    first = not _NUMBER.search(urlsplit(page.url).path)
    counted = int(number[1]) + 1 if number and first else 0
    return max([announced_pages(page) or 0, counted, *numbers]) or None
