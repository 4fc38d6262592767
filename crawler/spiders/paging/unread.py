"""Tells that a list has further pages which nobody could read: the signs stand in unread.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.evidence import Listing
from crawler.pages.page import Page, identity
from crawler.pages.places import opened_by
from crawler.spiders.paging.pagers import announced_items, announced_pages
from foundation.normalise import squeezed
from foundation.rules import AnyCase, Pattern, Rules, load

_CALLED = re.compile(r"[\w.]+\s*\(")
_VARIABLE = re.compile(r"""\b([A-Za-z_]\w*)\s*=\s*(?:parseInt\(\s*)?['"]?(\d{1,7})['"]?\)?""")
# A widget's settings stand in its call, or right before it.
_BEFORE, _BEHIND = 200, 400
# The most of a sign that a reason shows.
_SHOWN = 40


class _Unread(Rules):
    """What unread.yml says."""

    calls: tuple[Pattern, ...]
    tags: tuple[str, ...]
    words: AnyCase
    labels: AnyCase
    loading: AnyCase
    years: AnyCase
    fetching: AnyCase
    inactive: AnyCase
    pages: AnyCase
    items: AnyCase


_SIGNS = load(__package__, "unread.yml", _Unread)


@dataclass(frozen=True)
class Pager:
    """What a page of a list says of further ones: by what sign, how many pages and entries (None:
    it gives no number).
    """

    sign: str | None = None
    pages: int | None = None
    items: int | None = None


def pager_of(page: Page) -> Pager:
    """Return the first sign on a page that a pager stands there, with the largest numbers that it
    is told or that the page prints.
    """
    scripts = _scripts(page)
    calls = [found for pattern in _SIGNS.calls for found in pattern.finditer(scripts)]
    parts = (scripts[max(0, call.start() - _BEFORE) : call.end() + _BEHIND] for call in calls)
    told = _with_values(" ".join(parts))
    named = [call.group() for call in calls]
    signs = [*named, *_elements(page), *_labels(page), *_loading(page), *_years(page, scripts)]
    sign = next(iter(signs), None)
    return Pager(
        squeezed(sign)[:_SHOWN] if sign else None,
        _largest(_SIGNS.pages, told) or announced_pages(page),
        _largest(_SIGNS.items, told) or announced_items(page),
    )


def _scripts(page: Page) -> str:
    return "\n".join(script.text or "" for script in page.tree.iter("script"))


def _with_values(script: str) -> str:
    """Return a script with the numbers of its variables where a widget is told them by name."""
    for variable in _VARIABLE.finditer(script):
        used = re.compile(rf":\s*{re.escape(variable[1])}\b")
        if used.search(script):
            script = used.sub(f": {variable[2]}", script.replace(variable.group(), ""))
    return script


def _largest(pattern: AnyCase, text: str) -> int | None:
    return max((int(found[2]) for found in pattern.finditer(text)), default=None)


def _elements(page: Page) -> Iterator[str]:
    """Return the elements that a script makes a pager of: widgets' tags, and empty elements that
    are called so and named in a script. One that no script names is that of a list of one page.
    """
    scripts = _scripts(page)
    for element in page.tree.iter(*_SIGNS.tags):
        yield f"<{element.tag!s}>"
    for element in page.tree.iter("div", "ul", "p", "span", "nav"):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}".split()
        named = next((mark for mark in marks if _SIGNS.words.search(mark)), None)
        filled = any(re.search(rf"[\"'#.]{re.escape(mark)}[\"'\s]", scripts) for mark in marks)
        if named and filled and not squeezed(element.text_content()):
            yield f"<{element.tag!s} {named}>"


def _labels(page: Page) -> Iterator[str]:
    for anchor in page.tree.iter("a", "button"):
        label = squeezed(anchor.text_content())
        if _SIGNS.labels.search(label) and _leads_on(page, anchor):
            yield label


def _loading(page: Page) -> Iterator[str]:
    """Return what loads more of a list into it."""
    for element in page.tree.iter("a", "button", "div", "span", "p", "input"):
        label = squeezed(element.text_content()) or element.get("value") or ""
        leads = page.resolve(element.get("href") or "") is not None
        if _SIGNS.loading.search(label) and not leads and not _is_hidden(element):
            yield label


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "hidden" in element.attrib


def _years(page: Page, scripts: str) -> Iterator[str]:
    """Return the years among which a script that fetches chooses: each may show other reports."""
    if not _SIGNS.fetching.search(scripts):
        return
    clicked = [each for each in page.tree.iter("*") if _CALLED.search(each.get("onclick") or "")]
    named = {
        squeezed(each.text_content()): each.get("onclick")
        for each in clicked
        if not any(opened_by(each))
    }
    years = [name for name in named if _SIGNS.years.search(name)]
    if len(years) > 1:
        yield f"{years[-1]}: {named[years[-1]]}"


def _leads_on(page: Page, anchor: HtmlElement) -> bool:
    """Tell whether a pager's link leads to another page: on the last page it is there, and leads
    nowhere.
    """
    above = anchor.getparent()
    marks = " ".join(each.get("class") or "" for each in (anchor, above) if each is not None)
    if _SIGNS.inactive.search(marks) or "disabled" in anchor.attrib:
        return False
    scripts = f"{anchor.get('onclick') or ''} {anchor.get('href') or ''}"
    if "javascript:" in scripts.lower() or anchor.get("onclick"):
        return bool(_CALLED.search(scripts.replace("void(", ""))) or any(opened_by(anchor))
    url = page.resolve(anchor.get("href") or "")
    return url is not None and identity(url) != identity(page.url)


def note_pager(page: Page, listing: Listing) -> None:
    """Note what the first page says of further ones, where the family could not read it."""
    told = pager_of(page)
    listing.pager = told.sign
    if listing.pages_announced is None and listing.items_announced is None:
        listing.announce(told.pages, told.items)
