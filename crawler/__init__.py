"""Crawls government portals for the yearly disclosure reports and keeps every response in WARC
files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.errors import CrawlerError
from crawler.registry.portals import Portal, load_portals
from crawler.store.captures import Capture, CaptureStore, Run, stored_portals

if TYPE_CHECKING:
    from crawler.runner.run import crawl

__all__ = [
    "Capture",
    "CaptureStore",
    "CrawlerError",
    "Portal",
    "Run",
    "crawl",
    "load_portals",
    "stored_portals",
]


def __getattr__(name: str) -> Any:
    """Import Scrapy when a crawl is first asked for: most of who reads captures never crawls."""
    if name == "crawl":
        from crawler.runner import run

        return run.crawl
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
