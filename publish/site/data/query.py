"""What a reader types into the search box: words and quoted phrases, as a question to the index and
as marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from foundation.normalise import half_width, simplified
from publish.schema.fulltext import space_ideographs

# A phrase in quotation marks of either script, or a word up to the next white space.
_TERM: Final = re.compile(r'["“”「]([^"“”「」]*)["“”」]|([^\s"“”「」]+)')
# A year that is glued to a name; one with 年 behind it is a word with it.
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?:年度?)?(?!\d)")
_MOST_TERMS: Final = 12
_LONGEST: Final = 200
_BEFORE: Final = 36
_AFTER: Final = 90

Piece = tuple[str, bool]
"""A piece of a snippet, and whether it is marked."""


@dataclass(frozen=True)
class Query:
    """The terms of a search, all of which must be found."""

    terms: tuple[str, ...]

    @property
    def match(self) -> str:
        """The question in the language of FTS5; every term is a phrase, so nothing in it is an
        operator.

        The index holds every ideograph as a word. A term that ends in a letter or digit finds
        longer words too.
        """
        return " AND ".join(_phrase(term) for term in self.terms)

    def pieces(self, text: str, whole: bool = False) -> tuple[Piece, ...]:
        """A snippet of the text round the first place that is found (or all of it), cut where marks
        begin and end.
        """
        pattern = self._pattern()
        first = pattern.search(text)
        start, end = (0, len(text)) if whole else _window(text, first.start() if first else 0)
        pieces: list[Piece] = [("…", False)] if start else []
        position = start
        for found in pattern.finditer(text, start, end):
            pieces += [(text[position : found.start()], False), (found.group(), True)]
            position = found.end()
        pieces += [(text[position:end], False), *([("…", False)] if end < len(text) else [])]
        return tuple(piece for piece in pieces if piece[0])

    def _pattern(self) -> re.Pattern[str]:
        written = (one for term in self.terms for one in dict.fromkeys((term, simplified(term))))
        return re.compile("|".join(map(_expression, written)), re.IGNORECASE)


def parse(typed: str) -> Query:
    """The query that was typed; empty where it holds no letter, digit or ideograph."""
    text = half_width(typed[:_LONGEST])
    found = (
        term
        for quoted, word in _TERM.findall(text)
        for term in ([quoted] if quoted else _YEAR.sub(r" \g<0> ", word).split())
    )
    return Query(tuple(dict.fromkeys(term for term in found if _tokens(term)))[:_MOST_TERMS])


def _window(text: str, first: int) -> tuple[int, int]:
    start = max(0, first - _BEFORE)
    return start, min(len(text), start + _BEFORE + _AFTER)


def _tokens(term: str) -> list[str]:
    """The words of a term as the index has them: ideographs one by one, other letters and digits in
    runs.
    """
    return re.findall(r"[^\W_]+", space_ideographs(term))


def _phrase(term: str) -> str:
    """The term as it was typed or, in traditional characters, as simplified ones write it."""
    both = dict.fromkeys((term, simplified(term)))
    phrases = " OR ".join(_exactly(one) for one in both)
    return f"({phrases})" if len(both) > 1 else phrases


def _exactly(term: str) -> str:
    tokens = _tokens(term)
    return f'"{" ".join(tokens)}"' + ("" if _is_ideograph(tokens[-1]) else " *")


def _is_ideograph(token: str) -> bool:
    return space_ideographs(token) != token


def _expression(term: str) -> str:
    tokens = _tokens(term)
    start = "" if _is_ideograph(tokens[0]) else "(?<![0-9A-Za-z])"
    return start + r"[\W_]*".join(re.escape(token) for token in tokens)
