"""A captured web page made inert, with every figure's cell marked: plain elements and nothing that
acts or loads.

The page's own scripts, styles, forms, frames and addresses are gone; what is left is its text in
its tables, dressed by its inline styles. It is served in a sandbox besides: neither wall is the
only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from extract.readers.decoding import decoded
from extract.readers.html.parse import parse
from foundation.rules import AnyCase, Rules, load
from publish.originals.places import MARK, Standings

if TYPE_CHECKING:
    from lxml.etree import _Element


class _Shown(Rules):
    """What page.yml says is shown of a page: names of elements and attributes, apart by spaces."""

    blocks: str
    inline: str
    dropped: str
    attributes: str
    active_style: AnyCase


_KNOWN: Final = load(__package__, "page.yml", _Shown)
_DROPPED: Final = tuple(_KNOWN.dropped.split())
_PLAIN: Final = frozenset(_KNOWN.blocks.split() + _KNOWN.inline.split())
_ATTRIBUTES: Final = frozenset(_KNOWN.attributes.split())
_ACTIVE_STYLE: Final = _KNOWN.active_style
_MARKED: Final = "gongkai-mark"
_PICTURE: Final = "▨"


def inert_page(data: bytes, standings: Standings) -> tuple[str, frozenset[str]]:
    """The body of a web page as inert HTML, and the names of the figures that are marked in it.
    Raises Undecodable.
    """
    root = parse(decoded(data).text).root
    marked = frozenset(_marked(root, standings))
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    for element in root.iter():
        _calm(element)
    body = root.find("body")
    return etree.tostring(root if body is None else body, encoding="unicode", method="html"), marked


def _marked(root: _Element, standings: Standings) -> list[str]:
    """Set marks at the figures' cells; a figure whose place is no element of this tree stays
    without.
    """
    names = []
    for one in standings.each:
        element = _element(root, one.place.path)
        if element is not None:
            _mark(element, one.name)
            names.append(one.name)
    return names


def _element(root: _Element, path: str | None) -> _Element | None:
    if path is None:
        return None
    try:
        found = root.xpath(path)
    except etree.XPathError:  # a path into what a script held
        return None
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, etree._Element) else None


def _mark(element: _Element, name: str) -> None:
    """The first figure of a cell marks the cell itself, another one (of a cell that holds several)
    a point in it.
    """
    if element.get(_MARKED) is None:
        element.set(_MARKED, name)
        return
    point = etree.Element("span")
    point.set(_MARKED, name)
    point.tail, element.text = element.text, None
    element.insert(0, point)


def _calm(element: _Element) -> None:
    name, picture = element.get(_MARKED), element.tag == "img"
    described = element.get("alt") or ""
    style = element.get("style") or ""
    if element.tag not in _PLAIN:
        element.tag = "div" if element.tag in ("form", "fieldset", "html", "label") else "span"
    for attribute in list(element.attrib):
        if attribute not in _ATTRIBUTES or (attribute == "style" and _ACTIVE_STYLE.search(style)):
            del element.attrib[attribute]
    if name is not None:
        element.set("id", MARK + name)
        element.set("class", "mark")
    if picture:
        element.set("class", "picture")
        element.text = f"{_PICTURE} {described}".strip()
