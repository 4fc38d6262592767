"""What a cell says: a value, a status, and the doubts (form.md: "What a cell says")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, getcontext
from functools import lru_cache
from typing import Literal

from extract.cells.figure import Printed, figure
from extract.cells.units import SINGLE, TEN_THOUSAND_YUAN, Unit
from extract.cells.vocabulary import words
from foundation.normalise import REMEMBERED, clean, half_width, simplified

Kind = Literal["count", "change", "amount"]
Status = Literal["printed", "blank", "not_applicable", "inferred", "unreadable"]


@dataclass(frozen=True)
class Value:
    """A cell's value with its status; `raw` is what stood there, `issues` are codes of what was odd
    about it.
    """

    value: int | Decimal | None
    status: Status
    raw: str = ""
    issues: tuple[str, ...] = ()


# What readers put behind a figure that they saw and could not read for certain.
DOUBT = "?"
# Every dash of Unicode (category Pd), and the signs that are typed in their place.
_DASHES = (
    "-\u058a\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2053\u207b\u208b\u2212\u2500\u2501"
    "\u2e3a\u2e3b\u301c\u3030\u30fc\ufe31\ufe32\ufe58\ufe63\uff0d\uff5e\uff70\u23af\u02d7"
)
_STROKES = f"/\\／＼_~{_DASHES}"
_NOT_APPLICABLE = re.compile(rf"^[{re.escape(_STROKES)}]{{1,4}}$")
_MINUS = re.compile(rf"^[{re.escape(_DASHES)}](?=\d)")
_SPLIT_DIGITS = re.compile(r"^[\d\s.,+\-\u2212]*\d\s+[\d\s.,]*\d[\d\s.,]*$")
_DIGIT = re.compile(r"\d")
# Letters and ideographs; a private-use glyph is neither.
_WORD = re.compile(r"[^\W\d_]")
# Arithmetic rounds what has more digits than its context (28) keeps.
_MOST_DIGITS = getcontext().prec
_NOT_APPLICABLE_WORDS = ("N/A", "不涉及", "不适用")


@lru_cache(maxsize=REMEMBERED)
def parse(text: str, kind: Kind, unit: Unit | None = None) -> Value:
    """Read a cell of which nothing is known but its text.

    `kind` is what the form asks for there: `count` gives an int from zero up, `change` an int,
    `amount` a Decimal in units of 10,000 yuan. `unit` is what header, label and caption say that
    the numbers are counted in. What is there but cannot be read with confidence is `unreadable`;
    so is a number in words (`五十七`), because a label may be one.
    """
    return _parsed(text, kind, unit, in_words=False)


@lru_cache(maxsize=REMEMBERED)
def parse_figure(text: str, kind: Kind, unit: Unit | None = None) -> Value:
    """Read a cell that is known to stand where a figure belongs.

    As `parse`, but numbers in words are read, and so are phrases that say that there is nothing
    (无此情况).
    """
    return _parsed(text, kind, unit, in_words=True)


def _parsed(text: str, kind: Kind, unit: Unit | None, in_words: bool) -> Value:
    raw = clean(text).strip()
    # A comma between digits may be full-width or Chinese; quotes round a number come from
    # spreadsheets.
    stripped = half_width(raw).strip().replace("，", ",")
    if not stripped:
        return Value(None, "blank")
    bare = re.sub(r"\s", "", stripped)
    if bare in words("nothing"):
        return Value(Decimal(0) if kind == "amount" else 0, "printed", raw, ("zero_as_word",))
    if _says_not_applicable(bare, in_words):
        return Value(None, "not_applicable", raw)
    if _SPLIT_DIGITS.search(stripped):
        return _unreadable(raw, "digits_split")
    if stripped.endswith(DOUBT):
        certain = _parsed(stripped.removesuffix(DOUBT), kind, unit, in_words)
        if "not_a_number" not in certain.issues:
            return _unreadable(raw, "doubtful_reading")
    if not in_words and not _DIGIT.search(bare):
        return _unreadable(raw, "not_a_number")
    return _number(bare, kind, unit, in_words, raw)


def _number(bare: str, kind: Kind, unit: Unit | None, in_words: bool, raw: str) -> Value:
    """What a text without spaces says as a number."""
    printed = figure(_simplified(_MINUS.sub("-", bare)), kind == "amount", in_words)
    if printed is None:
        is_damaged = _DIGIT.search(bare) and not _WORD.search(bare)
        return _unreadable(raw, "damaged_number" if is_damaged else "not_a_number")
    if printed.problem:
        return _unreadable(raw, printed.problem)
    if len(printed.number.as_tuple().digits) > _MOST_DIGITS:
        return _unreadable(raw, "number_too_long")
    return _amount(printed, unit, raw) if kind == "amount" else _count(printed, kind, unit, raw)


def _unreadable(raw: str, code: str) -> Value:
    return Value(None, "unreadable", raw, (code,))


def _simplified(text: str) -> str:
    return text if text.isascii() else simplified(text)


def _says_not_applicable(text: str, in_words: bool) -> bool:
    if _NOT_APPLICABLE.match(text):
        return True
    phrases = words("not_applicable") if in_words else _NOT_APPLICABLE_WORDS
    return _simplified(text.upper().strip("。.()")) in phrases


def _amount(printed: Printed, header: Unit | None, raw: str) -> Value:
    unit = printed.unit or header or TEN_THOUSAND_YUAN
    if unit.of != "money" or printed.has_direction:
        return _unreadable(raw, "not_an_amount")
    if unit.times is None and printed.number:
        return _unreadable(raw, unit.issue)
    value = printed.number * (unit.times or 1)
    # Not by `quantize` or `%`, which refuse numbers of more digits than the context has.
    whole = value.to_integral_value()
    value = whole if value == whole else value.normalize()
    issues = (*printed.issues, *_unit_issues(unit, printed, "unit_differs_from_header"))
    is_plain = printed.unit is None and unit.times == 1 and raw == str(printed.number)
    return Value(value, "printed", "" if is_plain else raw, issues)


def _count(printed: Printed, kind: Kind, header: Unit | None, raw: str) -> Value:
    unit = printed.unit or header or SINGLE
    if unit.times is None and printed.number:
        return _unreadable(raw, unit.issue)
    value = printed.signed * (unit.times or 1)
    is_directed = printed.has_direction and kind != "change"
    if unit.of != "things" or is_directed or value != value.to_integral_value():
        return _unreadable(raw, "not_a_count")
    issues = (*printed.issues, *_unit_issues(unit, printed, "counted_in_multiples"))
    number = int(value)
    return Value(number, "printed", "" if raw == str(number) else raw, issues)


def _unit_issues(unit: Unit, printed: Printed, differs: str) -> tuple[str, ...]:
    """What is odd about the unit of a figure; 0 is the same in every unit."""
    if not printed.number:
        return ()
    if unit.times != 1:
        return (differs,)
    return (unit.issue,) if unit.issue else ()
