"""Reports in pages as real sites make them: paths, banners, tools and navigation round the title, in
bodies that nobody knows.
"""

from __future__ import annotations

from typing import Any

import pytest

import extract

TITLE = "云溪县水务局2019年政府信息公开工作年度报告"
REPORT = (
    "<p>数据的统计期限自2019年1月1日起至2019年12月31日止。</p><p>一、总体情况</p><p>公开信息三百条。</p>"
    "<p>二、主动公开政府信息情况</p><p>没有。</p><p>六、其他需要报告的事项</p><p>没有。</p>"
    "<p>云溪县水务局</p><p>2020年1月9日</p>"
)
PRINTED = "<div>发布时间：2020-01-22</div>"


def read(before: str, head: str = "", title: str = f"<h1>{TITLE}</h1>") -> dict[str, Any]:
    page = (
        f"<html><head><title>{TITLE}_云溪县人民政府</title>{head}</head><body>{before}{title}"
        f"{PRINTED}<div class=k7>{REPORT}</div></body></html>"
    )
    return extract.read(page.encode(), "page.html").as_json()


@pytest.mark.parametrize(
    "before",
    [
        "<div>您当前的位置是:首页>政府信息公开>政府信息公开年报>政府信息公开工作年度报告</div>",
        "<div>首页 › 信息公开 › 政府信息公开年度报告</div>",
        "<div>您的位置：<a href='/'>首页</a> » <a href='/c'>政府信息公开工作年度报告</a></div>",
        "<div>位置: 政务公开 / 2020年度政府信息公开年报 / 首页</div>",
        "<div>中央人民政府 北苑自治区人民政府 登录 注册</div>",
        "<div>云溪县人民政府</div><div>登录</div><div>注册</div>",
        "<div>无障碍浏览</div>",
        "<div>长者助手</div><div>繁体版</div>",
        "<div>政府信息公开</div>",
        "<div>2026年12月1日 星期二</div>",
        "<div>市民办事 微信 分享</div>",
        "<ul><li><a href='/a'>云溪县民政局2018年政府信息公开工作年度报告</a></li></ul>",
    ],
)
@pytest.mark.parametrize("title", [f"<h1>{TITLE}</h1>", f"<div>{TITLE}</div>"])
def test_what_stands_above_the_title_is_no_part_of_it(before: str, title: str) -> None:
    reading = read(before, title=title)
    assert (reading["title"], reading["agency"], reading["year"]) == (TITLE, "云溪县水务局", 2019)


def test_a_banner_is_no_section_of_the_report() -> None:
    sections = read("<div>政府信息公开</div>")["sections"]
    assert [section["number"] for section in sections if section["number"]] == [1, 2, 6]


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="PubDate" content="2026-05-06 07:08:09">'
        '<meta name="others" content="页面生成时间 2026-05-06 07:08:09">',
        '<meta name="PubDate" content="2026-05-06 07:08:09">',
    ],
)
def test_the_printed_day_counts_more_than_that_of_the_page(head: str) -> None:
    assert read("", head)["published_on"] == "2020-01-22"


def test_navigation_in_the_class_of_a_body_does_not_hide_an_old_report() -> None:
    links = "".join(f"<li><a href='/{number}'>栏目{number}</a></li>" for number in range(60))
    prose = "<p>二〇一三年，我局公开政府信息若干条，群众满意。</p>" * 9
    page = (
        f"<body><div class=content><ul>{links}</ul>导航</div><div>{TITLE.replace('2019', '2013')}"
        f"</div><div class=k7>{prose}</div></body>"
    )
    reading = extract.read(page.encode(), "page.html").as_json()
    assert (reading["agency"], reading["year"], reading["form"]) == ("云溪县水务局", 2013, "prose")
    assert "群众满意" in reading["sections"][0]["text"]


def test_labels_in_the_head_of_a_table_name_what_stands_beneath_them() -> None:
    table = (
        "<table><tr><th>索引号</th><th>公开方式</th><th>发布机构</th></tr>"
        "<tr><td>0142/2010-00023</td><td>主动公开</td><td>云溪县水务局</td></tr></table>"
    )
    page = f"<body>{table}<p>2009年度年报</p><p>一、概述</p><p>公开信息三百条。</p></body>"
    assert extract.read(page.encode(), "page.html").as_json()["agency"] == "云溪县水务局"
