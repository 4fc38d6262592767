"""Dates as reports write them: Arabic or Chinese numerals, padded or not; impossible ones are
none.
"""

from __future__ import annotations

import re
from datetime import date

from foundation.normalise import squash

_CHINESE = {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_CHINESE_DIGIT = "[〇○零一二三四五六七八九]"
_ARABIC = re.compile(
    r"(?P<year>(?:19|20)\d{2})[年\-./](?P<month>\d{1,2})[月\-./](?P<day>\d{1,2})日?"
)
_WRITTEN = re.compile(
    rf"(?P<year>{_CHINESE_DIGIT}{{4}})年(?P<month>[一二三四五六七八九十]{{1,2}})月(?P<day>[一二三四五六七八九十廿卅]{{1,3}})日"
)
_YEAR = re.compile(
    rf"(?<!\d)(?P<arabic>(?:19|20)\d{{2}})(?!\d)|(?P<written>二{_CHINESE_DIGIT}{{3}})(?=年)"
)


def _tens(text: str) -> int:
    """A Chinese number from 1 to 99, such as 三, 十, 十二, 二十, 廿二, 三十一."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return _CHINESE[text]
    before, after = text.split("十", 1)
    return (_CHINESE[before] if before else 1) * 10 + (_CHINESE[after] if after else 0)


def _digits(text: str) -> int:
    return int("".join(str(_CHINESE[char]) for char in text))


def find_date(text: str) -> date | None:
    """The first date in a text, or None where there is none or it is impossible (2024-02-30)."""
    squashed = squash(text)
    if match := _ARABIC.search(squashed):
        parts = (int(match["year"]), int(match["month"]), int(match["day"]))
    elif match := _WRITTEN.search(squashed):
        try:
            parts = (_digits(match["year"]), _tens(match["month"]), _tens(match["day"]))
        except KeyError:
            return None
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def split_last(text: str) -> tuple[str, str]:
    """What stands before the date at the end of a line, and that date, both squashed; ("", "")
    where none ends it.
    """
    squashed = squash(text)
    matches = [
        match
        for form in (_ARABIC, _WRITTEN)
        for match in form.finditer(squashed)
        if match.end() == len(squashed)
    ]
    return (squashed[: matches[0].start()], matches[0][0]) if matches else ("", "")


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, brackets and a leading 日期 or 时间 aside."""
    squashed = re.sub(r"^\(|\)$|^.{0,4}(?:日期|时间):", "", squash(text))
    return bool(_ARABIC.fullmatch(squashed) or _WRITTEN.fullmatch(squashed))


def years(text: str) -> list[int]:
    """Every year that a text names, in order: 2024 (not as part of a longer number) or
    二〇二四年.
    """
    return [
        int(match["arabic"]) if match["arabic"] else _digits(match["written"])
        for match in _YEAR.finditer(squash(text))
    ]
