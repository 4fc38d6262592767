from __future__ import annotations

from decimal import Decimal

import pytest

from extract.cells.numbers import Kind, Value, parse, parse_figure
from extract.cells.units import Unit, settled, stated


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


@pytest.mark.parametrize("kind", ["count", "change", "amount"])
@pytest.mark.parametrize(
    "digits", ["12345678901234567890123456789", "1234567890123456789012345678.9", "9" * 5000]
)
def test_a_number_that_arithmetic_would_round_is_not_taken(digits: str, kind: Kind) -> None:
    assert parse(digits, kind) == Value(None, "unreadable", digits, ("number_too_long",))


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


@pytest.mark.parametrize("kind", ["count", "change", "amount"])
def test_a_number_of_more_digits_than_a_decimal_keeps_is_read_or_refused(kind: Kind) -> None:
    assert parse("7" * 40, kind).status in ("printed", "unreadable")
    assert parse("0." + "7" * 40, kind).status in ("printed", "unreadable")


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


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("346家", 346),
        ("57批次", 57),
        ("约57件", 57),
        ("57件左右", 57),
        ("共346件", 346),
        ("共计约57件", 57),
        ("483家（次）", 483),
        ("0.0483万件", 483),
        ("1.2万", 12_000),
        ("五十七", 57),
        ("一百零二件", 102),
        ("三宗", 3),
    ],
)
def test_words_round_a_count_leave_it_a_count(printed: str, value: int) -> None:
    found = parse_figure(printed, "count")
    assert (found.value, found.status, found.raw) == (value, "printed", printed)
    assert found.issues


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("162.35万", "162.35"),
        ("人民币162.35万元", "162.35"),
        ("￥1,623,500元", "162.35"),
        ("1623.5千元", "162.35"),
        ("1623500（元）", "162.35"),
        ("1623500（单位：元）", "162.35"),
        ("0.016235亿元", "162.35"),
        ("162万3500元", "162.35"),
        ("十二万五千元", "12.5"),
        ("人民币二百零七点四六万元", "207.46"),
        ("贰佰零柒万肆仟陆佰元整", "207.46"),
    ],
)
def test_an_amount_with_its_own_unit_is_arithmetic(printed: str, value: str) -> None:
    found = parse_figure(printed, "amount", Unit("money", Decimal(1)))
    assert found.value == Decimal(value)
    assert found.raw == printed


@pytest.mark.parametrize(
    ("printed", "issue"),
    [
        ("400余件", "not_exact"),
        ("近400", "not_exact"),
        ("480至490", "not_a_number"),
        ("l57", "not_a_number"),
        ("5O", "not_a_number"),
        ("详见附件", "not_a_number"),
        ("四八三", "not_a_number"),
        ("一", "not_a_number"),
        ("一百二", "not_a_number"),
        ("12万5", "not_a_number"),
        ("罚款400件，警告83件", "not_a_number"),
        ("30万美元", "unit_unknown"),
    ],
)
def test_words_that_leave_the_number_open_make_it_unreadable(printed: str, issue: str) -> None:
    for kind in ("count", "amount"):
        found = parse_figure(printed, kind)
        assert (found.value, found.status) == (None, "unreadable")
        assert found.issues == (issue,)


@pytest.mark.parametrize("printed", ["无此情况", "不涉及", "N/A", "（无此项业务）"])
def test_a_phrase_that_nothing_was_counted_is_no_zero(printed: str) -> None:
    found = parse_figure(printed, "count")
    assert (found.value, found.status) == (None, "not_applicable")


def test_numbers_in_words_are_labels_where_no_figure_is_known_to_stand() -> None:
    assert parse("二", "change").issues == ("not_a_number",)
    assert parse_figure("二", "count").value == 2


@pytest.mark.parametrize(
    "printed",
    [
        "-3",
        "−3",
        "–3",
        "—3",
        "‒3",
        "﹣3",
        "－3",
        "3↓",
        "↓3",
        "▼3",
        "3（减）",
        "减少3",
        "减3项",
        "-3↓",
    ],
)
def test_a_decrease_is_negative_in_every_spelling(printed: str) -> None:
    assert parse_figure(printed, "change").value == -3
    assert parse_figure(printed, "count").value is None


@pytest.mark.parametrize("printed", ["3↑", "+3", "增加3", "3（增）"])
def test_an_increase_is_positive_in_every_spelling(printed: str) -> None:
    assert parse_figure(printed, "change").value == 3


@pytest.mark.parametrize("printed", ["--3", "减少-3", "增3减9", "▲3", "±3"])
def test_a_change_of_two_directions_is_unreadable(printed: str) -> None:
    assert parse_figure(printed, "change").status == "unreadable"


@pytest.mark.parametrize("dash", list("-‐‑‒–—―⸺−﹣－─━ー〜～_\\/"))
def test_every_dash_stands_for_nothing_in_a_count(dash: str) -> None:
    for printed in (dash, dash * 2):
        assert parse(printed, "count").status == "not_applicable"


def test_a_number_is_read_in_the_unit_of_its_header() -> None:
    yuan = settled("money", stated("本年收费金额（元）"))
    found = parse_figure("1623500", "amount", yuan)
    assert (found.value, found.raw) == (Decimal("162.35"), "1623500")
    assert found.issues == ("unit_differs_from_header",)
    dollars = settled("money", stated("（单位：万美元）"))
    assert parse_figure("162.35", "amount", dollars).issues == ("unit_unknown",)
    assert parse_figure("0", "amount", dollars).value == 0
    many = settled("things", stated("处理决定数量（万件）"))
    assert parse_figure("0.2876", "count", many).value == 2876
    assert parse_figure("0.28765", "count", many).status == "unreadable"
