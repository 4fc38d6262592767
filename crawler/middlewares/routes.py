"""Addresses whose fragment is a route: one address for the server, many pages for a browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.request import RequestFingerprinter, fingerprint

from crawler.context import Context
from crawler.pages.page import route_of


def with_route(request: Request, response: Response) -> str:
    """Return the address of an answer, with the route that it was asked for with."""
    route = route_of(urlsplit(request.url).fragment)
    return f"{response.url.partition('#')[0]}#{route}" if route else response.url


class Fingerprinter(RequestFingerprinter):
    """Tells requests apart by their routes, where a browser makes the pages."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._tells_routes = Context.of(crawler).portal.render

    def fingerprint(self, request: Request) -> bytes:
        """Return the fingerprint of a request."""
        if self._tells_routes and route_of(urlsplit(request.url).fragment):
            return fingerprint(request, keep_fragments=True)
        return super().fingerprint(request)
