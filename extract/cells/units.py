"""One parser of units, for headers, captions, row labels, cells and brackets.

A unit is money, counted in 万元 as the statutory form asks for it, or things, counted singly. What
is foreign, unknown, or said in two ways at once is a unit too: one in which nothing can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from extract.cells.vocabulary import either, multiples, units
from foundation.normalise import REMEMBERED, simplified, squash

Of = Literal["money", "things"]

_YUAN_IN_TEN_THOUSAND = Decimal("0.0001")


@dataclass(frozen=True)
class Unit:
    """What one of a printed number is: `times` 万元, or `times` things.

    `times` is None where nothing can be read in it; `issue` says why. A unit that no text states
    holds by default, and is not `stated`.
    """

    of: Of
    times: Decimal | None
    issue: str = ""
    stated: bool = True


TEN_THOUSAND_YUAN = Unit("money", Decimal(1))
ASSUMED_TEN_THOUSAND_YUAN = Unit("money", Decimal(1), "unit_not_stated", stated=False)
SINGLE = Unit("things", Decimal(1))
_ASSUMED_SINGLE = Unit("things", Decimal(1), stated=False)
_UNKNOWN_MONEY = Unit("money", None, "unit_unknown")
_UNKNOWN_THINGS = Unit("things", None, "unit_unknown")
_CONFLICT = "units_conflict"


@cache
def _money() -> re.Pattern[str]:
    renminbi = either(units("renminbi"))
    return re.compile(
        rf"(?:{renminbi})?(?P<multiple>{either(multiples())})?(?:{either(units('yuan'))})(?:{renminbi})?"
    )


@cache
def _things() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<multiple>{either(multiples())})?(?:{either(units('measures'))})(?:\([^()]\))?"
    )


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(multiples())})?(?:{either(units('foreign'))})")


@cache
def _ends_like_money() -> re.Pattern[str]:
    return re.compile(rf".*(?:{either((*units('money_endings'), *units('foreign')))})")


@lru_cache(maxsize=REMEMBERED)
def named(text: str) -> Unit | None:
    """The unit that a text is, whole: 万元, 人民币元, 百件, 批次; None where it is none."""
    words = simplified(squash(text))
    money = _money().fullmatch(words)
    if money:
        return Unit("money", _times(money["multiple"]) * _YUAN_IN_TEN_THOUSAND)
    things = _things().fullmatch(words)
    if things:
        return Unit("things", _times(things["multiple"]))
    return _UNKNOWN_MONEY if _foreign().fullmatch(words) else None


def _times(multiple: str | None) -> Decimal:
    return multiples()[multiple] if multiple else Decimal(1)


@cache
def _after_unit_word() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{either(units('unit_words'))})[:：为是]?(?P<said>[^()\[\]【】〔〕;。|]+)"
    )


_BRACKETS = re.compile(r"[(\[【〔](?P<said>[^()\[\]【】〔〕]+)[)\]】〕]")
_TAKEN_AS = re.compile(r"以(?P<said>[^,。以]{1,6})为单位")
_AFTER_SLASH = re.compile(r"[/／](?P<said>[^/／]{1,4})$")
_AFTER_AMOUNT = re.compile(r"金额(?P<said>[^()]{1,6})$")
_SEPARATORS = re.compile(r"[、,，/／和及与:：]")


@lru_cache(maxsize=REMEMBERED)
def stated(text: str) -> tuple[Unit, ...]:
    """The units that a header, a caption or a row label states, in the order of their printing.

    What stands after 单位 and ends like money (单位：万美元) is an unknown unit; other words there
    are no units (填报单位：…局).
    """
    words = simplified(squash(text))
    said = [match["said"] for match in _after_unit_word().finditer(words)]
    said += [match["said"] for match in _TAKEN_AS.finditer(words)]
    found = [unit for part in said for unit in _listed(part, after_unit_word=True)]
    found += [unit for match in _BRACKETS.finditer(words) for unit in _listed(_bare(match["said"]))]
    for pattern in (_AFTER_SLASH, _AFTER_AMOUNT):
        match = pattern.search(words)
        unit = named(match["said"]) if match else None
        found += [unit] if unit else []
    return tuple(dict.fromkeys(found))


def _bare(words: str) -> str:
    """What a bracket says, without the 单位 and 人民币 before its unit."""
    before = either((*units("unit_words"), *units("renminbi")))
    return re.sub(rf"^(?:(?:{before})[:：]?)+(?=.)", "", words)


def _listed(words: str, after_unit_word: bool = False) -> list[Unit]:
    """The units of a list; none where it says something else."""
    parts = [part for part in _SEPARATORS.split(words) if part]
    found = [
        unit
        for part in parts
        if part not in units("renminbi") and (unit := _one(part, after_unit_word))
    ]
    return found if after_unit_word or len(found) == len(parts) else []


def _one(part: str, after_unit_word: bool) -> Unit | None:
    unit = named(part)
    if unit is None and _ends_like_money().fullmatch(part) and (after_unit_word or len(part) < 3):
        return _UNKNOWN_MONEY
    return unit


def settled(of: Of, *sources: Iterable[Unit]) -> Unit:
    """The unit of one kind that holds where several places may state it.

    Places that disagree leave a unit in which nothing can be read. Where none states it, money is
    in 万元 and things are counted singly, as the form prints it.
    """
    found = {unit for source in sources for unit in source if unit.of == of}
    if len(found) > 1:
        return Unit(of, None, _CONFLICT)
    if found:
        return found.pop()
    return ASSUMED_TEN_THOUSAND_YUAN if of == "money" else _ASSUMED_SINGLE
