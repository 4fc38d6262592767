"""The page around an article: which element holds the report, and what the rest says about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from foundation.rules import Rules, load

if TYPE_CHECKING:
    from lxml.etree import _Element

_HAS_IDENTITY = etree.XPath(".//*[@id or @class]")
_STRING = etree.XPath("string()", smart_strings=False)
_REFRESH = re.compile(
    r"^\s*\d*[.\d]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE | re.DOTALL
)
_FEWEST_LINKS = 2
_DOCUMENT = re.compile(r"\.(?:docx?|wps|rtf|pdf|ofd|xlsx?|et|zip|rar|7z)(?:[?#]|$)", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")


class _Chrome(Rules):
    """Parts of a page that are never the article: names of elements, words of an id or class."""

    elements: tuple[str, ...]
    words: frozenset[str]


class _Page(Rules):
    """What page.yml knows of portals."""

    containers: tuple[str, ...]
    container_elements: tuple[str, ...]
    report_words: tuple[str, ...]
    chrome: _Chrome


_PAGE = load(__package__, "page.yml", _Page)


def is_only_report(text: str, root: _Element) -> bool:
    """Whether a text of a tree is all of the report, or of a part of it, that the tree holds."""
    own = "".join(text.split())
    words = [word for word in _PAGE.report_words if word in own]
    if not words:
        return False
    everything = _squashed(root)
    return all(own.count(word) == everything.count(word) for word in words)


def report_words(body: _Element) -> list[str]:
    """The words of a report that a body shows."""
    shown = _squashed(body)
    return [word for word in _PAGE.report_words if word in shown]


def find_article(body: _Element, words: Sequence[str]) -> _Element | None:
    """The element that holds the article; None where no known container holds all `words` of the
    report.
    """
    named = _named(body.iter(*_PAGE.container_elements))
    for selector in _PAGE.containers:
        for name in _matching(selector, named):
            for element in named[name]:
                if _holds(element, words):
                    return element
    return None


def _named(elements: Iterable[_Element]) -> dict[str, list[_Element]]:
    """Elements by the selectors that name them: their kind, their id, their classes; each in
    document order.
    """
    named: dict[str, list[_Element]] = {}
    for element in elements:
        named.setdefault(str(element.tag), []).append(element)
        identity, classes = element.get("id"), element.get("class")
        if identity:
            named.setdefault(f"#{identity.strip()}", []).append(element)
        for word in set(classes.split()) if classes else ():
            named.setdefault(f".{word}", []).append(element)
    return named


def _matching(selector: str, named: Mapping[str, object]) -> list[str]:
    if selector.endswith("*"):
        return [name for name in named if name.startswith(selector[:-1])]
    return [selector] if selector in named else []


def _holds(element: _Element, words: Sequence[str]) -> bool:
    text = _squashed(element)
    if words:
        return all(word in text for word in words)
    return (
        bool(text) or next(element.iter("img", "iframe", "embed", "object", "a"), None) is not None
    )


def _squashed(element: _Element) -> str:
    """All text of an element without its spaces."""
    return "".join(str(_STRING(element)).split())


def find_chrome(body: _Element) -> list[_Element]:
    """Elements that hold navigation and the like, by name, id, class or links; never one that holds
    report words.
    """
    named = _HAS_IDENTITY(body)
    assert isinstance(named, list)
    found = [
        *body.iter(*_PAGE.chrome.elements),
        *(element for element in named if _is_chrome(element)),
    ]
    found = [
        element
        for element in found
        if not any(word in _squashed(element) for word in _PAGE.report_words)
    ]
    return [
        *found,
        *(element for element in body.iter("table", "ul", "ol", "dl") if _is_menu(element)),
    ]


def _is_menu(element: _Element) -> bool:
    """Whether an element shows nothing but links to other pages: documents are what a report may
    link in a list.
    """
    links = list(element.iter("a"))
    if len(links) < _FEWEST_LINKS or any(
        _DOCUMENT.search(link.get("href") or "") for link in links
    ):
        return False
    linked = "".join(_squashed(link) for link in links)
    return _NO_WORD.sub("", _squashed(element)) == _NO_WORD.sub("", linked) != ""


def _is_chrome(element: object) -> bool:
    assert isinstance(element, etree._Element)
    words = f"{element.get('id', '')} {element.get('class', '')}".lower().split()
    return not _PAGE.chrome.words.isdisjoint(words)


def head_values(root: _Element) -> dict[str, str]:
    """Values of meta elements by lower-case name, the first non-empty one of each; `refresh` is a
    page moved to.
    """
    values: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (
            (meta.get("name") or meta.get("property") or meta.get("http-equiv") or "")
            .strip()
            .lower()
        )
        content = (meta.get("content") or "").strip()
        if name == "refresh":
            match = _REFRESH.match(content)
            content = match[1] if match else ""
        if name and content:
            values.setdefault(name, content)
    return values
