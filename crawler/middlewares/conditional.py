"""Asks for reports and attachments that earlier runs captured only if they have changed since."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from scrapy import Request
from scrapy.http import Response

from crawler.captures import Capture
from crawler.context import Component
from crawler.middlewares.archive import KNOWN
from crawler.middlewares.replay import as_response

_ASKED_CONDITIONALLY = ("report", "attachment")
_VALIDATORS = ("If-Modified-Since", "If-None-Match")


class ConditionalMiddleware(Component):
    """Adds validators to requests for known documents, and puts the archived payload in the place of a 304.

    Where a server gave no validators the time of the earlier capture is sent: it is ours to choose by RFC 9110.
    """

    def process_request(self, request: Request) -> None:
        """Make a request for a known document conditional."""
        if request.meta.get("kind") not in _ASKED_CONDITIONALLY:
            return
        known = self._context.writer.earlier(self._fingerprint(request))
        # A redirect brings along what was meant for the address that it came from.
        request.meta.pop(KNOWN, None)
        for name in _VALIDATORS:
            request.headers.pop(name, None)
        if known is not None:
            request.meta[KNOWN] = known
            self._add_validators(request, known)

    def _add_validators(self, request: Request, known: Capture) -> None:
        answer = self._context.writer.response(known)
        since = answer.header("Last-Modified") or _http_date(known.fetched_at)
        request.headers["If-Modified-Since"] = since
        if answer.header("ETag"):
            request.headers["If-None-Match"] = answer.header("ETag")

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the spider the archived document where the server says that it stands unchanged."""
        known: Capture | None = request.meta.get(KNOWN)
        if response.status != 304 or known is None:
            return response
        return as_response(self._context.writer.response(known), request)


def _http_date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment), usegmt=True)
