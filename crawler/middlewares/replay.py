"""Goes on with a run that was interrupted: what it captured already is answered from the archive.

The spider walks its way again from the start, without the network, until it reaches what was not
captured yet.
"""

from __future__ import annotations

from collections import Counter

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.context import Component
from crawler.middlewares.capture import CAPTURE, ONCE, REPLAYED, SUBREQUEST
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
    are asked again. What a redirect leads to, or a page asks for that a browser makes, is not
    fetched a second time in a run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._writer = self._context.writer
        self._before = self._writer.last_id()
        self._asked: Counter[str] = Counter()

    def process_request(self, request: Request) -> Response | None:
        """Return the archived response of this run, or None to let the request go on to the
        network.
        """
        fingerprint = self._fingerprint(request)
        captures = [
            each for each in self._writer.captured(fingerprint) if each.status not in PASSING
        ]
        earlier = [each for each in captures if each.id <= self._before]
        number = self._asked[fingerprint]
        self._asked[fingerprint] += 1
        if number < len(earlier):
            return self._answer(earlier[number], request)
        if captures and _once_is_enough(request):
            return self._answer(captures[-1], request)
        return None

    def _answer(self, capture: Capture, request: Request) -> Response:
        request.meta[CAPTURE] = capture
        return as_response(self._writer.response(capture), request)


def _once_is_enough(request: Request) -> bool:
    came_by: list[str] = request.meta.get("redirect_urls", [])
    is_known_enough = request.meta.get(SUBREQUEST) or request.meta.get(ONCE)
    return bool(is_known_enough) or (bool(came_by) and request.url not in came_by)
