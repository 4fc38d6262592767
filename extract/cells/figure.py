"""A figure and the words around it: 约57件, 人民币162.35万元, 减少3, 22（其中修订16件）."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from extract.cells import numerals
from extract.cells.units import Unit, named, stated
from extract.cells.vocabulary import either, multiples, units, words
from foundation.numbering import ONES

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PLAIN = re.compile(rf"(?P<sign>[+-]?)(?P<number>{_DIGITS})")
_IN_WORDS = re.compile(f"[零〇○{ONES}两十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]+")
_NOTE = re.compile(r"\((?P<said>[^()]*)\)|\[(?P<cited>[^\[\]]*)\]|[①-⑳¹²³⁰-⁹※†‡*]+")


@dataclass
class Printed:
    """A figure as its cell prints it.

    `direction` is -1 where signs or words say that it is a decrease, 1 for an increase; `number`
    has no sign of its own then. `unit` is the unit that the cell itself names. `issues` are the
    codes of what else stood there; `problem` is the code of what makes it unreadable.
    """

    number: Decimal = Decimal(0)
    unit: Unit | None = None
    directions: list[int] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def signed(self) -> Decimal:
        """The number with the direction that stands beside it."""
        return -self.number if -1 in self.directions else self.number

    @property
    def has_direction(self) -> bool:
        """Whether it is a decrease, or in words an increase, which a count or an amount is not."""
        return -1 in self.directions or "direction_in_cell" in self.issues


@cache
def _before() -> re.Pattern[str]:
    groups = {
        "passing": (*words("sums"), *units("renminbi"), ":"),
        "about": words("about"),
        "inexact": words("inexact"),
        "less": (*words("less"), "-"),
        "more": (*words("more"), "+"),
    }
    return _one_of(groups)


@cache
def _behind() -> re.Pattern[str]:
    groups = {
        "about": words("about"),
        "inexact": words("inexact"),
        "less": words("less"),
        "more": words("more"),
    }
    return _one_of(groups)


def _one_of(groups: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{either(group)})" for name, group in groups.items()))


@cache
def _unit_words() -> re.Pattern[str]:
    renminbi = either(units("renminbi"))
    money = either((*units("foreign"), *units("yuan")))
    return re.compile(
        rf"(?:{either(multiples())})?(?:(?:{money})(?:\(?(?:{renminbi})\)?)?|{either(units('measures'))})"
    )


def figure(text: str, is_money: bool, in_words: bool) -> Printed | None:
    """The figure of a cell (squashed, half-width, simplified); None where its text is something
    else.

    `is_money` says what a multiple without a unit (162.35万) counts: yuan or things; `in_words`
    whether Chinese numerals are numbers.
    """
    plain = _PLAIN.fullmatch(text)
    if plain:
        return _plain(plain["sign"], plain["number"])
    printed = Printed()
    rest = _peeled_before(text, printed)
    number = _with_digits(rest, printed) or (_with_words(rest, printed) if in_words else None)
    if number is None:
        return None
    multiple, rest = number
    rest = _peel(rest, _behind(), printed)
    unit = _unit_words().match(multiple + rest)
    if unit:
        rest = (multiple + rest)[unit.end() :]
    _own_unit(unit[0] if unit else multiple, is_money, printed)
    rest = _peel(rest, _behind(), printed)
    rest = _note(rest, printed)
    if rest:
        return None
    if len(set(printed.directions)) > 1:
        printed.problem = printed.problem or "direction_unclear"
    return printed


def _plain(sign: str, number: str) -> Printed:
    printed = Printed(Decimal(number.replace(",", "")), issues=_padded(number))
    printed.directions = [-1] if sign == "-" else [1] if sign else []
    return printed


def _padded(number: str) -> list[str]:
    whole = number.split(".")[0]
    return ["zero_padded"] if len(whole) > 1 and whole.startswith("0") else []


def _peeled_before(text: str, printed: Printed) -> str:
    """What follows the words before a figure."""
    rest = _peel(text, _before(), printed)
    if len(printed.directions) > 1:
        printed.problem = "direction_unclear"
    return rest


def _peel(text: str, pattern: re.Pattern[str], printed: Printed) -> str:
    """Note the words that a text begins with; what follows them."""
    while text and (match := pattern.match(text)):
        _heed(str(match.lastgroup), match[0], printed)
        text = text[match.end() :]
    return text


def _heed(group: str, word: str, printed: Printed) -> None:
    if group == "about":
        printed.issues.append("approximate")
    elif group == "inexact":
        printed.problem = "not_exact"
    elif group in ("less", "more"):
        printed.directions.append(-1 if group == "less" else 1)
        if word not in "+-":
            printed.issues.append("direction_in_cell")


def _with_digits(text: str, printed: Printed) -> tuple[str, str] | None:
    """Read the number that a text begins with; the multiple of its unit, and what follows."""
    found = numerals.leading(text)
    if found is None:
        return None
    printed.number = found.number
    printed.issues += _padded(found.text)
    return found.multiple, text[len(found.text) :]


def _with_words(text: str, printed: Printed) -> tuple[str, str] | None:
    match = _IN_WORDS.match(text)
    if match is None:
        return None
    found = numerals.in_words(match[0])
    if found is None:
        return None
    printed.number, multiple = found
    printed.issues.append("number_in_words")
    return multiple, text[match.end() :]


def _own_unit(word: str, is_money: bool, printed: Printed) -> None:
    """The unit that stands behind the number; a multiple alone counts yuan, or things."""
    if not word:
        return
    printed.unit = named(word) or named(word + ("元" if is_money else "件"))
    printed.issues.append("unit_in_cell")


def _note(text: str, printed: Printed) -> str:
    """Read what stands in brackets behind a figure: a unit, a direction, or a note."""
    match = _NOTE.match(text)
    if match is None:
        return text
    said = match["said"] or ""
    of_bracket = stated(match[0]) if said else ()
    if said in (*words("less"), *words("more")):
        _heed("less" if said in words("less") else "more", said, printed)
    elif of_bracket and printed.unit is None:
        printed.unit = of_bracket[0]
        printed.issues.append("unit_in_cell")
    else:
        printed.issues.append("note_in_cell")
    return text[match.end() :]
