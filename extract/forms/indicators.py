"""The words of the statistics table of 2014: which row, unit or column a printed text means.

Labels are matched by their spelling alone, never by likeness: indicators differ by one character
(微博, 微信) or by a word in front (同意, 不同意), and a label that is not known is kept as it is
printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from extract import forms
from extract.forms.labels import split_number
from foundation.normalise import REMEMBERED, clean, label_key, squash
from foundation.numbering import COUNT

# A shorter label may stand in any table, and tells none.
_SHORTEST_PROOF = 6
_LEAD = re.compile(r"^(?:其中[:,]?|\d{1,2}(?=\D))")
_BRACKET = re.compile(r"\(([^()]*)\)$")
# 申请办结数 and 申请办结数量 are one indicator; what would be left of 申请总数 says too little.
_COUNTING_WORD = re.compile(r"(?<=.{4})总?(?:数量|次数|数)$")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=REMEMBERED)
def bare(text: str) -> str:
    """A label without outline number, row number and 其中, squashed."""
    rest = squash(text)
    while (shorter := _LEAD.sub("", split_number(rest)[1])) != rest:
        rest = shorter
    return rest


def printed(text: str) -> str:
    """A label as it is printed, without its outline number and without spaces."""
    whole = shown(text)
    rest = split_number(whole)[1]
    return whole[len(whole) - len(rest) :]


def shown(text: str) -> str:
    """A text as it is printed, without spaces."""
    return _SPACE.sub("", clean(text))


def has_number(text: str) -> bool:
    """Whether a text begins with an outline number."""
    return split_number(text)[0] != ""


def is_top_heading(text: str) -> bool:
    """Whether a text begins with a number of the highest order (一、), as chapters do."""
    return re.match(COUNT, split_number(text)[0]) is not None


@lru_cache(maxsize=REMEMBERED)
def rows(text: str) -> tuple[int, ...]:
    """The rows of the form, by their place in it, that a label may mean: none, one, or several of
    the same wording.
    """
    return _rows_by_stem().get(_stem(text), ())


@cache
def _rows_by_stem() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, row in enumerate(forms.statistics().rows):
        for stem in dict.fromkeys(_stem(spelling) for spelling in row.spellings):
            found[stem] = (*found.get(stem, ()), place)
    return found


def key_of(label: str, chapter: str | None) -> str | None:
    """The key of the indicator that a label of a reading means; of two chapters that have the same
    label, by the chapter. None for a label that the form does not have.
    """
    known = [forms.statistics().rows[place] for place in rows(label)]
    if len(known) > 1:
        chapters = {forms.statistics().rows[place].chapter for place in rows(chapter or "")}
        known = [row for row in known if row.chapter in chapters]
    return (known[0].key or None) if len(known) == 1 else None


def _stem(text: str) -> str:
    """What tells a label from others: no outline number, no note of the form, no unit in brackets,
    no counting word.
    """
    rest = bare(text)
    while (match := _BRACKET.search(rest)) and _is_note(match[1]):
        rest = rest[: match.start()]
    key = label_key(rest)
    return _COUNTING_WORD.sub("", key)


def _is_note(text: str) -> bool:
    return text in forms.statistics().units or text.startswith(forms.statistics().note_words)


@lru_cache(maxsize=REMEMBERED)
def is_indicator(text: str) -> bool:
    """Whether a cell proves the statistics table: a long label of an indicator that no other table
    prints.
    """
    found = [forms.statistics().rows[place] for place in rows(text)]
    return len(bare(text)) >= _SHORTEST_PROOF and any(
        row.unit and not row.is_chapter for row in found
    )


def is_own_header(keys: Sequence[str]) -> bool:
    """Whether a row prints the header words of this table that no other table prints, given the
    keys of its cells.
    """
    return all(any(key.startswith(word) for key in keys) for word in forms.statistics().own_words)


@lru_cache(maxsize=REMEMBERED)
def header_role(text: str) -> str | None:
    """What stands under a header cell: label, unit, value, number or note; None where its word is
    not known.
    """
    key = label_key(_BRACKET.sub("", squash(text)))
    return next(
        (role for role, words in forms.statistics().header_words.items() if key in words), None
    )


def unit(text: str) -> str:
    """The unit that a text is, alone or in the brackets behind a label; empty where it is none."""
    squashed = squash(text)
    match = _BRACKET.search(squashed)
    for found in (squashed, *([re.sub("^单位:?", "", match[1])] if match else [])):
        if found in forms.statistics().units:
            return found
    return ""


def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else."""
    return squash(text) in forms.statistics().units


@cache
def number_with_unit() -> re.Pattern[str]:
    """A number with one of the table's units behind it."""
    units = sorted(forms.statistics().units, key=len, reverse=True)
    return re.compile(rf"^(?P<number>[+\-]?[\d,]+(?:\.\d+)?)(?P<unit>{'|'.join(units)})$")


@lru_cache(maxsize=REMEMBERED)
def is_footer(text: str) -> bool:
    """Whether a cell is of the lines under the table, which name people: they are never read as
    indicators.
    """
    words = "|".join(forms.statistics().footer_words)
    return re.match(rf"^(?:{words})(?:\([^()]*\))?(?::.*)?$", squash(text)) is not None
