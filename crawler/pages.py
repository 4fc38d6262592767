"""A fetched HTML page as the spiders see it: text, tree, links with the words and dates around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urljoin, urlsplit, urlunsplit

import lxml.html
from lxml.etree import ParserError, _Comment
from lxml.html import HtmlElement

from crawler.addresses import bare
from crawler.encodings import decode_text

_DATE = re.compile(r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)
# Mobile twins of the same article: Chongqing's t…_wap.html, Guangdong's mpost_….html.
_TWINS = [(re.compile(r"_wap(\.s?html?)$"), r"\1"), (re.compile(r"/mpost_(\d+\.html)$"), r"/post_\1")]
_CUT = ("…", "...", "···")
# How far above a link its date may stand, and how many links may share that block before it is page layout.
_LEVELS_UP = 4
_LINKS_IN_A_ROW = 3


@dataclass(frozen=True)
class Link:
    """A link: absolute address, its words (title attribute or text), and the ISO date printed beside it."""

    url: str
    text: str
    date: str | None = None


def resolve(base: str, href: str) -> str | None:
    """Return the absolute http(s) address of a link without fragment and session id, or None for all else."""
    cleaned = re.sub(r"[\s\u200b\ufeff]+", "", href).replace("\\", "/")
    if not cleaned or cleaned.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(base, cleaned))
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        return None
    path = _SESSION.sub("", parts.path).replace("/../", "/") or "/"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, "")) if usable else None


def identity(url: str) -> str:
    """Return what is alike for all addresses of one page: scheme, `www.` and mobile twins make no difference."""
    parts = urlsplit(url)
    path = _SESSION.sub("", parts.path) or "/"
    for twin, original in _TWINS:
        path = twin.sub(original, path)
    path = re.sub(r"/index\.s?html?$", "/", path)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{bare(parts.hostname or '')}{port}{path}" + (f"?{parts.query}" if parts.query else "")


def find_date(text: str) -> str | None:
    """Return the last possible date of a text in ISO form; 2024-02-30 is none."""
    for year, month, day in reversed(_DATE.findall(text)):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def squeezed(text: str | None) -> str:
    """Return a text with every run of white space (also U+3000 and no-break spaces) made one space."""
    return re.sub(r"[\s\u200b\ufeff]+", " ", text or "").strip()


def words(anchor: HtmlElement) -> str:
    """Return the fullest name that a link has: a title attribute may be a tooltip's settings, a text may be cut."""
    text = squeezed(anchor.text_content())
    title = squeezed(anchor.get("title"))
    if not title or "cssbody=" in title:
        return text
    return title if not text or text.endswith(_CUT) or len(title) >= len(text) else text


def date_beside(anchor: HtmlElement) -> str | None:
    """Return the date printed in the row of a link (li, tr, div …), in ISO form."""
    element = anchor
    for _ in range(_LEVELS_UP):
        parent = element.getparent()
        if parent is None or len(parent.findall(".//a")) > _LINKS_IN_A_ROW:
            return None
        element = parent
        found = find_date(element.text_content().replace(anchor.text_content(), " "))
        if found:
            return found
    return None


class Page:
    """An HTML page or fragment. `url` is its address after redirects."""

    def __init__(self, url: str, body: bytes) -> None:
        self.url = url
        self.source = decode_text(body)

    @cached_property
    def tree(self) -> HtmlElement:
        """The parsed page; an empty element where there is nothing to parse."""
        try:
            # lxml refuses text with an XML encoding declaration, which some XHTML pages carry.
            return lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", self.source))
        except (ParserError, ValueError):
            return lxml.html.fromstring("<html></html>")

    @cached_property
    def base(self) -> str:
        """The address against which links are resolved."""
        hrefs = self.tree.xpath("//base/@href")
        return urljoin(self.url, hrefs[0].strip()) if hrefs else self.url

    @cached_property
    def text(self) -> str:
        """All words of the page but scripts and styles, white space squeezed."""
        skipped = ("script", "style", "head")
        parts = [
            piece
            for element in self.tree.iter()
            if not isinstance(element, _Comment) and isinstance(element.tag, str)
            for piece in ([] if element.tag in skipped else [element.text or ""]) + [element.tail or ""]
        ]
        return squeezed(" ".join(parts))

    def meta(self, name: str) -> str:
        """Return the content of a meta element by name, whatever the case; empty where there is none."""
        for element in self.tree.iter("meta"):
            if (element.get("name") or "").lower() == name.lower():
                return squeezed(element.get("content"))
        return ""

    @cached_property
    def title(self) -> str:
        """The page's title element."""
        return squeezed(self.tree.findtext(".//title"))

    def link(self, anchor: HtmlElement) -> Link | None:
        """Return an anchor as a link, or None where it leads nowhere on the web."""
        url = resolve(self.base, anchor.get("href") or "")
        return Link(url, words(anchor), date_beside(anchor)) if url else None

    @cached_property
    def anchors(self) -> list[Link]:
        """All links of the page, as often as they stand there: one address may go by several names."""
        found = (self.link(anchor) for anchor in self.tree.iter("a"))
        return [link for link in found if link]

    @cached_property
    def links(self) -> list[Link]:
        """The links of the page, one for each address, in order; the fullest words win."""
        found: dict[str, Link] = {}
        for link in self.anchors:
            if link.url not in found or len(link.text) > len(found[link.url].text):
                found[link.url] = link
        return list(found.values())
