"""Properties that hold for every number, date and span: what is written in any spelling is read
back.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extract.cells.numbers import parse
from extract.readers.spans import place
from foundation.dates import find_date, is_date, years
from foundation.normalise import label_key, squash

WIDE = {ord("0") + at: ord("０") + at for at in range(10)}
SPACES = st.text(alphabet=" \u00a0\u3000\t\u2002", max_size=6)
COUNTS = st.integers(min_value=0, max_value=99_999_999)
NUMERALS = "〇一二三四五六七八九"


@given(COUNTS, SPACES, SPACES, st.booleans(), st.sampled_from(["", ",", "，"]))
def test_a_count_is_read_back_from_every_spelling(
    count: int, before: str, after: str, wide: bool, mark: str
) -> None:
    printed = f"{count:,}".replace(",", mark)
    found = parse(before + (printed.translate(WIDE) if wide else printed) + after, "count")
    assert (found.value, found.status) == (count, "printed")


@given(COUNTS, st.sampled_from("件宗起份条项个次人"))
def test_a_count_keeps_its_value_beside_its_unit(count: int, unit: str) -> None:
    found = parse(f"{count}{unit}", "count")
    assert (found.value, found.raw, found.issues[-1]) == (count, f"{count}{unit}", "unit_in_cell")


@given(COUNTS, COUNTS)
def test_a_note_never_becomes_part_of_the_number(count: int, noted: int) -> None:
    assert parse(f"{count}（其中修订{noted}件）", "count").value == count


@given(st.integers(min_value=-9_999, max_value=9_999), st.booleans())
def test_a_change_keeps_its_sign(change: int, plus: bool) -> None:
    assert parse(f"{change:+d}" if plus else str(change), "change").value == change


@given(st.decimals(min_value=0, max_value=9_999_999, places=4), st.booleans())
def test_an_amount_is_exact_in_both_units(amount: Decimal, yuan: bool) -> None:
    printed = f"{amount * 10_000:.0f}元" if yuan else f"{amount}万元"
    assert parse(printed, "amount").value == amount


@given(st.integers(0, 9_999), st.sampled_from([" ", "\u3000", "  ", "\n"]), st.integers(0, 9_999))
def test_digits_apart_are_never_joined(left: int, gap: str, right: int) -> None:
    found = parse(f"{left}{gap}{right}", "count")
    assert (found.value, found.status) == (None, "unreadable")


@given(st.text(max_size=20))
def test_any_text_gives_a_value_with_a_status(text: str) -> None:
    found = parse(text, "count")
    assert (found.value is None) == (found.status != "printed")


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["plain", "padded", "iso", "dots", "written"]),
)
def test_a_date_is_read_back_from_every_spelling(day: date, spelling: str) -> None:
    assert find_date(_spelled(day, spelling)) == day
    assert is_date(_spelled(day, spelling))


def _spelled(day: date, spelling: str) -> str:
    return {
        "plain": f"{day.year}年{day.month}月{day.day}日",
        "padded": f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        "iso": day.isoformat(),
        "dots": f"{day.year}.{day.month}.{day.day}",
        "written": f"{_digits(day.year)}年{_tens(day.month)}月{_tens(day.day)}日",
    }[spelling]


def _digits(number: int) -> str:
    return "".join(NUMERALS[int(digit)] for digit in str(number))


def _tens(number: int) -> str:
    tens, units = divmod(number, 10)
    return (
        (NUMERALS[tens] if tens > 1 else "")
        + ("十" if tens else "")
        + (NUMERALS[units] if units else "")
    )


@given(st.integers(2000, 2099), st.integers(0, 9))
def test_a_year_inside_a_longer_number_is_none(year: int, digit: int) -> None:
    assert years(f"编号{digit}{year}、{year}{digit}号") == []


@given(st.text(alphabet="政府信息公开ａＡ０（）()：: \u3000\n\u200b", max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert squash(squash(text)) == squash(text)
    assert label_key(label_key(text)) == label_key(text)


CELLS = st.tuples(st.integers(0, 70_000), st.integers(1, 70_000))
TABLES = st.lists(st.lists(CELLS, max_size=8), max_size=12)


@given(TABLES)
def test_no_place_of_a_table_is_covered_twice(rows: list[list[tuple[int, int]]]) -> None:
    placed = place(rows, [len(rows)] * len(rows))
    covered = [
        (at + down, slot.column + across)
        for at, row in enumerate(placed)
        for slot in row
        for down in range(slot.row_span)
        for across in range(slot.column_span)
    ]
    assert len(covered) == len(set(covered))
    assert all(row < len(rows) for row, _ in covered)
    assert [len(row) for row in placed] == [len(row) for row in rows]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=10))
def test_cells_without_spans_stand_in_their_order(widths: list[int]) -> None:
    placed = place([[(1, 1)] * width for width in widths], [len(widths)] * len(widths))
    assert [[slot.column for slot in row] for row in placed] == [
        list(range(width)) for width in widths
    ]
