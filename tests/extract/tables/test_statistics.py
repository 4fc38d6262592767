"""The statistics table of the reports on 2014-2018, and reports of prose alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import extract
from extract import forms
from extract.forms import indicators
from tests.extract.readers.word_files import cell, docx, paragraph, table
from tests.extract.tables.forms_as_text import report_text

Rows = list[list[str]]
HEADER = ["统计指标", "单位", "统计数"]
OPENING = [
    "松岭县水务局2016年政府信息公开工作年度报告",
    "本报告的统计期限为2016年1月1日至2016年12月31日。",
    "一、概述",
    "本局全年工作有序开展。",
    "二、主动公开政府信息情况",
    "各类信息按时在网站上公开。",
]
CLOSING = ["松岭县水务局", "2017年3月2日"]
# Numbers that keep every sum of the form; indicators that are not named have 0.
SOUND = {
    "disclosed": "1204", "by_website": "900", "requests_received": "12", "requests_in_person": "3",
    "requests_by_internet": "9", "requests_closed": "12", "closed_in_time": "11", "closed_after_extension": "1",
    "replies": "12", "granted": "8", "denied": "3", "denied_privacy": "2", "denied_other": "1", "not_existing": "1",
    "review": "2", "review_corrected": "2", "litigation": "1", "litigation_upheld": "1", "fees": "0.35",
    "staff": "5", "full_time_staff": "1", "part_time_staff": "4", "funds": "12.50", "trained": "60",
}  # fmt: skip


def national(figures: dict[str, str] | None = None, leave_out: Sequence[str] = ()) -> Rows:
    """The national table as printed, headings with a dash for unit and number."""
    known = SOUND | (figures or {})
    rows = [HEADER]
    for row in forms.statistics().rows:
        label = row.chapter if row.is_chapter else row.label
        if row.key not in leave_out:
            rows.append([label, row.unit or "—", known.get(row.key, "0") if row.unit else "—"])
    return rows


def indicator_rows(*rows: Sequence[str]) -> Rows:
    """A table of the form's header and some rows."""
    return [HEADER, *(list(row) for row in rows)]


def tab_separated(rows: Rows) -> str:
    return "\n".join("\t".join(row) for row in rows) + "\n"


def one_cell_a_line(rows: Rows) -> str:
    return "\n\n".join("\n".join(f"\t{text}" for text in row) for row in rows) + "\n\n"


def piped(rows: Rows) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def pipe_ended(rows: Rows) -> str:
    return "\n".join(f"{text}|" for row in rows for text in row) + "\n"


def flat(rows: Rows) -> str:
    return "\n".join(text for row in rows for text in row if text) + "\n"


def flat_with_empty_lines(rows: Rows) -> str:
    return "\n\n".join(text for row in rows for text in row if text) + "\n"


def as_text(rows: Rows, manner: Callable[[Rows], str] = tab_separated) -> dict[str, Any]:
    text = "\n".join([*OPENING, "附表", "政府信息公开情况统计表", manner(rows), *CLOSING])
    return extract.read(text.encode(), "report.txt").as_json()


def html_table(rows: Rows) -> str:
    """A table whose cells may say colspan or rowspan behind a bar: 合计|2x1 spans two columns."""
    body = ""
    for row in rows:
        body += "<tr>"
        for text in row:
            words, _, span = text.partition("|")
            columns, _, depth = span.partition("x")
            body += f'<td colspan="{columns or 1}" rowspan="{depth or 1}">{words}</td>'
        body += "</tr>"
    return f"<table>{body}</table>"


def as_html(*tables: Rows) -> dict[str, Any]:
    before, after = ("".join(f"<p>{line}</p>" for line in lines) for lines in (OPENING, CLOSING))
    page = f"<html><body>{before}<p>附表</p>{''.join(map(html_table, tables))}{after}</body></html>"
    return extract.read(page.encode(), "report.html").as_json()


def as_docx(rows: Rows) -> dict[str, Any]:
    body = "".join(map(paragraph, OPENING)) + table(*("".join(map(cell, row)) for row in rows))
    return extract.read(docx(body + "".join(map(paragraph, CLOSING))), "report.docx").as_json()


def values(reading: dict[str, Any]) -> dict[str, str | None]:
    """Values by label; labels of two chapters by chapter and label."""
    found = [(entry["chapter"], entry["label"], entry["value"]) for entry in reading["statistics"]]
    twice = {label for _, label, _ in found if sum(label == other for _, other, _ in found) > 1}
    return {
        f"{chapter}/{label}" if label in twice else label: value for chapter, label, value in found
    }


