"""Which element of a page holds its article: by the names that products give it (bodies.yml), else
by what the headings of the form and the statutory tables enclose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from foundation.rules import Rules, load

if TYPE_CHECKING:
    from lxml.etree import _Element

_IDENTITIES = etree.XPath(".//@id | .//@class")
_STRING = etree.XPath("string()", smart_strings=False)
_FEWEST_LINKS = 2
_DOCUMENT = re.compile(r"\.(?:docx?|wps|rtf|pdf|ofd|xlsx?|et|zip|rar|7z)(?:[?#]|$)", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")
_SHOWN = ("img", "iframe", "embed", "object")
# The path of a page (您当前的位置：首页 > …) is no part of its article, whatever it is named.
_PATH = re.compile("(?:您|你|当前|现在|目前|所在|的)*位置(?:是|为|：|:|首页)")
_LONGEST_PATH = 120
# An article may link the one before and the one after it; what adds more links to it is furniture.
_MOST_LINKS_BESIDE = 2
# The part of a page's text outside of links that an article holds at least, in a page of links.
_LEAST_SHARE = 0.1
# So many paragraphs in a cell are an article in a table that arranges the page.
_FEWEST_PARAGRAPHS = 3


class _Chrome(Rules):
    """Parts of a page that are never the article: names of elements, words of an id or class."""

    elements: tuple[str, ...]
    words: frozenset[str]


class _Bodies(Rules):
    """What bodies.yml knows of portals."""

    containers: tuple[str, ...]
    generic_containers: tuple[str, ...]
    container_elements: tuple[str, ...]
    report_words: tuple[str, ...]
    chrome: _Chrome


_KNOWN = load(__package__, "bodies.yml", _Bodies)
_Named = Mapping[str, list["_Element"]]


class Body(NamedTuple):
    """The element that holds an article; `named` says that its name says so. Of one without a
    name, the furniture of its page is known too.
    """

    element: _Element
    named: bool
    furniture: tuple[_Element, ...] = ()


def squashed(element: _Element) -> str:
    """All text of an element without its spaces."""
    return "".join(str(_STRING(element)).split())


def words_in(text: str) -> list[str]:
    """The words of a report in a squashed text, in the order of bodies.yml."""
    return [word for word in _KNOWN.report_words if word in text]


def find_body(page: _Element, words: Sequence[str]) -> Body | None:
    """The element of a page that holds its article, given the words of a report that the page
    shows; None where nothing smaller than the page does.

    A named container must hold all of the words. Where none does, the smallest element that does
    is taken, with what stands round it and is no furniture.
    """
    found = _named_body(page, words)
    if found is not None:
        return Body(found, named=True)
    if not words:
        return None
    chrome = find_chrome(page)
    enclosing = _widened(_enclosing(page, words), page, set(chrome))
    return None if enclosing is page else Body(enclosing, named=False, furniture=tuple(chrome))


def _named_body(page: _Element, words: Sequence[str]) -> _Element | None:
    named = _by_name(page.iter(*_KNOWN.container_elements))
    for selector in _KNOWN.containers:
        for element in _matching(selector, named):
            if _holds(element, words):
                return element
    running = 0 if words else len(_unlinked(page))
    for selector in _KNOWN.generic_containers:
        for element in _matching(selector, named):
            if _holds(element, words) and (words or _is_full(element, running)):
                return element
    return None


def _by_name(elements: Iterable[_Element]) -> dict[str, list[_Element]]:
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


def _matching(selector: str, named: _Named) -> Iterator[_Element]:
    begin = selector.removeprefix("[id^=").removesuffix("]")
    if begin == selector:
        yield from named.get(selector, ())
        return
    for name, elements in named.items():
        if name.startswith(f"#{begin}"):
            yield from elements


def _holds(element: _Element, words: Sequence[str]) -> bool:
    text = squashed(element)
    if words:
        return all(word in text for word in words)
    return bool(text) or next(element.iter(*_SHOWN, "a"), None) is not None


def _is_full(element: _Element, running: int) -> bool:
    """Whether an element shows documents or pictures, or a good part of a page's running text."""
    if next(element.iter(*_SHOWN), None) is not None or _links_documents(element):
        return True
    return len(_unlinked(element)) >= max(1, _LEAST_SHARE * running)


