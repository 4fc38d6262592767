"""Who reports, on which year, and when it was signed, however the report says so."""

from __future__ import annotations

from typing import Any

import pytest

import extract
from tests.extract.tables.forms_as_text import report_text

TITLE = "云溪县水务局2024年政府信息公开工作年度报告"
AGENCIES = [
    *("云溪县红十字会", "云溪县消防救援大队", "云溪县第一高级中学", "国家统计局云溪调查队"),
    *("云溪县残疾人联合会", "云溪县总工会", "中共云溪县委党校", "云溪县地震监测台", "云溪海关"),
    *("中国人民银行云溪县支行", "云溪县白鹿林场", "云溪县科学技术协会", "第八师一五〇团"),
    *("云溪县司法局（云溪县行政复议局）", "云溪县人民政府办公室", "城关街道办事处"),
]


def read(title: str = TITLE, ending: str = "云溪县水务局\n2025年1月10日\n") -> dict[str, Any]:
    return extract.read(report_text(title=title, ending=ending), "report.txt").as_json()


@pytest.mark.parametrize("agency", AGENCIES)
def test_agencies_of_every_kind_are_named_as_they_stand(agency: str) -> None:
    title = f"{agency}2024年政府信息公开工作年度报告"
    assert read(title=title, ending="2025年1月10日\n")["agency"] == agency


def test_a_title_without_the_second_government_keeps_the_first() -> None:
    assert (
        read(title="云溪县人民政府2024年信息公开年度报告", ending="2025年1月10日\n")["agency"]
        == "云溪县人民政府"
    )


@pytest.mark.parametrize("words", ["云溪县政务公开平台", "我局", "联系电话"])
def test_other_words_before_the_date_are_no_agency(words: str) -> None:
    assert (
        read(title="2024年政府信息公开工作年度报告", ending=f"{words}\n2025年1月10日\n")["agency"]
        is None
    )


def test_agency_and_date_may_close_the_report_in_one_line() -> None:
    reading = read(title="2024年政府信息公开工作年度报告", ending="云溪县水务局　2025年1月22日\n")
    assert (reading["agency"], reading["signed_on"]) == ("云溪县水务局", "2025-01-22")


def test_a_sentence_that_ends_in_a_date_is_no_signature() -> None:
    assert read(ending="本报告发布于2025年1月22日\n")["signed_on"] is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("云溪县水务局政府信息公开工作二〇二四年度报告", 2024),
        ("云溪县水务局政府信息公开工作2024年度报告", 2024),
        ("云溪县水务局二○二四年度政府信息公开工作年度报告", 2024),
    ],
)
def test_the_year_stands_anywhere_in_a_title(title: str, year: int) -> None:
    reading = read(title=title)
    assert (reading["agency"], reading["year"], reading["title"]) == ("云溪县水务局", year, title)


@pytest.mark.parametrize(
    "opening",
    [
        "现将我局2024年工作情况公布如下：",
        "现将云溪县水务局2024年政府信息公开工作情况报告如下，请审阅：",
        "所列数据的统计期限为202411日起至20241231日止。",
    ],
)
def test_the_year_of_the_opening_counts_more_than_years_of_plans(opening: str) -> None:
    text = (
        report_text(title=opening)
        .decode()
        .replace("所列数据的统计期限自2024年1月1日起至2024年12月31日止。\n", "")
    )
    text = text.replace("将加强培训", "2025年将加强培训，2025年底前完成")
    assert extract.read(text.encode()).as_json()["year"] == 2024


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_the_date_of_publication_stands_in_cells_of_text(mark: str) -> None:
    title = f"公开日期{mark}2025-01-12{mark}有效性{mark}有效\n云溪县水务局2024年政府信息公开工作年度报告"
    assert read(title=title)["published_on"] == "2025-01-12"


def test_a_title_over_two_lines_of_text_names_its_agency() -> None:
    reading = read(
        title="云溪县青石镇人民\n政府2024年政府信息公开工作年度报告", ending="2025年1月10日\n"
    )
    assert reading["title"] == "云溪县青石镇人民政府2024年政府信息公开工作年度报告"
    assert (reading["agency"], reading["year"]) == ("云溪县青石镇人民政府", 2024)


PAGE = (
    "<html><head><title>{title}</title></head><body><h2>{heading}</h2>"
    "<p>所列数据的统计期限自2024年1月1日起至2024年12月31日止。</p><p>一、总体情况</p><p>工作平稳。</p>"
    "<p>六、其他需要报告的事项</p><p>没有。</p><p>{signer}</p><p>2025年1月10日</p></body></html>"
)


@pytest.mark.parametrize(
    ("title", "heading", "signer", "agency"),
    [
        (
            "云溪县人民政府 云溪县青石镇2024年政府信息公开工作年度报告",
            *("", "", "云溪县青石镇人民政府"),
        ),
        (
            "云溪县人民政府 关于2024年政府信息公开工作年度报告",
            *("关于2024年政府信息公开工作年度报告", "云溪县档案馆", "云溪县档案馆"),
        ),
        (
            "云溪县人民政府 2024年政府信息公开工作年度报告",
            *("", "云溪县人民政府", "云溪县人民政府"),
        ),
        (
            "云溪县水务局 2024年政府信息公开工作年度报告",
            *("", "云溪县水务局", "云溪县水务局"),
        ),
        (
            "（云溪县水务局）2024年政府信息公开工作年度报告",
            *("", "", "云溪县水务局"),
        ),
    ],
)
def test_the_name_of_the_site_before_the_title_of_the_page_is_no_part_of_it(
    title: str, heading: str, signer: str, agency: str
) -> None:
    page = PAGE.format(title=title, heading=heading, signer=signer)
    assert extract.read(page.encode(), "page.html").as_json()["agency"] == agency


def test_a_media_centre_signs_its_own_report() -> None:
    ending = "云溪县融媒体中心\n2025年1月10日\n"
    title = "2024年政府信息公开工作年度报告"
    assert read(title=title, ending=ending)["agency"] == "云溪县融媒体中心"