def issue(reading: dict[str, Any], code: str) -> list[str]:
    return [entry["message"] for entry in reading["issues"] if entry["code"] == code]


def sums(reading: dict[str, Any]) -> dict[str, tuple[str, Any, Any]]:
    found = [check for check in reading["checks"] if check["rule"] == "statistics_sum"]
    return {check["subject"]: (check["result"], check["left"], check["right"]) for check in found}


def status(reading: dict[str, Any], row: str) -> str:
    [found] = [
        entry
        for entry in reading["cells"]
        if entry["table"] == "statistics" and entry["row"] == row
    ]
    return str(found["status"])


def test_form_has_the_58_indicators_and_its_sums_name_them() -> None:
    form = forms.statistics()
    keys = [row.key for row in form.rows if row.unit]
    assert len(keys) == len(set(keys)) == 58
    assert {key for rule in form.sums for key in (rule.total, *rule.parts)} <= set(keys)
    assert form.name not in forms.FORM_NAMES


def test_every_spelling_of_the_form_means_its_row() -> None:
    for place, row in enumerate(forms.statistics().rows):
        for spelling in row.spellings:
            assert place in indicators.rows(spelling), spelling


def test_only_labels_of_two_chapters_or_parents_are_the_same() -> None:
    shared = {
        spelling
        for row in forms.statistics().rows
        for spelling in row.spellings
        if len(indicators.rows(spelling)) > 1
    }
    assert shared == {
        "主要负责同志参加次数", "维持具体行政行为数", "被依法纠错数", "被依法纠正数", "其他情形数",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("（一）收到申请数", "requests_received"),
        ("1．当面申请数量", "requests_in_person"),
        ("其中：1.涉及 国家秘密", "denied_state_secret"),
        ("（5）不是《条例》所指政府信息数", "denied_no_government_information"),
        ("不是“条例”所指政府信息", "denied_no_government_information"),
        ("主动公开政府信息数（条）", "disclosed"),
        ("01 主动公开政府信息数(不同渠道和方式公开相同信息计1条)", "disclosed"),
        ("专职人员", "full_time_staff"),
    ],
)
def test_label_is_known_by_its_wording(text: str, key: str) -> None:
    assert [forms.statistics().rows[place].key for place in indicators.rows(text)] == [key]


@pytest.mark.parametrize(
    "text",
    [
        "政务微博微信公开政府信息数",
        "不同意部分公开答复数",
        "收到申请数（含上年结转）",
        "涉及工作秘密",
        "申请",
    ],
)
def test_label_that_only_resembles_one_of_the_form_is_not_known(text: str) -> None:
    assert indicators.rows(text) == ()


MANNERS = [tab_separated, one_cell_a_line, piped, pipe_ended, flat, flat_with_empty_lines]


@pytest.mark.parametrize(
    "reading",
    [*(pytest.param(lambda m=m: as_text(national(), m), id=m.__name__) for m in MANNERS),
     pytest.param(lambda: as_html(national()), id="html"), pytest.param(lambda: as_docx(national()), id="docx")],
)  # fmt: skip
def test_every_manner_gives_the_same_figures(reading: Callable[[], dict[str, Any]]) -> None:
    found = reading()
    assert found["form"] == "2014"
    assert found["quality"] == "verified"
    assert len(found["statistics"]) == 58
    assert found["statistics"][0] == {
        "chapter": "一、主动公开情况",
        "label": "主动公开政府信息数（不同渠道和方式公开相同信息计1条）",
        "unit": "条",
        "value": "1204",
    }
    assert values(found)["四、行政复议数量/被依法纠错数"] == "2"
    assert values(found)["五、行政诉讼数量/被依法纠错数"] == "0"
    assert values(found)["依申请公开信息收取的费用"] == "0.35"
    assert found["statistics"][-4]["value"] == "12.5"
    assert [entry["value"] for entry in found["statistics"]].count("0") == 58 - len(SOUND)
    assert found["table2"] is found["table3"] is found["table4"] is None
    assert (found["agency"], found["year"], found["signed_on"]) == (
        "松岭县水务局",
        2016,
        "2017-03-02",
    )
    assert sums(found)["申请答复数"] == ("pass", 12, 12)
    assert {result for result, _, _ in sums(found).values()} == {"pass"}
    assert len(sums(found)) == 7
    assert issue(found, "table_missing") == issue(found, "unknown_indicator") == []


