from __future__ import annotations

from decimal import Decimal

import pytest

from extract.cells.numbers import Value, parse


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12", 12),
        ("０", 0),
        ("１２", 12),
        (" \u3000 5\u00a0", 5),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("00", 0),
        ("5件", 5),
        ("3宗", 3),
        ("22（其中修订16件）", 22),
        ("55(含自然失效29件)", 55),
        ("5.0", 5),
        ("12①", 12),
        ("12[2]", 12),
        ("12※", 12),
        ("无", 0),
    ],
)
def test_a_count_is_read_in_every_spelling(printed: str, value: int) -> None:
    found = parse(printed, "count")
    assert (found.value, found.status) == (value, "printed")


@pytest.mark.parametrize("printed", ["", " ", "\u3000\u00a0", "\u200b", "[bookmark: _GoBack]"])
def test_nothing_printed_is_blank_and_never_zero(printed: str) -> None:
    assert parse(printed, "count") == Value(None, "blank")


@pytest.mark.parametrize("printed", ["/", "-", "—", "——", "－", "--"])
def test_a_stroke_is_not_applicable(printed: str) -> None:
    assert (parse(printed, "count").value, parse(printed, "count").status) == (
        None,
        "not_applicable",
    )


@pytest.mark.parametrize(
    "printed",
    [
        "1 2",
        "1\n0",
        "2. 5",
        "①12",
        "1②2",
        "1e3",
        "3?",
        "2.5",
        "-2",
        "--253",
        "251000元",
        "见附件",
        "1,23",
    ],
)
def test_what_cannot_be_read_as_a_count_with_confidence_is_null(printed: str) -> None:
    found = parse(printed, "count")
    assert (found.value, found.status) == (None, "unreadable")


@pytest.mark.parametrize(
    ("printed", "value"), [("+81", 81), ("-2", -2), ("−3", -3), ("＋19", 19), ("0", 0)]
)
def test_a_change_has_a_sign(printed: str, value: int) -> None:
    assert parse(printed, "change").value == value


@pytest.mark.parametrize(
    ("printed", "value", "issues"),
    [
        ("2.29", "2.29", ()),
        ("0", "0", ()),
        ("6944.93", "6944.93", ()),
        ("17.27万元", "17.27", ("unit_in_cell",)),
        ("251000元", "25.1", ("unit_in_cell", "unit_differs_from_header")),
        ("184719元", "18.4719", ("unit_in_cell", "unit_differs_from_header")),
        ("1,234.50", "1234.5", ()),
        ("100", "100", ()),
    ],
)
def test_an_amount_is_exact_and_in_ten_thousand_yuan(
    printed: str, value: str, issues: tuple[str, ...]
) -> None:
    found = parse(printed, "amount")
    assert found.value == Decimal(value)
    assert format(found.value, "f") == value
    assert found.issues == issues


def test_raw_text_is_kept_only_where_it_says_more_than_the_number() -> None:
    assert parse("12", "count").raw == ""
    assert parse("5件", "count").raw == "5件"
    assert parse("00", "count") == Value(0, "printed", "00", ("zero_padded",))


def test_a_piece_count_in_a_column_of_money_is_no_amount() -> None:
    assert parse("5件", "amount").status == "unreadable"


def test_a_private_use_glyph_between_digits_may_be_a_digit() -> None:
    found = parse("1\ue0042", "count")
    assert (found.value, found.status, found.issues) == (None, "unreadable", ("damaged_number",))


@pytest.mark.parametrize("printed", ["12?", "?", "5件?"])
def test_a_figure_that_a_reader_doubts_is_unreadable_and_no_label(printed: str) -> None:
    found = parse(printed, "count")
    assert (found.value, found.status, found.issues) == (None, "unreadable", ("doubtful_reading",))
