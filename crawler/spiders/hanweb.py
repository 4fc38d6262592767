"""Hanweb JCMS (大汉) classic columns: first records embedded in the page as XML, the others from dataproxy.jsp."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy import Request

from crawler.pages import Page, identity
from crawler.spiders.base import Channel, FamilySpider, ListPage

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_NEXT = re.compile(r"""<nextgroup>\s*<!\[CDATA\[.*?href\s*=\s*["']([^"']+)["']""", re.DOTALL)
_TOTAL = re.compile(r"""<totalrecord>\s*(\d+)|totalRecord\s*:\s*["']?(\d+)""")
# More records than this in one answer are cut by some installations.
_MOST_RECORDS = 100


class HanwebSpider(FamilySpider):
    """Lists are continued through the dataproxy address that the page itself names.

    Some installations count in pages of `perpage` records and ignore `startrecord`, others count in records and ignore
    `page`. Every request says both, so that either kind answers with the records that follow those seen.
    """

    name = "hanweb"
    article = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html$")

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the records of the page's datastore; where there is none, its dated links."""
        total = _TOTAL.search(page.source)
        announced = int(total[1] or total[2]) if total else None
        if "<datastore>" not in page.source:
            return ListPage(self.dated_links(page), items_announced=announced)
        records = _records(page)
        return ListPage(records.links, items_announced=announced)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the records after those seen, until all are, or an answer brings nothing new."""
        proxy = _NEXT.search(page.source)
        if proxy:
            channel.memory.setdefault("proxy", urljoin(page.base, unescape(proxy[1])))
        announced = channel.listing.items_announced
        if "proxy" not in channel.memory or (announced is not None and len(channel.seen) >= announced):
            return
        names = [identity(link.url) for link in _records(page).links]
        size = self._size(channel, names, news)
        if news or size < channel.memory["size"]:
            channel.memory["size"] = size
            yield self._request(channel, size)
        elif not names and not channel.memory.get("posted"):
            # Some installations answer forms only; then all further requests are forms.
            channel.memory["posted"] = True
            yield self._request(channel, size)

    def _size(self, channel: Channel, names: list[str], news: int) -> int:
        """Return how many records to ask for.

        An answer of old records that are not the list's first shows an installation with a page size of its own.
        """
        first = channel.memory.setdefault("first", names)
        size = int(channel.memory.setdefault("size", min(len(names), _MOST_RECORDS)))
        heard = names and not news and len(names) < size and names != first[: len(names)]
        return len(names) if heard else size

    def _request(self, channel: Channel, size: int) -> Request:
        parts = urlsplit(channel.memory["proxy"])
        start = len(channel.seen) + 1
        window = {
            "page": len(channel.seen) // size + 1,
            "startrecord": start,
            "endrecord": start + size - 1,
            "perpage": size,
        }
        fields = {**dict(parse_qsl(parts.query)), **{key: str(value) for key, value in window.items()}}
        headers = {"X-Requested-With": "XMLHttpRequest", "Referer": channel.url}
        if not channel.memory.get("posted"):
            url = urlunsplit(parts._replace(query=urlencode(fields)))
            return self.list_request(url, channel, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self.list_request(urlunsplit(parts), channel, method="POST", body=urlencode(fields), headers=headers)


def _records(page: Page) -> Page:
    """Return the records of a page's datastore as a page of their own: each is a list item or a table row."""
    rows = [record.strip() for record in _RECORD.findall(page.source)]
    wrapped = [f"<table>{row}</table>" if row[:3].lower() == "<tr" else f"<div>{row}</div>" for row in rows]
    return Page(page.url, f"<html><body>{''.join(wrapped)}</body></html>".encode())
