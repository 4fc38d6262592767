"""Documents that look like annual reports and are none: they must be refused."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.corpus import figures, html, text
from tests.corpus.model import Cell, Draft, Grid, Paragraph, Sample
from tests.corpus.report import _agency

FORMATS = ("html", "text")
Made = tuple[str, list[Paragraph | Grid]]


def _website(random: Random, agency: str, year: int) -> Made:
    """政府网站工作年度报表: the yearly sheet of a portal."""
    counts = [
        ("信息发布", "总数"),
        ("", "概况类信息更新量"),
        ("", "政务动态信息更新量"),
        ("专栏专题", "新开设数量"),
    ]
    counts += [
        ("办事服务", "注册用户数"),
        ("互动交流", "收到留言数量"),
        ("", "办结留言数量"),
        ("移动新媒体", "粉丝数"),
    ]
    rows = [
        [Cell("网站名称"), Cell(f"{agency}门户网站", colspan=2)],
        [Cell("独立用户访问总量"), Cell("182063", colspan=2)],
    ]
    rows += [
        [Cell(group), Cell(label), Cell(str(random.randint(0, 9_000)))] for group, label in counts
    ]
    return f"{agency}政府网站工作年度报表（{year}年度）", [Grid(0, rows)]


def _rule_of_law(random: Random, agency: str, year: int) -> Made:
    licences, penalties = random.randint(10, 900), random.randint(1, 90)
    bodies = [
        f"{year}年，{agency}深入推进法治政府建设，现将有关情况报告如下。",
        "一、主要举措和成效",
        f"（一）依法履职。办理行政许可{licences}件，作出行政处罚决定{penalties}件，制发行政规范性文件3件。",
        "（二）强化监督。收到行政复议申请4件，行政诉讼案件2件，负责人全部出庭应诉。政府信息公开申请全部按期答复。",
        "二、存在的不足和原因",
        "三、下一步安排",
    ]
    return f"{agency}{year}年法治政府建设年度报告", [Paragraph(body) for body in bodies]


def _notice(random: Random, agency: str, year: int) -> Made:
    bodies = [
        "各乡镇人民政府、街道办事处，各有关单位：",
        f"根据《中华人民共和国政府信息公开条例》，现就做好{year}年政府信息公开工作年度报告编制和发布有关事项通知如下。",
        "一、时间要求。各单位应于1月31日前发布年度报告。",
        "二、内容要求。年度报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项。",
        "三、格式要求。数据应符合勾稽关系，第一项加第二项之和，等于第三项加第四项之和。",
    ]
    return f"关于做好{year}年政府信息公开工作年度报告编制发布工作的通知", [
        Paragraph(body) for body in bodies
    ]


def _picture_story(random: Random, agency: str, year: int) -> Made:
    bodies = [
        f"一图读懂{agency}{year}年政府信息公开工作年度报告",
        "主动公开1283条",
        "依申请公开26件",
        "点击查看大图",
    ]
    return f"（图解）{agency}{year}年政府信息公开工作年度报告", [Paragraph(body) for body in bodies]


def _census(random: Random, agency: str, year: int) -> Made:
    rows = [[Cell("指标"), Cell("单位"), Cell("总计"), Cell("增长（%）")]]
    for label in ("地区生产总值", "第一产业", "第二产业", "社会消费品零售总额", "其他"):
        rows.append(
            [
                Cell(label),
                Cell("亿元"),
                Cell(f"{random.random() * 900:.2f}"),
                Cell(f"{random.random() * 9:.1f}"),
            ]
        )
    return f"{agency}{year}年国民经济和社会发展统计公报", [
        Paragraph(f"{year}年，全区经济运行平稳。"),
        Grid(0, rows),
    ]


def _guide(random: Random, agency: str, year: int) -> Made:
    rows = [[Cell("序号"), Cell("公开事项"), Cell("行政许可"), Cell("行政处罚"), Cell("总计")]]
    rows += [
        [Cell(str(at)), Cell("办事指南"), Cell("3"), Cell("0"), Cell("3")] for at in range(1, 6)
    ]
    return f"{agency}政府信息公开指南", [
        Paragraph("申请人可以是自然人、法人或其他组织。"),
        Grid(0, rows),
    ]


def _list_page(random: Random, agency: str, year: int) -> Made:
    titles = [
        f"{agency}{year - back}年政府信息公开工作年度报告　{year - back + 1}-01-1{back}"
        for back in range(8)
    ]
    return "政府信息公开年报", [Paragraph(title) for title in titles]


KINDS = (_website, _rule_of_law, _notice, _picture_story, _census, _guide, _list_page)


def sample(random: Random, name: str, format: str) -> Sample:
    """One look-alike; its truth is that nothing may be read from it."""
    agency, place, short = _agency(random)
    year = random.randint(2019, 2025)
    kind = random.choice(KINDS)
    draft = Draft(
        random, agency, place, short, year, "2021", figures.generated(random, "2021", "township")
    )
    draft.title, blocks = kind(random, agency, year)
    draft.blocks = [Paragraph(draft.title, "title"), *blocks]
    _style(draft)
    data = (html if format == "html" else text).render(draft)
    truth: dict[str, Any] = {
        "parsed": False,
        "table2": None,
        "table3": None,
        "table4": None,
        "statistics": [],
        "lost": [],
        "form": None,
    }
    return Sample(name, data, format, None, "clean", (f"look-alike{kind.__name__}",), truth)


def _style(draft: Draft) -> None:
    draft.page = {
        "today": "",
        "site": "人民政府网",
        "source": draft.agency,
        "page_title": None,
        "info": None,
    }
    draft.page |= {
        "encoding": "utf-8",
        "declared": "utf-8",
        "shell": draft.random.choice(html.page_names()),
    }
    draft.page |= {
        "table": "spanned",
        "cell": "plain",
        "manner": draft.random.choice(list(text.MANNERS)),
    }
