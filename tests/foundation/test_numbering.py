"""Numbers in Chinese digits: written for lists, read from headings and dates."""

from __future__ import annotations

import re

import pytest

from foundation.numbering import CHAPTER, COUNT, counted, in_digits, value_of


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_a_number_is_written_and_read(number: int, written: str) -> None:
    assert counted(number) == written
    assert value_of(written) == number
    assert re.fullmatch(COUNT, written)


@pytest.mark.parametrize(("number", "written"), [(0, "0"), (100, "100")])
def test_what_lists_do_not_count_is_written_in_digits(number: int, written: str) -> None:
    assert counted(number) == written


@pytest.mark.parametrize(("written", "number"), [("廿二", 22), ("卅一", 31), ("廿", 20)])
def test_days_may_be_written_short(written: str, number: int) -> None:
    assert value_of(written) == number


def test_a_year_is_written_digit_by_digit() -> None:
    assert in_digits("二〇二四") == "2024"
    assert in_digits("二O一九") == "2019"


def test_a_section_begins_with_its_number() -> None:
    assert [re.match(CHAPTER, line) is not None for line in ("三、收到", "3、收到", "3.收到")] == [
        True,
        True,
        False,
    ]