def test_sum_that_fails_in_a_clean_reading_is_the_fault_of_the_source() -> None:
    reading = as_html(national({"requests_received": "13"}))
    assert sums(reading)["收到申请数"] == ("fail", 12, 13)
    assert reading["quality"] == "source_error"
    assert values(reading)["收到申请数"] == "13"


def test_table_that_lacks_an_indicator_is_not_verified() -> None:
    reading = as_html(national(leave_out=["complaints"]))
    assert (reading["form"], reading["quality"], len(reading["statistics"])) == (
        "2014",
        "consistent",
        57,
    )


def test_form_is_told_by_the_words_and_not_by_the_year() -> None:
    text = "\n".join([*OPENING, tab_separated(national()), *CLOSING]).replace("2016年", "2021年")
    reading = extract.read(text.encode(), "").as_json()
    assert (reading["year"], reading["form"]) == (2021, "2014")


def test_cells_say_what_is_printed() -> None:
    reading = as_html(
        indicator_rows(
            ["收到申请数", "件", "　"],
            ["当面申请数", "件", "无"],
            ["传真申请数", "件", "/"],
            ["网络申请数", "件", "1,050件"],
            ["信函申请数", "件", "近30"],
            ["政策解读稿件发布数", "篇", "12篇"],
            ["被依法纠正", "件", "3.5"],
        )
    )
    found = values(reading)
    assert [found[label] for label in ("收到申请数", "当面申请数", "传真申请数", "网络申请数", "信函申请数")] == [
        None, "0", None, "1050", None,
    ]  # fmt: skip
    assert found["政策解读稿件发布数"] == "12"
    assert [status(reading, label) for label in ("收到申请数", "当面申请数", "传真申请数", "信函申请数")] == [
        "blank", "printed", "not_applicable", "unreadable",
    ]  # fmt: skip
    assert reading["quality"] == "doubtful"


def test_blank_part_counts_as_zero_and_is_said_to() -> None:
    reading = as_html(national({"requests_by_fax": ""}))
    [check] = [check for check in reading["checks"] if check["subject"] == "收到申请数"]
    assert (check["result"], check["assumed_blank_zero"]) == ("pass", True)
    assert reading["quality"] == "consistent"


def test_blank_total_is_no_zero() -> None:
    reading = as_html(national({"requests_received": ""}))
    assert sums(reading)["收到申请数"] == ("not_computable", None, None)


def test_amounts_are_exact_in_the_unit_that_is_printed() -> None:
    reading = as_html(
        indicator_rows(
            ["收到申请数", "件", "0"],
            ["申请办结数", "件", "0"],
            ["七、依申请公开信息收取的费用", "元", "1350.40"],
            ["政府信息公开专项经费", "万元", "251000元"],
            ["十、印刷费", "万元", "0.07"],
        )
    )
    assert [(entry["unit"], entry["value"]) for entry in reading["statistics"][2:]] == [
        ("元", "1350.4"),
        ("万元", "25.1"),
        ("万元", "0.07"),
    ]
    assert len(issue(reading, "unit_differs_from_header")) == 1


def test_unit_of_the_form_holds_where_none_is_printed() -> None:
    reading = as_html(
        [
            ["统计指标", "统计数"],
            ["收到申请数", "4"],
            ["接受培训人员数", "9"],
            ["行政复议数量", "1"],
        ]
    )
    assert [entry["unit"] for entry in reading["statistics"]] == ["件", "人次", "件"]


def test_unknown_label_is_kept_as_printed_and_reported() -> None:
    rows = national()
    rows.insert(7, ["6．政务客户端公开政府信息数", "条", "31"])
    rows.insert(-3, ["其中：外聘人员数", "人", "2"])
    reading = as_html(rows)
    assert {
        "chapter": "一、主动公开情况",
        "label": "政务客户端公开政府信息数",
        "unit": "条",
        "value": "31",
    } in reading["statistics"]
    assert {
        "chapter": "九、政府信息公开会议和培训情况",
        "label": "其中：外聘人员数",
        "unit": "人",
        "value": "2",
    } in reading["statistics"]
    assert issue(reading, "unknown_indicator") == [
        "kept as printed: 政务客户端公开政府信息数, 其中：外聘人员数"
    ]
    assert reading["quality"] == "verified"


