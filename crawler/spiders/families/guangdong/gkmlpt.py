"""gkmlpt (广东省政府信息公开目录平台): a script shell whose tree of categories and article lists
are JSON.

NFCMS, whose static columns stand on the same hosts, is served here as well (see `nfcms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.pages.attachments import body_of
from crawler.pages.page import Link, Page, identity, page_of, resolve
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.guangdong.gkmlpt_shell import (
    annual_categories,
    detail,
    interface,
    is_interface,
    jumps,
    shell_tree,
)
from crawler.spiders.missing import is_missing
from crawler.spiders.paging import answers
from crawler.spiders.paging.counted import CountedPages
from crawler.spiders.paging.numbered import (
    NumberedSpider,
    Pager,
    counted_pager,
    linked_pager,
    script_pager,
)
from crawler.spiders.search.frontier import Candidate

_PAGE = re.compile(r"([?&]page=)\d+")


class GkmlptSpider(CountedPages, NumberedSpider):
    """Categories are found in the shell's TREE; their articles come from
    /gkmlpt/api/all/<category>.
    """

    name = "gkmlpt"
    article = re.compile(r"/m?post_\d+\.html$")

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._attached: dict[str, list[Link]] = {}

    # Search

    def search_links(self, page: Page) -> list[Link]:
        """Add the tree's categories that live on another page, and addresses that name a category
        behind #.
        """
        return [*jumps(page), *super().search_links(page)]

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Search the home page; it may be the shell itself."""
        page = page_of(response.url, response.body)
        yield from self._open_categories(page, "")
        yield from super().parse_home(response)

    def parse_channel(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Open the category that a shell's address names behind #, or search the shell's tree."""
        page = page_of(response.url, response.body)
        if not shell_tree(page):
            yield from super().parse_channel(response, candidate)
            return
        yield from self._open_categories(page, urlsplit(candidate.url).fragment)
        self._frontier.offer(self.search_links(page))
        yield from self._search()

    def _open_categories(self, page: Page, category: str) -> Iterator[Request]:
        named = (
            [Link(interface(page, category), page.title)]
            if category.isdigit()
            else annual_categories(page)
        )
        for link in named:
            if identity(link.url) not in self._asked:
                self._asked.add(identity(link.url))
                url = _PAGE.sub(r"\g<1>0", link.url) if self._start == 0 else link.url
                yield self._open(Candidate.declared(url, link.text), self.parse_channel)

    # Lists

    def pager(self, page: Page) -> Pager | None:
        """Read a static column's pager: links to index_2.html …, a call of createPageHTML or a bare
        count.
        """
        pager = linked_pager(page)
        if pager is not None:
            return pager
        pager = script_pager(page)
        if pager is not None and pager.total is not None:
            return replace(pager, numbers=tuple(range(2, pager.total + 1)))
        return counted_pager(page, first=2)

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read one page of the interface's articles and how many the category has, or a page of a
        static column.
        """
        data = answers.parse(page.source)
        if not isinstance(data, dict):
            return super().read_list(page, channel)
        entries = data.get("articles") or answers.entries(data)
        items = []
        for entry in entries:
            item = answers.link(entry, page.url)
            if item is not None:
                items.append(item)
                self._remember_attachments(item, entry, page)
        announced = (data.get("classify") or {}).get("post_count", data.get("total"))
        return ListPage(
            items, items_announced=int(str(announced)) if str(announced).isdigit() else None
        )

    def _remember_attachments(self, item: Link, entry: dict[str, Any], page: Page) -> None:
        attached = entry.get("attachment")
        for file in attached if isinstance(attached, list) else []:
            url = resolve(page.url, str(file.get("url") or ""))
            if url:
                self._attached.setdefault(identity(item.url), []).append(
                    Link(url, answers.plain(file.get("name")))
                )

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the interface's next page until all articles are seen or none comes; static pages
        by number.
        """
        if not is_interface(page.url):
            yield from super().next_pages(page, channel, news)
            return

        def ask(number: int) -> Request:
            return self.list_request(_PAGE.sub(rf"\g<1>{number}", page.url), channel)

        first = 1 if self._start is None else self._start
        yield from self.counted_pages(page, channel, news, ask, shown=False, asked=first)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note a failure. Where an interface does not say how much there is, a missing page is the
        end of the list.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        yield from super().failed(failure)
        channel: Channel | None = request.cb_kwargs.get("channel")
        if (
            channel
            and is_interface(request.url)
            and is_missing(failure)
            and channel.listing.items_announced is None
        ):
            channel.listing.failed_pages.pop(request.url, None)

    # Reports

    def parse_report(self, response: Response, item: Link) -> Iterator[Request]:
        """Read the text out of the page's script where the page has none; add attachments that the
        list named.
        """
        page = page_of(response.url, response.body)
        body = body_of(page)
        content = detail(page) if body is None or not body.text_content().strip() else ""
        if content:
            text = f'<html><body><div class="article-content">{content}</div></body></html>'
            response = response.replace(body=text.encode())
        yield from super().parse_report(response, item)
        for link in self._attached.get(identity(item.url), []):
            if identity(link.url) not in self._asked and self._is_own(link.url):
                self._asked.add(identity(link.url))
                self.evidence.attachments_linked[link.url] = link.text
                yield self._attachment_request(link, response, item)
