from __future__ import annotations

from datetime import date

import pytest

from foundation.dates import find_date, is_date, years


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年1月20日", date(2024, 1, 20)),
        ("发布日期：2025-03-07 10:22", date(2025, 3, 7)),
        ("二〇二四年一月十五日", date(2024, 1, 15)),
        ("二○二三年十二月三十一日", date(2023, 12, 31)),
        ("二〇二四年一月廿二日", date(2024, 1, 22)),
        ("２０２４ 年 １ 月 ５ 日", date(2024, 1, 5)),
        ("2026-\n 01-\n 23", date(2026, 1, 23)),
    ],
)
def test_dates_are_found_in_both_numerals(text: str, day: date) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    "text", ["2024年2月30日", "2024-13-01", "二〇二四年十三月一日", "第12345号", ""]
)
def test_impossible_dates_are_none(text: str) -> None:
    assert find_date(text) is None


def test_a_signature_line_is_a_date_and_nothing_else() -> None:
    assert is_date("  2024年1月15日 ")
    assert is_date("（2024年1月15日）")
    assert not is_date("截至2024年1月15日共收到申请3件")


def test_years_inside_longer_numbers_do_not_count() -> None:
    assert years("2024年收到申请2025件，编号120231，二〇二二年") == [2024, 2025, 2022]
