from __future__ import annotations

from decimal import Decimal

import pytest

from extract.cells.units import named, settled, stated


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("本年收费金额（单位：万元）", "1"),
        ("本年收费金额（元）", "0.0001"),
        ("本年收费金额(人民币元)", "0.0001"),
        ("本年收费金额（人民币：元）", "0.0001"),
        ("本年收费金额（单位：千元）", "0.1"),
        ("本年收费金额（百元）", "0.01"),
        ("采购总金额（百万元）", "100"),
        ("采购总金额(单位:亿元)", "10000"),
        ("本年收费金额（單位：萬元）", "1"),
        ("本年收费金额\n（单\n位：\n元）", "0.0001"),
        ("本年收费金额/元", "0.0001"),
        ("本年收费金额〔万元〕", "1"),
        ("金额单位：人民币元", "0.0001"),
        ("单位：人民币（元）", "0.0001"),
        ("计量单位 千元", "0.1"),
        ("填报单位：某某局 单位：元", "0.0001"),
        ("以万元为单位", "1"),
    ],
)
def test_money_is_found_wherever_a_unit_is_said(text: str, times: str) -> None:
    assert settled("money", stated(text)).times == Decimal(times)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("处理决定数量（单位：万件）", 10_000),
        ("（百件）", 100),
        ("单位：件、元", 1),
        ("单位：批次", 1),
    ],
)
def test_things_are_counted_by_ones_or_by_multiples(text: str, times: int) -> None:
    assert settled("things", stated(text)).times == times


@pytest.mark.parametrize(
    "text",
    [
        "",
        "规章（含地方性法规）",
        "第二十条第（一）项",
        "填报单位：某某局",
        "下属单位3家",
        "本年增/减",
        "单位名称",
    ],
)
def test_what_states_no_unit_gives_none(text: str) -> None:
    assert stated(text) == ()


@pytest.mark.parametrize("text", ["（港元）", "单位：万美元", "（单位：日元）", "单位：角"])
def test_foreign_and_unknown_money_is_a_unit_in_which_nothing_is_read(text: str) -> None:
    found = settled("money", stated(text))
    assert (found.times, found.issue) == (None, "unit_unknown")


def test_places_that_disagree_leave_nothing_to_read() -> None:
    found = settled("money", stated("（万元）"), stated("单位：元"))
    assert (found.times, found.issue) == (None, "units_conflict")
    assert settled("money", stated("（万元）"), stated("单位：件、万元")).times == 1


def test_money_of_which_no_unit_is_said_is_taken_as_the_form_prints_it_and_says_so() -> None:
    found = settled("money", stated("单位：件"))
    assert (found.times, found.issue) == (1, "unit_not_stated")


def test_a_unit_is_named_whole_or_not_at_all() -> None:
    assert named("万元") is not None
    assert named("万元以上") is None
