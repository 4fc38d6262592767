"""Reports that a page carries without showing them: as strings in scripts, in templates, in fields
of forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree

from extract.readers.html.parse import Parsed, parse
from extract.readers.html.shell import report_words
from extract.readers.html.tables import Paths

if TYPE_CHECKING:
    from lxml.etree import _Element

_LITERAL = re.compile(
    r'"((?:[^"\\\n]|\\.)*)"' r"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`", re.DOTALL
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "\n", "v": "\n", "0": "", "\n": ""}
_MARKUP = re.compile(r"<[a-zA-Z!/]")
# A literal shorter than this is no article.
_SHORTEST = 40


@dataclass(frozen=True)
class Embedded:
    """The tree of a report that a page carries in one of its elements, and the path of that
    element.
    """

    parsed: Parsed
    path: str


def find_embedded(source: str) -> Embedded | None:
    """The report that a page carries in a script, template, field or hidden value; None where there
    is none.

    Of several, the one with most words of a report is taken, and the first of equals.
    """
    parsed = parse(source)
    paths = Paths(parsed.root)
    best: Embedded | None = None
    most = 0
    for element in parsed.root.iter("script", "textarea", "input", "template", "noscript"):
        for markup in _markup_in(element):
            inner = parse(markup)
            words = len(report_words(inner.root))
            if words > most:
                best, most = Embedded(inner, paths.of(element)), words
    return best


def _markup_in(element: _Element) -> Iterator[str]:
    """Every piece of HTML that an element may hold."""
    if element.tag in ("template", "noscript"):
        yield "".join(etree.tostring(child, method="html", encoding="unicode") for child in element)
        return
    text = (element.get("value") if element.tag == "input" else element.text) or ""
    if element.tag != "script" or _MARKUP.match(text.lstrip()):
        yield text
    else:
        yield from (literal for literal in _literals(text) if _MARKUP.search(literal))


def _literals(script: str) -> Iterator[str]:
    """The values of the string literals of a script."""
    for match in _LITERAL.finditer(script):
        if match.end() - match.start() >= _SHORTEST:
            literal = _ESCAPE.sub(_unescaped, match[match.lastindex or 0])
            yield literal if "<" in literal else unescape(literal)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _SIGNS.get(match[4], match[4])
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"
