"""Finds what belongs to a report page: linked files, page images where the text has no table, framed pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import yaml
from lxml.html import HtmlElement

from crawler.pages import Link, Page, identity, resolve, squeezed

_FILE = re.compile(r"\.(docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar|7z)($|[?&#])", re.IGNORECASE)
_ENDPOINT = re.compile(r"/downfile\.jsp|/download\.jsp|DownloadAttachUrl|/attachment/\d|/attach/\d", re.IGNORECASE)
_IMAGE = re.compile(r"\.(jpe?g|png|bmp|tiff?)$", re.IGNORECASE)
_FURNITURE = re.compile(r"/(icons?|filetypeimages|skin|template)s?/", re.IGNORECASE)
# Images narrower than this are icons, in pixels.
_LEAST_WIDTH = 100
# A page with fewer visible characters than this may keep its text in a frame.
_SHORT_PAGE = 200


def is_file(url: str) -> bool:
    """Tell whether an address is that of a document file or of an endpoint that delivers one."""
    return bool(_FILE.search(url) or _ENDPOINT.search(url))


@cache
def _selectors() -> list[str]:
    found: list[str] = yaml.safe_load(Path(__file__).with_name("bodies.yml").read_text(encoding="utf-8"))
    return found


def body_of(page: Page) -> HtmlElement | None:
    """Return the element that holds an article's text, or None where no known one does."""
    for selector in _selectors():
        found = page.tree.cssselect(selector)
        if found:
            # Editors nest their containers; the outermost holds all of the text.
            return found[0]
    return None


def _belongs(page: Page, anchor: HtmlElement, url: str) -> bool:
    """Tell whether a file linked outside the text is the article's: beside it, delivered for it, or marked so."""
    beside = _FILE.search(url) and url.startswith(urljoin(page.url, "."))
    return bool(beside or _ENDPOINT.search(url) or "attachment" in (anchor.get("class") or ""))


def _files(page: Page, body: HtmlElement | None) -> list[Link]:
    inside = set(body.iter("a")) if body is not None else set(page.tree.iter("a"))
    found = []
    for anchor in page.tree.iter("a"):
        link = page.link(anchor)
        if link and is_file(link.url) and (anchor in inside or _belongs(page, anchor, link.url)):
            found.append(link)
    return found


def _is_page_image(image: HtmlElement) -> bool:
    width = re.match(r"\d+", image.get("width") or "")
    source = image.get("src") or ""
    wide = width is None or int(width.group()) >= _LEAST_WIDTH
    return wide and bool(_IMAGE.search(source.split("?")[0])) and not _FURNITURE.search(source)


def _images(page: Page, body: HtmlElement | None) -> list[Link]:
    if body is None or body.find(".//table") is not None:
        return []
    images = [image for image in body.iter("img") if _is_page_image(image)]
    urls = [(resolve(page.base, image.get("src") or ""), squeezed(image.get("alt"))) for image in images]
    return [Link(url, text) for url, text in urls if url]


def _frames(page: Page) -> list[Link]:
    if len(page.text) > _SHORT_PAGE:
        return []
    urls = [resolve(page.base, frame.get("src") or "") for frame in page.tree.iter("iframe", "frame")]
    return [Link(url, page.title) for url in urls if url]


def find_attachments(page: Page) -> list[Link]:
    """Return the addresses that belong to a report page, each once, in order."""
    body = body_of(page)
    found: dict[str, Link] = {}
    for link in [*_files(page, body), *_images(page, body), *_frames(page)]:
        found.setdefault(identity(link.url), link)
    found.pop(identity(page.url), None)
    return list(found.values())
