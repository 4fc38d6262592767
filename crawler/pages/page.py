"""A fetched HTML page as the spiders see it: text, tree, links with the words and dates around
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, wraps
from typing import TypeVar, cast
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from weakref import WeakValueDictionary

import lxml.html
from lxml.etree import ParserError, XPath
from lxml.html import HtmlElement

from crawler.encodings import text_and_encoding
from crawler.pages.places import (
    block_of,
    heading_of,
    opened_by,
    printed_date,
    row_date,
    words,
)
from crawler.pages.volatile import without_folders, without_volatile
from foundation.normalise import REMEMBERED, squeezed

__all__ = [
    "Link",
    "Page",
    "asked_once",
    "identity",
    "is_twin",
    "page_of",
    "printed_date",
    "resolve",
    "words",
]

Answer = TypeVar("Answer")

# Twins of the same article: Chongqing's t…_wap.html, Guangdong's mpost_….html, the ministries'
# t…_ext.html.
_TWINS = [
    (re.compile(r"(t\d+(?:_\d+)?)_(?:wap|ext)(\.s?html?)$"), r"\1\2"),
    (re.compile(r"_wap(\.s?html?)$"), r"\1"),
    (re.compile(r"/mpost_(\d+\.html)$"), r"/post_\1"),
]
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jhtml|aspx?|jsp|php)$", re.IGNORECASE)
# Hosts of the same site for phones and for its editors: www, none of these, and these answer with
# the same pages.
_TWIN_HOST = re.compile(r"^(?:www|wap|m|mobile|3g|admin)\.(?=[^.]+\.)")
# A link of these words says nothing by itself: what stands above or before it does.
_MORE = re.compile(
    r"^[\W_]*(更多|more|查看(更多|全部|详情)?|详情|详细|全部|全文|进入(栏目)?|点击(查看|进入|下载)?|下载|浏览|链接|查阅)?[\W_]*$",
    re.I,
)
# A heading is looked for above links of so few words only: longer ones speak for themselves.
_FEW_WORDS = 15


# By one axis: `//` would make a set of each element's, and a page of many would take many seconds.
_TEXTS = XPath("descendant::text()[not(parent::script or parent::style)]", smart_strings=False)


@dataclass(frozen=True)
class Link:
    """A link: absolute address, its words (title attribute or text), and the ISO date printed
    beside it.

    `context`: the heading or cell before a link of few words. `block`: the place of the list that
    holds the link; empty where the link comes out of data and not out of a page.
    """

    url: str
    text: str
    date: str | None = None
    context: str = ""
    block: str = ""


# Queries of pages in these are written in UTF-8.
_UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# The fragment of an address that names a page of its own, which scripts make; all others name a
# place in a page.
_ROUTE = re.compile(r"!?/.")
# What stands for itself in a query.
_PLAIN = "".join(map(chr, range(33, 127)))


def resolve(base: str, href: str, encoding: str = "utf-8") -> str | None:
    """Return the absolute http(s) address of a link without session id and numbers against caches,
    and without fragment unless that is a route (#/list/7), or None for all else.

    Browsers write what a query holds beyond ASCII in the encoding of the page, and the path in
    UTF-8 (URL Standard, "query state"): so do we.
    """
    # As browsers do: white space around an address and breaks inside it are none of it, a blank
    # inside it is.
    cleaned = (
        re.sub(r"\s*[\t\r\n]\s*|[\u200b\ufeff]", "", href.strip())
        .replace("\\", "/")
        .replace(" ", "%20")
    )
    if not cleaned or (cleaned.startswith("#") and not _ROUTE.match(cleaned[1:])):
        return None
    try:
        parts = urlsplit(urljoin(base, cleaned))
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        return None
    path, query = without_volatile(parts.path, parts.query)
    path = path.replace("/../", "/") or "/"
    if not query.isascii() and encoding not in _UNICODE:
        query = quote(query, safe=_PLAIN, encoding=encoding, errors="replace")
    made = (parts.scheme, parts.netloc, path, query, route_of(parts.fragment))
    return urlunsplit(made) if usable else None


def route_of(fragment: str) -> str:
    """Return the fragment of an address where it is a route of a page's scripts, else nothing."""
    return fragment if _ROUTE.match(fragment) else ""


@lru_cache(maxsize=REMEMBERED)
def identity(url: str) -> str:
    """Return what is alike for all addresses of one page.

    Scheme, `www.` and the hosts for phones, mobile twins, session ids, numbers against caches and
    the name of the index page make no difference.
    """
    parts = urlsplit(url)
    path, query = without_volatile(parts.path, parts.query)
    path = without_folders(path) or "/"
    for twin, original in _TWINS:
        path = twin.sub(original, path)
    path = _INDEX.sub("/", path)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    asked = f"?{query}" if query else ""
    route = f"#{parts.fragment}" if route_of(parts.fragment) else ""
    return f"{_TWIN_HOST.sub('', parts.hostname or '')}{port}{path}{asked}{route}"


def is_twin(url: str) -> bool:
    """Tell whether an address is the twin of another for phones or editors: the other one is the
    page itself.
    """
    parts = urlsplit(url)
    host = re.match(r"(?:wap|m|mobile|3g|admin)\.[^.]+\.", parts.hostname or "")
    return bool(host) or any(twin.search(parts.path) for twin, _ in _TWINS)


class Page:
    """An HTML page or fragment. `url` is its address after redirects. `answers` holds what was
    asked of it; see `asked_once`.
    """

    def __init__(self, url: str, body: bytes) -> None:
        self.url = url
        self.answers: dict[object, object] = {}
        self.source, self._encoding = text_and_encoding(body)

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

    def resolve(self, href: str) -> str | None:
        """Return the absolute address of a link of the page; see `resolve`."""
        return resolve(self.base, href, self._encoding)

    @cached_property
    def text(self) -> str:
        """All words of the page but scripts and styles, white space squeezed."""
        return squeezed(" ".join(_TEXTS(self.tree)))

    def meta(self, name: str) -> str:
        """Return the content of a meta element by name, whatever the case; empty where there is
        none.
        """
        for element in self.tree.iter("meta"):
            if (element.get("name") or "").lower() == name.lower():
                return squeezed(element.get("content"))
        return ""

    @cached_property
    def title(self) -> str:
        """The page's title element."""
        return squeezed(self.tree.findtext(".//title"))

    def link(self, anchor: HtmlElement) -> Link | None:
        """Return an anchor as a link, by its address or that which its script opens; None where it
        leads nowhere.
        """
        addresses = (anchor.get("href") or "", *opened_by(anchor))
        url = next((url for url in map(self.resolve, addresses) if url), None)
        return self.named(url, anchor) if url else None

    def named(self, url: str, element: HtmlElement) -> Link:
        """Return an element that leads to an address as a link, with what stands around it."""
        text = words(element)
        context = heading_of(element) if len(text) <= _FEW_WORDS else ""
        # "更多" and an empty anchor are named by what they stand under; an arrow among numbers
        # turns pages.
        name = context if _MORE.match(text) and context and not _is_among_numbers(element) else text
        return Link(url, name, row_date(element), context, block_of(element))

    @cached_property
    def anchors(self) -> list[Link]:
        """All links of the page, as often as they stand there: one address may go by several
        names.
        """
        found = (self.link(anchor) for anchor in self.tree.iter("a", "area"))
        return [link for link in found if link]

    @cached_property
    def links(self) -> list[Link]:
        """The links of the page, one for each address, in order; the fullest words win, and any
        date is kept.
        """
        found: dict[str, Link] = {}
        for link in self.anchors:
            other = found.get(link.url)
            found[link.url] = _fuller(other, link) if other else link
        return list(found.values())


_HELD: WeakValueDictionary[tuple[str, bytes], Page] = WeakValueDictionary()


def page_of(url: str, body: bytes) -> Page:
    """Return the page of a body. While somebody holds it, it is not parsed a second time."""
    held = _HELD.get((url, body))
    if held is None:
        held = _HELD[url, body] = Page(url, body)
    return held


def asked_once(question: Callable[[Page], Answer]) -> Callable[[Page], Answer]:
    """Keep with each page what a function of it answers."""

    @wraps(question)
    def answered(page: Page) -> Answer:
        if question not in page.answers:
            page.answers[question] = question(page)
        return cast(Answer, page.answers[question])

    return answered


def _is_among_numbers(element: HtmlElement) -> bool:
    """Tell whether the numbers of pages stand beside an element, or beside the item of a list that
    holds it.
    """
    inner = element.getparent()
    rows = [
        row for row in (inner, inner.getparent() if inner is not None else None) if row is not None
    ]
    return any(
        words(child).isdigit() for row in rows for child in row if isinstance(child.tag, str)
    )


# A link of more words than this is an abstract.
_LONGEST_TITLE = 90


def _fuller(first: Link, second: Link) -> Link:
    fitting = [link for link in (first, second) if len(link.text) <= _LONGEST_TITLE] or [first]
    best = max(fitting, key=lambda link: len(link.text))
    return replace(best, date=best.date or first.date or second.date)
