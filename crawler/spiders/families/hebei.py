"""The unified platform of Hebei: lists of columns are refreshed from HTML fragments,
…/blocks/<uuid>?page=2&fix=0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.pages.page import Page, page_of
from crawler.spiders.channel import Channel
from crawler.spiders.families.generic import GenericSpider
from crawler.spiders.paging.counted import Counting

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_BLOCK = re.compile(rf"[^\"'\s<>()]*templates/{_UUID}/blocks/{_UUID}[^\"'\s<>()]*")
_COLUMN = re.compile(rf"^(.*?/columns/)({_UUID})")
_PAGE = re.compile(r"[?&]page=(\d+)")


@dataclass(frozen=True)
class Blocks:
    """The block of a column ("": it has none). `first`: the column's own page."""

    first: str
    block: str


class HebeiSpider(GenericSpider):
    """The page of a column shows the first items; the others come from the block that the page
    names.

    Whether blocks count from 0 or from 1 is read from the numbers in the pager, or learned.
    """

    name = "hebei"
    article = re.compile(
        rf"/columns/{_UUID}/\d{{6}}/\d{{2}}/{_UUID}\.html$|/col/\d{{13}}/[\d/]+\d{{13}}(\.html)?$"
    )

    def parse_list(self, response: Response, channel: Channel) -> Iterator[Request]:
        """Take up a fragment, whose links are relative to the column that shows it."""
        yield from self._follow(_fragment(response, channel), channel)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the block's pages one after another until one brings nothing new, or all
        announced are seen.
        """
        asked = channel.state(Blocks) or channel.begin(Blocks(page.url, _block(page) or ""))
        if not asked.block:
            yield from super().next_pages(page, channel, news)
            return
        if channel.state(Counting) is None and self._start is None:
            self._start = _first_number(page)
        yield from self.counted_pages(
            page,
            channel,
            news,
            lambda number: self._fragment_request(channel, asked, number),
            shown=bool(news),
        )

    def _fragment_request(self, channel: Channel, asked: Blocks, number: int) -> Request:
        parts = urlsplit(asked.block)
        fields = {**dict(parse_qsl(parts.query)), "page": str(number), "fix": "0"}
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": asked.first}
        return self.list_request(
            parts._replace(query=urlencode(fields)).geturl(), channel, headers=headers
        )


def _fragment(response: Response, channel: Channel) -> Page:
    page = page_of(response.url, response.body)
    asked = channel.state(Blocks)
    page.base = asked.first if asked else page.base
    return page


def _block(page: Page) -> str | None:
    """Return the address of the block that holds the list: the one that is asked by page, or of
    this column.
    """
    found = [
        url for url in (page.resolve(unescape(name)) for name in _BLOCK.findall(page.source)) if url
    ]
    column = _COLUMN.match(page.url)
    own = [url for url in found if column and column[2] in url]
    paged = [url for url in found if "page=" in url]
    both = [url for url in paged if url in own]
    return next(iter([*both, *paged, *own, *found]), None) or _assembled(page)


def _assembled(page: Page) -> str | None:
    """Return the block's address where a script puts it together from the ids of column, template
    and block.
    """
    ids = {
        name: re.search(
            rf"\b{name}_?(?:id|uuid)?['\"]?\s*[:=]\s*['\"]({_UUID})", page.source, re.IGNORECASE
        )
        for name in ("column", "template", "block")
    }
    column = _COLUMN.match(page.url)
    if not (ids["template"] and ids["block"] and (column or ids["column"])):
        return None
    folder = column[1] if column else urljoin(page.url, "/columns/")
    number = ids["column"][1] if ids["column"] else column[2]  # type: ignore[index]
    return f"{folder}{number}/templates/{ids['template'][1]}/blocks/{ids['block'][1]}"


def _first_number(page: Page) -> int | None:
    """Return what the blocks call their first page, by the numbers that stand in the pager's
    links.
    """
    for anchor in page.tree.iter("a"):
        label = anchor.text_content().strip()
        number = _PAGE.search(f"{anchor.get('href') or ''} {anchor.get('onclick') or ''}")
        if label.isdigit() and number and int(label) - int(number[1]) in (0, 1):
            return 1 - (int(label) - int(number[1]))
    return None
