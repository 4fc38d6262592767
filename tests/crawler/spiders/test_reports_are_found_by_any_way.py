"""Portals of no known product: whatever way leads to the reports, it is found and no other is tried
for long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, Run
from tests.crawler.sites import Answer, Site, html, report_page, serving

pytestmark = [pytest.mark.loopback]

AGENCIES = ["民政局", "财政局", "水利局", "东河镇人民政府"]
YEARS = range(2021, 2024)
# Requests for each one that a crawler needs that knows where everything is.
MOST_WASTE = 1.3
WAYS: dict[str, Callable[[], tuple[Site, set[str]]]] = {}


def way(build: Callable[[Site], None]) -> Callable[[Site], None]:
    """Register a portal. What it is built of is needed, but for pages that it marks as refused or
    beside.
    """

    def built() -> tuple[Site, set[str]]:
        site = Site()
        build(site)
        return site, {path for path, answer in site.routes.items() if b"<table>" in _body(answer)}

    WAYS[build.__name__] = built
    return build


def _body(answer: object) -> bytes:
    return answer.body if isinstance(answer, Answer) else b""


def reports(
    site: Site, folder: str, agencies: list[str], years: Iterable[int] = YEARS
) -> list[tuple[str, str]]:
    """Put reports into a site; return (path, title) of each."""
    items = []
    for year in years:
        for number, agency in enumerate(agencies):
            path, title = (
                f"{folder}{year + 1}/{10000 + number}.html",
                f"{agency}{year}年政府信息公开工作年度报告",
            )
            site.routes[path] = Answer(report_page(title), headers={"Content-Type": "text/html"})
            items.append((path, title))
    return items


def page(title: str, *parts: str) -> Answer:
    return html(f"<html><head><title>{title}</title></head><body>{''.join(parts)}</body></html>")


def links(*named: tuple[str, str]) -> str:
    return "".join(f'<p><a href="{path}">{name}</a></p>' for path, name in named)


def rows(items: list[tuple[str, str]]) -> str:
    listed = "".join(
        f'<li><a href="{path}">{title}</a><span>2024-01-19</span></li>' for path, title in items
    )
    return f"<ul>{listed}</ul>"


def home(site: Site, *named: tuple[str, str]) -> None:
    news = rows(
        [(f"/xwdt/2024/{20000 + number}.html", f"要闻第{number}则") for number in range(30)]
    )
    site.routes["/"] = page("演示县人民政府", links(("/xwdt/", "新闻动态"), *named), news)


@way
def a_list_that_the_search_for_the_family_has_seen(site: Site) -> None:
    home(site, ("/gk/", "信息公开"))
    site.routes["/gk/"] = page("信息公开", links(("/gk/nb/", "信息公开年报")))
    site.routes["/gk/nb/"] = page("信息公开年报", rows(reports(site, "/gk/nb/", AGENCIES)))


@way
def menus_of_agencies_inside_a_section(site: Site) -> None:
    home(site, ("/gk/", "政务公开"))
    site.routes["/gk/"] = page("政务公开", links(("/gk/bm/", "县直部门")))
    site.routes["/gk/bm/"] = page(
        "县直部门", links(*((f"/d{n}/", name) for n, name in enumerate(AGENCIES)))
    )
    for number, agency in enumerate(AGENCIES):
        agency_site(site, f"/d{number}/", agency)


def agency_site(site: Site, folder: str, agency: str) -> None:
    site.routes[folder] = page(agency, links((f"{folder}gk/", "信息公开")))
    site.routes[f"{folder}gk/"] = page(agency, links((f"{folder}gk/nb/", "年报")))
    site.routes[f"{folder}gk/nb/"] = page("年报", rows(reports(site, f"{folder}gk/nb/", [agency])))


@way
def sites_of_agencies_behind_the_menu_of_a_portal_whose_own_list_has_no_others(site: Site) -> None:
    home(site, ("/gk/", "政府信息公开"), ("/bm/", "县直部门"))
    site.routes["/gk/"] = page("政府信息公开", links(("/gk/nb/", "政府信息公开年报")))
    site.routes["/gk/nb/"] = page(
        "政府信息公开年报", rows(reports(site, "/gk/nb/", ["演示县人民政府"]))
    )
    site.routes["/bm/"] = page(
        "县直部门", links(*((f"/d{n}/", name) for n, name in enumerate(AGENCIES)))
    )
    for number, agency in enumerate(AGENCIES):
        agency_site(site, f"/d{number}/", agency)


@way
def agencies_of_which_some_have_not_reported(site: Site) -> None:
    home(site, ("/gk/", "部门信息公开"))
    names = [f"{number}局" for number in "甲乙丙丁戊己庚辛壬癸"]
    site.routes["/gk/"] = page(
        "部门信息公开", links(*((f"/d{n}/", f"演示县{name}") for n, name in enumerate(names)))
    )
    for number, name in enumerate(names):
        annual = [] if number in range(2, 7) else [(f"/d{number}/nb/", "信息公开年报")]
        site.routes[f"/d{number}/"] = page(name, links(*annual))
        if annual:
            site.routes[f"/d{number}/nb/"] = page(
                "信息公开年报", rows(reports(site, f"/d{number}/nb/", [name]))
            )


@way
def tabs_of_years_with_the_names_of_agencies(site: Site) -> None:
    home(site, ("/gk/nb.html", "信息公开年报"))
    tabs = []
    for year in YEARS:
        named = [
            (path, title.partition(str(year))[0])
            for path, title in reports(site, "/gk/nb/", AGENCIES, [year])
        ]
        tabs.append(
            f"<div><h3>{year}年度</h3>{''.join(f'<a href={path}>{name}</a>' for path, name in named)}</div>"
        )
    site.routes["/gk/nb.html"] = page("政府信息公开年报", *tabs)


@way
def a_table_of_agencies_and_years(site: Site) -> None:
    home(site, ("/gk/nb.html", "信息公开年报"))
    lines = []
    for number, agency in enumerate(AGENCIES):
        cells = "".join(
            f'<td><a href="{path}">{path.split("/")[-2]}</a></td>'
            for path, _ in reports(site, f"/nb/{number}/", [agency])
        )
        lines.append(f"<tr><td>{agency}</td>{cells}</tr>")
    site.routes["/gk/nb.html"] = page(
        "信息公开年报", f"<table class=years>{''.join(lines)}</table>"
    )


@way
def rows_that_open_by_a_click_and_addresses_with_blanks(site: Site) -> None:
    home(site, ("/gk/nb.html", "信息公开年报"))
    items = reports(site, "/gk/年报 全文/", AGENCIES)
    for path, _ in items:
        site.routes[quote(path)] = site.routes.pop(path)
    clicked = [
        f"<li onclick=\"window.open('{quote(path)}')\">{title}</li>" for path, title in items[:3]
    ]
    scripted = [
        f'<li><a href="javascript:void(0)" onclick="show(\'{quote(path)}\')">{title}</a></li>'
        for path, title in items[3:6]
    ]
    site.routes["/gk/nb.html"] = page("信息公开年报", rows(items[6:]), *clicked, *scripted)


@way
def a_map_of_the_site_and_nothing_else(site: Site) -> None:
    home(site, ("/map.html", "网站地图"))
    site.routes["/map.html"] = page(
        "网站地图", "<dl><dt>政府信息公开</dt><dd><a href='/gk/nb/'>年报</a></dd></dl>"
    )
    site.routes["/gk/nb/"] = page("年报", rows(reports(site, "/gk/nb/", AGENCIES)))


@way
def a_gateway_that_only_its_folder_gives_away(site: Site) -> None:
    home(site, ("/hd/", "互动"), ("/zfxxgk/", "政策"))
    site.routes["/zfxxgk/"] = page("政策", links(("/zfxxgk/nb/", "政府信息公开年报")))
    site.routes["/zfxxgk/nb/"] = page("年报", rows(reports(site, "/zfxxgk/nb/", AGENCIES)))


@way
def a_column_that_no_word_of_its_parents_promises(site: Site) -> None:
    home(site, ("/gk/", "政务公开"))
    site.routes["/gk/"] = page("政务公开", links(("/gk/fd/", "法定主动公开内容")))
    site.routes["/gk/fd/"] = page("法定主动公开内容", links(("/gk/fd/qt/", "其他法定信息")))
    site.routes["/gk/fd/qt/"] = page("其他法定信息", links(("/gk/fd/qt/nb/", "工作年度报告")))
    site.routes["/gk/fd/qt/nb/"] = page(
        "工作年度报告", rows(reports(site, "/gk/fd/qt/nb/", AGENCIES))
    )


@way
def a_list_that_a_script_fetches(site: Site) -> None:
    home(site, ("/gk/nb.html", "信息公开年报"))
    items = reports(site, "/gk/nb/", AGENCIES)
    script = '<script>$.getJSON("/api/list.json?cid=5&page=" + number, show)</script>'
    site.routes["/gk/nb.html"] = page("信息公开年报", rows(items[:5]), script)
    for number in (2, 3):
        shown = items[(number - 1) * 5 : number * 5]
        entries = ",".join(f'{{"title": "{title}", "url": "{path}"}}' for path, title in shown)
        answer = f'{{"total": {len(items)}, "rows": [{entries}]}}'
        site.routes[f"/api/list.json?cid=5&page={number}"] = Answer(answer.encode())


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, tuple[Site, set[str], Run, Path]]]:
    """All portals, crawled at one go: for each the site, its reports, its run, and the state
    folder.
    """
    state = tmp_path_factory.mktemp("state")
    with ExitStack() as stack:
        built = {name: build() for name, build in WAYS.items()}
        for number, (site, _) in enumerate(built.values()):
            stack.enter_context(serving(site, f"127.0.41.{number + 1}"))
        portals = [site.portal(id=name, family=None) for name, (site, _) in built.items()]
        runs = crawl(portals, state, None, lambda *_: None)
        yield {run.portal: (*built[run.portal], run, state) for run in runs}


@pytest.mark.parametrize("name", WAYS)
def test_the_way_is_found_and_no_other_tried_for_long(
    crawled: dict[str, tuple[Site, set[str], Run, Path]], name: str
) -> None:
    site, expected, run, state = crawled[name]
    assert (run.verdict, run.reasons) == ("ok", ())
    kept = [urlsplit(capture.url).path for capture in CaptureStore(state, name).captures("report")]
    assert sorted(kept) == sorted(expected)
    assert len(site.asked) <= MOST_WASTE * (len(site.routes) + 1)


def test_a_folder_that_is_refused_leaves_the_rest_to_be_crawled(state: Path) -> None:
    site = Site()
    home(site, ("/gk/", "政府信息公开"))
    refused = [(f"/bm/{number}/nb/", agency) for number, agency in enumerate(AGENCIES)]
    others = "<h3>部门政府信息公开年报</h3>"
    site.routes["/gk/"] = page(
        "政府信息公开", links(("/gk/nb/", "政府信息公开年报")), others, links(*refused)
    )
    items = reports(site, "/gk/nb/", ["演示县人民政府"], range(2015, 2024))
    site.routes["/gk/nb/"] = page("政府信息公开年报", rows(items))
    site.routes.update({path: html("Forbidden", 403) for path, _ in refused})
    with serving(site):
        [run] = crawl([site.portal(family=None)], state, None, lambda *_: None)
    assert (run.verdict, run.reports) == ("blocked", len(items))
    assert list(run.evidence["shut_hosts"]) == ["127.0.0.1/bm/"]
    assert refused[3][0] not in site.paths()
