"""Keeps every response as it came from the network, before anything is decompressed, followed or dropped."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.capture_writer import Fetched
from crawler.captures import Capture
from crawler.context import Component
from crawler.encodings import UndecodableBody
from crawler.errors import CrawlerError
from crawler.impostors import recognise
from crawler.warc import Archived

REPLAYED = "replayed"
# Request.meta: the earlier capture that a conditional request asks about.
KNOWN = "known_capture"


def kind_of(request: Request) -> str:
    """Return the capture kind of a request: what the spider asked for, or robots."""
    if urlsplit(request.url).path == "/robots.txt":
        return "robots"
    return str(request.meta.get("kind", "other"))


def archived(response: Response) -> Archived:
    """Return a response of the network in the archive's form."""
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    return Archived(response.status, headers, response.body)


class ArchiveMiddleware(Component):
    """Writes responses of the network to the capture store; stands next to the downloader."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response and pass it on unchanged. A store that cannot write ends the crawl."""
        if REPLAYED not in response.flags:
            try:
                self._keep(request, response)
            except CrawlerError as error:
                self._end(error)
        return response

    def _end(self, error: CrawlerError) -> None:
        self._context.failure = self._context.failure or error
        self._stopping = asyncio.ensure_future(self._crawler.stop_async())
        raise IgnoreRequest(str(error)) from error

    def _keep(self, request: Request, response: Response) -> None:
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
        )
        known: Capture | None = request.meta.get(KNOWN)
        self._context.writer.append(fetched, original=known if response.status in (200, 304) else None)
        requests, _, reports = self._context.writer.counts()
        self._context.report(requests, reports)

    def _judged(self, request: Request, answer: Archived) -> tuple[str, str | None]:
        """Return the kind to keep a response under: an impostor must never be taken for a document."""
        kind = kind_of(request)
        try:
            found = recognise(answer.status, answer.payload(), kind, urlsplit(request.url).path)
        except UndecodableBody:
            return kind, None
        return ("other", str(found)) if found else (kind, None)
