"""What names are found by: short forms, names without the place or its ending, pinyin and initials,
English words, codes. The words stand in search_names.yml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from pypinyin import lazy_pinyin

from foundation.agency_names import short_forms, without_bracket
from foundation.normalise import simplified, squash
from foundation.rules import Rules, load

_REMEMBERED: Final = 65_536
_SHORTEST_PLACE: Final = 2


class _Names(Rules):
    """What search_names.yml says."""

    short: dict[str, tuple[str, ...]]
    place: tuple[str, ...]
    level: dict[str, tuple[str, ...]]
    english: dict[str, tuple[str, ...]]
    synonyms: dict[str, str]


_SAID: Final = load(__package__, "search_names.yml", _Names)
SYNONYMS: Final = _SAID.synonyms
"""Words that readers type, and those of labels that are looked for instead."""


def spellings(name: str, place: str) -> tuple[str, ...]:
    """What a name is written as, in characters: `place` is the name of its division, if any.

    The first is the name itself. A name in traditional characters, or one that simplifying would
    change, stands in both.
    """
    before, rest = _parted(squash(name), squash(place))
    pairs = [
        (one, other)
        for one in ("", *short_places(before))
        for other in short_names(rest)
        if one or not before or other not in _SAID.short
    ]
    written = (one + other for one, other in pairs)
    simply = (_simplified(one) + _simplified(other) for one, other in pairs)
    return tuple(dict.fromkeys(one for one in (squash(name), *written, *simply) if one))


def latin(name: str, place: str, code: str = "") -> tuple[str, ...]:
    """What a name is written as in Latin letters and digits: its pinyin and initials, whole and of
    each part, English words, and its code.
    """
    before, rest = _parted(squash(name), squash(place))
    places = (("", ""), *map(_sounds, short_places(before)))
    sounds = [_sounds(one) for one in short_names(rest)]
    made = (
        written
        for whole, initials in places
        for sound, letters in sounds
        for written in (whole + sound, initials + letters)
    )
    alone = (written for pair in places for written in pair)
    words = (*_english(before, _SAID.level), *_english(rest, _SAID.english | _SAID.level))
    named = _sounds(without_bracket(squash(name)))
    return tuple(dict.fromkeys(one for one in (*named, *made, *alone, *words, code) if one))


def pinyin(text: str) -> str:
    """The pinyin of a text without tones and spaces."""
    return _sounds(text)[0]


# The parts of names are few, and are simplified once.
_simplified: Final = lru_cache(maxsize=_REMEMBERED)(simplified)


@lru_cache(maxsize=_REMEMBERED)
def short_places(place: str) -> tuple[str, ...]:
    """A division's name, and the same without its ending: 松江口县 as 松江口."""
    if not place:
        return ()
    ends = (end for end in _SAID.place if place.endswith(end))
    bare = place.removesuffix(next(ends, ""))
    return (place, bare) if _SHORTEST_PLACE <= len(bare) < len(place) else (place,)


@lru_cache(maxsize=_REMEMBERED)
def short_names(rest: str) -> tuple[str, ...]:
    """What is written for the part of a name behind its place: 发展和改革委员会 as 发改委."""
    made = [rest, *short_forms(rest)]
    for full, shorts in _SAID.short.items():
        if rest.endswith(full):
            made += [rest.removesuffix(full) + short for short in shorts]
    return tuple(dict.fromkeys(made))


def _parted(name: str, place: str) -> tuple[str, str]:
    """The place in a name, and what stands behind it; a name that does not hold its division's is
    all rest.
    """
    bare = without_bracket(name)
    _, found, rest = bare.partition(place) if place else ("", "", bare)
    return (found, rest) if found else ("", bare)


@lru_cache(maxsize=_REMEMBERED)
def _sounds(text: str) -> tuple[str, str]:
    """The pinyin of a text, and its initials."""
    syllables = [one.lower().replace("ü", "v") for one in lazy_pinyin(text)]
    letters = ["".join(filter(str.isalnum, one)) for one in syllables]
    return "".join(letters), "".join(one[:1] for one in letters)


def _english(text: str, words: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for chinese, english in words.items():
        if chinese in text:
            yield from english


def joined(parts: Iterable[str]) -> str:
    """Spellings as one text for the index, apart from each other."""
    return " | ".join(parts)
