"""What a cell says: a value, a status, and the doubts (form.md: "What a cell says")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from foundation.normalise import REMEMBERED, clean, half_width

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
_NOT_APPLICABLE = re.compile(r"^[/\\\-—–―─_~]{1,4}$")
_NOT_APPLICABLE_WORDS = ("N/A", "不涉及", "不适用")
_NUMBER = r"(?P<sign>[+\-−]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
_PLAIN = re.compile(rf"^{_NUMBER}$")
_WITH_UNIT = re.compile(
    rf"^{_NUMBER}(?P<unit>件次|人次|亿元|万元|元|件|宗|起|份|条|项|个|次|人|部|例)$"
)
_WITH_NOTE = re.compile(
    rf"^{_NUMBER}(?P<unit>件|宗|起|份|条|项|个|次|万元|元)?(?P<note>\([^()]*\)|\[[^\[\]]*\]|[①-⑳¹²³⁰-⁹※†‡*↑↓]+)$"
)
_SPLIT_DIGITS = re.compile(r"^[\d\s.,+\-\u2212]*\d\s+[\d\s.,]*\d[\d\s.,]*$")
_DIGIT = re.compile(r"\d")
# Letters and ideographs; a private-use glyph is neither.
_WORD = re.compile(r"[^\W\d_]")
_YUAN_PER_UNIT = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}


@lru_cache(maxsize=REMEMBERED)
def parse(text: str, kind: Kind, header_unit: str = "万元") -> Value:
    """Read one cell.

    `kind` is what the form asks for there: `count` gives an int from zero up, `change` an int,
    `amount` a Decimal in units of 10,000 yuan. `header_unit` is the unit that holds for an amount
    without one of its own. What is there but cannot be read with confidence is `unreadable`.
    """
    raw = clean(text).strip()
    # A comma between digits may be full-width or Chinese; quotes round a number come from
    # spreadsheets.
    stripped = half_width(raw).strip().replace("，", ",")
    if not stripped:
        return Value(None, "blank")
    if stripped in ("无", "零"):
        return Value(Decimal(0) if kind == "amount" else 0, "printed", raw, ("zero_as_word",))
    if (
        _NOT_APPLICABLE.match(re.sub(r"\s", "", stripped))
        or stripped.upper() in _NOT_APPLICABLE_WORDS
    ):
        return Value(None, "not_applicable", raw)
    if _SPLIT_DIGITS.search(stripped):
        return Value(None, "unreadable", raw, ("digits_split",))
    if (
        stripped.endswith(DOUBT)
        and "not_a_number" not in parse(stripped.removesuffix(DOUBT), kind).issues
    ):
        return Value(None, "unreadable", raw, ("doubtful_reading",))
    return _parse_number(re.sub(r"\s", "", stripped), raw, kind, header_unit)


def _parse_number(text: str, raw: str, kind: Kind, header_unit: str) -> Value:
    match = _PLAIN.match(text) or _WITH_UNIT.match(text) or _WITH_NOTE.match(text)
    if match is None:
        damaged = _DIGIT.search(text) and not _WORD.search(text)
        return Value(None, "unreadable", raw, ("damaged_number" if damaged else "not_a_number",))
    number = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    if match["sign"] in ("-", "−"):
        number = -number
    groups = match.groupdict()
    unit = groups.get("unit") or ""
    issues = _oddities(match, unit, groups.get("note"))
    if kind == "amount":
        return _amount(number, unit, header_unit, raw, issues)
    if (
        unit.endswith("元")
        or number != number.to_integral_value()
        or (kind == "count" and number < 0)
    ):
        return Value(None, "unreadable", raw, ("not_a_count",))
    return Value(int(number), "printed", raw if raw != str(int(number)) else "", issues)


def _oddities(match: re.Match[str], unit: str, note: str | None) -> tuple[str, ...]:
    issues = []
    if len(match["digits"]) > 1 and match["digits"].startswith("0"):
        issues.append("zero_padded")
    if unit:
        issues.append("unit_in_cell")
    if note:
        issues.append("note_in_cell")
    return tuple(issues)


def _amount(
    number: Decimal, unit: str, header_unit: str, raw: str, issues: tuple[str, ...]
) -> Value:
    if unit and unit not in _YUAN_PER_UNIT:
        return Value(None, "unreadable", raw, ("not_an_amount",))
    if (unit or header_unit) != "万元":
        issues = (*issues, "unit_differs_from_header")
    value = number * _YUAN_PER_UNIT[unit or header_unit]
    value = value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1))
    plain = unit == "" and header_unit == "万元" and raw == str(number)
    return Value(value, "printed", "" if plain else raw, issues)