def test_sum_with_an_unknown_part_is_not_held_against_the_source() -> None:
    rows = national({"requests_received": "14"})
    rows.insert(rows.index(["信函申请数", "件", "0"]) + 1, ["5.电子邮件申请数", "件", "2"])
    reading = as_html(rows)
    assert sums(reading)["收到申请数"] == ("not_computable", None, None)
    assert reading["quality"] == "consistent"


def test_chapter_is_given_as_the_document_prints_it() -> None:
    reading = as_html(
        indicator_rows(
            ["三、依申请公开政府信息情况|3"],
            ["（一）收到申请数", "件", "5"],
            ["四、窗口服务情况|3"],
            ["（一）接待人数", "人", "70"],
            ["五、会议和培训情况|3"],
            ["（二）举办各类培训班数", "次", "1"],
            ["（三）接受培训人员数", "人次", "20"],
        )
    )
    assert [(entry["chapter"], entry["label"]) for entry in reading["statistics"]] == [
        ("三、依申请公开政府信息情况", "收到申请数"),
        ("四、窗口服务情况", "接待人数"),
        ("五、会议和培训情况", "举办各类培训班数"),
        ("五、会议和培训情况", "接受培训人员数"),
    ]


def test_label_of_two_chapters_belongs_to_the_one_that_is_open() -> None:
    reading = as_html(
        indicator_rows(
            ["四、行政诉讼数量", "件", "3"],
            ["维持具体行政行为数", "件", "1"],
            ["被依法纠错数", "件", "2"],
            ["五、行政复议数量", "件", "4"],
            ["被依法纠错数", "件", "4"],
        )
    )
    assert [
        (entry["chapter"], entry["label"], entry["value"]) for entry in reading["statistics"]
    ] == [
        ("四、行政诉讼数量", "行政诉讼数量", "3"),
        ("四、行政诉讼数量", "维持具体行政行为或者驳回原告诉讼请求数", "1"),
        ("四、行政诉讼数量", "被依法纠错数", "2"),
        ("五、行政复议数量", "行政复议数量", "4"),
        ("五、行政复议数量", "被依法纠错数", "4"),
    ]


def test_row_of_which_belongs_to_the_row_above() -> None:
    reading = as_html(
        indicator_rows(
            ["参加或举办新闻发布会总次数", "次", "6"],
            ["其中：主要负责同志参加次数", "次", "2"],
            ["政府网站在线访谈次数", "次", "5"],
            ["其中：主要负责同志参加次数", "次", "1"],
        )
    )
    assert values(reading)["主要负责同志参加新闻发布会次数"] == "2"
    assert values(reading)["主要负责同志参加政府网站在线访谈次数"] == "1"


def test_label_of_two_chapters_without_a_chapter_is_not_guessed() -> None:
    reading = as_html(indicator_rows(["被依法纠错数", "件", "2"], ["收到申请数", "件", "2"]))
    assert [(entry["chapter"], entry["label"]) for entry in reading["statistics"]] == [
        (None, "被依法纠错数"),
        ("三、依申请公开情况", "收到申请数"),
    ]
    assert len(issue(reading, "unknown_indicator")) == 1


TWO_COLUMNS = [["统计指标|1x2", "单位|1x2", "统计数|2"], ["本期实际", "本年累计"]]
LEVELS = [["统计指标|1x2", "单位|1x2", "统计数|4"], ["区政府", "区直单位", "乡镇街道", "合计"]]


@pytest.mark.parametrize("reader", [as_html, as_text])
def test_of_several_columns_none_is_taken_where_none_is_the_total(
    reader: Callable[[Rows], dict[str, Any]],
) -> None:
    head = TWO_COLUMNS if reader is as_html else [["统计指标", "单位", "本期实际", "本年累计"]]
    reading = reader(
        [
            *head,
            ["收到申请数", "件", "2", "9"],
            ["当面申请数", "件", "", "4"],
            ["申请办结数", "件", "", ""],
        ]
    )
    assert list(values(reading).values()) == [None, None, None]
    assert [status(reading, label) for label in values(reading)] == [
        "unreadable",
        "unreadable",
        "blank",
    ]
    assert len(issue(reading, "columns_unclear")) == 1
    assert reading["quality"] == "doubtful"


def test_of_several_columns_the_total_is_taken() -> None:
    reading = as_html(
        [*LEVELS, ["收到申请数", "件", "2", "3", "4", "9"], ["申请办结数", "件", "1", "", "", "1"]]
    )
    assert values(reading) == {"收到申请数": "9", "申请办结数": "1"}
    assert issue(reading, "columns_unclear") == []


