"""Pages that do nothing but lead on: meta refresh, `location.href = …`, framesets, frames that hold
the real page.
"""

from __future__ import annotations

import re

from crawler.pages.page import Page, asked_once, resolve

# A page with more visible characters than this is more than a way to another.
_LONGEST_STUB = 200
# Of at most ten seconds: a page that waits longer is there to be read.
_REFRESH = re.compile(
    r"^\s*(?:\d|10)?(?:\.\d*)?\s*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"""(?:window|self|top|parent|document)?\.?\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\(|\.href\s*\()"""
    # What a number is added to is the address of no page yet.
    r"""\s*(['"])([^'"]+)\1(?!\s*\+)""",
    re.IGNORECASE,
)
# A page with more links than this is no page before another.
_MOST_DOORS = 2
# What a page of few words may show instead.
_SHOWN = ("img", "iframe", "frame", "embed", "object", "a", "table")
_FOR_PHONES = re.compile(r"^(https?:)?//(m|wap|3g|mobile)\.|/(m|wap|mobile)(/|$)", re.IGNORECASE)
# Frames that belong to the page's furniture.
_FURNITURE = re.compile(
    r"(^|[/_-])(top|head(er)?|foot(er)?|bottom|menu|nav|search|weather|tianqi|count|login)", re.I
)


def _refreshed(page: Page) -> list[str]:
    contents = [
        element.get("content") or ""
        for element in page.tree.iter("meta")
        if (element.get("http-equiv") or "").lower() == "refresh"
    ]
    return [found[1] for found in map(_REFRESH.match, contents) if found]


@asked_once
def moved_to(page: Page) -> str | None:
    """Return the address that a page with nothing of its own leads to, or None where it is a page
    by itself.
    """
    scripts = "\n".join(script.text or "" for script in page.tree.iter("script"))
    found = _refreshed(page)
    if len(page.text) <= _LONGEST_STUB:
        found += [match[2] for match in _SCRIPT.finditer(scripts)]
    urls = [page.resolve(href) for href in found if not _FOR_PHONES.search(href)]
    return next((url for url in urls if url and url != page.url), None)


def refreshed_by(header: str, url: str) -> str | None:
    """Return the address that a Refresh header leads to at once, or None where it leads to none but
    its own.
    """
    found = _REFRESH.match(header)
    target = resolve(url, found[1]) if found else None
    return target if target != url else None


def leads_to_itself(page: Page) -> bool:
    """Tell whether a page of hardly any words asks to be loaded again, and shows nothing else."""
    if len(page.text) > _LONGEST_STUB or next(page.tree.iter(*_SHOWN), None) is not None:
        return False
    urls = [page.resolve(href) for href in _refreshed(page)]
    return bool(urls) and all(url == page.url for url in urls)


def frames_of(page: Page) -> list[str]:
    """Return the addresses of the pages framed in a page, each once, without those of its
    furniture.
    """
    sources = [
        frame.get("src") or frame.get("data-src") or ""
        for frame in page.tree.iter("iframe", "frame")
    ]
    urls = [
        page.resolve(source)
        for source in sources
        if not _FURNITURE.search(source.rpartition("/")[2])
    ]
    return list(dict.fromkeys(url for url in urls if url and url != page.url))


def doors_of(page: Page) -> list[str]:
    """Return where a page leads to that stands before a home page: to that, and perhaps to one in
    another language; an empty list for a page of more links.
    """
    doors = list(dict.fromkeys(link.url for link in page.anchors))
    return doors if len(doors) <= _MOST_DOORS else []
