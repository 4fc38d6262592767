"""TrueCMS: records as in Hanweb's datastore, delivered as JSONP by
messageController/getMessage.do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.pages.page import Page, page_of
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.generic import GenericSpider

_PROXY = re.compile(r"[^\"'\s<>()]*messageController/getMessage\.do[^\"'\s<>()]*")
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL)
_TOTAL = re.compile(
    r"(?:<totalrecord>|total_?records?['\"]?\s*[:=]\s*['\"]?)\s*(\d+)", re.IGNORECASE
)
_SIZE = re.compile(r"\b(?:perpage|pagesize|rows)['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_COLUMN = re.compile(r"\bcolumnId['\"]?\s*[:=]\s*['\"]?([\w-]+)", re.IGNORECASE)
_JSONP = re.compile(r"^\s*[\w.$]+\s*\(\s*(\{.*\})\s*\)\s*;?\s*$", re.DOTALL)
_CALLBACK = "cb"
# Sites cut or refuse answers above a limit of their own (50 at one, fewer at another): never more
# than a page shows.
_USUAL_SIZE, _MOST_SIZE = 10, 40


@dataclass(frozen=True)
class Column:
    """What a column's own page says: its address, its interface where it has one, and how many
    records it shows.
    """

    first: str
    proxy: str | None
    size: int


class TruecmsSpider(GenericSpider):
    """The column's script names the interface, the size of a page and the number of records.

    The interface answers only who names the column as Referer.
    """

    name = "truecms"

    def parse_list(self, response: Response, channel: Channel) -> Iterator[Request]:
        """Take up the records of an answer, whose links are relative to the column."""
        page = Page(response.url, _unwrapped(response).encode())
        column = channel.state(Column)
        page.base = column.first if column else page.base
        yield from self._follow(page, channel)

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the records of the datastore; where the page holds none, its dated links."""
        total = (
            _TOTAL.search(page.source)
            if _PROXY.search(page.source) or "<datastore" in page.source
            else None
        )
        if not _RECORD.search(page.source):
            read = super().read_list(page, channel)
            return ListPage(
                read.items, read.pages_announced, int(total[1]) if total else read.items_announced
            )
        return ListPage(_records(page).links, items_announced=int(total[1]) if total else None)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the records after those seen until all are, or an answer brings nothing new."""
        known = channel.state(Column)
        column = known or channel.begin(Column(page.url, _proxy(page), _size(page)))
        if column.proxy is None:
            yield from super().next_pages(page, channel, news)
            return
        announced = channel.listing.items_announced
        goes_on = bool(news) or known is None
        if goes_on and (announced is None or len(channel.seen) < announced):
            yield self._request(column, column.proxy, channel)

    def _request(self, column: Column, proxy: str, channel: Channel) -> Request:
        parts = urlsplit(proxy)
        start, size = len(channel.seen) + 1, column.size
        window = {
            "startrecord": start,
            "endrecord": start + size - 1,
            "perpage": size,
            "callback": _CALLBACK,
        }
        fields = {
            **dict(parse_qsl(parts.query)),
            **{name: str(value) for name, value in window.items()},
        }
        headers = {
            "Referer": column.first,
            "X-Requested-With": "XMLHttpRequest",
            "Accept": "*/*",
        }
        return self.list_request(
            parts._replace(query=urlencode(fields)).geturl(), channel, headers=headers
        )


def _unwrapped(response: Response) -> str:
    """Return the datastore in a JSONP answer. Raises ValueError, which the run's verdict shows,
    where it is none.
    """
    source = page_of(response.url, response.body).source
    wrapped = _JSONP.match(source)
    if wrapped is None:
        return source
    result = json.loads(wrapped[1], strict=False).get("result")
    if not isinstance(result, str):
        raise ValueError(f"{response.url}: the answer has no datastore under result")
    return result


def _records(page: Page) -> Page:
    """Return the records as a page of their own; each is a list item or a table row."""
    rows = [record.strip() for record in _RECORD.findall(page.source)]
    wrapped = [
        f"<table>{row}</table>" if row[:3].lower() == "<tr" else f"<div>{row}</div>" for row in rows
    ]
    records = Page(page.url, f"<html><body>{''.join(wrapped)}</body></html>".encode())
    records.base = page.base
    return records


def _proxy(page: Page) -> str | None:
    """Return the address of the interface with the column that it is asked for."""
    found = _PROXY.search(page.source)
    url = page.resolve(unescape(found[0])) if found else None
    column = _COLUMN.search(page.source)
    if url and column and not re.search(r"[?&]columnId=[^&]", url, re.IGNORECASE):
        url = re.sub(r"([?&])columnId=(?=&|$)", r"\1", url)
        url += ("&" if "?" in url else "?") + f"columnId={column[1]}"
    return url


def _size(page: Page) -> int:
    size = _SIZE.search(page.source)
    return min(int(size[1]), _MOST_SIZE) if size and int(size[1]) else _USUAL_SIZE
