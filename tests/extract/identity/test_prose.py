from __future__ import annotations

import pytest

from extract.identity.prose import stated_new_received
from extract.identity.sections import Section


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2024年，本机关收到依申请公开件2件。其中，予以公开2件。", 2),
        ("全年新收政府信息公开申请 15 件，均按时答复。", 15),
        ("共收到3件政府信息公开申请。", 3),
        ("本年度没有收到政府信息公开申请。", 0),
        ("我镇未收到政府信息依申请公开，无行政复议。", 0),
        ("收到政府信息公开申请128件，年末有3件结转下年办理。", 128),
        ("受理政府信息公开申请7件。", None),
        ("收到政府信息公开申请9件，含上年结转2件。", None),
        ("区政府2件，部门收到政府信息公开申请4件。", None),
        ("收到政府信息公开申请3件。另收到政府信息公开申请5件。", None),
        ("主动公开信息300条。", None),
    ],
)
def test_only_sentences_that_count_new_requests_are_taken(text: str, count: int | None) -> None:
    assert stated_new_received([Section(1, "总体情况", text)]) == count


def test_prose_of_other_sections_proves_nothing() -> None:
    assert stated_new_received([Section(5, "问题", "去年收到政府信息公开申请8件。")]) is None


@pytest.mark.parametrize(
    "text",
    [
        "近三年共收到政府信息公开申请150件。",
        "2022年至2024年，共收到政府信息公开申请150件。",
        "上半年收到政府信息公开申请20件。",
        "2024年1月至6月收到政府信息公开申请20件。",
        "截至2025年2月底，收到政府信息公开申请52件。",
        "2023年收到政府信息公开申请31件。",
        "全县共收到政府信息公开申请320件。",
        "各乡镇收到政府信息公开申请8件。",
        "下属单位收到政府信息公开申请8件。",
        "县政府办转办后收到政府信息公开申请4件。",
        "通过网络收到政府信息公开申请10件。",
        "近年来工作平稳。共收到政府信息公开申请150件。",
        "行政复议方面，未收到政府信息公开申请。",
        "预计明年收到政府信息公开申请60件。",
        "我局代县政府收到政府信息公开申请9件。",
        "民政系统收到政府信息公开申请12件。",
        "县民政局收到政府信息公开申请2件，县水务局收到政府信息公开申请8件。",
        "婚姻登记处收到政府信息公开申请1件。",
        "2024年，我局没有收到政府信息公开申请行政复议案件。",
        "2024年，我局未收到政府信息公开申请类投诉举报。",
        "2024年，我局未收到政府信息公开申请引发的行政诉讼。",
        "2024年，我局未收到政府信息公开申请逾期未答复的情况。",
        "局属单位未收到政府信息公开申请。",
        "二级单位未收到政府信息公开申请。",
        "春节假期未收到政府信息公开申请。",
        "不存在未收到政府信息公开申请即办理的情况。",
        "线上未收到政府信息公开申请，线下收到3件。",
        "法人和其他组织方面，未收到政府信息公开申请。",
        "收到政府信息公开申请5件，合并重复申请2件，计3件。",
        "我县收到政府信息公开申请57件。",
        "县政府收到政府信息公开申请57件。",
        "2024年，收到政府信息公开申请57个工作日内答复。",
        "行政服务大厅收到政府信息公开申请5件。",
        "例：某单位2024年收到政府信息公开申请5件，应填5。",
        "若2024年收到政府信息公开申请5件，则应填写5。",
        "培训中讲到，有的单位收到政府信息公开申请5件却未答复。",
        "与上年收到政府信息公开申请5件相比有所下降。",
        "2024年收到政府信息公开申请5件，另收到政府信息公开申请5件。",
    ],
)
def test_sentences_that_count_something_else_are_passed_over(text: str) -> None:
    assert stated_new_received([Section(1, "总体情况", text)], 2024) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("（二）依申请公开情况。2024年，我局共收到政府信息公开申请15件，均按期答复。", 15),
        ("2024年度，云溪县水务局收到政府信息公开申请15件。", 15),
        ("2024年新收政府信息公开申请14件，上年结转1件。", 14),
        ("2024年收到政府信息公开申请14件，上年结转1件。", None),
        ("2024年度，云川市水务局收到政府信息公开申请15件。", None),
        ("二是依申请公开方面。全年未收到政府信息公开申请。", 0),
    ],
)
def test_the_agency_by_its_name_and_plain_words_leave_no_doubt(
    text: str, count: int | None
) -> None:
    sections = [Section(1, "总体情况", text)]
    assert stated_new_received(sections, 2024, "云溪县水务局") == count


def test_a_sentence_that_names_the_year_counts_it_whatever_stood_before() -> None:
    text = "近年来工作平稳。2024年，共收到政府信息公开申请15件。"
    assert stated_new_received([Section(1, "总体情况", text)], 2024) == 15
    text = "2024年1月1日至12月31日，收到政府信息公开申请15件；全县收到政府信息公开申请90件。"
    assert stated_new_received([Section(1, "总体情况", text)], 2024) == 15
