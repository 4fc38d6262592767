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
        if match["bracket"] is not None:
            found = _CONDITION.fullmatch(match["bracket"])
            sign = _CURRENCY.fullmatch(match["bracket"])
            if found:
                condition = found[1], Decimal(found[2])
            elif sign:
                tokens.append(_Token(sign["sign"], True))
            else:
                is_known = is_known and bool(_COLOUR.fullmatch(match["bracket"]))
        elif match["plain"] is not None:
            tokens.append(_Token(match["plain"], False))
        else:
            tokens.append(_Token(match["quoted"] or match["escaped"] or "", True))
    return _Section(tuple(tokens), condition, is_known)


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


def _number(number: Decimal, tokens: tuple[_Token, ...]) -> str | None:
    places = [at for at, token in enumerate(tokens) if _is_placeholder(token)]
    if not places:
        return "".join(token.text for token in tokens if token.is_literal or token.text != ",")
    points = [at for at, token in enumerate(tokens) if _is_sign(token, ".")]
    point = points[0] if points else places[-1] + 1
    whole = [at for at in places if at < point]
    decimals = [at for at in places if at > point]
    commas = [at for at, token in enumerate(tokens) if _is_sign(token, ",")]
    scaled = [at for at in commas if at > (max(whole) if whole else point) or at > places[-1]]
    grouped = len(commas) > len(scaled)
    percent = sum(_is_sign(token, "%") for token in tokens)
    number = number * 100**percent / 1000 ** len(scaled)
    try:
        number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than a decimal has: no figure of a report
        return None
    units, _, fraction = f"{abs(number):f}".partition(".")
    digits = {
        **_whole_digits(units, [(at, tokens[at].text) for at in whole], grouped),
        **_decimal_digits(fraction, [(at, tokens[at].text) for at in decimals]),
    }
    if grouped and not _is_run(whole, commas):
        return None
    printed = [
        digits.get(at, "" if _is_sign(token, ",") else token.text)
        for at, token in enumerate(tokens)
    ]
    return ("-" if number < 0 else "") + "".join(printed)


def _is_placeholder(token: _Token) -> bool:
    return not token.is_literal and token.text in _PLACEHOLDERS


def _is_sign(token: _Token, sign: str) -> bool:
    return not token.is_literal and token.text == sign


def _is_run(whole: list[int], commas: list[int]) -> bool:
    """Whether nothing but thousands marks stands between the placeholders of the whole part."""
    between = set(range(whole[0], whole[-1] + 1)) if whole else set()
    return between <= {*whole, *commas}


def _whole_digits(units: str, places: list[tuple[int, str]], grouped: bool) -> dict[int, str]:
    """The digits that each placeholder before the point takes, from the right; the first takes the
    rest.
    """
    units = units.lstrip("0")
    if grouped:
        least = sum(sign == "0" for _, sign in places)
        padded = units.rjust(least, "0") or "0" * least
        marked = f"{int(padded):,}" if padded and len(padded) == len(str(int(padded))) else padded
        return {at: marked if number == 0 else "" for number, (at, _) in enumerate(places)}
    taken: dict[int, str] = {}
    for at, sign in reversed(places[1:]):
        taken[at] = units[-1:] or ("0" if sign == "0" else "")
        units = units[:-1]
    if places:
        at, sign = places[0]
        taken[at] = units or ("0" if sign == "0" else "")
    return taken


def _decimal_digits(fraction: str, places: list[tuple[int, str]]) -> dict[int, str]:
    """The digits behind the point; `#` and `?` show no zero at the end."""
    taken: dict[int, str] = {}
    is_end = True
    for (at, sign), digit in reversed(list(zip(places, fraction, strict=True))):
        is_end = is_end and digit == "0" and sign != "0"
        taken[at] = "" if is_end else digit
    return taken
