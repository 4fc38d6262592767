"""gkmlpt (广东省政府信息公开目录平台): a script shell whose tree of categories and article lists are JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.pages import Link, Page, find_date, resolve
from crawler.spiders.base import Channel, FamilySpider, ListPage
from crawler.spiders.discovery import Candidate, names_annual_channel

_SID = re.compile(r"""\bSID\s*:\s*['"]?(\w+)""")
_TREE = re.compile(r"\bTREE\s*:\s*(?=\[)")
_ESCAPE = re.compile(r"%u([0-9a-fA-F]{4})")


class GkmlptSpider(FamilySpider):
    """Categories are found in the shell's TREE; their articles come from /gkmlpt/api/all/<category>."""

    name = "gkmlpt"
    article = re.compile(r"/post_\d+\.html$")

    def search_links(self, page: Page) -> list[Link]:
        """Add the tree's categories that live on another page to the page's links."""
        jumps = [(resolve(page.base, node.get("jump_url") or ""), node["name"]) for node in _nodes(_tree(page))]
        return [*(Link(url, name) for url, name in jumps if url), *super().search_links(page)]

    def _categories(self, page: Page) -> Iterator[Link]:
        """Return the lists of the tree's categories of annual reports."""
        for node in _nodes(_tree(page)):
            if names_annual_channel(node["name"]) and not node.get("jump_url"):
                yield Link(_interface(page, str(node["id"])), node["name"])

    def parse_channel(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Open the category that a shell's address names behind #, or search the shell's tree."""
        page = Page(response.url, response.body)
        if not _TREE.search(page.source):
            yield from super().parse_channel(response, candidate)
            return
        category = urlsplit(candidate.url).fragment
        named = [Link(_interface(page, category), candidate.name)] if category.isdigit() else self._categories(page)
        for link in named:
            yield self._open(Candidate(0, 0, link.url, link.text, annual=True), self.parse_channel)
        self._frontier.offer(self.search_links(page))
        yield from self._search()

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read one page of the interface's articles, and how many the category has."""
        data = _json(page)
        entries = [_entry(page, article) for article in data.get("articles", [])]
        announced = (data.get("classify") or {}).get("post_count", data.get("total"))
        return ListPage([entry for entry in entries if entry], items_announced=announced)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the next page until all articles are seen, or one brings nothing new."""
        announced = channel.listing.items_announced
        if not news or announced is None or len(channel.seen) >= announced:
            return
        number = int(re.search(r"[?&]page=(\d+)", page.url)[1]) + 1  # type: ignore[index]
        yield self.list_request(re.sub(r"([?&]page=)\d+", rf"\g<1>{number}", page.url), channel)


def _interface(page: Page, category: str) -> str:
    base = page.url.partition("/gkmlpt/")[0]
    sid = _SID.search(page.source)
    return f"{base}/gkmlpt/api/all/{category}?page=1" + (f"&sid={sid[1]}" if sid else "")


def _tree(page: Page) -> list[dict[str, Any]]:
    start = _TREE.search(page.source)
    if start is None:
        return []
    tree: list[dict[str, Any]] = json.JSONDecoder(strict=False).raw_decode(page.source, start.end())[0]
    return tree


def _nodes(tree: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in tree:
        yield node
        yield from _nodes(node.get("children") or [])


def _json(page: Page) -> dict[str, Any]:
    try:
        data = json.loads(page.source, strict=False)
    except json.JSONDecodeError:
        return {}
    return data if isinstance(data, dict) else {}


def _entry(page: Page, article: dict[str, Any]) -> Link | None:
    url = resolve(page.url, article.get("url") or article.get("post_url") or "")
    title = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), article.get("title") or "")
    day = find_date(str(article.get("date") or article.get("created_at") or ""))
    return Link(url, title, day) if url else None
