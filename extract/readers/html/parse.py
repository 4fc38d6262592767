"""HTML text to a tree, with nothing lost silently: what the fast parser drops, a slower one reads
again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, Stylesheet
from lxml import etree

from extract.readers.html.text import ROLES, STANDING_APART
from foundation.encoding import OVERRIDDEN

if TYPE_CHECKING:
    from lxml.etree import _Element

# Deeper than any page of a portal, and within what lxml and Python's stack bear.
_MAX_DEPTH = 200
# Controls are no text, and XML has no place for them; a form feed is a space in HTML.
_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\f\r") + b"\x7f"
_SPACES = bytes.maketrans(b"\f", b" ")
_FORM_FEED = re.compile(r"&#(?:0*12|x0*c)(?:;|(?![0-9a-f]))", re.IGNORECASE)
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|11|1[4-9]|2\d|3[01]|127)|x0*(?:[0-8be]|1[0-9a-f]|0f|7f|f))(?:;|(?![0-9a-fA-F]))"
    r"|&#(?:0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|6553[45])|x0*(?:d[89a-f][0-9a-f]{2}|fff[ef]));?",
    re.IGNORECASE,
)
# Zero-width characters and direction marks that are written as references, so that they survive the
# decoder.
_INVISIBLE = re.compile(
    r"&(?:#0*(?:173|820[3-7]|823[4-7]|828[89]|829[0-7]|65279)|#x0*(?:ad|200[b-f]|202[a-d]|206[0-9]|feff)"
    r"|shy|zwnj|zwj|lrm|rlm|ZeroWidthSpace|NoBreak);?",
    re.IGNORECASE,
)
_OVERRIDE = re.compile(r"&#(?:0*8238|x0*202e);?", re.IGNORECASE)
_NOT_MARKUP = (
    (b"<!--", b"-->"),
    (b"<script", b"</script"),
    (b"<style", b"</style"),
    (b"<textarea", b"</textarea"),
)
_COUNTED = (b"table", b"tr", b"td")
_TABLE_TAG = re.compile(rb"<(table|tr|td)[\s>/]")
# Elements that only dress their text; in a tree that is too deep they are taken off.
_DRESS = frozenset(["b", "big", "em", "font", "i", "ins", "small", "span", "strike", "strong", "u"])
_NAMES_IN_RULES = frozenset(["class", "hidden", "id", "style"])
_KEPT_ATTRIBUTES = {
    *("bgcolor", "color", "data", "dir", "height", "media", "rel", "text", "type", "width"),
    *("alt", "class", "colspan", "content", "hidden", "href", "http-equiv", "id"),
    *("name", "property", "rowspan", "src", "style", "title", "value"),
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Parsed:
    """The tree, the source that it was made of (in lower case), whether it was rebuilt (its element
    paths are then not the source's), and doubts as (code, message).
    """

    root: _Element
    source: bytes
    rebuilt: bool = False
    issues: tuple[tuple[str, str], ...] = ()


def parse(text: str) -> Parsed:
    """Parse HTML text. Comments and processing instructions are left out; entities outside of HTML
    are not resolved.
    """
    markup = _written(text).encode("utf-8", "replace").translate(_SPACES, _CONTROLS)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    root = etree.fromstring(markup, parser) if markup.strip() else None
    if root is None:
        root = etree.Element("html")
    source = markup.lower()
    if not _is_cut(parser) and not _missing(source, root):
        return Parsed(root, source)
    rebuilt = _rebuild(markup.decode())
    missing = _missing(source, rebuilt)
    issues = [
        (
            "deep_nesting",
            "elements are nested too deep for a browser's comfort; the tree was flattened",
        )
    ]
    if missing:
        issues.append(
            ("markup_lost", f"{missing} table elements of the source are not in its tree")
        )
    told = issues if _is_cut(parser) else issues[1:]
    return Parsed(rebuilt, source, rebuilt=True, issues=tuple(told))


def _written(text: str) -> str:
    """Text whose references name nothing that a tree cannot hold or nobody sees."""
    if "&" not in text:
        return text
    shown = _OVERRIDE.sub(OVERRIDDEN, _INVISIBLE.sub("", text))
    return _CONTROL_REFERENCE.sub("", _FORM_FEED.sub(" ", shown))


def _is_cut(parser: etree.HTMLParser) -> bool:
    """Whether the parser gave up: it reports its limits in its log only, and drops the rest of the
    page.
    """
    last = parser.error_log.last_error
    return last is not None and last.level == etree.ErrorLevels.FATAL


def _missing(source: bytes, root: _Element) -> int:
    """How many table elements the source has that the tree has not; comments and scripts are looked
    at only if any.
    """
    found = {tag: sum(1 for _ in root.iter(tag.decode())) for tag in _COUNTED}
    return _lacking(source, found) and _lacking(_without_comments(source), found)


def _lacking(source: bytes, found: Mapping[bytes, int]) -> int:
    announced = Counter(_TABLE_TAG.findall(source))
    return sum(max(0, announced[tag] - number) for tag, number in found.items())


def _without_comments(markup: bytes) -> bytes:
    for start, end in _NOT_MARKUP:
        head, *rest = markup.split(start)
        markup = head + b"".join(part.partition(end)[2] for part in rest)
    return markup


def _rebuild(markup: str) -> _Element:
    """A shallow tree of everything: the same parser without its limits, inline dress taken off,
    depth cut.
    """
    soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
    builder = _ShallowBuilder()
    stack: list[tuple[Iterator[object], Tag]] = [(iter([soup.html] if soup.html else ()), soup)]
    while stack:
        nodes, parent = stack[-1]
        node = next(nodes, None)
        if isinstance(node, Tag):
            builder.start(node)
            stack.append((iter(node.contents), node))
        elif type(node) in (NavigableString, Stylesheet):
            builder.text(str(node))
        elif node is None:
            stack.pop()
            if parent is not soup:
                builder.end()
    return builder.root


class _ShallowBuilder:
    """Takes a tree's events and builds a tree of limited depth, in which nothing that stood apart
    runs together.
    """

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._open: list[tuple[str, bool]] = []  # name, and whether the tree has the element
        self._depth = 0
        self.root = etree.Element("html")

    def start(self, node: Tag) -> None:
        name = node.name if node.name.isascii() and node.name.isalnum() else "span"
        kept = self._depth < _MAX_DEPTH and (name not in _DRESS or _may_hide(node))
        self._open.append((name, kept))
        if kept:
            self._depth += 1
            attributes = {
                key: _NOT_XML.sub("", str(node[key]))
                for key in node.attrs
                if key in _KEPT_ATTRIBUTES
            }
            self._builder.start(name, attributes)
        else:
            self._set_apart(name)

    def text(self, text: str) -> None:
        self._builder.data(_NOT_XML.sub("\ufffd", text))

    def end(self) -> None:
        name, kept = self._open.pop()
        if not kept:
            self._set_apart(name)
            return
        self._depth -= 1
        self._builder.end(name)
        if not self._open:
            self.root = self._builder.close()

    def _set_apart(self, name: str) -> None:
        if name == "br" or ROLES.get(name) in STANDING_APART:
            self._builder.start("br", {})
            self._builder.end("br")


def _may_hide(node: Tag) -> bool:
    """Whether an element that only dresses its text may be hidden: a rule speaks of its name or
    class.
    """
    return not _NAMES_IN_RULES.isdisjoint(node.attrs) or node.name == "strike"
