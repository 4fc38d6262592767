"""Firewalls are told by status, headers, scripts and words, with their names; short pages of real
sites are let pass.
"""

from __future__ import annotations

import itertools
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.pages import impostors
from crawler.pages.impostors import SHUTTING, recognise
from samples.families import build_site
from samples.world import portals

ADDRESS = "http://www.yanshi.gov.cn/zwgk/zfxxgknb/"
KINDS = ("home", "list", "report", "attachment")
Headers = list[tuple[str, str]]


def page(body: str, title: str = "", head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def said(status: int, body: bytes, kind: str = "home", headers: Headers | None = None) -> str:
    return str(recognise(status, body, kind, ADDRESS, (), headers or []))


REFUSED = [
    (468, page("<script>var a</script>"), [], "challenge: 雷池, status 468"),
    (418, page("blocked"), [], "challenge: 华为云, status 418"),
    (493, b"", [], "challenge: 奇安信, status 493"),
    (566, b"", [], "challenge: EdgeOne, status 566"),
    (567, b"", [], "challenge: EdgeOne, status 567"),
    (422, page("<script>var a</script>"), [], "refused: status 422"),
    (406, b"x", [], "refused: status 406"),
    (444, b"", [], "refused: status 444"),
    (403, b"", [("Server", "Safedog/4.0")], "refused: 安全狗, status 403"),
    (403, b"", [("X-Via-JSL", "ab12")], "refused: 加速乐, status 403"),
    (405, b"", [("Set-Cookie", "HWWAFSESID=1; path=/")], "refused: 华为云, status 405"),
    (
        503,
        page("<script>window._cf_chl_opt={}</script>"),
        [],
        "challenge: Cloudflare, status 503",
    ),
    (
        200,
        page("", head="<script>var k='1';</script>"),
        [("Server", "yunjiasu-nginx")],
        "challenge: 百度云加速, status 200, a page of scripts without text",
    ),
    (
        200,
        page("", head=f"<script>var k='{'0a' * 400}';new Function('x',k)()</script>"),
        [],
        "challenge: status 200, a page of scripts without text",
    ),
    (
        200,
        page("<p>您提交的请求含有危险字符，已经被网站管理员设置为拦截！</p><a href='http://404.safedog.cn/'>i</a>"),
        [],
        "challenge: 安全狗, status 200, the page says 您提交的请求含有危险字符，已经被网站管理员设置为拦截",
    ),
    (
        200,
        '{"success":false,"message":"当前IP访问次数超限"}'.encode(),
        [],
        "challenge: status 200, the answer says 当前IP访问次数超限",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "headers", "told"), REFUSED)
def test_a_refusal_is_told_by_product_and_status(
    status: int, body: bytes, headers: Headers, told: str
) -> None:
    assert {said(status, body, kind, headers) for kind in KINDS[:3]} == {told}


WORDS = [
    "您的访问请求已被某云盾拦截",
    "您的请求因触发规则已被系统自动阻断",
    "抱歉，您所访问的页面可能存在安全威胁，已被阻止",
    "您的IP地址 1.2.3.4 已被列入黑名单",
    "根据有关策略，境外IP禁止访问本站",
    "本站禁止境外用户访问",
    "您的访问速度过快，请稍后再试",
    "请求过于频繁，请稍后再试",
    "本系统仅限政务外网访问",
    "请使用政务专网打开本页",
    "当前IP已被封禁",
    "您的请求存在安全风险",
    "非法请求！",
    "Sorry, you have been blocked",
    "Access Denied",
    "当前访问人数较多，请稍候",
]


@pytest.mark.parametrize("words", WORDS)
def test_a_page_of_status_200_that_refuses_in_words_is_a_challenge(words: str) -> None:
    body = page(f"<div><p>{words}</p></div>", "提示")
    told = {said(200, body, kind) for kind in KINDS}
    assert len(told) == 1
    assert re.fullmatch(r"challenge: (\S+, )?status 200, the page says .+", told.pop())


INSTEAD = [
    (page("<h1>Welcome to nginx!</h1>"), "default page: the page says Welcome to nginx"),
    (page("<h1>没有找到站点</h1>"), "default page: the page says 没有找到站点"),
    (page("<h1>It works!</h1>"), "default page: the page says It works!"),
    (b"", "not a document: empty, status 200"),
    (
        page(
            "本网站已迁移<script>setTimeout(function(){location.href='http://www.xin.gov.cn/'},9)</script>"
        ),
        "moved: the page says 网站已迁移; it leads to http://www.xin.gov.cn/",
    ),
    (
        page("<p>请访问新网址：<a href='https://www.xin.gov.cn/a/'>进入</a></p>"),
        "moved: the page says 请访问新网址; it leads to https://www.xin.gov.cn/a/",
    ),
    (page("<p>网站已停用</p>"), "moved: the page says 网站已停用"),
]


@pytest.mark.parametrize(("body", "told"), INSTEAD)
def test_a_home_page_that_is_none_is_told_as_what_it_is(body: bytes, told: str) -> None:
    assert said(200, body) == told


def test_a_site_that_leads_on_on_its_own_host_has_not_moved() -> None:
    body = page("网站已更名<script>location.href='/xin/index.html'</script>")
    assert said(200, body) == "None"


def test_a_page_of_data_that_a_script_of_the_site_shows_is_no_challenge() -> None:
    tree = "[{'id': 1, 'name': 'gk', 'children': []}]" * 20
    body = page("", head=f"<script>window._CONFIG = {{ 'SID': '1', 'TREE': {tree} }};</script>")
    told = [said(200, body, kind, [("Set-Cookie", "acw_tc=1")]) for kind in ("home", "list")]
    assert told == ["None", "None"]


@pytest.mark.parametrize(("status", "body"), [
    (521, page("<p>Web server is down Error code 521 Cloudflare</p>")),
    (503, page("<p>503 Service Temporarily Unavailable</p>")),
    (502, b"x"),
    (404, page("<h1>404</h1>")),
    (500, page("<p>您的请求出错</p>")),
])  # fmt: skip
def test_a_broken_server_is_no_refusal(status: int, body: bytes) -> None:
    assert {said(status, body, kind) for kind in KINDS} == {"None"}


_NAMES = ["县教育局", "城关镇人民政府", "市公安局", "区市场监督管理局", "河东街道办事处"]
_NEWS = [
    "成功拦截一起境外电信诈骗，涉案账户被冻结",
    "某公司因拒不履行义务被列入失信黑名单",
    "违法建设被依法禁止，施工已被叫停",
    "申请人的申请因材料不全被退回",
    "本月网站访问量突破十万人次",
    "关于网站安全检查情况的公示",
    "非法占用耕地问题已被查处",
    "禁止在饮用水水源保护区内游泳",
    "平台访问量创新高，群众满意",
    "政务外网建设稳步推进",
    "依法拒绝公开的事项说明",
    "道路封闭施工，车辆禁止通行",
    "关于限制排放的通告",
    "办事指南已更新，欢迎查阅",
]
_MENU = "".join(f'<a href="/{n}/">{name}</a>' for n, name in enumerate(["首页", "要闻", "政务公开", "办事", "互动", "数据"]))  # fmt: skip


def short_pages() -> Iterator[bytes]:
    """Pages of a few words as real sites have them: notices, lists of one or two entries, empty
    columns, framed pages without a menu.
    """
    for name, news in itertools.product(_NAMES, _NEWS):
        yield page(f"{_MENU}<h1>{news}</h1><p>{name} 2024-01-19</p>", news)
        yield page(
            f"{_MENU}<ul><li><a href='t1.html'>{name}：{news}</a> 2024-01-19</li></ul>", name
        )
        yield page(f"<h3>{news}</h3><p>来源：{name}</p><p>{news}。</p>", news)
    for name in _NAMES:
        yield page(f"{_MENU}<h2>{name}</h2><p>暂无内容</p>", name)
        yield page(f"<iframe src='/xxgk/{name}.html'></iframe>", name)
        yield page(f"<p>{name}办公地址：练习路1号</p>", "机构概况")
        yield page(f"<ul><li><a href='1.html'>{name}2023年政府信息公开工作年度报告</a></li></ul>")


def test_two_hundred_short_pages_of_real_sites_are_no_refusals() -> None:
    pages = list(short_pages())
    wrong = [
        (kind, body.decode(), found.sign)
        for body in pages
        for kind in KINDS[:3]
        for found in [recognise(200, body, kind, ADDRESS)]
        if found and found.kind in SHUTTING
    ]
    assert len(pages) >= 200
    assert wrong == []


def test_no_page_of_the_practice_portals_is_taken_for_a_refusal() -> None:
    bodies = {
        (portal.id, path): site_page.body
        for portal in portals()
        for path, site_page in build_site(portal).pages.items()
        if "html" in site_page.media_type
    }
    found = {
        place: str(finding)
        for place, body in bodies.items()
        for finding in [recognise(200, body, "list", ADDRESS)]
        if finding
    }
    assert len(bodies) > 500
    assert {place: finding for place, finding in found.items() if "missing" not in finding} == {}


# What nobody can tell from a server that is broken or busy.
NO_REFUSALS = ("503 rate", "501/502", "521 cloudflare", "网站正在维护")


def test_every_refusal_of_the_reference_answers_is_told_with_its_status(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "crawler.impostors", impostors)
    cases = runpy.run_path(str(shared / "cases/portals/refusals.py"))["CASES"]
    told = {name: said(status, body) for name, status, body in cases}
    assert {name for name, words in told.items() if words == "None"} == {
        name for name in told if name.startswith(NO_REFUSALS)
    }
    unsigned = [
        name
        for name, status, _ in cases
        if told[name].startswith(("challenge", "refused")) and f"status {status}" not in told[name]
    ]
    assert unsigned == []
