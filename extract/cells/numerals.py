"""Numbers that are written in words: 五十七, 贰佰零柒点四六, 十二万五千, and mixed, 207万4600.

Only what has one meaning is read. Spoken short forms have two (一百二 is 120 and would spell 102)
and are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.cells.vocabulary import either, multiples
from foundation.numbering import ONES, VALUES

_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟两〇○", f"{ONES}十百千二零零")
_TIMES = {"十": 10, "百": 100, "千": 1000}

_D = f"[{ONES}]"
_TENS = f"(?:{_D}?十{_D}?)"
_HUNDREDS = f"(?:{_D}百(?:零{_D}|{_D}十{_D}?)?)"
_THOUSANDS = f"(?:{_D}千(?:零(?:{_TENS}|{_D})|{_HUNDREDS})?)"
_BELOW = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_D})"
_REST = f"(?:{_THOUSANDS}|零(?:{_HUNDREDS}|{_TENS}|{_D}))"
_WORDS = re.compile(
    f"(?P<wan>{_BELOW})万(?P<rest>{_REST})?|(?P<one>{_BELOW}|零)(?:点(?P<fraction>[零{ONES}]+))?"
)

_GROUPED = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_MIXED = re.compile(rf"(?:{_GROUPED}(?:\.\d+)?(?:{either(multiples())})?)+")
_PART = re.compile(rf"(?P<number>{_GROUPED}(?:\.\d+)?)(?P<multiple>{either(multiples())})?")


def in_words(text: str) -> tuple[Decimal, str] | None:
    """The number that Chinese numerals spell, and the multiple of its unit that stands behind its
    fraction (二百零七点四六万); None where they spell no number, or more than one.

    A single 一 is none: in a table it is as often a dash.
    """
    plain = text.translate(_PLAIN)
    multiple = next((word for word in ("万", "亿") if "点" in plain and plain.endswith(word)), "")
    match = _WORDS.fullmatch(plain.removesuffix(multiple))
    if match is None or plain == "一":
        return None
    if match["wan"]:
        return Decimal(_below(match["wan"]) * 10_000 + _below(match["rest"] or "")), multiple
    fraction = "".join(str(VALUES[digit]) for digit in match["fraction"] or "")
    return Decimal(f"{_below(match['one'])}.{fraction or 0}").normalize(), multiple


def _below(words: str) -> int:
    """A number below ten thousand; 0 for no words."""
    total, digit = 0, 0
    for sign in words:
        if sign in _TIMES:
            total += (digit or 1) * _TIMES[sign]
            digit = 0
        else:
            digit = VALUES[sign]
    return total + digit


@dataclass(frozen=True)
class Leading:
    """The number that a text begins with, the text of it, and the multiple of its unit behind it.

    Of a number in several parts (207万4600) the multiples are part of the number.
    """

    number: Decimal
    text: str
    multiple: str = ""


def leading(text: str) -> Leading | None:
    """The number in digits that a text begins with (162.35万, 207万4600); None where there is none,
    or its parts overlap.
    """
    match = _MIXED.match(text)
    if match is None:
        return None
    parts = [(part["number"], part["multiple"] or "") for part in _PART.finditer(match[0])]
    if len(parts) == 1:
        number, multiple = parts[0]
        return Leading(_decimal(number), match[0], multiple)
    total = _sum(parts)
    return None if total is None else Leading(total, match[0])


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _sum(parts: Sequence[tuple[str, str]]) -> Decimal | None:
    """What the parts of a number add up to; None unless each is smaller than the multiple before
    it, and whole but for the last.
    """
    times = [multiples().get(multiple, Decimal(1)) for _, multiple in parts]
    numbers = [_decimal(number) for number, _ in parts]
    values = [number * own for number, own in zip(numbers, times, strict=True)]
    overlaps = any(value >= before for value, before in zip(values[1:], times, strict=False))
    # 12万5 is spoken for 125,000 and would spell 120,005.
    is_spoken = not parts[-1][1] and numbers[-1] * 10 < times[-2]
    if overlaps or is_spoken or any(number % 1 for number in numbers[:-1]):
        return None
    return sum(values, Decimal(0))
