"""Number formats of spreadsheets: which text a value shows (ECMA-376 part 1, 18.8.31).

What reports use is followed exactly: placeholders, decimals, thousands, scaling by commas, literal
text, percent, sections for signs and conditions. Of anything else it is said that it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from extract.readers.sheets.model import general

# Formats that files name by number; those of dates differ by language and are all dates.
BUILT_IN = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"},
    **{11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 37: "#,##0_);(#,##0)"},
    **{38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)"},
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
    **{41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 48: "##0.0E+0", 49: "@"},
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)',
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COLOUR = re.compile(r"(?:black|blue|cyan|green|magenta|red|yellow|color\s*\d+|颜色\s*\d+)", re.I)
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-.*)?")
_TESTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda value, limit: value < limit,
    ">": lambda value, limit: value > limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
    "<>": lambda value, limit: value != limit,
}
_DATE_LETTERS = frozenset("ymdhsYMDHS")
_PLACEHOLDERS = frozenset("0#?")
_UNKNOWN = frozenset("/Ee@")
_FIRST_DAY = datetime(1899, 12, 30)
# Days from then to the last of the calendar, which seconds that are rounded up would leave.
_LAST_DAY = 2_958_465


class _Token(NamedTuple):
    """A literal text, or a sign of the format; brackets are taken out before."""

    text: str
    is_literal: bool


class _Section(NamedTuple):
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None
    is_known: bool


def shown(value: float, code: str) -> str | None:
    """The text that a number shows under a format; None where that is not known.

    A date is given as in ISO 8601, however it is written.
    """
    if not isfinite(value):
        return None
    sections = _sections(code)
    number = Decimal(f"{value:.15g}")
    section, number = _chosen(sections, number)
    if section is None or not section.is_known:
        return None
    signs = "".join(token.text for token in section.tokens if not token.is_literal)
    if signs.lower() in ("general", "g/通用格式", "@"):
        literal = [token.text if token.is_literal else "\0" for token in section.tokens]
        return re.sub("\0+", general(float(number)), "".join(literal))
    if _DATE_LETTERS & set(signs):
        return _date(value)
    if _UNKNOWN & set(signs) or re.search("[A-Za-z]", signs):
        return None
    return _number(number, section.tokens)


def hides_text(code: str) -> bool:
    """Whether a format has a section for texts that does not show them."""
    sections = _sections(code)
    return len(sections) > 3 and all(token.text != "@" for token in sections[3].tokens)


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["plain"] == ";":
            parts.append([])
        else:
            parts[-1].append(match)
    return tuple(_section(part) for part in parts)


def _section(matches: list[re.Match[str]]) -> _Section:
    tokens: list[_Token] = []
    condition = None
    is_known = True
    for match in matches:
        bracket = match["bracket"]
        if bracket is None:
            tokens.append(_token(match))
        elif found := _CONDITION.fullmatch(bracket):
            condition = found[1], Decimal(found[2])
        elif sign := _CURRENCY.fullmatch(bracket):
            tokens.append(_Token(sign["sign"], True))
        elif not _COLOUR.fullmatch(bracket):
            is_known = False
    return _Section(tuple(tokens), condition, is_known)


def _token(match: re.Match[str]) -> _Token:
    if match["plain"] is not None:
        return _Token(match["plain"], False)
    return _Token(match["quoted"] or match["escaped"] or "", True)


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, Decimal]:
    """The section for a number, and the number as that section prints it: some leave out its
    minus.
    """
    if any(section.condition for section in sections):
        return _by_condition(sections, number), number
    numeric = sections[:3]
    if number > 0 or len(numeric) == 1:
        return sections[0], number
    if number < 0:
        return sections[1], -number
    return (sections[2] if len(numeric) == 3 else sections[0]), number


def _by_condition(sections: tuple[_Section, ...], number: Decimal) -> _Section | None:
    """Where sections have conditions, the first that holds; how a minus is then written is not
    known.
    """
    if number < 0:
        return None
    for section in sections[:3]:
        if section.condition is None:
            return section
        if _TESTS[section.condition[0]](number, section.condition[1]):
            return section
    return None


def _date(value: float) -> str | None:
    if not 0 <= value < _LAST_DAY:
        return None
    moment = _FIRST_DAY + timedelta(days=value)
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    if value < 1:
        return moment.time().isoformat()
    return (moment.date() if moment.time() == datetime.min.time() else moment).isoformat()


class _Layout(NamedTuple):
    """Where in a section the digits of a number go, and by what it is multiplied before.

    `whole` and `decimals` are the placeholders before and behind the point; `commas` are all of
    them, `grouping` those that mark thousands.
    """

    whole: list[int]
    decimals: list[int]
    commas: list[int]
    grouping: list[int]
    factor: Decimal


def _number(number: Decimal, tokens: tuple[_Token, ...]) -> str | None:
    layout = _layout(tokens)
    if layout is None:
        return "".join(token.text for token in tokens if token.is_literal or token.text != ",")
    if layout.grouping and not _is_run(layout.whole, layout.commas):
        return None
    try:
        number = _rounded(number * layout.factor, len(layout.decimals))
    except InvalidOperation:  # more digits than a decimal has: no figure of a report
        return None
    units, _, fraction = f"{abs(number):f}".partition(".")
    digits = {
        **_whole_digits(units, _signs(tokens, layout.whole), bool(layout.grouping)),
        **_decimal_digits(fraction, _signs(tokens, layout.decimals)),
        **dict.fromkeys(layout.commas, ""),
    }
    printed = "".join(digits.get(at, token.text) for at, token in enumerate(tokens))
    return f"-{printed}" if number < 0 else printed


def _layout(tokens: tuple[_Token, ...]) -> _Layout | None:
    """How a section lays out a number; None where it has no place for one."""
    places = [at for at, token in enumerate(tokens) if _is_placeholder(token)]
    if not places:
        return None
    point = next(iter(_places_of(".", tokens)), places[-1] + 1)
    whole = [at for at in places if at < point]
    commas = _places_of(",", tokens)
    # Commas behind the last digit before the point each divide by a thousand.
    last = whole[-1] if whole else point
    grouping = [at for at in commas if at < last]
    percent = Decimal(100) ** len(_places_of("%", tokens))
    return _Layout(
        whole=whole,
        decimals=[at for at in places if at > point],
        commas=commas,
        grouping=grouping,
        factor=percent / Decimal(1000) ** (len(commas) - len(grouping)),
    )


def _places_of(sign: str, tokens: tuple[_Token, ...]) -> list[int]:
    return [at for at, token in enumerate(tokens) if not token.is_literal and token.text == sign]


def _signs(tokens: tuple[_Token, ...], places: list[int]) -> list[tuple[int, str]]:
    return [(at, tokens[at].text) for at in places]


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _is_placeholder(token: _Token) -> bool:
    return not token.is_literal and token.text in _PLACEHOLDERS


def _is_run(whole: list[int], commas: list[int]) -> bool:
    """Whether nothing but thousands marks stands between the placeholders of the whole part."""
    between = set(range(whole[0], whole[-1] + 1)) if whole else set()
    return between <= {*whole, *commas}


def _whole_digits(units: str, places: list[tuple[int, str]], grouped: bool) -> dict[int, str]:
    """The digits that each placeholder before the point takes, from the right; the first takes the
    rest.
    """
    units = units.lstrip("0")
    if not places:
        return {}
    (first, sign), *others = places
    if grouped:
        least = sum(sign == "0" for _, sign in places)
        return {first: _grouped(units, least), **{at: "" for at, _ in others}}
    taken: dict[int, str] = {}
    for at, own_sign in reversed(others):
        taken[at] = units[-1:] or _padding(own_sign)
        units = units[:-1]
    taken[first] = units or _padding(sign)
    return taken


def _grouped(units: str, least: int) -> str:
    """Digits with marks between thousands; zeros that fill them up to `least` digits have none."""
    padded = units.rjust(least, "0")
    return padded if padded[:1] in ("", "0") and padded != "0" else f"{int(padded):,}"


def _padding(sign: str) -> str:
    return "0" if sign == "0" else ""


def _decimal_digits(fraction: str, places: list[tuple[int, str]]) -> dict[int, str]:
    """The digits behind the point; `#` and `?` show no zero at the end."""
    taken: dict[int, str] = {}
    is_end = True
    for (at, sign), digit in reversed(list(zip(places, fraction, strict=True))):
        is_end = is_end and digit == "0" and sign != "0"
        taken[at] = "" if is_end else digit
    return taken