@pytest.mark.parametrize("other", ["2015年", "上年数", "历年累计"])
def test_of_columns_of_several_years_the_reports_own_is_taken(other: str) -> None:
    reading = as_html(
        [
            ["统计指标", "单位", other, "2016年"],
            *([*row[:2], "7", row[2]] for row in national()[1:]),
        ]
    )
    assert values(reading) == values(as_html(national()))
    assert values(reading)["收到申请数"] == "12"
    assert len(issue(reading, "left_aside")) == 1


def test_without_a_header_two_numbers_in_one_row_leave_all_rows_open() -> None:
    rows = [row for row in national() if row != HEADER]
    rows = [[*row, "7" if row[0] == "当面申请数" else ""] for row in rows]
    reading = as_text(rows)
    assert {entry["value"] for entry in reading["statistics"]} == {None}
    assert reading["quality"] == "doubtful"


def test_numbered_rows_and_remarks_are_no_figures() -> None:
    head = ["序号", "统计指标", "单位", "统计数", "备注"]
    rows = [
        head,
        ["1", "收到申请数", "件", "", "当年"],
        ["2", "申请办结数", "件", "6", ""],
        ["3", "申请答复数", "件", "6", "见附件"],
    ]
    for reading in (as_html(rows), as_text(rows)):
        assert values(reading) == {"收到申请数": None, "申请办结数": "6", "申请答复数": "6"}


def test_row_number_of_a_lost_line_is_not_taken_for_a_figure() -> None:
    head = ["序号", "统计指标", "单位", "统计数"]
    rows = [
        head,
        ["1", "收到申请数", "件", ""],
        ["2", "申请办结数", "件", "6"],
        ["3", "申请答复数", "件", "6"],
        ["4", "当面申请数", "件", "0"],
    ]
    reading = as_text(rows, flat)
    assert set(values(reading).values()) == {None}


def test_rows_side_by_side_are_read_block_by_block() -> None:
    reading = as_html(
        [
            [*HEADER, *HEADER],
            ["收到申请数", "件", "1", "行政复议数量", "件", "2"],
            ["当面申请数", "件", "1", "被依法纠错数", "件", "2"],
        ]
    )
    assert [entry["value"] for entry in reading["statistics"]] == ["1", "2", "1", "2"]


