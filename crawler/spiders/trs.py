"""TRS WCM (拓尔思): static lists index.html, index_1.html … whose number a pager script states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from scrapy import Request

from crawler.pages import Page
from crawler.spiders.base import MOST_PAGES, Channel, FamilySpider, ListPage

# createPageHTML(3, 0, "index", "html"): pages, current page from 0, name, suffix. Some themes put an element's id
# first. The call may stand in a comment or in a string, so the source is searched and not the tree.
_PAGER = re.compile(
    r"""createPageHTML\(\s*(?:['"][^'"]*['"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*['"]([^'"]+)['"]\s*,\s*['"](\w+)['"]"""
)


class TrsSpider(FamilySpider):
    """The first page is the folder itself, page k + 1 is name_k.suffix."""

    name = "trs"
    article = re.compile(r"/t(\d{8}_)?\d+(_\w+)?\.s?html?$")

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read dated links and links to articles, and the number of pages from the pager script."""
        pager = _PAGER.search(page.source)
        return ListPage(self.dated_links(page), pages_announced=int(pager[1]) if pager else None)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for all other pages as soon as the first has told how many there are."""
        pager = _PAGER.search(page.source)
        if pager is None or channel.memory.get("asked"):
            return
        channel.memory["asked"] = True
        for number in range(1, min(int(pager[1]), MOST_PAGES)):
            yield self.list_request(urljoin(page.url, f"{pager[3]}_{number}.{pager[4]}"), channel)
