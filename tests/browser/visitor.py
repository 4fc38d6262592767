"""A reader with a real browser, who notes every request to another host and everything the browser
complains of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from gongkai.chromium import find_chromium
from publish.site.wording.words import COOKIE, Words

Scheme = Literal["light", "dark"]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# A busy machine takes its time; milliseconds.
PATIENCE = 60_000
# Even a page that asked for another host would not reach it.
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
MEASURE_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LIST_OVERFLOWING = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(one => `${one.tagName}.${one.className}`)"""


@dataclass
class Visitor:
    """One reader: where they start, a page of the browser, the words of their language, and what
    went wrong so far.
    """

    address: str
    page: Page
    words: Words
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("dialog", self._interrupted)
        self.page.context.on("request", self._asked)
        self.page.context.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # Violations of the content security policy are errors of the console too.
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _interrupted(self, dialog: Dialog) -> None:
        self.complaints.append(f"{self.page.url} opened a dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if request.url.startswith("data:"):
            return
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.complaints.append(f"{self.page.url} asked for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} for {response.url}")

    def go(self, path: str) -> Page:
        """Open a page of the site by its path."""
        self.page.goto(self.address + path)
        return self.page

    def follow(self, link: Locator) -> None:
        """Click what opens another page or place, and wait until that is there.

        A click alone returns while the old page may still stand: what is read at once is its.
        """
        with self.page.expect_navigation():
            link.click()

    def settle(self) -> None:
        """Come by every chart, for they are drawn when they are come upon, and go back to the top.

        A captured document in a frame must show the figure that it was opened for.
        """
        for drawing in self.page.locator(".drawing").all():
            drawing.scroll_into_view_if_needed()
            expect(drawing.locator("svg, canvas")).to_be_visible()
        for frame in self.page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
            expect(frame.content_frame.locator(":target")).to_be_in_viewport()
        self.page.evaluate("scrollTo(0, 0)")

    @property
    def path(self) -> str:
        """Path and query of the page that is open."""
        return self.page.url.removeprefix(self.address)

    def overflowing(self) -> list[str]:
        """Elements that make the page wider than the window; none where it fits."""
        self.page.wait_for_load_state()
        if self.page.evaluate(MEASURE_OVERFLOW) <= 0:
            return []
        found: list[str] = self.page.evaluate(LIST_OVERFLOWING)
        return found or ["the page itself"]


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, headless; with the sandbox wherever that can be, which is not so for root."""
    found = find_chromium()
    assert found is not None
    expect.set_options(timeout=PATIENCE)
    arguments = [NO_OTHER_HOST, "--font-render-hinting=none"] + ["--no-sandbox"] * (
        os.geteuid() == 0
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(found.path), args=arguments)
        yield chromium
        chromium.close()


@contextmanager
def visiting(
    chromium: Browser,
    address: str,
    language: str = "both",
    size: ViewportSize = DESKTOP,
    scheme: Scheme = "light",
) -> Iterator[Visitor]:
    """A reader of that language, window and colour scheme; fails at the end where the browser
    complained.
    """
    context = chromium.new_context(viewport=size, color_scheme=scheme, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": COOKIE, "value": language, "url": address}])
    try:
        visitor = Visitor(address, context.new_page(), Words(language))
        yield visitor
        assert visitor.complaints == []
    finally:
        context.close()
