"""Cells whose figure a reader does not trust, and why: one vocabulary of doubts for all formats
(issues.yml, "Shown, not stored").
"""

from __future__ import annotations

import re
from collections.abc import Collection

from extract.codes import issue_meanings
from extract.readers.positions.unreadable import doubted, has_words

_DIGIT = re.compile(r"\d")
# Controls that make a reader see the characters in another order than the file has them.
_REORDERING = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
_MOST_PLACES = 8


class Doubts:
    """Marks cells of one document, and keeps for its issues which doubt met which places."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}

    def mark(self, text: str, codes: Collection[str], place: str) -> str:
        """The text of a cell, marked as unreadable where a doubt meets a figure or an empty cell.

        `codes` are those of issues.yml. Words are no figure: a doubt in a label says nothing.
        """
        if not codes and text.isascii():
            return text
        if _REORDERING.search(text) and _DIGIT.search(text):
            codes = {*codes, "bidirectional_controls"}
        if not codes or has_words(text):
            return text
        for code in sorted(codes):
            self.note(code, place)
        return doubted(text)

    def note(self, code: str, place: str) -> None:
        """Keep a doubt that leaves the figure readable: what was left out of it is known."""
        self._places.setdefault(code, []).append(place)

    def issues(self) -> list[tuple[str, str]]:
        """The issues of the document: one for each code, with the first places that it met."""
        return [
            (code, f"{issue_meanings()[code].en}: {_listed(places)}")
            for code, places in sorted(self._places.items())
        ]


def _listed(places: list[str]) -> str:
    more = len(places) - _MOST_PLACES
    shown = ", ".join(places[:_MOST_PLACES])
    return f"{shown} and {more} more" if more > 0 else shown
