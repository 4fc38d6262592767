"""Leaves alone, in a nightly crawl, the documents that are not due for another look, and the pages
on the way to the lists that it knows.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.beside import beside
from crawler.context import Component
from crawler.errors import CrawlerError
from crawler.middlewares.capture import CAPTURE, DOCUMENTS, kind_of
from crawler.middlewares.replay import as_response
from crawler.pages.page import identity
from crawler.runner.revisits import DOCUMENTS as BOUNDS
from crawler.runner.revisits import PAGES, UNLISTED, is_due_again
from crawler.store.captures import Capture
from crawler.store.log import History

_PAGES = ("home", "list")
# What an address answers for good that leads on, or to nothing.
_REDIRECTS, _GONE = (301, 302, 303, 307, 308), (404, 410)
# Request.meta: no list names this report any more.
LEFT_ITS_LIST = "left_its_list"


class RevisitMiddleware(Component):
    """Answers from the archive in place of the network, so that the spider walks its whole way and
    finds what belongs to a document that it does not ask for.

    Of a list that is watched the first page with items is asked for each time; the others are when
    that has changed, because entries move on from page to page.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._changed: set[str] = set()

    async def process_request(self, request: Request) -> Response | None:
        """Return the archived answer where it stands until its next look, or None."""
        if not self._context.sparing:
            return None
        kind = kind_of(request)
        if kind in DOCUMENTS and request.method == "GET":
            return await self._document(request)
        if kind in _PAGES and self._context.watched is not None:
            return await self._page(request)
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the lists that are not what they were at the last look."""
        capture: Capture | None = request.meta.get(CAPTURE)
        if self._context.watched is None or capture is None or kind_of(request) != "list":
            return response
        if capture.run == self._context.writer.run and self._is_news(capture):
            self._changed.add(_list_of(request))
        return response

    def _is_news(self, capture: Capture) -> bool:
        earlier = self._context.writer.earlier(capture.fingerprint)
        return earlier is None or earlier.sha256 != capture.sha256

    def _known(self, request: Request, standing: Collection[int]) -> History | None:
        """Return what is known of a request whose last answer was good, or one of those that stand
        for some time as well.
        """
        fingerprint = self._fingerprint(request)
        history = self._context.writer.history(fingerprint)
        if history is not None:
            return history
        latest = self._context.writer.latest(fingerprint)
        if latest is None or latest.status not in standing:
            return None
        return History(latest, 1, 0, latest.fetched_at)

    async def _document(self, request: Request) -> Response | None:
        history = self._known(request, _REDIRECTS)
        if history is None or not (history.latest.is_document or _leads_on(history.latest)):
            return None
        bounds = UNLISTED if request.meta.get(LEFT_ITS_LIST) else BOUNDS
        if is_due_again(history, datetime.now(UTC), bounds):
            return None
        answer = await self._left_alone(request, history.latest)
        if answer is not None and history.latest.is_document:
            self._context.evidence.not_due[request.url] = history.latest.fetched_at
            self._context.writer.count_as_standing(history.latest)
        return answer

    async def _page(self, request: Request) -> Response | None:
        if self._is_watched(request):
            return None
        history = self._known(request, (*_REDIRECTS, *_GONE))
        if history is None or is_due_again(history, datetime.now(UTC), PAGES):
            return None
        answer = await self._left_alone(request, history.latest)
        self._context.pages_not_due += answer is not None
        return answer

    def _is_watched(self, request: Request) -> bool:
        """Tell whether a page shows the first items of a list that is watched, or stands in one
        that has changed.
        """
        channel = request.cb_kwargs.get("channel")
        is_first = channel is None or not channel.seen
        listed = _list_of(request)
        return listed in self._changed or (is_first and listed in (self._context.watched or ()))

    async def _left_alone(self, request: Request, known: Capture) -> Response | None:
        if known.run == self._context.writer.run:
            # This run asked for it already.
            return None
        try:
            answer = await beside(known.length, partial(self._context.writer.response, known))
        except CrawlerError:
            # What the archive has lost is asked for.
            return None
        request.meta[CAPTURE] = known
        return as_response(answer, request)


def _leads_on(capture: Capture) -> bool:
    return capture.status in _REDIRECTS


def _list_of(request: Request) -> str:
    """Return which list a page belongs to: that which is being followed, or that which a link
    promised.
    """
    named = request.cb_kwargs.get("channel") or request.cb_kwargs.get("candidate")
    return identity(named.url if named is not None else request.url)
