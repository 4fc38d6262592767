"""TRS WCM (拓尔思): static lists index.html, index_1.html … whose number a pager script states."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.pages.page import Page
from crawler.spiders.paging.numbered import (
    NumberedSpider,
    Pager,
    counted_pager,
    is_numbered,
    linked_pager,
    script_pager,
)


class TrsSpider(NumberedSpider):
    """The first page is the folder itself, page k + 1 is name_k.suffix."""

    name = "trs"
    article = re.compile(r"/t(\d{8}_)?\d+(_\w+)?\.s?html?$")

    def pager(self, page: Page) -> Pager | None:
        """Read the pager script; where there is none, the pager's links or a bare count of
        pages.
        """
        pager = script_pager(page)
        if pager is None or pager.total is None:
            return linked_pager(page) or counted_pager(page, first=1)
        # A theme that calls its first page 1 names the second one after itself.
        first = 2 if pager.current == 1 and not is_numbered(page.url) else 1
        return replace(pager, numbers=tuple(range(first, pager.total + first - 1)))
