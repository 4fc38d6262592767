"""Text as it is compared: one spelling for what documents write in many ways. Nothing here is ever
shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# Word leaves the names of bookmarks in text that is pasted from it.
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
# Zero-width characters, byte order marks and soft hyphens carry no text. Private-use glyphs stay:
# one may be a digit.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Some pages part words by characters that have no width.
_WIDE_SPACE = re.compile(r"[\s\u200b\ufeff]+")
# What Unicode calls format characters and private use.
_UNSEEN = ("Cf", "Co")
# Full-width ASCII only: NFKC would also turn a footnote mark such as ① into a digit.
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_HALF_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


# Reports print the same few hundred labels and digits again and again; what was worked out once is
# kept.
REMEMBERED = 4096


# Copies on other hosts print traditional characters, mostly with their pinyin after them:
# 數(shù)量. What stands before a bracket is asked behind it, which is found much faster.
_PINYIN = re.compile(r"[(（](?<=[\u3400-\u9fff].)[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,7}[)）]")


# Characters that are written otherwise in the other script and stand in every page of this kind.
_TRADITIONAL = re.compile("[開報務縣區國與為這說時會辦聯來號機構發佈]")


# What the readers make of a raised mark: 规章[1].
_FOOTNOTE = re.compile(r"\[\d{1,2}\]|[①-⑳¹²³⁰-⁹※]")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Text in simplified characters. Names must not pass through it: 乾县 would become 干县."""
    return text if text.isascii() else str(_to_simplified().convert(text))


def in_simplified(text: str) -> str:
    """Text in simplified characters where it is written in traditional ones, which some of its
    characters give away; else as it is.
    """
    return simplified(text) if _TRADITIONAL.search(text) else text


def without_pinyin(text: str) -> str:
    """Text without the pinyin that stands in brackets behind single characters."""
    return _PINYIN.sub("", text)


def clean(text: str) -> str:
    """Text without bookmark names and invisible characters, with its lines and spaces as they
    were.
    """
    return _INVISIBLE.sub("", _BOOKMARK.sub("", text))


def half_width(text: str) -> str:
    """Full-width ASCII letters, digits and signs as their half-width forms; everything else
    unchanged.
    """
    return _FULL_WIDTH.sub(_half_width, text)


def _half_width(match: re.Match[str]) -> str:
    return _HALF_WIDTH[match[0]]


@lru_cache(maxsize=REMEMBERED)
def squash(text: str) -> str:
    """Text without any space, in half-width signs: what titles, headings and dates are matched
    on.
    """
    return _squashed(text)


def _squashed(text: str) -> str:
    return without_pinyin("".join(half_width(clean(text)).split()))


@lru_cache(maxsize=REMEMBERED)
def folded(text: str) -> str:
    """Text as the titles of pages are compared: squashed, in simplified characters, with one
    character for each that Unicode calls compatible (⾏ is 行, … is ...), and nothing unseen.
    """
    compatible = unicodedata.normalize("NFKC", text)
    unseen = {ord(char) for char in set(compatible) if unicodedata.category(char) in _UNSEEN}
    return simplified(_squashed(compatible.translate(dict.fromkeys(unseen))))


def squeezed(text: str | None) -> str:
    """Text with every run of white space (also U+3000 and no-break spaces) made one space, and
    none at its ends.
    """
    return _WIDE_SPACE.sub(" ", text or "").strip()


@lru_cache(maxsize=REMEMBERED)
def label_key(text: str) -> str:
    """The comparable core of a label: squashed, in simplified characters, without quotes, brackets
    or punctuation.

    Brackets themselves go, their content stays, because labels put essential words in them.
    """
    words = _FOOTNOTE.sub("", squash(text))
    return simplified(words if words.isalnum() else "".join(filter(str.isalnum, words)))
