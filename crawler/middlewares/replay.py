"""Goes on with a run that was interrupted: what it captured already is answered from the archive.

The spider walks its way again from the start, without the network, until it reaches what was not captured yet.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.captures import Capture
from crawler.context import Component
from crawler.middlewares.archive import REPLAYED
from crawler.warc import Archived


def as_response(answer: Archived, request: Request) -> Response:
    """Return an archived response as if it had just come from the network."""
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        headers.setdefault(name, []).append(value)
    made = Response(request.url, status=answer.status, headers=headers)
    # The class (HTML, text or plain) is chosen as the downloader does.
    cls = responsetypes.from_args(headers=made.headers, url=request.url, body=answer.body)
    return cls(request.url, status=answer.status, headers=headers, body=answer.body, flags=[REPLAYED], request=request)


class ReplayMiddleware(Component):
    """Answers requests that this run has captured. Failures that pass are asked again."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._writer = self._context.writer
        self._passing = {int(status) for status in crawler.settings.getlist("RETRY_HTTP_CODES")}

    def process_request(self, request: Request) -> Response | None:
        """Return the archived response of this run, or None to let the request go on to the network."""
        capture = self._writer.captured(self._fingerprint(request))
        return self._answer(capture, request) if capture and capture.status not in self._passing else None

    def _answer(self, capture: Capture, request: Request) -> Response:
        return as_response(self._writer.response(capture), request)
