"""Keeps every response as it came from the network, before anything is decompressed, followed or
dropped.
"""

from __future__ import annotations

import asyncio
import hashlib
from functools import partial
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response

from crawler.beside import beside
from crawler.browser.unfilled import needs_browser
from crawler.context import Component
from crawler.encodings import UndecodableBody
from crawler.errors import CrawlerError
from crawler.pages.forwarding import refreshed_by
from crawler.pages.impostors import is_html, recognise
from crawler.pages.page import Page, page_of
from crawler.store.captures import Capture
from crawler.store.preparing import Fetched, Prepared
from crawler.store.warc import Archived, Sent

REPLAYED = "replayed"
# The kinds of captures that a portal's visitors come for.
DOCUMENTS = ("report", "attachment")
# Request.meta: the earlier capture that a conditional request asks about.
KNOWN = "known_capture"
# Request.meta: the capture that holds the answer to this request.
CAPTURE = "capture"
# Request.meta: a page that a browser makes asks for this, which is that page's and of that moment.
SUBREQUEST = "subrequest"
# Request.meta: what this run has fetched already, under whatever name, need not be fetched again.
ONCE = "once"
# What comes within this time is committed together, in seconds.
_TOGETHER = 0.25


def kind_of(request: Request) -> str:
    """Return the capture kind of a request: what the spider asked for, or robots."""
    if urlsplit(request.url).path == "/robots.txt":
        return "robots"
    return str(request.meta.get("kind", "other"))


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    # As a plain dictionary: Scrapy's would look up again each name that it has just given.
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in dict.items(headers)
        for value in values or ()
    ]


def rendered(fingerprint: str) -> str:
    """Return the fingerprint under which the page is kept that a browser made of an answer."""
    return hashlib.sha1(f"{fingerprint} rendered".encode()).hexdigest()


_ARCHIVED: WeakKeyDictionary[Response, Archived] = WeakKeyDictionary()


def archived(response: Response) -> Archived:
    """Return a response of the network in the archive's form; whoever asks gets the same one, so
    that its body is decoded once.
    """
    known = _ARCHIVED.get(response)
    if known is None:
        known = Archived(response.status, _pairs(response.headers), response.body)
        _ARCHIVED[response] = known
    return known


def _sent(request: Request) -> Sent:
    host = ("Host", urlsplit(request.url).netloc)
    return Sent(request.method, [host, *_pairs(request.headers)], request.body)


class ArchiveMiddleware(Component):
    """Writes responses of the network to the capture store; stands next to the downloader."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._loop = asyncio.get_event_loop()
        self._context.writer.group(self._commit_soon)
        # The page that was judged last is that which the spider gets next: held, it is parsed once.
        self._page: Page | None = None

    def _commit_soon(self) -> None:
        # Called in whatever thread the first of those that wait was kept.
        self._loop.call_soon_threadsafe(self._loop.call_later, _TOGETHER, self._commit)

    def _commit(self) -> None:
        try:
            self._context.writer.commit()
        except CrawlerError as error:
            self._stop(error)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response and pass it on unchanged. A store that cannot write ends the crawl."""
        if REPLAYED in response.flags:
            return response
        try:
            work = partial(self._prepared, request, response)
            prepared = await beside(archived(response).size, work)
            request.meta[CAPTURE] = self._context.writer.keep(prepared)
            self._context.report(*self._context.writer.counts())
        except CrawlerError as error:
            self._stop(error)
            raise IgnoreRequest(str(error)) from error
        return response

    def _stop(self, error: CrawlerError) -> None:
        self._context.failure = self._context.failure or error
        self._stopping = asyncio.ensure_future(self._crawler.stop_async())

    def _prepared(self, request: Request, response: Response) -> Prepared:
        answer = archived(response)
        kind, problem = self._judged(request, answer)
        fetched = Fetched(
            url=response.url,
            method=request.method,
            fingerprint=self._fingerprint(request),
            response=answer,
            kind=kind,
            page_url=request.meta.get("page_url"),
            link_text=request.meta.get("link_text"),
            listed_on=request.meta.get("listed_on"),
            problem=problem,
            sent=_sent(request),
            address=str(response.ip_address) if response.ip_address else None,
            tls=self._context.portal.tls_in_force(response.url),
        )
        known: Capture | None = request.meta.get(KNOWN)
        return self._context.writer.prepare(
            fetched, original=known if response.status in (200, 304) else None
        )

    def _judged(self, request: Request, answer: Archived) -> tuple[str, str | None]:
        """Return the kind to keep a response under: an impostor must never be taken for a
        document.
        """
        known: Capture | None = request.meta.get(KNOWN)
        if answer.status == 304 and known is not None:
            return known.kind, None
        kind = kind_of(request)
        if refreshed_by(answer.header("Refresh"), request.url):
            # Where its header leads on at once nobody ever sees the page.
            return "other", None
        try:
            body = answer.payload()
        except UndecodableBody:
            return kind, None
        self._page = page_of(request.url, body) if is_html(body) else None
        if kind == "report" and needs_browser(self._context.portal, kind, body):
            # The report is what the browser makes of an empty page, and not that page.
            kind = "other"
        found = recognise(
            answer.status,
            body,
            kind,
            request.url,
            request.meta.get("redirect_urls", ()),
            answer.headers,
        )
        return ("other", str(found)) if found else (kind, None)
