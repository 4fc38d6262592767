from __future__ import annotations

import pytest

from extract import forms
from extract.forms.labels import request_group, request_row, split_number


@pytest.mark.parametrize("row", forms.form("2021").table3.rows, ids=lambda row: row.key)
def test_every_row_of_the_form_is_found_by_every_spelling(row: forms.Heading) -> None:
    prefix = "（六）" if row.key == "other_total" else ""
    for spelling in row.spellings:
        assert request_row(prefix + spelling) == row.key


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("一、本年新收政府信息公开申请数量", "new_received"),
        ("(一) 予以公开", "granted"),
        ("1. 属于国家秘密", "denied_state_secret"),
        ("2.其他法律行政止公开", "denied_prohibited_by_law"),
        ("5．要求行政机关确认或重 新出具已获取信息", "unprocessed_confirmation"),
        ("（二）部分公开（区分处理的，只计这一", "partially_granted"),
        ("3.其他", "other_remaining"),
        ("（六）其他", "other_total"),
        ("（六）其他处理", "other_total"),
        ("(七) 总 计", "total"),
        ("四、转结下年度继续办理", "carried_out"),
        ("危及\n“三安全一稳定”", "denied_security_stability"),
    ],
)
def test_misprints_spaces_and_half_width_signs_are_forgiven(printed: str, key: str) -> None:
    assert request_row(printed) == key


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("三、本年度办理结果（一）予以公开", "granted"),
        ("（三）不予公开1.属于国家秘密", "denied_state_secret"),
        ("三、本年度办理结果 （三）不予公开 1.属于国家秘密", "denied_state_secret"),
        ("（六）其他处理3.其他", "other_remaining"),
        ("四、结转下年度继续办理（一）予以公开", None),
        ("说明1.属于国家秘密", None),
    ],
)
def test_group_labels_may_stand_before_a_rows_own_in_one_text(
    printed: str, key: str | None
) -> None:
    assert request_row(printed) == key


@pytest.mark.parametrize(
    "printed", ["三、本年度办理结果", "（三）不予公开", "自然人", "申请人情况", "", "0", "信访"]
)
def test_what_is_no_row_names_none(printed: str) -> None:
    assert request_row(printed) is None


def test_group_labels_are_told_from_rows() -> None:
    assert request_group("（四）无法提供") == "三（四）"
    assert request_group("三、本年度办理结果") == "三"
    assert request_group("（一）予以公开") is None


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("三、本年度办理结果", "三", "本年度办理结果"),
        ("(七) 总计", "（七）", "总计"),
        ("3.其他", "3", "其他"),
        ("6、 其他需要报告的事项", "6", "其他需要报告的事项"),
        ("总体情况", "", "总体情况"),
        ("一般公共预算", "", "一般公共预算"),
    ],
)
def test_outline_numbers_are_split_off(text: str, number: str, rest: str) -> None:
    assert split_number(text) == (number, rest)
