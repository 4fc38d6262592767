"""The rules of a page's own style sheets that hold on a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import tinycss2
from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_selectors
from lxml import etree
from tinycss2.ast import Node

from extract.readers.html.css.declarations import Declaration, declared, with_numbers_of_use
from extract.readers.html.css.suspects import may_matter
from extract.readers.html.css.values import length

if TYPE_CHECKING:
    from lxml.etree import _Element

# The window of a desktop browser, in pixels.
_WINDOW = 1280.0
_FEATURE = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([^)]+)\)")
_KNOWN_FEATURES = {
    **{"(orientation:landscape)": True, "(orientation:portrait)": False, "(hover:hover)": True},
    **{"(hover:none)": False, "(pointer:fine)": True, "(pointer:coarse)": False},
    **{"(prefers-color-scheme:light)": True, "(prefers-color-scheme:dark)": False},
    **{"(prefers-reduced-motion:reduce)": False, "(scripting:none)": False},
}
_PSEUDO_CLASS = re.compile(r":[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?")
_NAME = re.compile(r"[.#]([\w-]+)")
_GENERATED = ("before", "after")
# Parts of controls, and what other browsers than Chromium know: such a rule is passed over whole.
_NO_BROWSER = re.compile(r"::|:-(?:moz|ms|o)-")
# Rules whose content is rules; what stands in others (fonts, key frames) dresses nothing.
_GROUPS = ("media", "supports", "layer", "container", "scope", "document")
_DEEPEST = 20


class Rule(NamedTuple):
    """What a style sheet says of the elements that `select` finds.

    `pseudo` is `before` or `after` where it speaks of generated content; `sure` is False where it
    cannot be told whether, or for which of these elements, the rule holds.
    """

    select: etree.XPath
    pseudo: str | None
    specificity: tuple[int, int, int]
    declarations: tuple[Declaration, ...]
    sure: bool

    def elements(self, root: _Element) -> list[_Element]:
        """The elements of a tree that the rule speaks of."""
        found = self.select(root)
        assert isinstance(found, list)
        return found


class _Selected(NamedTuple):
    select: etree.XPath
    pseudo: str | None
    specificity: tuple[int, int, int]
    sure: bool


def rules(root: _Element) -> list[Rule]:
    """The rules of all style elements of a page that may matter to what is seen, in order."""
    sheets = [element for element in root.iter("style") if _is_heard(element)]
    names = _names(root) if sheets else frozenset()
    found: list[Rule] = []
    for element in sheets:
        nodes = tinycss2.parse_stylesheet(
            with_numbers_of_use(element.text or ""), skip_comments=True, skip_whitespace=True
        )
        sure = on_screen(element.get("media") or "") is True
        found.extend(_rules(nodes, names, sure, 0))
    return found


def _is_heard(element: _Element) -> bool:
    """Whether a style element may say something of what is seen on a screen."""
    kind = (element.get("type") or "").strip().lower()
    if kind not in ("", "text/css") or on_screen(element.get("media") or "") is False:
        return False
    return may_matter(element.text or "")


def _names(root: _Element) -> frozenset[str]:
    """Every id and word of a class on a page."""
    values = root.xpath("//@class | //@id", smart_strings=False)
    assert isinstance(values, list)
    return frozenset(word for value in set(map(str, values)) for word in value.split())


def _rules(nodes: Sequence[Node], names: frozenset[str], sure: bool, depth: int) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            if _may_match(tinycss2.serialize(node.prelude), names):
                yield from _of_block(node, sure)
        elif node.type == "at-rule" and node.lower_at_keyword in _GROUPS and node.content:
            holds = _holds(node)
            if holds is not False and depth < _DEEPEST:
                inner = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                yield from _rules(inner, names, sure and holds is True, depth + 1)


def _may_match(selectors: str, names: frozenset[str]) -> bool:
    """Whether selectors name only classes and ids that the page has; those of unused parts of a
    sheet are soon passed over.
    """
    if any(sign in selectors for sign in "([\\"):
        return True
    return any(names.issuperset(_NAME.findall(part)) for part in selectors.split(","))


def _holds(node: Node) -> bool | None:
    """Whether a group of rules holds on a screen; None where that cannot be told."""
    if node.lower_at_keyword == "layer":
        return True
    condition = tinycss2.serialize(node.prelude)
    if node.lower_at_keyword == "media":
        return on_screen(condition)
    if node.lower_at_keyword == "supports":
        return None if "not" in condition.lower().split() else True
    return None


def on_screen(query: str) -> bool | None:
    """Whether a media query holds for the window of a desktop browser; None where that cannot be
    told.
    """
    answers = [_one(part.strip().lower()) for part in query.split(",")]
    if True in answers:
        return True
    return None if None in answers else False


def _one(query: str) -> bool | None:
    negated = query.startswith("not ")
    words = query.removeprefix("not ").removeprefix("only ").split(" and ")
    answers = [_part(word.strip()) for word in words if word.strip()]
    if False in answers:
        answer: bool | None = False
    else:
        answer = None if None in answers else True
    return answer if answer is None else answer is not negated


def _part(word: str) -> bool | None:
    if not word.startswith("("):
        return word in ("all", "screen")
    match = _FEATURE.fullmatch(word)
    if match is None:
        return _KNOWN_FEATURES.get(re.sub(r"\s", "", word))
    limit = length(match[2])
    if limit is None:
        return None
    return limit <= _WINDOW if match[1] == "min" else limit >= _WINDOW


def _of_block(node: Node, sure: bool) -> Iterator[Rule]:
    inside = declared(
        tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    )
    if not inside:
        return
    for found in _selected(tinycss2.serialize(node.prelude).strip()):
        yield Rule(found.select, found.pseudo, found.specificity, inside, sure and found.sure)


@lru_cache(maxsize=2048)
def _selected(selectors: str) -> tuple[_Selected, ...]:
    """What a list of selectors selects. One that is not understood is taken without the classes of
    state that stand in it, and is not sure.
    """
    try:
        return tuple(_translated(selectors, True))
    except SelectorError:
        if _NO_BROWSER.search(selectors):
            return ()
    try:
        return tuple(_translated(_PSEUDO_CLASS.sub("", selectors), False))
    except SelectorError:
        return ()


def _translated(selectors: str, sure: bool) -> Iterator[_Selected]:
    for selector in parse_selectors(selectors):
        pseudo = selector.pseudo_element
        if pseudo is None or pseudo in _GENERATED:
            path = HTMLTranslator().selector_to_xpath(selector, prefix="descendant-or-self::")
            yield _Selected(
                etree.XPath(path),
                pseudo if isinstance(pseudo, str) else None,
                selector.specificity(),
                sure,
            )
