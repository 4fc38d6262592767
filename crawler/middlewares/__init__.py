"""What stands between the spiders and the network, in the order of `crawler.settings`."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Unreached(IgnoreRequest):
    """Base of what is raised where a host cannot be asked at all: it says nothing about the page."""
