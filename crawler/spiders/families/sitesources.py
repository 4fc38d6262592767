"""The platform of Xinxiang and Zhoukou: lists …/page_pc/<column>/list1.html, list2.html …, whose
number of pages stands in script.json beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from scrapy import Request
from twisted.python.failure import Failure

from crawler.evidence import LONGEST_LIST
from crawler.pages.page import Page
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.generic import ARTICLE, GenericSpider
from crawler.spiders.missing import is_missing
from crawler.spiders.paging import answers

_LAST = "endPage"


@dataclass
class Counted:
    """A list whose number of pages is asked for. `first`: its first page."""

    first: str


class SitesourcesSpider(GenericSpider):
    """The pages are asked for when their number is known; where it cannot be had, as the page's own
    pager says.
    """

    name = "sitesources"
    article = re.compile(rf"/article[0-9a-f]{{32}}\.html$|{ARTICLE}", re.IGNORECASE)

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the links to documents, or of script.json how many pages there are."""
        data = answers.parse(page.source) if channel.state(Counted) else None
        if isinstance(data, dict):
            last = str(data.get(_LAST, ""))
            return ListPage([], pages_announced=int(last) if last.isdigit() else None)
        return super().read_list(page, channel)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask how many pages there are, then for these."""
        counted = channel.state(Counted)
        if counted is None:
            channel.begin(Counted(page.url))
            yield self.list_request(urljoin(page.url, "script.json"), channel)
        elif answers.is_json(page.source):
            last = min(channel.listing.pages_announced or 1, LONGEST_LIST)
            for number in range(2, last + 1):
                yield self.list_request(urljoin(counted.first, f"list{number}.html"), channel)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note a failure; a list without script.json announces nothing by that."""
        yield from super().failed(failure)
        request: Request = failure.request  # type: ignore[attr-defined]
        channel: Channel | None = request.cb_kwargs.get("channel")
        if channel is not None and request.url.endswith("/script.json") and is_missing(failure):
            channel.listing.failed_pages.pop(request.url, None)
