"""Makes pages in a browser that has no network: whatever a page asks for is asked by the crawl, or
refused.

So every byte that a page is made of is archived, and robots.txt, pace and the check of addresses
hold for scripts as for everything else. That is also why scrapy-playwright was looked at and not
taken: its browser connects by itself. The portal's cookies are shown to its scripts; those that
scripts make never leave the browser, so that no challenge is answered by accident.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.browser.unfolding import content_of, open_shadows, take_away_offers, unfold

if TYPE_CHECKING:
    from playwright.async_api import (
        Browser,
        BrowserContext,
        Page,
        Playwright,
        Request,
        Route,
        WebSocketRoute,
    )

# What a page's words and links can depend on; pictures, fonts, styles, sound and the rest are not
# asked for.
_ALLOWED = ("document", "script", "xhr", "fetch")
# The most that one page may ask for; then it is taken as it is.
MOST_REQUESTS = 60
# A page that has asked for nothing during this time is ready, in seconds.
_QUIET = 0.5
# A page that waits for nothing and still does not get ready in this time hangs, in seconds.
HANGS_AFTER = 20.0
# The most time that one page may take altogether, its waiting for our own pace included, in
# seconds.
WALL_CLOCK = 600.0
_TICK = 0.05
_ARGUMENTS = [
    # The browser resolves no name and reaches no address: all that a page gets is handed to it.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--renderer-process-limit=1",
    "--js-flags=--max-old-space-size=512",
]
_NO_PROXY_LISTENS_HERE = "http://127.0.0.1:9"


class NotRendered(Exception):
    """The browser could not make the page: it hung, crashed, or went nowhere."""


@dataclass(frozen=True)
class Asked:
    """What a page asks for. `kind` is Playwright's resource type; header names are in lower
    case.
    """

    url: str
    method: str
    headers: dict[str, str]
    body: bytes
    kind: str


@dataclass(frozen=True)
class Given:
    """What the crawl hands to a page for something that it asked for; text is in UTF-8. `headers`:
    those that scripts may read; `cookies`: the lines of Set-Cookie.
    """

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """What a browser made of a page, in UTF-8; `whole`: it came to its end."""

    body: bytes
    whole: bool


Ask = Callable[[Asked], Awaitable[Given | None]]


@dataclass
class _Visit:
    """One page being made: what it still waits for, how much it has asked, and when it last did."""

    url: str
    given: Given
    ask: Ask
    waiting: int = 0
    asked: int = 0
    opened: bool = False
    unfolding: bool = False
    broke_off: bool = False
    active_at: float = field(default_factory=time.monotonic)

    async def answer(self, route: Route) -> None:
        """Answer one request of the page."""
        request = route.request
        if not self.opened and request.is_navigation_request():
            self.opened = True
            await _fulfil(route, self.given)
        elif self._may_ask(request):
            await self._pass_on(route)
        else:
            await route.abort()

    def _may_ask(self, request: Request) -> bool:
        if self.unfolding and _leaves_the_page(request):
            return False
        return request.resource_type in _ALLOWED and self.asked < MOST_REQUESTS

    async def _pass_on(self, route: Route) -> None:
        self.asked += 1
        self.waiting += 1
        try:
            given = await self.ask(_asked(route.request))
            self.broke_off |= self.unfolding and self._is_failure(route.request.url, given)
            await (_fulfil(route, given) if given else route.abort())
        finally:
            self.waiting -= 1
            self.active_at = time.monotonic()

    def _is_failure(self, url: str, given: Given | None) -> bool:
        """Tell whether the portal has not given what a page needs to grow; what is asked of other
        hosts, such as counters, is refused, and no page needs it.
        """
        if given is None:
            return urlsplit(url).netloc == urlsplit(self.url).netloc
        return given.status >= HTTPStatus.BAD_REQUEST

    async def settled(self) -> None:
        """Wait until what was set going has come to an end."""
        self.active_at, self.asked = time.monotonic(), 0
        while not self.is_quiet():
            await asyncio.sleep(_TICK)

    def is_quiet(self) -> bool:
        """Tell whether the page waits for nothing, and has not for a while."""
        return not self.waiting and time.monotonic() - self.active_at > _QUIET

    def hangs(self) -> bool:
        """Tell whether nothing more is to be hoped for."""
        return not self.waiting and time.monotonic() - self.active_at > HANGS_AFTER


def _leaves_the_page(request: Request) -> bool:
    return request.is_navigation_request() and request.frame.parent_frame is None


def _asked(request: Request) -> Asked:
    return Asked(
        request.url,
        request.method,
        request.headers,
        request.post_data_buffer or b"",
        request.resource_type,
    )


async def _fulfil(route: Route, given: Given) -> None:
    headers = {
        **given.headers,
        "content-type": given.content_type,
        "access-control-allow-origin": "*",
    }
    if given.cookies:
        # Playwright takes several cookies as lines of one header.
        headers["set-cookie"] = "\n".join(given.cookies)
    await route.fulfill(status=given.status, headers=headers, body=given.body)


async def _refuse_socket(socket: WebSocketRoute) -> None:
    await socket.close()


class OfflineBrowser:
    """Chromium at `path`, started with the first page. Raises NotRendered where it does not
    start.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def render(
        self, url: str, given: Given, ask: Ask, cookies: Mapping[str, str] = MappingProxyType({})
    ) -> Made:
        """Return the page that `given` becomes at the address `url`, for somebody who has these
        cookies. Raises NotRendered.
        """
        from playwright.async_api import Error

        context = await self._context()
        try:
            await context.add_cookies(
                [{"name": name, "value": value, "url": url} for name, value in cookies.items()]
            )
            async with asyncio.timeout(WALL_CLOCK):
                return await self._visit(context, _Visit(url, given, ask))
        except (Error, TimeoutError) as error:
            raise NotRendered(
                f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            ) from error
        finally:
            await self._released(context)

    async def _visit(self, context: BrowserContext, visit: _Visit) -> Made:
        await open_shadows(context)
        await context.route("**/*", visit.answer)
        await context.route_web_socket("**/*", _refuse_socket)
        page = await context.new_page()
        opening = asyncio.ensure_future(
            page.goto(visit.url, wait_until="domcontentloaded", timeout=0)
        )
        try:
            await self._settled(opening, visit)
            visit.unfolding = True
            whole = await unfold(page, visit.settled) and not visit.broke_off
            if whole:
                await take_away_offers(page)
            async with asyncio.timeout(HANGS_AFTER):
                return Made((await self._content(page, visit)).encode(), whole)
        finally:
            opening.cancel()
            with suppress(BaseException):
                await opening

    async def _settled(self, opening: asyncio.Task[Any], visit: _Visit) -> None:
        while not (opening.done() and visit.is_quiet()):
            if visit.hangs():
                raise NotRendered(f"the page hangs: nothing came of it in {HANGS_AFTER:.0f} s")
            await asyncio.sleep(_TICK)
        opening.result()

    async def _content(self, page: Page, visit: _Visit) -> str:
        """Return the page's DOM. What its scripts still do shows in new requests: then wait
        again.
        """
        text = await content_of(page)
        while not visit.is_quiet():
            await asyncio.sleep(_TICK)
            text = await content_of(page)
        return text

    async def _context(self) -> BrowserContext:
        if self._browser is None or not self._browser.is_connected():
            await self._launch()
        assert self._browser is not None
        return await self._browser.new_context(
            service_workers="block", accept_downloads=False, locale="zh-CN"
        )

    async def _launch(self) -> None:
        from playwright.async_api import Error, async_playwright

        await self.close()
        self._playwright = await async_playwright().start()
        # Its sandbox is wanted, but not to be had everywhere: not for root, and not in every
        # container.
        for sandbox in [True, False] if os.geteuid() else [False]:
            try:
                self._browser = await self._playwright.chromium.launch(
                    executable_path=self._path,
                    chromium_sandbox=sandbox,
                    args=_ARGUMENTS,
                    proxy={"server": _NO_PROXY_LISTENS_HERE},
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
                return
            except Error as error:
                failure = error
        raise NotRendered(
            f"{self._path} does not start: {str(failure).splitlines()[0]}"
        ) from failure

    async def _released(self, context: BrowserContext) -> None:
        """Close a page's context; where that hangs too, end the browser: the next page gets a new
        one.
        """
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(HANGS_AFTER / 2):
                await context.close()
        except (Error, TimeoutError):
            await self.close()

    async def close(self) -> None:
        """End the browser and all that belongs to it."""
        from playwright.async_api import Error

        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        with suppress(Error, TimeoutError):
            if browser is not None:
                async with asyncio.timeout(HANGS_AFTER):
                    await browser.close()
        if playwright is not None:
            await playwright.stop()
