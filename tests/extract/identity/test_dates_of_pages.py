"""The day of publication and the year, where a page says several things of them."""

from __future__ import annotations

from typing import Any

import pytest

import extract

TITLE = "云溪县水务局2023年政府信息公开工作年度报告"
PERIOD = "统计期限自2023年1月1日起至2023年12月31日止。"


def read(
    line: str = "",
    head: str = "",
    title: str = TITLE,
    text: str = PERIOD,
    signed: str = "2024年1月9日",
) -> dict[str, Any]:
    page = (
        f"<html><head>{head}</head><body><h1>{title}</h1><p>{line}</p><p>{text}</p>"
        "<p>一、总体情况</p><p>公开信息三百条。</p><p>六、其他需要报告的事项</p><p>没有。</p>"
        f"<p>云溪县水务局</p><p>{signed}</p></body></html>"
    )
    return extract.read(page.encode(), "page.html").as_json()


@pytest.mark.parametrize(
    "line",
    [
        "时间：2024-01-22 08:15",
        "发布日期：2024年1月22日",
        "更新日期：2024-01-22",
        "成文日期：2024-01-22",
        "生成日期：20240122",
        "公开时间：2024.01.22",
        "[2024-01-22]",
        "（2024年1月22日）",
        "2024/1/22",
        "發佈時間：2024-01-22",
        "编辑：某某时间：2024年01月22日阅读：285",
        "2024-01-22 来源：本站",
        "更新时间：2025-06-30　发布时间：2024-01-22",
        "打印日期：2026-01-01　发布日期：2024-01-22",
        "发布时间：二〇二四年一月二十二日",
        "发布时间：24-01-22",
    ],
)
def test_a_date_is_printed_in_many_ways(line: str) -> None:
    assert read(line)["published_on"] == "2024-01-22"


@pytest.mark.parametrize(
    "line",
    ["2026年12月1日 星期二", "今天是2026年12月1日", "打印时间：2026-01-01", "有效期至：2029-12-31"],
)
def test_a_clock_of_the_page_is_no_date_of_publication(line: str) -> None:
    assert read(line)["published_on"] is None


GENERATED = '<meta name="others" content="页面生成时间 2026-05-06 07:08:09">'


@pytest.mark.parametrize(
    ("line", "head", "day"),
    [
        ("", '<meta name="PubDate" content="2024-01-22 10:00:00">', "2024-01-22"),
        ("", f'<meta name="PubDate" content="2026-05-06 07:08:09">{GENERATED}', None),
        ("", '<meta name="PubDate" content="2017-05-01">', None),
        ("发布时间：2024-01-22", '<meta name="PubDate" content="2026-05-06">', "2024-01-22"),
    ],
)
def test_metadata_count_where_nothing_is_printed(line: str, head: str, day: str | None) -> None:
    assert read(line, head)["published_on"] == day


def test_a_date_in_the_head_of_a_short_page_is_no_signature() -> None:
    page = f"<html><body><h1>{TITLE}</h1><p>2024年1月22日</p><p>详见附件。</p></body></html>"
    reading = extract.read(page.encode(), "page.html").as_json()
    assert (reading["signed_on"], reading["published_on"]) == (None, "2024-01-22")


@pytest.mark.parametrize(
    "text",
    [
        PERIOD,
        "统计期限自23年1月1日至23年12月31日。",
        "统计期限自二〇二三年一月一日起至十二月三十一日止。",
        "统计期限自二O二三年1月1日起至二○二三年12月31日止。",
        "统计期限自202311日起至20231231日止。",
        "统计期限2023.1.1-2023.12.31。",
        "统计期限为2023年1月1日—12月31日。",
    ],
)
def test_the_period_names_the_year(text: str) -> None:
    reading = read(title="云溪县水务局政府信息公开工作年度报告", text=text, signed="")
    assert reading["year"] == 2023


@pytest.mark.parametrize("year", ["2042", "2022", "2033"])
def test_a_title_against_period_and_signature_loses_and_is_told(year: str) -> None:
    reading = read(title=TITLE.replace("2023", year))
    assert reading["year"] == 2023
    assert "title_year_differs" in {issue["code"] for issue in reading["issues"]}


def test_the_signature_tells_the_year_where_nothing_else_does() -> None:
    reading = read(title="云溪县水务局政府信息公开工作年度报告", text="编制本报告。")
    assert reading["year"] == 2023


@pytest.mark.parametrize(
    "year", ["２０２３年", "二〇二三年", "二○二三年", "二零二三年", "23年", "二三年"]
)
def test_a_title_writes_its_year_in_many_ways(year: str) -> None:
    reading = read(title=f"云溪县水务局{year}政府信息公开工作年度报告", text="", signed="")
    assert (reading["agency"], reading["year"]) == ("云溪县水务局", 2023)


def test_dates_alone_give_no_year_to_what_has_no_title_of_a_report() -> None:
    reading = read(title="关于做好年度报告编制工作的通知", text="请按格式编制。")
    assert (reading["year"], reading["signed_on"]) == (None, "2024-01-09")


def test_an_annex_behind_the_signature_does_not_hide_it() -> None:
    rows = "".join(f"<tr><td>{number}</td><td>项目</td><td>0</td></tr>" for number in range(9))
    reading = read(signed=f"2024年1月9日</p><p>附件：表样</p><table>{rows}</table><p>")
    assert reading["signed_on"] == "2024-01-09"
