"""Finds what belongs to a report page: linked and shown files, page images where there is no table,
framed pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin

from lxml.html import HtmlElement

from crawler.pages.forwarding import frames_of
from crawler.pages.outline import outlined
from crawler.pages.page import Link, Page, asked_once, identity
from crawler.pages.places import heading_of
from foundation.bodies import find_body, squashed, words_in
from foundation.normalise import squeezed
from foundation.rules import AnyCase, Rules, load

_QUOTED = re.compile(r"""['"]([^'"\s]+)['"]""")
_DATA = ("data-url", "data-href", "data-file", "data-src", "data-original", "data-pdf", "data-link")
_SHOWN = {
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "object": "data",
    "param": "value",
    "source": "src",
}
_IMAGE_SOURCES = ("src", "data-src", "data-original", "orisrc")
# How far above the text the attachments of an article may stand.
_LEVELS_ABOVE_TEXT = 3


class _Attachments(Rules):
    """What attachments.yml says."""

    files: AnyCase
    endpoints: AnyCase
    images: AnyCase
    words: AnyCase
    holders: AnyCase
    labels: AnyCase
    label_before: AnyCase
    pages: AnyCase
    furniture: AnyCase
    furniture_headings: AnyCase
    furniture_tags: frozenset[str]
    ornaments: AnyCase
    least_side: int
    information: AnyCase
    table_words: tuple[str, ...]
    short_page: int
    viewer: AnyCase


_SIGNS = load(__package__, "attachments.yml", _Attachments)


def is_file(url: str) -> bool:
    """Tell whether an address is that of a document file or of an endpoint that delivers one."""
    return bool(_SIGNS.files.search(url) or _SIGNS.endpoints.search(url))


@asked_once
def body_of(page: Page) -> HtmlElement | None:
    """Return the element that holds an article's text, or None where neither a name nor the form's
    headings tell it.
    """
    found = find_body(page.tree, words_in(squashed(page.tree)))
    return found.element if found and isinstance(found.element, HtmlElement) else None


def _text_of(page: Page) -> HtmlElement | None:
    """Return the element whose pictures and downloads are the report's: its body, else what the
    numbered headings of the form enclose.
    """
    body = body_of(page)
    return outlined(page) if body is None else body


def body_links(page: Page) -> list[Link]:
    """Return the links inside an article's text; of a page without a known text, all of its
    links.
    """
    body = body_of(page)
    anchors = page.tree.iter("a") if body is None else body.iter("a")
    return [link for link in map(page.link, anchors) if link]


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_furniture(element: HtmlElement, body: HtmlElement | None) -> bool:
    """Tell whether an element stands in a menu, side bar or footer; never what stands inside the
    text.
    """
    for above in element.iterancestors():
        if above is body or above.tag == "body":
            return False
        if above.tag in _SIGNS.furniture_tags or _SIGNS.furniture.search(_marks(above)):
            return True
    return False


def _bare(text: str | None) -> str:
    """Return a text without white space: labels are often padded (附　　件)."""
    return "".join((text or "").split())


def _is_held(element: HtmlElement) -> bool:
    """Tell whether an element is marked as an attachment, or stands where attachments stand."""
    own = _bare(element.text_content())
    if _SIGNS.holders.search(_marks(element)) or _SIGNS.labels.search(own):
        return True
    above = list(element.iterancestors())[:_LEVELS_ABOVE_TEXT]
    return any(
        _SIGNS.holders.search(_marks(each)) or _SIGNS.labels.search(_bare(each.text))
        for each in above
    )


def _near(element: HtmlElement, body: HtmlElement) -> bool:
    """Tell whether an element stands beside the text: under one of the few elements that hold
    it.
    """
    holders = [holder for holder in body.iterancestors() if holder.tag not in ("body", "html")][
        :_LEVELS_ABOVE_TEXT
    ]
    return any(above in holders for above in element.iterancestors())


def _addresses(page: Page, element: HtmlElement) -> Iterator[str]:
    """Return the addresses of an element: its link, its data, and what its script would open."""
    href = element.get("href") or ""
    scripts = [element.get("onclick") or "", href if href.lower().startswith("javascript:") else ""]
    named = [quoted for script in scripts for quoted in _QUOTED.findall(script) if is_file(quoted)]
    for address in (href, *(element.get(name) or "" for name in _DATA), *named):
        url = page.resolve(address)
        if url:
            yield url


def _is_called_a_file(anchor: HtmlElement, urls: list[str]) -> bool:
    """Tell whether a link inside the text says that it leads to a file, or the words right before
    it do.
    """
    if _SIGNS.words.search(squeezed(anchor.text_content())):
        return True
    before, above = anchor.getprevious(), anchor.getparent()
    text = (before.tail if before is not None else above.text if above is not None else "") or ""
    return bool(_SIGNS.label_before.search(_bare(text))) and not any(map(_SIGNS.pages.search, urls))


def _file_of(page: Page, element: HtmlElement, inside: bool) -> str | None:
    urls = list(_addresses(page, element))
    says_so = inside and element.tag == "a" and _is_called_a_file(element, urls)
    return next((url for url in urls if is_file(url) or (inside and _is_image(url))), None) or (
        urls[0] if urls and says_so else None
    )


def _belongs(page: Page, element: HtmlElement, url: str, body: HtmlElement | None) -> bool:
    """Tell whether a file linked outside the text is the article's: beside its page, beside its
    text, or marked so.
    """
    if _is_furniture(element, body) or _SIGNS.furniture_headings.search(heading_of(element)):
        return False
    if body is None or _is_held(element):
        return True
    return url.startswith(urljoin(page.url, ".")) or _near(element, body)


def _files(page: Page, body: HtmlElement | None) -> Iterator[Link]:
    text = _text_of(page)
    inside = set(text.iter()) if text is not None else set()
    for element in page.tree.iter("a", "li", "div", "span", "button", "p", "img"):
        if element.tag not in ("a", "img") and not {*_DATA, "onclick"} & set(element.attrib):
            continue
        if element.tag == "img" and "onclick" not in element.attrib:
            continue
        url = _file_of(page, element, element in inside)
        if url and (element in inside or _belongs(page, element, url, body)):
            yield Link(url, page.named(url, element).text)


def _shown(page: Page, body: HtmlElement | None) -> Iterator[Link]:
    """Return the files that the page shows in frames, objects and viewers."""
    for element in page.tree.iter(*_SHOWN):
        source = element.get(_SHOWN[str(element.tag)]) or element.get("data-src") or ""
        viewed = _SIGNS.viewer.search(source)
        address = unquote(viewed[2]) if viewed and is_file(unquote(viewed[2])) else source
        url = page.resolve(address)
        if url and is_file(url) and not _is_furniture(element, body):
            yield Link(url, page.title)


def _scripted(page: Page) -> Iterator[Link]:
    """Return the files that a script shows in a page that has next to no text."""
    if len(page.text) > _SIGNS.short_page:
        return
    for script in page.tree.iter("script"):
        for quoted in _QUOTED.findall(script.text or ""):
            url = page.resolve(quoted.replace("\\/", "/")) if _SIGNS.files.search(quoted) else None
            if url:
                yield Link(url, page.title)


def _is_image(url: str) -> bool:
    return bool(_SIGNS.images.search(url.split("?")[0])) and not _SIGNS.ornaments.search(url)


def _is_small(image: HtmlElement) -> bool:
    sides = [re.match(r"\d+", image.get(name) or "") for name in ("width", "height")]
    styled = re.findall(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)px", image.get("style") or "")
    numbers = [int(side.group()) for side in sides if side] + [int(side) for side in styled]
    return any(number < _SIGNS.least_side for number in numbers)


def _has_tables(body: HtmlElement) -> bool:
    """Tell whether a text has a table that is neither the page's information table nor there to
    hold images.
    """
    tables = (table for table in body.iter("table") if next(table.iter("img"), None) is None)
    texts = (re.sub(r"\s", "", table.text_content()) for table in tables)
    return any(text and not _SIGNS.information.search(text) for text in texts)


def _lacks_a_table(body: HtmlElement) -> bool:
    """Tell whether a text has some of the form's tables and lacks another, which may be shown as a
    picture.
    """
    text = squeezed(body.text_content()).replace(" ", "")
    found = [word in text for word in _SIGNS.table_words]
    return any(found) and not all(found)


def _images(page: Page, body: HtmlElement | None) -> Iterator[Link]:
    if body is None or (_has_tables(body) and not _lacks_a_table(body)):
        return
    for image in body.iter("img"):
        source = next((image.get(name) for name in _IMAGE_SOURCES if image.get(name)), "") or ""
        url = page.resolve(source)
        said = f"{_marks(image)} {image.get('alt') or ''} {image.get('title') or ''}"
        if url and _is_image(url) and not _is_small(image) and not _SIGNS.ornaments.search(said):
            yield Link(url, squeezed(image.get("alt")))


def _frames(page: Page, body: HtmlElement | None) -> Iterator[Link]:
    """Return the framed pages that may hold the text: all of a short page, else those inside its
    text.
    """
    if len(page.text) <= _SIGNS.short_page:
        yield from (Link(url, page.title) for url in frames_of(page))
    elif body is not None:
        sources = (page.resolve(frame.get("src") or "") for frame in body.iter("iframe"))
        yield from (Link(url, page.title) for url in sources if url)


def find_attachments(page: Page) -> list[Link]:
    """Return the addresses that belong to a report page, each once, in order."""
    body = body_of(page)
    shown = list(_shown(page, body))
    found: dict[str, Link] = {}
    for link in [*_files(page, body), *shown, *_scripted(page), *_images(page, _text_of(page))]:
        found.setdefault(identity(link.url), link)
    # A viewer that shows a known file is no page of its own.
    viewers = {identity(url) for url in _viewers(page)}
    for link in _frames(page, body):
        if identity(link.url) not in viewers:
            found.setdefault(identity(link.url), link)
    found.pop(identity(page.url), None)
    return list(found.values())


def _viewers(page: Page) -> Iterator[str]:
    for element in page.tree.iter("iframe", "frame"):
        source = element.get("src") or ""
        viewed = _SIGNS.viewer.search(source)
        url = page.resolve(source)
        if viewed and url and is_file(unquote(viewed[2])):
            yield url
