"""Crawls government portals for the yearly disclosure reports and keeps every response in WARC files."""

from __future__ import annotations

from crawler.captures import Capture, CaptureStore, Run, stored_portals
from crawler.errors import CrawlerError
from crawler.registry import Portal, load_portals
from crawler.run import crawl

__all__ = ["Capture", "CaptureStore", "CrawlerError", "Portal", "Run", "crawl", "load_portals", "stored_portals"]
