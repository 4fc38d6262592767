"""Dates and years as reports and pages write them: Arabic or Chinese numerals, padded or not;
impossible ones are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from foundation.normalise import half_width, squash
from foundation.numbering import DIGIT, ONES, TWENTY_AND_THIRTY, ZEROS, in_digits, value_of

_TEN = f"[{ONES}十{TWENTY_AND_THIRTY}]"
# What may not stand before them is asked behind their first character: a pattern that begins with
# it is found much faster.
_WRITTEN_YEAR = re.compile(rf"[一二](?<![\d一-九].){DIGIT}{{3}}(?=年)")
_WRITTEN_SHORT_YEAR = re.compile(rf"[一二](?<![{ZEROS}{ONES}十百千\d].){DIGIT}(?=年度?[政信])")
_WRITTEN_DAY = re.compile(rf"(?P<month>{_TEN}(?<![一-九].){_TEN}{{0,2}})月(?P<day>{_TEN}{{1,3}})日")
DATE = (
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*(?:年|[-./])"
    r"\s*(?P<month>\d{1,2})\s*(?:月|[-./])\s*(?P<day>\d{1,2})日?"
)
"""A regular expression of a date in Arabic digits, spaces between its parts or not."""
_DATE = re.compile(DATE)
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
    return _in_arabic(squash(text))


def _in_arabic(text: str) -> str:
    if "年" not in text and "月" not in text:
        return text
    text = _WRITTEN_YEAR.sub(lambda match: in_digits(match[0]), text)
    text = _WRITTEN_SHORT_YEAR.sub(lambda match: in_digits(match[0]), text)
    return _WRITTEN_DAY.sub(_day_in_digits, text)


def arabic_text(text: str) -> str:
    """A text of many lines, each squashed and written as `arabic` does, in one line."""
    return "".join(map(arabic, text.split("\n")))


def _day_in_digits(match: re.Match[str]) -> str:
    try:
        return f"{value_of(match['month'])}月{value_of(match['day'])}日"
    except KeyError:
        return match[0]


def find_dates(text: str) -> Iterator[Found]:
    """Every date of a text in order; places are those in `arabic(text)`."""
    for match in _DATE.finditer(arabic(text)):
        yield Found(_day(match), match.start(), match.end())


def find_date(text: str) -> date | None:
    """The first date in a text, or None where there is none or it is impossible (2024-02-30)."""
    first = next(find_dates(text), None)
    return first.day if first else None


def last_date(text: str) -> date | None:
    """The last date of a text that is possible, or None. The text is not squashed: what stands
    beside a date in a list, such as the number of its readers, would become part of it.
    """
    written = _in_arabic(half_width(text))
    days = (_day(match) for match in reversed([*_DATE.finditer(written)]))
    return next((day for day in days if day is not None), None)


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
    return re.fullmatch(rf"(?:{DATE}){_TIME}", bare) is not None


def years(text: str) -> list[int]:
    """Every year that a text names, in order: 2024 (not as part of a longer number) or
    二〇二四年.
    """
    return years_in(arabic(text))


def years_in(written: str) -> list[int]:
    """Every year in what `arabic` made of a text."""
    return list(map(int, _YEAR.findall(written)))
