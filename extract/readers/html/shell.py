"""What the head of a page says, and which of its texts are the report's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from foundation.bodies import squashed, words_in

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFRESH = re.compile(
    r"^\s*\d*[.\d]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE | re.DOTALL
)


def is_only_report(text: str, root: _Element, whole: bool) -> bool:
    """Whether a text of a tree is all of the report that the tree holds; where `whole` is not asked
    for, or all of a part of it.
    """
    own = "".join(text.split())
    words = words_in(own)
    if not words:
        return False
    everything = squashed(root)
    asked = words_in(everything) if whole else words
    return all(own.count(word) == everything.count(word) for word in asked)


def report_words(body: _Element) -> list[str]:
    """The words of a report that a body shows."""
    return words_in(squashed(body))


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
