"""Dates and years as reports and pages write them: Arabic or Chinese numerals, padded or not;
impossible ones are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from foundation.normalise import squash

# The round zero is written in several ways, the letter O and the digit 0 among them.
_ZEROS = "〇○零OoО0"
_CHINESE = {
    **dict.fromkeys(_ZEROS, 0),
    **dict(zip("一二三四五六七八九", range(1, 10), strict=True)),
}
_NUMERAL = f"[{_ZEROS}一二三四五六七八九]"
_TEN = "[一二三四五六七八九十廿卅]"
_TENS = f"{_TEN}{{1,3}}"
# What may not stand before them is asked behind their first character: a pattern that begins with
# it is found much faster.
_WRITTEN_YEAR = re.compile(rf"[一二](?<![\d一-九].){_NUMERAL}{{3}}(?=年)")
_WRITTEN_SHORT_YEAR = re.compile(
    rf"[一二](?<![{_ZEROS}一二三四五六七八九十百千\d].){_NUMERAL}(?=年度?[政信])"
)
_WRITTEN_DAY = re.compile(rf"(?P<month>{_TEN}(?<![一-九].){_TEN}{{0,2}})月(?P<day>{_TENS})日")
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:年|[-./])(?P<month>\d{1,2})(?:月|[-./])(?P<day>\d{1,2})日?"
)
_SHORT_DATE = re.compile(r"(?<!\d)(?P<year>\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_TIME = r"T?(?:上午|下午)?(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.0)?)?"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class Found(NamedTuple):
    """A date found in a text: the day, or None where it is impossible, and where it stands."""

    day: date | None
    start: int
    end: int


def arabic(text: str) -> str:
    """A text squashed, with years and dates in Chinese numerals written in Arabic ones."""
    squashed = squash(text)
    if "年" not in squashed and "月" not in squashed:
        return squashed
    squashed = _WRITTEN_YEAR.sub(lambda match: _digits(match[0]), squashed)
    squashed = _WRITTEN_SHORT_YEAR.sub(lambda match: _digits(match[0]), squashed)
    return _WRITTEN_DAY.sub(_day_in_digits, squashed)


def arabic_text(text: str) -> str:
    """A text of many lines, each squashed and written as `arabic` does, in one line."""
    return "".join(map(arabic, text.split("\n")))


def _digits(text: str) -> str:
    return "".join(str(_CHINESE[char]) for char in text)


def _day_in_digits(match: re.Match[str]) -> str:
    try:
        return f"{_tens(match['month'])}月{_tens(match['day'])}日"
    except KeyError:
        return match[0]


def _tens(text: str) -> int:
    """A Chinese number from 1 to 99, such as 三, 十, 十二, 二十, 廿二, 三十一."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return _CHINESE[text]
    before, after = text.split("十", 1)
    return (_CHINESE[before] if before else 1) * 10 + (_CHINESE[after] if after else 0)


def find_dates(text: str) -> Iterator[Found]:
    """Every date of a text in order; places are those in `arabic(text)`."""
    for match in _DATE.finditer(arabic(text)):
        yield Found(_day(match), match.start(), match.end())


def find_date(text: str) -> date | None:
    """The first date in a text, or None where there is none or it is impossible (2024-02-30)."""
    first = next(find_dates(text), None)
    return first.day if first else None


def find_labelled_date(text: str) -> date | None:
    """The first date in what a label such as 发布日期 introduces: 24-01-22 and 20240122 are dates
    there.
    """
    written = arabic(text)
    for form in (_DATE, _SHORT_DATE, _COMPACT_DATE):
        if match := form.search(written):
            return _day(match)
    return None


def _day(match: re.Match[str]) -> date | None:
    year = int(match["year"])
    try:
        return date(year if year > 99 else 2000 + year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def split_last(text: str) -> tuple[str, str]:
    """What stands before the date at the end of a line, and that date, both squashed; ("", "")
    where none ends it.
    """
    written = arabic(text)
    ends = [match for match in _DATE.finditer(written) if match.end() == len(written)]
    return (written[: ends[0].start()], ends[0][0]) if ends else ("", "")


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, brackets and a leading 日期 or 时间 aside."""
    bare = re.sub(r"^[(\[]|[)\]]$|^.{0,4}(?:日期|时间):", "", arabic(text))
    return _DATE.fullmatch(bare) is not None


def is_dated(text: str) -> bool:
    """Whether a line is a date with or without the time of day, and nothing else."""
    bare = re.sub(r"^[(\[]|[)\]]$", "", arabic(text))
    return re.fullmatch(rf"(?:{_DATE.pattern}){_TIME}", bare) is not None


def years(text: str) -> list[int]:
    """Every year that a text names, in order: 2024 (not as part of a longer number) or
    二〇二四年.
    """
    return years_in(arabic(text))


def years_in(written: str) -> list[int]:
    """Every year in what `arabic` made of a text."""
    return list(map(int, _YEAR.findall(written)))
