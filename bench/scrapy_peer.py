"""The peer: a plain Scrapy spider that walks the same lists and pages, as its tutorial would have
it.

`stock` writes a JSON feed with the defaults; `bare` writes nothing, and the one setting that costs
most is changed.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

_BARE = {"CONCURRENT_ITEMS": 4}


class PeerSpider(Spider):
    """Walks every list page and every article."""

    name = "peer"
    home = ""
    keep = True

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the first list."""
        yield Request(self.home + "nb/", self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Any]:
        """Follow the articles, and on the first page all other pages."""
        assert isinstance(response, TextResponse)
        yield from response.follow_all(css="li a", callback=self.parse)
        total = int(response.css("script::text").re_first(r"createPageHTML\((\d+), 0") or 0)
        for number in range(1, total):
            yield Request(f"{self.home}nb/index_{number}.html", self.parse_list)

    def parse(self, response: Response, **_: Any) -> Iterator[dict[str, Any]]:
        """Give the page as an item."""
        if self.keep:
            assert isinstance(response, TextResponse)
            yield {
                "url": response.url,
                "title": response.css("title::text").get(),
                "body": response.text,
            }


def main(kind: str, home: str, feed: str) -> None:
    """Crawl once."""
    settings: dict[str, Any] = {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}
    settings |= _BARE if kind == "bare" else {"FEEDS": {feed: {"format": "jsonlines"}}}
    process = CrawlerProcess(settings)
    process.crawl(PeerSpider, home=home, keep=kind != "bare")
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
