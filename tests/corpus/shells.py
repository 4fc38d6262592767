"""Pages of portals round an annual report, made by rule: where the title stands, what it leaves out,
and what else on the page looks like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import yaml

COUNT = 352
NEWEST = 2025
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_CIRCLE = str.maketrans("0123456789", "○一二三四五六七八九")
_ZERO = str.maketrans("0123456789", "零一二三四五六七八九")
# Short words that name an agency as well as its full name does.
_AS_GOOD = ("政府办", "政府办公室", "人社局", "妇联", "侨联", "管委会")
_WITHOUT_PLACE = ("县", "市政", "市侨", "区城", "省", "自治区", "盟", "兵团")
_WITNESSES = ("signature", "announced", "compiled", "contact", "publisher")
_OTHERS = ("统计局", "司法局", "气象局", "档案馆")


@dataclass(frozen=True)
class Shell:
    """One page, and what must be read of it."""

    name: str
    html: str
    agencies: frozenset[str]
    year: int
    published_on: date | None
    body: str


@dataclass
class _Plan:
    """What one page is to show."""

    random: Random
    agency: dict[str, Any]
    said: str
    year: int
    title: str
    place: str
    body: str
    witness: str
    published: date
    signed: date
    dated: str
    lines: list[str] = field(default_factory=list)


@cache
def _parts() -> dict[str, Any]:
    text = Path(__file__).with_name("shells.yml").read_text("utf-8")
    parts: dict[str, Any] = yaml.safe_load(text)
    return parts


def shells(count: int = COUNT) -> Iterator[Shell]:
    """The pages, the same ones every time."""
    for number in range(count):
        yield _shell(number)


def _shell(number: int) -> Shell:
    plan = _plan(number)
    accepted = {plan.agency["full"]}
    accepted |= {name for name in plan.agency["said"] if _is_as_good(name)}
    # A second name in brackets may be left off by the title.
    accepted |= {
        name for name in plan.agency["said"] if plan.agency["full"].startswith(f"{name}（")
    }
    return Shell(
        name=f"{number:03} {plan.place} {plan.body} {plan.witness} {plan.title}",
        html=_page(plan),
        agencies=frozenset(accepted),
        year=plan.year,
        published_on=plan.published if plan.dated else None,
        body=plan.body,
    )


def _is_as_good(name: str) -> bool:
    return name.endswith(_AS_GOOD) and not name.startswith(_WITHOUT_PLACE)


def _plan(number: int) -> _Plan:
    parts, random = _parts(), Random(f"shell {number}")
    agency = parts["agencies"][number % len(parts["agencies"])]
    year = random.randint(2009, NEWEST - 1)
    signed = date(year + 1, 1, 4) + timedelta(days=random.randint(0, 70))
    said, pattern = random.choice(agency["said"]), random.choice(parts["titles"])
    title = pattern.format(a=said, **_year(year, random.choice(parts["years"]), random))
    return _Plan(
        random=random,
        agency=agency,
        said=said,
        year=year,
        title=title,
        place=random.choice(parts["places"]),
        body=random.choice(parts["bodies"]),
        witness=random.choice(_WITNESSES),
        published=signed + timedelta(days=random.randint(0, 20)),
        signed=signed,
        dated=random.choice([*parts["dates"], ""]),
    )


def _year(year: int, style: str, random: Random) -> dict[str, str]:
    """The year with 年 behind it and alone, in one of the ways to write it."""
    written = {
        "digits": str(year),
        "full_width": str(year).translate(_FULL_WIDTH),
        "circle": str(year).translate(_CIRCLE),
        "zero": str(year).translate(_ZERO),
        "two_digits": f"{year % 100:02}",
        "entities": str(year),
        "wrong": str(year + random.choice([-7, 10, 18])),
    }[style]
    return {"y": f"{written}年", "d": written}


def _page(plan: _Plan) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{_head(plan)}</head><body>"
        f"{_banner(plan)}{_path(plan)}{_side(plan)}{_article(plan)}{_foot(plan)}</body></html>"
    )


def _head(plan: _Plan) -> str:
    place = plan.agency["place"]
    named = plan.place not in ("nowhere", "cell")
    page_title = plan.title if plan.place == "page_title" or named else "政府信息公开年报"
    found = [f"<title>{_text(page_title)}_{place}政务公开网</title>"]
    if plan.place == "site_first":
        found = [f"<title>{place}人民政府 {_text(plan.title)}</title>"]
    found.append(f'<meta name="SiteName" content="{place}人民政府门户网站">')
    found.append('<meta name="ColumnName" content="政府信息公开年报">')
    if plan.place == "meta":
        found.append(f'<meta name="ArticleTitle" content="{_text(plan.title)}">')
    if plan.random.random() < 0.3:
        stamp = "2026-05-06 07:08:09"
        found.append(f'<meta name="PubDate" content="{stamp}">')
        found.append(f'<meta name="others" content="页面生成时间 {stamp}">')
    return "".join(found)


def _text(text: str) -> str:
    return escape(text, quote=True)


def _banner(plan: _Plan) -> str:
    place, heading = plan.agency["place"], plan.place == "banner_heading"
    name = f"<h1>{place}人民政府门户网站</h1>" if heading else f"<div>{place}门户网站</div>"
    links = "".join(
        f'<li><a href="/{word}">{word}</a></li>' for word in ("首页", "政务公开", "办事")
    )
    clock = plan.random.choice(["2026年12月1日 星期二", "今天是 2019年12月3日", ""])
    return f"{name}<ul>{links}</ul><div>{clock}</div>"


def _path(plan: _Plan) -> str:
    column = plan.random.choice(["政府信息公开年报", "政府信息公开工作年度报告", "2020年度"])
    mark = plan.random.choice([" &gt; ", " › ", "»"])
    steps = mark.join(f'<a href="/c">{step}</a>' for step in ("首页", "信息公开", column))
    said = plan.random.choice(["当前位置：", "您的位置：", ""])
    return f"<div>{said}{steps}</div>"


def _side(plan: _Plan) -> str:
    others = (f"{plan.agency['place']}{office}2018年政府信息公开工作年度报告" for office in _OTHERS)
    return "<ul>" + "".join(f'<li><a href="/a">{other}</a></li>' for other in others) + "</ul>"


def _article(plan: _Plan) -> str:
    opened, closed = {
        "known": ('<div class="TRS_Editor">', "</div>"),
        "invented": (f'<div class="k{plan.random.randint(10, 99)}"><div id="z1">', "</div></div>"),
        "none": ("", ""),
    }[plan.body]
    return _title(plan) + _dated(plan) + opened + _report(plan) + closed


def _title(plan: _Plan) -> str:
    title = _text(plan.title)
    half = len(plan.title) // 2
    name = plan.random.choice(["<td>名称</td>", "<th>名 称：</th>"])
    cells = f"<table><tr>{name}<td>{title}</td></tr><tr><td>索引号</td><td>0142/2021-00077</td></tr></table>"
    return {
        "heading": f"<h1>{title}</h1>",
        "banner_heading": f"<div>{title}</div>",
        "block": f'<div align="center">{title}</div>',
        "lines": f"<h2>{_text(plan.title[:half])}<br>{_text(plan.title[half:])}</h2>",
        "broken": "".join(
            f"<p align=center>{_text(part)}</p>" for part in _thirds(plan.title) if part.strip()
        ),
        "cell": cells,
    }.get(plan.place, "")


def _thirds(title: str) -> Sequence[str]:
    third = len(title) // 3
    return title[: third + 2], title[third + 2 : 2 * third + 1], title[2 * third + 1 :]


def _dated(plan: _Plan) -> str:
    day = plan.published
    shown = plan.dated.format(
        iso=day.isoformat(),
        han=f"{day.year}年{day.month}月{day.day}日",
        slash=f"{day.year}/{day.month}/{day.day}",
        dots=day.strftime("%Y.%m.%d"),
        a="本站",
    )
    label = f"<div>发布机构：{plan.agency['full']}</div>" if plan.witness == "publisher" else ""
    return f"{label}<div>{shown}</div>"


def _report(plan: _Plan) -> str:
    full, own, year = plan.agency["full"], plan.agency["self"], plan.year
    opening = {
        "announced": f"根据有关规定，现公布{full}{year}年政府信息公开工作年度报告。",
        "compiled": f"本报告由{full}编制。",
        "contact": f"如有疑问，请与{full}联系（地址：中山路2号）。",
    }.get(plan.witness, "按照条例的要求编制本报告。")
    period = f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    signer = f"<p>{full}</p>" if plan.witness == "signature" else ""
    return (
        f"<p>{opening}{period}</p><p>一、总体情况</p><p>{year}年，{own}公开信息三百条。</p>"
        "<p>二、主动公开政府信息情况</p><p>没有制发规范性文件。</p>"
        "<p>三、收到和处理政府信息公开申请情况</p><p>没有收到申请。</p>"
        "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>没有发生。</p>"
        f"<p>五、存在的主要问题及改进情况</p><p>栏目更新不够快，{year + 1}年改进。</p>"
        f"<p>六、其他需要报告的事项</p><p>没有。</p>{signer}"
        f"<p>{plan.signed.year}年{plan.signed.month}月{plan.signed.day}日</p>"
    )


def _foot(plan: _Plan) -> str:
    place = plan.agency["place"]
    return (
        f'<div>下一篇：<a href="/b">{place}审计局2016年政府信息公开年报</a></div>'
        f"<div>主办：{place}人民政府办公室　承办：{place}融媒体中心　备案号 2015000012</div>"
    )
