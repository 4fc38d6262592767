"""Links that are not anchors: jump menus, elements with an onclick, and the data of scripts that
draw a menu or a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from crawler.pages.page import Link, Page
from crawler.pages.places import is_address, opened_by, printed_date
from foundation.normalise import squeezed

_STRING = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([\[\](){}])""")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)")
_TAG = re.compile(r"<[^<>]*>")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# The longest name of a menu's entry, in characters, and the most source that is searched.
_LONGEST_NAME, _MOST_SOURCE = 60, 400_000
# What a script of a list of reports has in it somewhere, as characters or as escapes of JSON.
_OF_REPORTS = re.compile(r"年度?.{0,4}报|\\u5e74", re.IGNORECASE)
_ANCHOR = re.compile(r"(<a\s.*?</a>)((?:(?!<a\s).){0,160})", re.IGNORECASE | re.DOTALL)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _groups(source: str) -> Iterator[list[str]]:
    """Return the strings of each bracket of a script, without those of the brackets inside it."""
    open_groups: list[list[str]] = [[]]
    for found in _STRING.finditer(source[:_MOST_SOURCE]):
        if found[3] and found[3] in "[({":
            open_groups.append([])
        elif found[3]:
            yield open_groups.pop() if len(open_groups) > 1 else []
        else:
            open_groups[-1].append(_unescaped(found[1] or found[2] or ""))
    yield from open_groups


def _is_address(text: str) -> bool:
    return is_address(text) and not _CHINESE.search(text)


def _is_name(text: str) -> bool:
    return bool(_CHINESE.search(text)) and len(text) <= _LONGEST_NAME and "<" not in text


def _entries(page: Page, source: str) -> Iterator[Link]:
    """Return the things of a script's data that have a name and an address, with their dates."""
    for group in _groups(source):
        for text in group:
            if text.lstrip().startswith(("[{", "[[")):
                # Data that a script holds as a text, and parses.
                yield from _entries(page, text)
        address = next(filter(_is_address, group), "")
        name = next(filter(_is_name, group), "")
        url = page.resolve(address)
        if url and name:
            yield Link(url, name, next(filter(None, map(printed_date, group)), None))


def _parallel(page: Page, source: str) -> Iterator[Link]:
    """Return the entries of a list whose names stand in one array and whose addresses in
    another.
    """
    arrays = [group for group in _groups(source) if len(group) > 1]
    names = {len(group): group for group in arrays if all(map(_is_name, group))}
    for group in arrays:
        if all(map(_is_address, group)):
            for address, name in zip(group, names.get(len(group), ()), strict=False):
                url = page.resolve(address)
                if url:
                    yield Link(url, name)


def _looked_up(page: Page, source: str) -> Iterator[Link]:
    """Return the entries of a tree whose script names them and takes their addresses from empty
    anchors, by id: `new WebFXTreeItem('<span>信息公开年报</span>',
    document.getElementById("a5qk").href)`.
    """
    hidden = {
        anchor.get("id"): anchor.get("href") or ""
        for anchor in page.tree.iter("a")
        if anchor.get("id") and not squeezed(anchor.text_content())
    }
    name = ""
    for found in _STRING.finditer(source[:_MOST_SOURCE]) if hidden else ():
        text = _unescaped(found[1] or found[2] or "")
        if _CHINESE.search(text):
            name = squeezed(_TAG.sub("", text))
        url = page.resolve(hidden.get(text.removeprefix("#"), ""))
        if url and 0 < len(name) <= _LONGEST_NAME:
            yield Link(url, name)


def _written(page: Page, source: str) -> Iterator[Link]:
    """Return the anchors that a script writes into the page, with the dates behind them."""
    for piece, behind in _ANCHOR.findall(_unescaped(source[:_MOST_SOURCE])):
        try:
            link = page.link(
                next(lxml.html.fragment_fromstring(piece, create_parent="div").iter("a"))
            )
        except (ParserError, ValueError, StopIteration):
            continue
        if link:
            yield replace(link, date=link.date or printed_date(_TAG.sub(" ", behind)))


def _addresses(element: HtmlElement) -> Iterator[str]:
    yield from opened_by(element)
    if element.tag == "option" and is_address(element.get("value") or ""):
        yield element.get("value") or ""


def clickable_links(page: Page) -> Iterator[Link]:
    """Return the elements of a page, anchors and others, that lead somewhere by script or as a
    choice.
    """
    for element in page.tree.iter(
        "a", "li", "div", "span", "td", "p", "option", "button", "area", "h3", "h4", "dt"
    ):
        found = (page.resolve(address) for address in _addresses(element))
        url = next((address for address in found if address), None)
        if url and len(element.text_content()) <= _LONGEST_NAME:
            yield page.named(url, element)


def _scripts(page: Page) -> list[str]:
    return [
        script.text or ""
        for script in page.tree.iter("script")
        if "xml" not in (script.get("type") or "")
    ]


def scripted_links(page: Page) -> list[Link]:
    """Return the entries of lists that scripts of a page draw, where they may be reports: arrays,
    objects, and what is written into the page.
    """
    found: dict[str, Link] = {}
    for source in filter(_OF_REPORTS.search, _scripts(page)):
        for read in (_entries, _written, _parallel):
            for link in read(page, source):
                found.setdefault(link.url, link)
    return list(found.values())


def menu_links(page: Page) -> list[Link]:
    """Return the links of a page that are no anchors, each address and name once, in order of the
    page.
    """
    found = [*clickable_links(page)]
    for source in _scripts(page):
        found += [*_entries(page, source), *_looked_up(page, source), *_written(page, source)]
    return list(dict.fromkeys(link for link in found if link.text))
