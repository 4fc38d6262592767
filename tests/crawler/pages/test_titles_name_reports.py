"""Which titles are taken for annual reports: both ways, in mixed lists and in channels of annual
reports.
"""

from __future__ import annotations

import pytest

from crawler.pages.titles import agency_of, judge, names_agency_too, names_another_place, year_of

REPORTS = [
    "黄冈市人民政府2023年政府信息公开工作年度报告",
    "上饶市广丰区2022年政府信息公开年报",
    "下湿壕镇政府2022年信息公开工作年度报告",
    "宿迁市2017年政府信息公开年度报告",
    "2022年度政府信息公开工作年度报告",
    "某区2021年度政府信息公开工作年度报告",
    "白桦湾区工业和信息化局政府信息公开工作2023年度报告",
    "尚志市某局2020年政府信息公开工作报告",
    "某局2012年政府信息公开工作情况报告",
    "某县2009年度政府信息公开工作总结报告",
    "（文字版）2017年芜湖市政府信息公开工作年度报告",
    "田家庵区公园街道 2020 年政府信息公开工作年度报告",
    "昌吉市\u3000二〇二三年　政府信息公开\u200b工作年度报告",
    "徐闻县司法局政府信息公开工作年度报告",
    "某市统计局2023年政府信息公开工作年度报告",
    "某市财政局2023年政府信息公开工作年度报告",
    "某市考试院2023年政府信息公开工作年度报告",
    "某市教育评估中心2023年政府信息公开工作年度报告",
    "某市财政监督检查局2023年政府信息公开工作年度报告",
    "２０２３年某县政府信息公开工作年度报告",
    "某县古各镇人民政府2023年政府信息公开工作年度报告",
    "某县2023年政府信息公开工作总报告",
    "某县关于开展2023年政府信息公开工作情况的年度报告",
    "某省人民政府办公厅2023年政府信息公…",
    "某县乡村振兴局2023年政府信息公开工作年度...",
]
OTHERS = [
    "某县2023年政府信息公开工作年度报告制度（试行）",
    "某局2023年政府信息公开工作年度报告范文",
    "某市政府信息公开年度报告展示平台",
    "某县关于做好2023年政府信息公开工作年度报告…",
    "某县2023年政府信息公开工作年度报告编…",
    "某县各镇2023年政府信息公开年度报告",
    "各镇2023年政府信息公开年度报告",
    "行政复议2023年度报告",
    "某县重大行政决策年报",
    "某县政府网站工作年度报表（2023年度）",
    "某县2024年政府网站年度工作报表",
    "某县2023年法治政府建设年度报告",
    "2025年某县政府工作报告",
    "【年报图解】某县2024年政府信息公开工作年度报告",
    "一图读懂：某县2024年政府信息公开工作年度报告",
    "某县2023年政府信息公开工作年度报告解读",
    "关于做好2024年政府信息公开工作年度报告编制工作的通知",
    "国务院办公厅关于印发政府信息公开工作年度报告格式的通知",
    "某县2022年第三季度依申请公开工作情况统计",
    "某区2023年依申请公开工作年度报告",
    "某局政府信息公开指南",
    "某局信息公开工作报告",
    "某县2023年政府信息公开工作考核结果",
    "某局2023年政府信息公开情况统计表",
    "某县召开政府信息公开工作年度报告培训会议",
    "某县2023年国民经济和社会发展统计公报",
    "某县人民政府办公室关于印发2023年政务公开…",
    "某市2023年政府…",
    "某企业2023年度报告",
    "",
]
IN_CHANNEL = [
    "水利局年报（2021）",
    "某镇2023年年报",
    "某局2022年度报告",
    "某街道二〇二二年度工作年报",
    "某县人民政府办公室2023年…",
]


@pytest.mark.parametrize("title", REPORTS)
@pytest.mark.parametrize("in_channel", [False, True])
def test_a_report_is_taken(title: str, in_channel: bool) -> None:
    assert judge(title, in_channel).report is True


@pytest.mark.parametrize("title", OTHERS)
def test_a_look_alike_is_left(title: str) -> None:
    assert judge(title).report is False


@pytest.mark.parametrize("title", OTHERS[:25])
def test_a_look_alike_is_left_in_a_channel_of_reports_too(title: str) -> None:
    assert judge(title, in_channel=True).report is False


@pytest.mark.parametrize("title", IN_CHANNEL)
def test_a_short_name_counts_only_in_a_channel_of_reports(title: str) -> None:
    assert (judge(title).report, judge(title, in_channel=True).report) == (False, True)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某县2023年政府信息公开工作年度报告", 2023),
        ("某县 2 0 2 1 年度政府信息公开年报", 2021),
        ("二〇一九年政府信息公开年报", 2019),
        ("某局政府信息公开工作2022年度报告", 2022),
        ("徐闻县司法局政府信息公开工作年度报告", None),
        ("第20231号文件", None),
        ("二〇二三年政府信息公开工作年度报告(2024-01-20)", 2023),
        ("二O一九年度政府信息公开年报", 2019),
    ],
)
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert year_of(title) == year


@pytest.mark.parametrize(
    "title",
    [
        "某⾏政服务中⼼2023年政府信息公开工作年度报告",
        "某局二〇二三年政府信息公開工作年度報告",
        "某局2023年政府\u200b信息\ue004公开\u3000工作年度报告",
    ],
)
def test_a_title_is_read_however_it_is_encoded(title: str) -> None:
    assert judge(title).report
    assert year_of(title) == 2023


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("民政局2019年政府信息公开工作年度报告", "民政局"),
        ("机关事务管理局2023年信息公开年报", "事务管理局"),
        ("县人民政府2023年政府信息公开工作年度报告", ""),
        ("各乡镇、街道2022年度信息公开年报", ""),
    ],
)
def test_the_agency_of_a_title_is_no_word_for_agencies_in_general(title: str, agency: str) -> None:
    assert (agency_of(title), names_agency_too(title)) == (agency, bool(agency))


@pytest.mark.parametrize(
    ("title", "another"),
    [
        ("演示省人民政府2023年政府信息公开工作年度报告", True),
        ("2023年青浔县水务局政府信息公开工作年度报告", True),
        ("白石沟市水务局2023年政府信息公开工作年度报告", False),
        ("水务局2023年政府信息公开工作年度报告", False),
        ("东河镇人民政府2023年政府信息公开工作年度报告", False),
        ("经济开发区管委会2023年政府信息公开工作年度报告", False),
    ],
)
def test_a_report_of_another_place_is_told_by_its_title(title: str, another: bool) -> None:
    assert names_another_place(title, "白石沟市人民政府") is another
