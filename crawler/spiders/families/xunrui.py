"""迅睿 (XunRui CMS): static lists xxgk-list-<column>.html, …-2.html, or lists that a script asks
for by POST /api-ajax_list-<page>.html, which answers JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from scrapy import Request

from crawler.evidence import LONGEST_LIST
from crawler.pages.page import Page
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.generic import ARTICLE, GenericSpider
from crawler.spiders.paging import answers

_INTERFACE = re.compile(r"""["']([^"'\s]*api-ajax_list-)(?:["']\s*\+|\d+\.html["'])""")
_TYPES = re.compile(r"""ajax_type(?:\[\])?["']?\s*[:=]\s*\[([^\]]*)\]""")
_STRING = re.compile(r"""["']([^"']*)["']|(-?\d+)""")


@dataclass
class Asked:
    """How far a list is asked of the interface. `first`: the page that shows it; `number`: the page
    that was asked for last.
    """

    first: str
    interface: str
    types: list[str]
    number: int

    def request(self) -> tuple[str, str]:
        """Return address and form of the page that is asked for now."""
        fields = [*(("ajax_type[]", value) for value in self.types), ("is_ds", "1")]
        return urljoin(self.first, f"{self.interface}{self.number}.html"), urlencode(fields)


class XunruiSpider(GenericSpider):
    """Static lists go on by their pager; the interface is asked as the page's script asks it."""

    name = "xunrui"
    article = re.compile(rf"/[\w-]+-show-[\w-]+\.html$|{ARTICLE}", re.IGNORECASE)

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the rows of an answer of the interface; a page by its links."""
        asked = channel.state(Asked)
        data = answers.parse(page.source) if asked else None
        if asked is None or not isinstance(data, dict):
            return super().read_list(page, channel)
        links = answers.links(data, asked.first)
        return ListPage(links, items_announced=answers.items_announced(data))

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the next page until all rows are seen or one brings nothing new."""
        asked = channel.state(Asked)
        if asked is None:
            asked = _asked_by(page, shown=bool(news))
            if asked is None:
                yield from super().next_pages(page, channel, news)
                return
            channel.begin(asked)
        elif not news:
            return
        announced = channel.listing.items_announced
        if asked.number < LONGEST_LIST and (announced is None or len(channel.seen) < announced):
            asked.number += 1
            url, form = asked.request()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Requested-With": "XMLHttpRequest",
                "Referer": asked.first,
            }
            yield self.list_request(url, channel, method="POST", body=form, headers=headers)


def _asked_by(page: Page, shown: bool) -> Asked | None:
    """Return what a page's script asks the interface for; `shown`: the page holds the first rows
    itself. None where no script asks.
    """
    interface, types = _INTERFACE.search(page.source), _TYPES.search(page.source)
    if interface is None or types is None:
        return None
    values = [found[1] or found[2] or "" for found in _STRING.finditer(types[1])]
    return Asked(page.url, interface[1], values, 1 if shown else 0)