def test_label_over_several_cells_is_put_together() -> None:
    reading = as_text(
        indicator_rows(
            ["维持具体行政行为", "或者驳回原告诉讼请求数", "件", "2"],
            ["主动公开政府信息数", "（不同渠道和方式公开相同信息计1条）", "条", "30"],
            ["收到申请数", "件", "8"],
            ["申请办结数", "件", "7"],
        ),
        flat,
    )
    assert list(values(reading).items()) == [
        ("维持具体行政行为或者驳回原告诉讼请求数", "2"),
        ("主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "30"),
        ("收到申请数", "8"),
        ("申请办结数", "7"),
    ]


def test_group_label_beside_its_rows_is_no_indicator() -> None:
    reading = as_html(
        [
            ["统计指标|2", "单位", "统计数"],
            ["依申请公开情况|1x2", "收到申请数", "件", "8"],
            ["当面申请数", "件", "8"],
            ["行政复议数量|2", "件", "0"],
        ]
    )
    assert values(reading) == {"收到申请数": "8", "当面申请数": "8", "行政复议数量": "0"}
    assert reading["statistics"][1]["chapter"] == "依申请公开情况"


def test_indicator_that_stands_twice_with_two_numbers_is_unreadable() -> None:
    rows = national()
    reading = as_html([*rows, ["收到申请数", "件", "77"]])
    assert values(reading)["收到申请数"] is None
    assert len(issue(reading, "row_repeated")) == 1
    assert reading["quality"] == "doubtful"
    assert as_html([*rows, ["收到申请数", "件", "12"]])["quality"] == "verified"


def test_outline_of_2008_is_no_irregular_outline_of_2019() -> None:
    outline = [
        "一、概述",
        "二、主动公开政府信息的情况",
        "三、政府信息公开的收费及减免情况",
        "四、存在的主要问题及改进情况",
    ]
    headings = "".join(f"<h3>{heading}</h3><p>见附表。</p>" for heading in outline)
    page = f"<html><body><h1>某市某局2018年政府信息公开工作年度报告</h1>{headings}{html_table(national())}</body></html>"
    reading = extract.read(page.encode(), "page.html").as_json()
    assert (reading["form"], reading["quality"]) == ("2014", "verified")
    assert not {entry["code"] for entry in reading["issues"]} & {
        "section_missing",
        "heading_irregular",
    }


def test_table_over_two_pages_is_one() -> None:
    rows = national()
    reading = as_html(rows[:20], [HEADER, *rows[20:]])
    assert (len(reading["statistics"]), reading["quality"]) == (58, "verified")
    assert [entry["index"] for entry in reading["tables"]] == [1, 2]


def test_names_and_telephone_numbers_under_the_table_are_left_out() -> None:
    footer = ["单位负责人：某某", "填报人：某某", "联系电话：000000"]
    split_footer = ["审核人", "某某", "12345"]
    reading = as_html([*national(), footer, split_footer])
    assert len(reading["statistics"]) == 58
    assert "某某" not in str(reading["statistics"]) + str(reading["issues"])


def test_other_tables_of_the_page_are_no_part_of_it() -> None:
    menu = [["网站地图", "3"], ["联系我们", "4"]]
    reading = as_html(national(), menu)
    assert len(reading["statistics"]) == 58
    assert issue(reading, "unknown_indicator") == []


def test_number_without_a_label_is_said_to_have_no_place() -> None:
    reading = as_html([*national(), ["", "件", "5"]])
    assert len(issue(reading, "rows_not_placed")) == 1
    assert len(reading["statistics"]) == 58


def test_later_tables_decide_the_form_and_the_statistics_are_still_given() -> None:
    plain = report_text()
    reading = extract.read(plain + ("\n附表\n" + tab_separated(national())).encode(), "").as_json()
    alone = extract.read(plain, "").as_json()
    assert reading["form"] == "2021"
    assert [reading[f"table{number}"] for number in (2, 3, 4)] == [
        alone[f"table{number}"] for number in (2, 3, 4)
    ]
    assert len(reading["statistics"]) == 58
    assert reading["quality"] == "verified"


def test_statistics_before_the_later_tables_do_not_swallow_them() -> None:
    plain = report_text().decode()
    text = plain.replace(
        "二、主动公开政府信息情况", tab_separated(national()) + "二、主动公开政府信息情况"
    )
    reading = extract.read(text.encode(), "").as_json()
    alone = extract.read(plain.encode(), "").as_json()
    assert [reading[f"table{number}"] for number in (2, 3, 4)] == [
        alone[f"table{number}"] for number in (2, 3, 4)
    ]
    assert len(reading["statistics"]) == 58


def test_report_on_the_later_form_has_no_statistics() -> None:
    assert extract.read(report_text(), "").as_json()["statistics"] == []


def test_report_of_prose_is_told_by_its_title_and_sentences() -> None:
    reading = extract.read("\n".join([*OPENING, *CLOSING]).encode(), "").as_json()
    assert (reading["form"], reading["quality"], reading["statistics"]) == ("prose", "unparsed", [])
    assert len(issue(reading, "no_table")) == 1
    assert [section["number"] for section in reading["sections"]] == [None, None, 2]


@pytest.mark.parametrize("lines", [OPENING[:1], [OPENING[0].replace("2016", "2022"), *OPENING[1:]]])
def test_page_without_prose_or_of_a_later_year_is_no_report_of_prose(lines: Sequence[str]) -> None:
    assert (
        extract.read(
            "\n".join(lines).replace("2016", "2022" if len(lines) > 1 else "2016").encode(), ""
        ).as_json()["form"]
        is None
    )


def test_local_table_with_some_of_the_indicators_is_prose_with_figures() -> None:
    reading = as_html(
        [
            ["指标名称", "计量单位", "数量"],
            ["申请总数", "条", "3"],
            ["当面申请数", "条", "3"],
            ["专职人员数", "人", "1"],
            ["现场接待人数", "人次", "44"],
        ]
    )
    assert reading["form"] == "prose"
    assert list(values(reading).values()) == ["3", "3", "1", "44"]


def test_places_lead_back_to_the_cells() -> None:
    reading = as_html(national())
    [place] = reading["tables"]
    rows = {entry["key"]: entry["row"] for entry in place["rows"]}
    columns = {entry["key"]: entry["column"] for entry in place["columns"]}
    assert place["table"] == "statistics"
    assert len(rows) == len(columns) == 58
    printed = national()
    assert printed[rows["收到申请数"]][columns["收到申请数"]] == "12"
    assert printed[rows["四、行政复议数量/被依法纠错数"]][2] == "2"
