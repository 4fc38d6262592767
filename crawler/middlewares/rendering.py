"""Puts the page that a browser makes in the place of what came from the network, for portals with
`render: true`.
"""

from __future__ import annotations

import asyncio
from functools import partial

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK

from crawler.beside import beside
from crawler.browser.rendering import Asked, Given, NotRendered, OfflineBrowser
from crawler.browser.unfilled import needs_browser
from crawler.context import Component
from crawler.encodings import decode_text
from crawler.middlewares.capture import CAPTURE, SUBREQUEST, kind_of, rendered
from crawler.middlewares.routes import with_route
from crawler.reasons import Code, because
from crawler.registry.hosts import host_and_port
from crawler.registry.portals import Portal
from crawler.store.captures import Capture
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived

_HTML = "text/html; charset=utf-8"
_TEXT = (
    "text/",
    "application/json",
    "application/javascript",
    "application/xml",
    "application/x-javascript",
)
# Headers of a page's own requests that are ours, or the browser's; all others its scripts have set,
# and a server may decide by them.
_OURS = (
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "cookie",
    "host",
    "upgrade-insecure-requests",
    "user-agent",
)
_BROWSERS = "sec-"
# Headers of answers that no script may see, or that are no longer true of what it is given.
_WITHHELD = (
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "set-cookie",
    "transfer-encoding",
)


class PageNotMade(IgnoreRequest):
    """The browser could not make the page: raised in the place of the response."""


class RenderMiddleware(Component):
    """Renders home pages and lists, and reports that are empty without a browser. Attachments
    never.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._portal: Portal = self._context.portal
        self._writer = self._context.writer
        self._browser: OfflineBrowser | None = None
        # One page at a time, as everywhere.
        self._turn = asyncio.Lock()
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the rendered page where one is needed. Raises PageNotMade."""
        source: Capture | None = request.meta.get(CAPTURE)
        if request.meta.get(SUBREQUEST) or source is None or response.status != 200:
            return response
        if not needs_browser(self._portal, kind_of(request), response.body):
            return response
        fingerprint = rendered(self._fingerprint(request))
        made = self._writer.captured(fingerprint)
        capture = made[-1] if made else await self._made(request, response, fingerprint)
        request.meta[CAPTURE] = capture
        body = self._writer.response(capture).body
        return HtmlResponse(
            with_route(request, response),
            headers={"Content-Type": _HTML},
            body=body,
            request=request,
        )

    async def _made(self, request: Request, response: Response, fingerprint: str) -> Capture:
        given = Given(
            response.status,
            _HTML,
            decode_text(response.body).encode(),
            cookies=_cookies_of(response),
        )
        url = with_route(request, response)
        ask = partial(self._ask, url)
        try:
            async with self._turn:
                browser = self._open_browser()
                made = await browser.render(url, given, ask, _cookies_sent(request))
        except NotRendered as error:
            raise PageNotMade(str(error)) from error
        if not made.whole:
            grows = because(Code.PAGE_GROWS).at(url)
            self._context.evidence.errors.append(grows)
        meta, source = request.meta, request.meta[CAPTURE]
        fetched = Fetched(
            url=url,
            method=request.method,
            fingerprint=fingerprint,
            response=Archived(200, [("Content-Type", _HTML)], made.body),
            kind=kind_of(request),
            page_url=meta.get("page_url"),
            link_text=meta.get("link_text"),
            listed_on=meta.get("listed_on"),
            tls=source.tls,
        )
        self._context.evidence.pages_rendered += 1
        prepared = await beside(
            len(made.body), partial(self._writer.prepare_rendered, fetched, source)
        )
        return self._writer.keep(prepared)

    def _open_browser(self) -> OfflineBrowser:
        if self._browser is None:
            assert self._context.chromium is not None
            self._browser = OfflineBrowser(self._context.chromium)
        return self._browser

    async def _ask(self, page_url: str, asked: Asked) -> Given | None:
        """Ask the portal for what a page wants of it; None: refused, or nothing came."""
        host = host_and_port(asked.url)[0]
        if not self._portal.owns(asked.url):
            self._context.evidence.refused_to_pages.setdefault(host, asked.url)
            return None
        request = Request(
            asked.url,
            NO_CALLBACK,
            method=asked.method,
            headers={name: value for name, value in asked.headers.items() if _is_passed_on(name)},
            body=asked.body,
            meta={SUBREQUEST: True, "page_url": page_url},
        )
        assert self._crawler.engine is not None
        try:
            return _given(await self._crawler.engine.download_async(request))
        except Exception as error:
            # Whatever keeps a page's script from coming is the page's trouble, as in any browser.
            self._context.evidence.failures[asked.url] = f"{type(error).__name__}: {error}"
            return None

    async def spider_closed(self) -> None:
        """End the browser."""
        if self._browser is not None:
            await self._browser.close()


def _is_passed_on(name: str) -> bool:
    return name not in _OURS and not name.startswith(_BROWSERS)


def _cookies_sent(request: Request) -> dict[str, str]:
    """Return the cookies that a page was asked for with, by name."""
    sent = (request.headers.get("Cookie") or b"").decode("latin-1")
    pairs = (part.partition("=") for part in sent.split("; ") if "=" in part)
    return {name: value for name, _, value in pairs}


def _cookies_of(response: Response) -> tuple[str, ...]:
    return tuple(line.decode("latin-1") for line in response.headers.getlist("Set-Cookie"))


def _shown_headers(response: Response) -> dict[str, str]:
    names = (name.decode("latin-1").lower() for name in response.headers)
    values = {name: response.headers.get(name) or b"" for name in names if name not in _WITHHELD}
    return {name: value.decode("latin-1") for name, value in values.items()}


def _given(response: Response) -> Given:
    declared = (response.headers.get("Content-Type") or b"application/octet-stream").decode(
        "latin-1"
    )
    media_type = declared.split(";")[0].strip().lower()
    headers, cookies = _shown_headers(response), _cookies_of(response)
    if not media_type.startswith(_TEXT):
        return Given(response.status, declared, response.body, headers, cookies)
    # The browser is told the truth about encodings, which servers often do not know.
    text = decode_text(response.body).encode()
    return Given(response.status, f"{media_type}; charset=utf-8", text, headers, cookies)