def _unlinked(element: _Element) -> str:
    """The letters of an element that stand in no link."""
    linked = sum(len(squashed(link)) for link in element.iter("a"))
    return squashed(element)[linked:]


def _links_documents(element: _Element) -> bool:
    return any(_DOCUMENT.search(link.get("href") or "") for link in element.iter("a"))


def _enclosing(page: _Element, words: Sequence[str]) -> _Element:
    """The smallest element that may hold an article and holds all of the words."""
    smallest = inner = page
    while True:
        holding = (child for child in inner if isinstance(child.tag, str) and _holds(child, words))
        child = next(holding, None)
        if child is None:
            return smallest
        inner = child
        if _may_hold_article(child):
            smallest = child


def _may_hold_article(element: _Element) -> bool:
    if element.tag == "td":
        paragraphs = sum(1 for _ in element.iter("p"))
        return paragraphs >= _FEWEST_PARAGRAPHS or next(element.iter("table"), None) is not None
    return element.tag in _KNOWN.container_elements


def _widened(element: _Element, page: _Element, chrome: set[_Element]) -> _Element:
    """An element with the title, the date and the signature that stand round it: all that adds no
    furniture of the page.
    """
    beside = 0
    while element is not page:
        parent = element.getparent()
        assert parent is not None
        beside += _links_beside(parent, element, chrome)
        if beside > _MOST_LINKS_BESIDE:
            return element
        element = parent
    return element


def _links_beside(parent: _Element, inner: _Element, chrome: set[_Element]) -> int:
    """How many links an element has outside of one of its children, its furniture aside."""
    siblings = (child for child in parent if child is not inner and child not in chrome)
    return sum(
        1
        for child in siblings
        for link in child.iter("a")
        if not _DOCUMENT.search(link.get("href") or "") and chrome.isdisjoint(link.iterancestors())
    )


def find_chrome(page: _Element) -> list[_Element]:
    """Elements that hold navigation and the like, by name, id, class, links or as the page's path;
    never one that holds words of a report.
    """
    found = [*page.iter(*_KNOWN.chrome.elements), *_named_chrome(page), *_paths(page)]
    menus = (element for element in page.iter("table", "ul", "ol", "dl") if _is_menu(element))
    return [*(element for element in found if not words_in(squashed(element))), *menus]


def _paths(page: _Element) -> Iterator[_Element]:
    """The elements that hold the path of the page: a short line that says so, with links in it."""
    for parent in dict.fromkeys(link.getparent() for link in page.iter("a")):
        text = "" if parent is None else squashed(parent)[: _LONGEST_PATH + 1]
        if parent is not None and len(text) <= _LONGEST_PATH and _PATH.match(text):
            yield parent


def _is_menu(element: _Element) -> bool:
    """Whether an element shows nothing but links to other pages: documents are what a report may
    link in a list.
    """
    links = list(element.iter("a"))
    if len(links) < _FEWEST_LINKS or _links_documents(element):
        return False
    linked = "".join(squashed(link) for link in links)
    return _NO_WORD.sub("", squashed(element)) == _NO_WORD.sub("", linked) != ""


def _named_chrome(page: _Element) -> Iterator[_Element]:
    """The elements whose id or class has a word of furniture."""
    identities = _IDENTITIES(page)
    assert isinstance(identities, list)
    for identity in identities:
        assert isinstance(identity, etree._ElementUnicodeResult)
        element = identity.getparent()
        if element is not None and not _KNOWN.chrome.words.isdisjoint(identity.lower().split()):
            yield element
