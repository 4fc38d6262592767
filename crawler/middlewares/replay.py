"""Goes on with a run that was interrupted: what it captured already is answered from the archive.

The spider walks its way again from the start, without the network, until it reaches what was not
captured yet.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.beside import beside
from crawler.browser.freshness import is_fresh
from crawler.browser.unfilled import needs_browser
from crawler.context import Component
from crawler.encodings import UndecodableBody
from crawler.middlewares.capture import (
    CAPTURE,
    ONCE,
    REPLAYED,
    SUBREQUEST,
    kind_of,
    rendered,
)
from crawler.middlewares.settings import PASSING
from crawler.store.captures import Capture
from crawler.store.warc import Archived


def as_response(answer: Archived, request: Request) -> Response:
    """Return an archived response as if it had just come from the network."""
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        headers.setdefault(name, []).append(value)
    made = Response(request.url, status=answer.status, headers=headers)
    # The class (HTML, text or plain) is chosen as the downloader does.
    cls = responsetypes.from_args(headers=made.headers, url=request.url, body=answer.body)
    return cls(
        request.url,
        status=answer.status,
        headers=headers,
        body=answer.body,
        flags=[REPLAYED],
        request=request,
    )


class ReplayMiddleware(Component):
    """Answers the n-th asking of a request with the n-th answer that the run got before this spider
    began.

    A page that sends us back to itself with a cookie is so replayed as it went. Failures that pass
    are asked again. What a redirect leads to is not fetched a second time in a run.

    What a page asks for that a browser makes is fetched whenever it asks, unless HTTP lets it be
    kept: there are tokens that are good once, or for minutes. A page that was being made when the
    crawl ended is made anew, from the network.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._writer = self._context.writer
        self._before = self._writer.last_id()
        self._asked: Counter[str] = Counter()

    async def process_request(self, request: Request) -> Response | None:
        """Return the archived response of this run, or None to let the request go on to the
        network.
        """
        fingerprint = self._fingerprint(request)
        if request.meta.get(SUBREQUEST):
            return await self._kept(fingerprint, request)
        captures = [
            each for each in self._writer.captured(fingerprint) if each.status not in PASSING
        ]
        earlier = [each for each in captures if each.id <= self._before]
        number = self._asked[fingerprint]
        self._asked[fingerprint] += 1
        if number < len(earlier):
            known = earlier[number]
            if self._was_being_made(known, request):
                return None
            return await self._answer(known, request)
        if captures and _once_is_enough(request):
            return await self._answer(captures[-1], request)
        return None

    async def _kept(self, fingerprint: str, request: Request) -> Response | None:
        """Return what a page may be given again."""
        known = next(reversed(self._writer.captured(fingerprint)), None)
        if known is None or request.method != "GET":
            return None
        headers = Archived(known.status, self._writer.headers(known), b"")
        fetched_at = datetime.fromisoformat(known.fetched_at)
        if not is_fresh(headers, fetched_at, datetime.now(UTC)):
            return None
        return await self._answer(known, request)

    def _was_being_made(self, capture: Capture, request: Request) -> bool:
        """Tell whether an answer is one of which a browser was still to make the page."""
        if not self._context.portal.render or self._writer.captured(rendered(capture.fingerprint)):
            return False
        if capture.problem is not None or capture.status != HTTPStatus.OK:
            return False
        try:
            body = self._writer.response(capture).payload()
        except UndecodableBody:
            return False
        return needs_browser(self._context.portal, kind_of(request), body)

    async def _answer(self, capture: Capture, request: Request) -> Response:
        request.meta[CAPTURE] = capture
        answer = await beside(capture.length, partial(self._writer.response, capture))
        return as_response(answer, request)


def _once_is_enough(request: Request) -> bool:
    came_by: list[str] = request.meta.get("redirect_urls", [])
    return bool(request.meta.get(ONCE)) or (bool(came_by) and request.url not in came_by)
