"""Whose a list of annual reports is, where only the way to it says so: the section of an agency that
it lies in. A list that other sections link too is nobody's.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.pages.page import Link, Page
from crawler.runner.run import crawl
from crawler.spiders.search.frontier import Frontier, Source
from crawler.spiders.search.lists import owner_by_title
from crawler.spiders.search.scoring import Role, in_gateway_folder
from crawler.store.captures import CaptureStore
from tests.crawler.sites import Answer, Site, html, report_page, serving

AGENCIES = {"/d0/": "民政局", "/d1/": "财政局"}
LIST = "政府信息公开年报"


def page(title: str, *named: tuple[str, str], rows: str = "") -> Answer:
    links = "".join(f'<p><a href="{path}">{name}</a></p>' for path, name in named)
    return html(f"<html><head><title>{title}</title></head><body>{links}{rows}</body></html>")


def reports(site: Site, folder: str) -> str:
    """Rows of reports whose titles name no agency."""
    rows = []
    for year in (2022, 2023):
        path, title = f"{folder}{year + 1}/1000{year}.html", f"{year}年政府信息公开工作年度报告"
        site.routes[path] = Answer(report_page(title), headers={"Content-Type": "text/html"})
        rows.append(f'<li><a href="{path}">{title}</a><span>{year + 1}-01-19</span></li>')
    return f"<ul>{''.join(rows)}</ul>"


def gateway(menu: tuple[tuple[str, str], ...] = (), title: str = LIST) -> Site:
    """A portal of two agencies, each with a section of its own, and a menu on every page of it."""
    site = Site()
    site.routes["/"] = page("演示县人民政府", ("/gk/", "政务公开"))
    site.routes["/gk/"] = page("政务公开", ("/gk/bm/", "县直部门"))
    site.routes["/gk/bm/"] = page("县直部门", *AGENCIES.items())
    for folder, name in AGENCIES.items():
        site.routes[folder] = page(name, (f"{folder}nb/", LIST), *menu)
        site.routes[f"{folder}nb/"] = page(
            title.format(name), *menu, rows=reports(site, f"{folder}nb/")
        )
    return site


def owners(site: Site, state: Path, address: str) -> dict[str, str]:
    with serving(site, address):
        run = crawl([site.portal(id="p", family=None)], state, None, lambda *_: None)[0]
        assert run.verdict == "ok", run.reasons
        return {
            url.removeprefix(site.portal().home.rstrip("/")): name
            for url, name in run.evidence["owners"].items()
        }


@pytest.mark.loopback
def test_a_list_in_the_section_of_an_agency_is_that_agency_s(state: Path) -> None:
    assert owners(gateway(), state, "127.0.78.1") == {"/d0/nb/": "民政局", "/d1/nb/": "财政局"}


@pytest.mark.loopback
def test_a_list_in_the_menu_of_all_sections_is_nobody_s(state: Path) -> None:
    site = gateway(menu=(("/nb/", LIST),))
    site.routes["/nb/"] = page(LIST, rows=reports(site, "/nb/"))
    assert owners(site, state, "127.0.78.2") == {"/d0/nb/": "民政局", "/d1/nb/": "财政局"}


@pytest.mark.parametrize(
    ("title", "owner"),
    [
        ("政府信息公开年报_民政局_演示县人民政府", "民政局"),
        ("政府信息公开年报-演示县人民政府", ""),
        ("政府信息公开年报-民政局-财政局", ""),
        ("政府信息公开年报", ""),
    ],
)
def test_the_title_of_a_list_says_whose_it_is(title: str, owner: str) -> None:
    listed = Page("http://a.example/nb/", f"<title>{title}</title>".encode())
    assert owner_by_title(listed, "演示县人民政府") == owner


def section(name: str, url: str) -> Source:
    return Source(url, Role.AGENCY, "group", 2, owner=name)


def test_of_one_section_alone_nobody_knows_whether_its_menu_is_that_of_all() -> None:
    frontier = Frontier(only_within=False)
    own = [Link("http://a.example/d0/nb/", LIST)]
    frontier.offer(own, source=section("民政局", "http://a.example/d0/"))
    assert frontier.owner_of(own[0].url) == ""
    frontier.offer([], source=section("财政局", "http://a.example/d1/"))
    assert frontier.owner_of(own[0].url) == "民政局"
    frontier.offer(own, source=Source("http://a.example/gk/", Role.SECTION))
    assert frontier.owner_of(own[0].url) == ""


def test_the_years_of_an_agency_s_list_are_that_agency_s() -> None:
    frontier = Frontier(only_within=False)
    frontier.offer(
        [Link("http://a.example/d0/nb/", LIST)], source=section("民政局", "http://a.example/d0/")
    )
    listed = frontier.next()
    assert listed is not None
    assert (listed.owner, listed.source.owner) == ("民政局", "民政局")
    frontier.offer([Link("http://a.example/d0/nb/2023/", "2023年")], source=listed.source)
    year = frontier.next()
    assert year is not None
    assert year.owner == "民政局"


@pytest.mark.parametrize(
    ("url", "is_gateway"),
    [
        ("http://a.example/zfxxgk/", True),
        ("http://a.example/zwgk/index.html", True),
        ("http://a.example/zfxxgk/zcwj/", False),
        ("http://a.example/zc/", False),
    ],
)
def test_a_folder_gives_a_gateway_away(url: str, is_gateway: bool) -> None:
    assert in_gateway_folder(url) is is_gateway


PICTURED = """<html><head><title>{0}</title></head><body>
<p><a href="/gk/nb/">政府信息公开年报</a> <a href="/gk/">政务公开</a></p>
<ul><li><a href="/gk/nb/">政府信息公开年报</a></li><li><a href="/gk/zn/">政府信息公开指南</a></li></ul>
<div class="k7"><h1>{0}</h1><p>全文见图。</p></div></body></html>"""


@pytest.mark.loopback
def test_a_list_that_a_report_s_own_menu_names_is_archived_as_no_report(state: Path) -> None:
    site = Site()
    site.routes["/"] = page("演示县人民政府", ("/gk/", "政务公开"))
    site.routes["/gk/"] = page("政务公开", ("/gk/nb/", LIST))
    site.routes["/gk/zn/"] = page("政府信息公开指南")
    rows = []
    for year in (2022, 2023):
        path, title = f"/gk/nb/{year}/1.html", f"演示县人民政府{year}年政府信息公开工作年度报告"
        site.routes[path] = html(PICTURED.format(title))
        rows.append(f'<li><a href="{path}">{title}</a><span>{year + 1}-01-19</span></li>')
    site.routes["/gk/nb/"] = page(LIST, rows=f"<ul>{''.join(rows)}</ul>")
    with serving(site, "127.0.78.3"):
        crawl([site.portal(id="p", family=None)], state, None, lambda *_: None)
        home = site.portal().home.rstrip("/")
    kept = CaptureStore(state, "p").captures("report")
    assert sorted(each.url.removeprefix(home) for each in kept) == [
        "/gk/nb/2022/1.html",
        "/gk/nb/2023/1.html",
    ]
    assert list(CaptureStore(state, "p").captures("attachment")) == []
