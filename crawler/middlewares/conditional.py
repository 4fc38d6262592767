"""Asks for what earlier runs captured only if it has changed since."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from functools import partial

from scrapy import Request
from scrapy.http import Response

from crawler.beside import beside
from crawler.context import Component
from crawler.middlewares.capture import DOCUMENTS, KNOWN, SUBREQUEST, kind_of
from crawler.middlewares.replay import as_response
from crawler.store.captures import Capture
from crawler.store.warc import Archived

_VALIDATORS = ("If-Modified-Since", "If-None-Match")


class ConditionalMiddleware(Component):
    """Adds validators to requests for known documents, and puts the archived payload in the place
    of a 304.

    Where a server gave no validators the time of the earlier capture is sent: it is ours to choose
    by RFC 9110. That goes for documents; lists must not be missed, so they are asked for
    conditionally only with the server's own words.
    """

    def process_request(self, request: Request) -> None:
        """Make a request for a known address conditional."""
        if request.method != "GET" or kind_of(request) == "robots":
            return
        known = self._known(request)
        # A redirect brings along what was meant for the address that it came from.
        request.meta.pop(KNOWN, None)
        for name in _VALIDATORS:
            request.headers.pop(name, None)
        if known is not None:
            request.meta[KNOWN] = known
            self._add_validators(request, known)

    def _known(self, request: Request) -> Capture | None:
        """Return the newest good answer: of earlier runs, or where a page asks of this one, too."""
        fingerprint = self._fingerprint(request)
        if request.meta.get(SUBREQUEST):
            for capture in reversed(self._context.writer.captured(fingerprint)):
                if capture.problem is None and capture.status in (200, 304):
                    return capture
        return self._context.writer.earlier(fingerprint)

    def _add_validators(self, request: Request, known: Capture) -> None:
        answer = Archived(known.status, self._context.writer.headers(known), b"")
        own = _http_date(known.fetched_at) if kind_of(request) in DOCUMENTS else ""
        validators = {
            "If-Modified-Since": answer.header("Last-Modified") or own,
            "If-None-Match": answer.header("ETag"),
        }
        request.headers.update({name: value for name, value in validators.items() if value})

    async def process_response(self, request: Request, response: Response) -> Response:
        """Give the spider the archived document where the server says that it stands unchanged."""
        known: Capture | None = request.meta.get(KNOWN)
        if response.status != 304 or known is None:
            return response
        answer = await beside(known.length, partial(self._context.writer.response, known))
        return as_response(answer, request)


def _http_date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment), usegmt=True)
