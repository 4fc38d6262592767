"""How much a crawl asked for beside what was needed: the measure of the search, taken from its own
archive.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from crawler.pages.forwarding import frames_of, moved_to
from crawler.pages.menus import menu_links
from crawler.pages.page import Page, identity
from crawler.store.captures import Capture, CaptureStore


@dataclass(frozen=True)
class Waste:
    """Requests of a crawl, and those of a crawler that knows where everything is and asks for
    nothing else.
    """

    portal: str
    requests: int
    needed: int

    @property
    def ratio(self) -> float:
        return self.requests / self.needed


def _ways(store: CaptureStore, pages: list[Capture]) -> dict[str, list[str]]:
    """For every page of the search, the pages that it leads to: by a link, or as a further page of
    its list.
    """
    ways: dict[str, list[str]] = {}
    for capture in pages:
        page = Page(capture.url, store.payload(capture))
        targets = [link.url for link in [*page.anchors, *menu_links(page)]] + frames_of(page)
        ways[capture.url] = [*targets, *filter(None, [moved_to(page)])]
    for capture in pages:
        if capture.page_url in ways:
            ways[capture.page_url].append(capture.url)
    return ways


def _shortest(home: str, ways: dict[str, list[str]]) -> dict[str, str]:
    """For every page that can be reached from home, the page before it on the shortest way."""
    known = {identity(url): url for url in ways}
    before = {home: ""}
    queue = deque([home])
    while queue:
        url = queue.popleft()
        for target in ways.get(url, ()):
            page = known.get(identity(target))
            if page is not None and page not in before:
                before[page] = url
                queue.append(page)
    return before


def _needed_pages(pages: list[Capture], ways: dict[str, list[str]], named_on: set[str]) -> int:
    """Count the pages on the shortest way to those that named reports, and all pages of lists that
    named one.
    """
    home = next((capture.url for capture in pages if capture.kind == "home"), pages[0].url)
    before = _shortest(home, ways)
    needed = {home}
    for page in named_on:
        step = page
        while step and step not in needed:
            needed.add(step)
            step = before.get(step, "")
    lists = named_on | {
        capture.page_url for capture in pages if capture.page_url and capture.url in named_on
    }
    return len([capture for capture in pages if capture.url in needed or capture.page_url in lists])


def waste(store: CaptureStore, portal: str, reports: set[str], attachments: int) -> Waste:
    """Measure a crawl against the truth: `reports`, the addresses of all of them, and the number of
    `attachments`.

    Needed are each host's robots.txt; home; every list that named a report, to its end (whether a
    page holds one is known when it is read), and the shortest way from home to it; the reports, the
    attachments, and the redirects that lead to one of these. A list without a report is waste,
    though nobody can know that before.
    """
    captures = store.captures()
    named_on = {
        capture.page_url
        for capture in captures
        if capture.kind == "report" and capture.url in reports
    }
    redirects = Counter(
        capture.kind
        for capture in captures
        if 300 <= capture.status < 400 and capture.status != 304
    )
    robots = len([capture for capture in captures if capture.kind == "robots"])
    pages = [
        capture
        for kind in ("home", "list")
        for capture in store.captures(kind)
        if capture.status == 200
    ]
    steps = _needed_pages(pages, _ways(store, pages), {url for url in named_on if url})
    return Waste(
        portal, len(captures), robots + steps + len(reports) + attachments + redirects.total()
    )
