"""The cascade: which declaration of a page wins for each element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from extract.readers.html.css.declarations import Declaration, declarations
from extract.readers.html.css.sheets import Rule, rules
from extract.readers.html.css.suspects import disturbs, hides, may_matter

if TYPE_CHECKING:
    from lxml.etree import _Element

# Origins in the order in which they give way: attributes of old HTML, sheets, style attributes;
# important declarations of sheets, and of style attributes.
_HINT, _SHEET, _INLINE, _IMPORTANT, _IMPORTANT_INLINE = range(5)
_Priority = tuple[int, tuple[int, int, int]]
_NO_SELECTOR = (0, 0, 0)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_IN_CELL = ("td", "th")
_LINES = ("p", "div", "li", "dd", "pre")
_LONGEST_FIGURE = 24
_SILENT: Mapping[str, str] = {}
# What old HTML says by attributes, and the property that it sets.
_HINTS = (
    ("bgcolor", "background-color"),
    ("color", "color"),
    ("text", "color"),
    ("dir", "direction"),
)
# All attributes that may say how something looks, and how the source of a page names them: to ask
# the source is much cheaper than to ask each element.
_NAMES = ("style", "hidden", *(name for name, _ in _HINTS))
_ATTRIBUTES = {name: etree.XPath(f"//@{name}", smart_strings=False) for name in _NAMES}
_MENTIONED = {
    name: re.compile(name.encode() + (b"" if name == "hidden" else rb"\s*=")) for name in _NAMES
}


class Cascade:
    """The winning values of the properties that this package looks at.

    `unsure` holds elements of which a rule may speak that cannot be judged; `generated` holds
    elements that show generated content, with the values of `content`.
    """

    def __init__(self, root: _Element, found: list[Rule]) -> None:
        self._won: dict[_Element, dict[str, tuple[_Priority, str]]] = {}
        self._variables: dict[str, set[str]] = {}
        self.unsure: set[_Element] = set()
        self.generated: dict[_Element, list[str]] = {}
        for rule in found:
            self._take_rule(root, rule)
        self._take_attributes(root)
        self._values = {
            element: {name: self._resolved(value) for name, (_, value) in won.items()}
            for element, won in self._won.items()
        }

    def of(self, element: _Element) -> Mapping[str, str]:
        """The values that are declared for an element itself."""
        return self._values.get(element, _SILENT)

    def _take_rule(self, root: _Element, rule: Rule) -> None:
        for element in rule.elements(root):
            if not rule.sure:
                if any(_is_suspect(declaration) for declaration in rule.declarations):
                    self.unsure.add(element)
            elif rule.pseudo is None:
                self._declare(element, rule.declarations, _SHEET, rule.specificity)
            else:
                self.generated.setdefault(element, []).extend(
                    declaration.value
                    for declaration in rule.declarations
                    if declaration.name == "content"
                )

    def _take_attributes(self, root: _Element) -> None:
        for element in root.iter():
            style = element.get("style")
            if style:
                self._declare(element, declarations(style), _INLINE, _NO_SELECTOR)
            for attribute, name in _HINTS:
                value = element.get(attribute)
                if value:
                    hint = Declaration(name, value.strip().lower())
                    self._declare(element, (hint,), _HINT, _NO_SELECTOR)

    def _declare(
        self,
        element: _Element,
        declared: tuple[Declaration, ...],
        origin: int,
        specificity: tuple[int, int, int],
    ) -> None:
        won = self._won.setdefault(element, {})
        for name, value, important in declared:
            rank = _IMPORTANT + (origin == _INLINE) if important else origin
            priority = (rank, specificity)
            if name not in won or won[name][0] <= priority:
                won[name] = (priority, value)
            if name.startswith("--"):
                self._variables.setdefault(name, set()).add(value)

    def _resolved(self, value: str) -> str:
        """A value with its custom properties replaced, where the page gives each one value."""
        return _VARIABLE.sub(self._variable, value) if "var(" in value else value

    def _variable(self, match: re.Match[str]) -> str:
        values = self._variables.get(match[1], set())
        if len(values) == 1:
            return next(iter(values))
        return match[0] if values else (match[2] or "").strip()


def cascade(root: _Element, attributes: Mapping[str, frozenset[str]]) -> Cascade | None:
    """The cascade of a page, given its `attributes` that say how something looks; None where
    nothing that it declares may hide or move text.
    """
    found = rules(root)
    if (
        attributes["hidden"]
        or _are_suspect(attributes)
        or any(_plays(rule, root) for rule in found)
    ):
        return Cascade(root, found)
    return None


def _plays(rule: Rule, root: _Element) -> bool:
    """Whether a rule may make something here unseen, or a figure look other than its text."""
    suspects = [declaration for declaration in rule.declarations if _is_suspect(declaration)]
    if not suspects:
        return False
    elements = rule.elements(root)
    anywhere = rule.pseudo is None and any(
        hides(name, value) or "var(" in value for name, value, _ in suspects
    )
    return bool(elements) and (anywhere or any(map(_stands_in_cell, elements)))


def _stands_in_cell(element: _Element) -> bool:
    """Whether an element stands in a cell, or in a short line with digits, which may be one."""
    if element.tag in _IN_CELL or next(element.iterancestors(*_IN_CELL), None) is not None:
        return True
    line = next(element.iterancestors(*_LINES), element)
    text = "".join("".join(map(str, line.itertext())).split())
    return line.tag == "pre" or (len(text) <= _LONGEST_FIGURE and any(map(str.isdigit, text)))


def _is_suspect(declaration: Declaration) -> bool:
    name, value, _ = declaration
    return "var(" in value or hides(name, value) or disturbs(name, value)


def looks(root: _Element, source: bytes) -> dict[str, frozenset[str]]:
    """The values of each attribute of a tree, made of a `source` in lower case, that may say how
    something looks.
    """
    return {
        name: _values(select(root)) if _MENTIONED[name].search(source) else frozenset()
        for name, select in _ATTRIBUTES.items()
    }


def _values(found: object) -> frozenset[str]:
    assert isinstance(found, list)
    return frozenset(map(str, found))


def _are_suspect(attributes: Mapping[str, frozenset[str]]) -> bool:
    for style in attributes["style"]:
        if may_matter(style) and any(map(_is_suspect, declarations(style))):
            return True
    return any(
        hides(name, value.strip().lower()) or disturbs(name, value.strip().lower())
        for attribute, name in _HINTS
        for value in attributes[attribute]
    )
