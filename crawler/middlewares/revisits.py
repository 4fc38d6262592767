"""Leaves alone, in a nightly crawl, the documents that are not due for another look."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response

from crawler.context import Component
from crawler.errors import CrawlerError
from crawler.middlewares.capture import CAPTURE, DOCUMENTS, kind_of
from crawler.middlewares.replay import as_response
from crawler.runner.revisits import is_due_again
from crawler.store.captures import Capture


class RevisitMiddleware(Component):
    """Answers from the archive in place of the network, so that the spider finds what belongs to a
    document that it does not ask for.
    """

    def process_request(self, request: Request) -> Response | None:
        """Return the archived document where it stands until its next look, or None."""
        if not self._context.sparing or request.method != "GET":
            return None
        if kind_of(request) not in DOCUMENTS:
            return None
        history = self._context.writer.history(self._fingerprint(request))
        if history is None or not history.latest.is_document:
            return None
        if is_due_again(history, datetime.now(UTC)):
            return None
        return self._left_alone(request, history.latest)

    def _left_alone(self, request: Request, known: Capture) -> Response | None:
        if known.run == self._context.writer.run:
            # This run asked for it already.
            return None
        try:
            answer = self._context.writer.response(known)
        except CrawlerError:
            # What the archive has lost is asked for.
            return None
        request.meta[CAPTURE] = known
        self._context.evidence.not_due[request.url] = known.fetched_at
        self._context.writer.count_as_standing(known)
        return as_response(answer, request)
