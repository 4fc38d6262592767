"""UCAP (开普云) and its provincial clones: static lists name.shtml, name_2.shtml …, or lists from
JSON interfaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urlencode, urljoin

from scrapy import Request

from crawler.pages.page import Page
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.paging import answers
from crawler.spiders.paging.counted import CountedPages
from crawler.spiders.paging.numbered import (
    NumberedSpider,
    Numbers,
    Pager,
    counted_pager,
    linked_pager,
    script_pager,
)

_HEX = r"[0-9a-f]{32}"
_CHANNEL = re.compile(rf"""channel_?id["']?\s*[:=,]\s*["']?({_HEX})""", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""["']([^"'\s<>]*(?:/common/search/|getInfoCommon|interfacesWebZcwj/loadData)[^"'\s<>]*)"""
)
_SIZE = re.compile(r"""_?page_?size["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_DEFAULT_SIZE = 15
_POSTED = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
_JSON = {
    "X-Requested-With": "XMLHttpRequest",
    "Accept": "application/json, text/javascript, */*; q=0.01",
}


@dataclass(frozen=True)
class Interface:
    """A list's JSON interface: its address without query, the fields of a request, and which of
    them is the page.
    """

    address: str
    fields: dict[str, str]
    page_field: str
    posted: dict[str, str] | None = None

    def ask(self, number: int) -> tuple[str, str | None]:
        """Return the address of a page of the list, and the form to post where there is one."""
        if self.posted is None:
            return f"{self.address}?{urlencode({**self.fields, self.page_field: number})}", None
        # The page stands in the address as well, so that no two requests look alike.
        paging = {self.page_field: number}
        return f"{self.address}?{urlencode({**self.fields, **paging})}", urlencode(
            {**paging, **self.posted}
        )


@dataclass(frozen=True)
class Answers:
    """The interface of a list without a pager, where it has one."""

    interface: Interface | None


class UcapSpider(CountedPages, NumberedSpider):
    """Further pages are name_2 … name_n; some installations begin with name_1, which their pages
    tell, or the end.
    """

    name = "ucap"
    article = re.compile(
        rf"/(?:\d{{6}}|\d{{4}}-\d{{2}}/\d{{2}})/(?:{_HEX}|(?:c\d{{0,2}}|content)_\d+)\.s?html?$"
    )

    def pager(self, page: Page) -> Pager | None:
        """Read createPageHTML or the element #pageParam; where neither is, the pager's links or a
        bare count.
        """
        pager = script_pager(page) or _page_parameter(page)
        if pager is None or pager.total is None:
            return linked_pager(page) or counted_pager(page, first=2)
        if pager.current == 0:
            return replace(pager, numbers=tuple(range(1, pager.total)))
        # Where there is no name_n, numbering began with name_1.
        return replace(
            pager, numbers=(*range(2, pager.total + 1), *([1] if pager.total > 1 else []))
        )

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the entries of a JSON answer, or the dated links of a page."""
        data = answers.parse(page.source)
        if isinstance(data, dict | list):
            return ListPage(
                answers.links(data, page.url), items_announced=answers.items_announced(data)
            )
        return super().read_list(page, channel)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask the list's interface where it has one and no pager, else for the next static page."""
        asked = channel.state(Answers)
        if asked is None and channel.state(Numbers) is None and self.pager(page) is None:
            asked = channel.begin(Answers(_interface(page)))
        if asked is None or asked.interface is None:
            self._notice_numbering(page, channel)
            yield from super().next_pages(page, channel, news)
        else:
            interface = asked.interface
            yield from self.counted_pages(
                page,
                channel,
                news,
                lambda number: self._answer_request(interface, number, channel),
                shown=bool(news),
            )

    def _answer_request(self, interface: Interface, number: int, channel: Channel) -> Request:
        url, form = interface.ask(number)
        if form is None:
            return self.list_request(url, channel, headers=_JSON)
        return self.list_request(
            url, channel, method="POST", body=form, headers={**_JSON, **_POSTED}
        )

    @staticmethod
    def _notice_numbering(page: Page, channel: Channel) -> None:
        """Drop the last number where page name_2 says that it is the third: then name_1 is the
        second.
        """
        pager, numbers = script_pager(page), channel.state(Numbers)
        if pager is None or numbers is None or numbers.asked is None:
            return
        if pager.current == numbers.asked + 1:
            numbers.left = [number for number in numbers.left if number != pager.total]


def _page_parameter(page: Page) -> Pager | None:
    for element in page.tree.xpath('//*[@id="pageParam"]'):
        data, name = (
            element.get("data") or "",
            re.search(r"([\w-]+)\.(s?html?)", element.get("url") or ""),
        )
        total = re.search(r"\d+", data)
        if total and name:
            return Pager(int(total[0]), 1, name[1], name[2])
    return None


def _interface(page: Page) -> Interface | None:
    found = _ADDRESS.search(page.source)
    if found is None:
        return None
    address, _, query = unescape(found[1]).partition("?")
    channel_id = re.search(_HEX, unescape(found[1])) or re.search(
        _HEX, (_CHANNEL.search(page.source) or [""])[0]
    )
    size = _SIZE.search(query) or _SIZE.search(page.source)
    return _known(
        urljoin(page.base, address), channel_id[0] if channel_id else "", size[1] if size else ""
    )


def _known(address: str, channel_id: str, size: str) -> Interface | None:
    size = size or str(_DEFAULT_SIZE)
    if "getInfoCommon" in address:
        return Interface(address, {"pagesize": size, "channelid": channel_id}, "currpage")
    if "loadData" in address:
        return Interface(address, {"pageSize": size}, "pageIndex", {"channel_id": channel_id})
    flags = {"_pageSize": size, "_isAgg": "true", "_isJson": "true", "_template": "index"}
    return Interface(
        re.sub(rf"(/common/search/)(?:{_HEX})?", rf"\g<1>{channel_id}", address), flags, "page"
    )
