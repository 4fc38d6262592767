"""Pagers in the spellings of many products: what their scripts allow is turned, and a page that
cannot be had keeps every family from `ok`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.registry.families import families
from crawler.runner.run import crawl
from tests.crawler.sites import Answer, Site, crawled, html, report_page, serving

pytestmark = [pytest.mark.loopback]

LIST = "/zwgk/zfxxgknb/"
PER_PAGE, PAGES = 3, 2

# Pagers that lead to page 2 by these addresses.
TURNED = {
    "laypage with ?p=": (
        "<div id='p'></div><script>laypage({cont:'p',pages:2,curr:1,jump:function(o,f){if(!f){location.href='?p='+o.curr}}})</script>",
        f"{LIST}?p=2",
    ),
    "laypage with n.html": (
        "<script>var total=parseInt('2');laypage({cont:'p',pages:total,curr:1,jump:function(e,f){if(!f){location.href=e.curr+'.html'}}});</script>",
        f"{LIST}2.html",
    ),
    "?page= by count and limit": (
        "<script>layui.laypage.render({elem:'p',count:6,limit:3,jump:function(o,f){if(!f){window.location.href='?page='+o.curr}}})</script>",
        f"{LIST}?page=2",
    ),
    "index_n counted from 1": (
        "<script>createPage(6,3,1);function createPage(a,b,c){}function go(n){location.href='index_'+n+'.html'}</script>",
        f"{LIST}index_2.html",
    ),
    "index_n counted from 0": (
        "<script>createPage(6,3,1);function createPage(a,b,c){}function go(n){location.href='index_'+n+'.html'}</script>",
        f"{LIST}index_1.html",
    ),
    "next called with 1": (
        "<a href='javascript:next(1)'>下一页</a><script>function next(n){location.href='index_'+n+'.html'}</script>",
        f"{LIST}index_1.html",
    ),
    "numbers called with one less": (
        "<a onclick='go(0)'>1</a><a onclick='go(1)'>2</a><script>function go(n){location.href='list_'+n+'.html'}</script>",
        f"{LIST}list_1.html",
    ),
    "two halves": (
        "<script>kkpager.generPageHtml({pno:1,total:2,totalRecords:6,hrefFormer:'index',hrefLatter:'.html'});var totalPage=2</script>",
        f"{LIST}index_2.html",
    ),
    "search": (
        "<script>$('#p').pagination({pageCount:2,callback:function(a){location.search='pageNo='+a.current}})</script>",
        f"{LIST}?pageNo=2",
    ),
    "a pager in another folder": (
        "<div class='page'><a href='/cms/sitemanage/index.shtml?siteId=62&page=1'>1</a>"
        "<a href='/cms/sitemanage/index.shtml?siteId=62&page=2'>2</a>"
        "<a href='/cms/sitemanage/index.shtml?siteId=62&page=2'>下一页</a></div>",
        "/cms/sitemanage/index.shtml?siteId=62&page=2",
    ),
}  # fmt: skip
# Pagers of lists of two pages of which nothing leads to the second, or leads to none.
UNREACHED = [
    "<script>laypage({cont:'p',pages:2,curr:1,jump:function(o){load(o.curr)}})</script>",
    "<script>layui.laypage.render({elem:'p',count:6,limit:3,jump:load})</script>",
    "<script>$('.M-box').pagination({totalData:6,showData:3,pageCount:2,callback:load});</script>",
    "<script>$('#p').jqPaginator({totalPages:2,onPageChange:load})</script>",
    "<script>var total=6,pagesize=3;showPager(total,pagesize,1);</script>",
    "<script>createPage('p',2,1)</script>",
    "<el-pagination :total='total' @current-change='load'></el-pagination>",
    "<a href='javascript:goto(2)'>下一页</a>",
    "<a onclick='turn(this)'>尾页</a>",
    "<div>共2页 当前第1页</div>",
    "<div>共6条 每页3条</div>",
    "<script>laypage({cont:'p',pages:2,curr:1,jump:function(o){location.href='?p='+o.curr}})</script>",
    "<a href='index_2.html'>2</a><a href='index_2.html'>下一页</a>",
    "<div class='pager' id='fy'></div><script>fill('#fy', 2)</script>",
]


def rows(number: int) -> str:
    names = (f"{number}{item}" for item in range(PER_PAGE))
    return "".join(
        f"<li><a href='{LIST}202401/t20240119_10{name}.html'>演示县第{name}局2023年政府信息公开工作年度报告</a>"
        "<span>2024-01-19</span></li>"
        for name in names
    )


def listing(number: int, pager: str) -> Answer:
    return html(
        f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows(number)}</ul>{pager}</body></html>"
    )


def two_pages(pager: str, second: str | None) -> Site:
    """A site whose list has a second page at an address; without one all else shows the first
    again, by query, or is missing, by path.
    """
    site = Site()
    wanted = urlsplit(second) if second else None

    def by_query(request: BaseHTTPRequestHandler) -> Answer:
        asked = urlsplit(request.path)
        is_second = wanted and wanted.query and parse_qs(asked.query) == parse_qs(wanted.query)
        return listing(2 if is_second else 1, pager)

    for name in ("p=1", "p=2", "page=1", "page=2", "pageNo=1", "pageNo=2"):
        site.routes[f"{LIST}?{name}"] = by_query
    site.routes[LIST] = by_query
    if second is not None and second not in site.routes:
        site.routes[second] = listing(2, pager)
    for number in range(1, PAGES + 1):
        for item in range(PER_PAGE):
            name = f"{number}{item}"
            site.routes[f"{LIST}202401/t20240119_10{name}.html"] = Answer(
                report_page(f"演示县第{name}局2023年政府信息公开工作年度报告"),
                headers={"Content-Type": "text/html"},
            )
    return site


@pytest.mark.parametrize("spelling", TURNED)
def test_what_a_script_allows_is_turned(spelling: str, state: Path) -> None:
    with serving(two_pages(*TURNED[spelling])) as site:
        run = crawled(site, state, family="generic", channels=[site.base + LIST])
    assert (run.verdict, run.reports) == ("ok", 6)
    assert len([path for path in site.paths() if "t2024" not in path]) <= 4


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[int, str], str]]:
    """The verdict of every family on every list whose second page cannot be had."""
    with ExitStack() as servers:
        sites = [
            servers.enter_context(serving(two_pages(pager, None), f"127.0.31.{number}"))
            for number, pager in enumerate(UNREACHED, start=1)
        ]
        portals = [
            site.portal(id=f"{family}-{number}", family=family, channels=[site.base + LIST])
            for number, site in enumerate(sites)
            for family in families()
        ]
        runs = crawl(portals, tmp_path_factory.mktemp("state"), None, lambda *_: None)
        yield {
            (int(run.portal.rpartition("-")[2]), run.portal.rpartition("-")[0]): str(run.verdict)
            for run in runs
        }


@pytest.mark.parametrize("family", families())
def test_no_family_is_ok_with_one_page_of_two(
    verdicts: dict[tuple[int, str], str], family: str
) -> None:
    ended = {UNREACHED[number]: told for (number, name), told in verdicts.items() if name == family}
    assert len(ended) >= 12
    assert {pager: told for pager, told in ended.items() if told == "ok"} == {}
