"""Chinese digits, the numbers up to 99 that are written in them, and how headings and items of
lists are numbered.

The patterns are parts of regular expressions for squashed text: no spaces, half-width signs.
"""

from __future__ import annotations

ONES = "一二三四五六七八九"
# The round zero is written in several ways, the letter O and the digit 0 among them.
ZEROS = "〇○零OoО0"
VALUES = {**dict.fromkeys(ZEROS, 0), **{digit: at for at, digit in enumerate(ONES, start=1)}}
"""What each digit is worth."""
TWENTY_AND_THIRTY = "廿卅"

DIGIT = f"[{ZEROS}{ONES}]"
"""A digit of a year or a number that is written digit by digit: 二〇二四."""
COUNT = f"[{ONES}十]{{1,3}}"
"""A number from 1 to 99: 三, 十二, 二十一."""
BRACKETED = rf"\({COUNT}\)"
"""The number of a heading of the second order: (三)."""
SECTION = f"[{ONES[:7]}1-7]"
"""The number of a section: the form has six, and some reports one more."""
CHAPTER = f"{SECTION}、"
"""How the heading of a section begins: 三、 or 3、"""


def value_of(written: str) -> int:
    """The number from 1 to 99 that is written 三, 十, 十二, 廿二 or 三十一.

    Raises KeyError for what is none.
    """
    written = written.replace("廿", "二十").replace("卅", "三十")
    if "十" not in written:
        return VALUES[written]
    tens, ones = written.split("十", 1)
    return (VALUES[tens] if tens else 1) * 10 + (VALUES[ones] if ones else 0)


def in_digits(written: str) -> str:
    """A number that is written digit by digit, in Arabic digits: 二〇二四 is 2024."""
    return "".join(str(VALUES[digit]) for digit in written)


def counted(number: int) -> str:
    """A number from 1 to 99 as Chinese lists count: 一, 十, 十一, 二十, 九十九. Any other in Arabic
    digits.
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else ONES[tens - 1]) + "十"
    return head + (ONES[ones - 1] if ones else "")
