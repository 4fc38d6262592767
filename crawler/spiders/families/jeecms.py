"""JEECMS: static lists index.jhtml, index_2.jhtml … under a channel, articles <id>.jhtml."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.pages.page import Page
from crawler.spiders.families.generic import GenericSpider
from crawler.spiders.paging.pagers import Step, announced_pages


class JeecmsSpider(GenericSpider):
    """Pages are counted from 2; a pager that only a script could work is done without, by the
    number it announces.
    """

    name = "jeecms"
    article = re.compile(r"/\d+(_\d+)?\.jhtml$|/u/cms/")

    def further_pages(self, page: Page, first: str) -> list[Step]:
        """Return the pages that the pager links, or else those that its count promises."""
        counted = range(2, (announced_pages(page) or 1) + 1)
        named = [Step(urljoin(first, f"index_{number}.jhtml"), number) for number in counted]
        return super().further_pages(page, first) or named
