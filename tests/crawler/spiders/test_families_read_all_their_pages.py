"""The families' lists, on small real servers that count as the products do: what is announced is
seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from crawler.reasons import Code, because
from crawler.store.captures import CaptureStore
from tests.crawler.sites import Answer, Site, crawled, html, list_page, report_page, serving

pytestmark = [pytest.mark.loopback]


class AnyQuery(dict[str, Any]):
    """Routes of which some answer whatever stands behind the question mark."""

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path) or super().get(urlsplit(path).path, default)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site(routes=AnyQuery())) as site:
        yield site


def title(number: int) -> str:
    return f"演示县第{number}局2023年政府信息公开工作年度报告"


# Hanweb

COLUMN = "/col/col33/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"
TOTAL, EMBEDDED = 47, 15


def article(number: int) -> str:
    return f"/art/2024/1/9/art_33_{number}.html"


def datastore(first: int, last: int) -> str:
    records = "".join(
        f"<record><![CDATA[<tr><td><a href='{article(n)}'"
        f" title='{title(n)}'>{title(n)[:9]}…</a></td><td>[2024-\n 01-\n 09]</td></tr>]]></record>"
        for n in range(first, min(last, TOTAL) + 1)
    )
    group = (
        "<nextgroup><![CDATA[<a"
        f' href="{PROXY}?page=1&amp;columnid=33&amp;unitid=100"></a>]]></nextgroup>'
    )
    return f"<datastore>{group}<recordset>{records}</recordset></datastore>"


def parameters(request: BaseHTTPRequestHandler) -> dict[str, str]:
    posted: bytes = request.posted  # type: ignore[attr-defined]
    return dict(parse_qsl(urlsplit(request.path).query) + parse_qsl(posted.decode()))


def by_records(request: BaseHTTPRequestHandler) -> Answer:
    asked = parameters(request)
    return Answer(
        datastore(int(asked.get("startrecord", 1)), int(asked.get("endrecord", EMBEDDED))).encode()
    )


def by_pages(request: BaseHTTPRequestHandler) -> Answer:
    asked = parameters(request)
    size = int(asked["perpage"])
    first = (int(asked["page"]) - 1) * size + 1
    return Answer(datastore(first, first + size - 1).encode())


def by_pages_of_its_own_size(request: BaseHTTPRequestHandler) -> Answer:
    first = (int(parameters(request)["page"]) - 1) * 5 + 1
    return Answer(datastore(first, first + 4).encode())


def only_posted(request: BaseHTTPRequestHandler) -> Answer:
    if request.command == "GET":
        return Answer(b"<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n")
    return by_records(request)


def hanweb(site: Site) -> None:
    script = f"<script>jpage({{totalRecord:{TOTAL},perPage:5,proxyUrl:'{PROXY}'}})</script>"
    store = f'<script type="text/xml">{datastore(1, EMBEDDED)}</script>'
    site.routes[COLUMN] = html(
        f"<html><head><title>年报</title></head><body>{store}{script}</body></html>"
    )
    for number in range(1, TOTAL + 1):
        site.routes[article(number)] = html(report_page(title(number)).decode())


@pytest.mark.parametrize("habit", [by_records, by_pages, by_pages_of_its_own_size, only_posted])
def test_hanweb_proxies_of_every_habit_are_read_to_the_end(
    site: Site, state: Path, habit: Any
) -> None:
    hanweb(site)
    site.routes[PROXY] = habit
    run = crawled(site, state, family="hanweb", channels=[site.base + COLUMN])
    [listing] = run.evidence["listings"].values()
    assert (listing["items_announced"], listing["items_seen"]) == (TOTAL, TOTAL)
    assert (run.reports, run.verdict) == (TOTAL, "ok")
    assert {capture.listed_on for capture in CaptureStore(state, "yanshi").captures("report")} == {
        "2024-01-09"
    }


def test_a_hanweb_proxy_that_falls_silent_makes_the_run_incomplete(site: Site, state: Path) -> None:
    hanweb(site)
    site.routes[PROXY] = Answer(b"<datastore><recordset></recordset></datastore>")
    run = crawled(site, state, family="hanweb", channels=[site.base + COLUMN])
    assert (run.verdict, run.reports) == ("incomplete", EMBEDDED)
    missed = because(Code.ITEMS_NOT_SEEN, seen=EMBEDDED, announced=TOTAL)
    assert missed.at(site.base + COLUMN) in run.reasons


def test_a_hanweb_column_without_datastore_is_read_by_its_links(site: Site, state: Path) -> None:
    hanweb(site)
    site.routes[COLUMN] = html(list_page([(article(n), title(n)) for n in range(1, 4)], 1, 0))
    assert crawled(site, state, family="hanweb", channels=[site.base + COLUMN]).reports == 3


# gkmlpt


def gkmlpt(site: Site, per_page: int, total: int, cut: int | None = None) -> None:
    def page(request: BaseHTTPRequestHandler) -> Answer:
        asked = parse_qs(urlsplit(request.path).query)
        number = max(int(asked["page"][0]), 1)
        assert asked["sid"] == ["755001"]
        if cut is not None and number > cut:
            return html("404", 404)
        shown = range((number - 1) * per_page, min(number * per_page, total))
        articles = [
            {
                "title": title(n).replace("报告", "%u62A5%u544A"),
                "url": f"{site.base}/gkmlpt/content/0/0/post_{n}.html",
                "date": "2024-01-19",
            }
            for n in shown
        ]
        data = {"classify": {"post_count": total}, "articles": articles}
        return Answer(json.dumps(data).encode(), headers={"Content-Type": "application/json"})

    tree = [
        {
            "id": 1,
            "name": "政府信息公开",
            "children": [{"id": 2629, "name": "政府信息公开年报", "jump_url": ""}],
        }
    ]
    shell = (
        f"<html><script>window._CONFIG = {{ SID: '755001', TREE: {json.dumps(tree)}, X: 1"
        " };</script></html>"
    )
    site.routes |= {"/gkmlpt/annualreport": html(shell), "/gkmlpt/api/all/2629": page}
    for number in range(total):
        site.routes[f"/gkmlpt/content/0/0/post_{number}.html"] = html(
            report_page(title(number)).decode()
        )


@pytest.mark.parametrize("fragment", ["", "#2629"])
def test_gkmlpt_pages_are_read_to_the_end(site: Site, state: Path, fragment: str) -> None:
    gkmlpt(site, per_page=4, total=11)
    run = crawled(
        site, state, family="gkmlpt", channels=[f"{site.base}/gkmlpt/annualreport{fragment}"]
    )
    [listing] = run.evidence["listings"].values()
    assert (listing["items_announced"], listing["items_seen"], run.reports, run.verdict) == (
        11,
        11,
        11,
        "ok",
    )


def test_a_gkmlpt_host_with_one_page_only_is_not_asked_for_a_second(
    site: Site, state: Path
) -> None:
    gkmlpt(site, per_page=100, total=11, cut=1)
    assert (
        crawled(site, state, family="gkmlpt", channels=[f"{site.base}/gkmlpt/annualreport"]).verdict
        == "ok"
    )
    assert len([path for path in site.paths() if "/api/" in path]) == 1


def test_gkmlpt_pages_that_are_missing_are_incomplete(site: Site, state: Path) -> None:
    gkmlpt(site, per_page=4, total=11, cut=2)
    run = crawled(site, state, family="gkmlpt", channels=[f"{site.base}/gkmlpt/annualreport"])
    assert (run.verdict, run.reports) == ("incomplete", 8)


# TRS


def test_trs_lists_by_year_are_found_within_a_channel(site: Site, state: Path) -> None:
    years = {"2022n/": "2022年", "2023ndbg/": "2023年"}
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in years.items())
    site.routes["/nb/"] = html(f"<html><body>{links}<a href='/zwgk/'>政务公开</a></body></html>")
    for number, path in enumerate(years):
        name = f"./202401/t20240119_{number}.html"
        site.routes[f"/nb/{path}"] = html(list_page([(name, title(number))], 1, 0))
        site.routes[f"/nb/{path}{name[2:]}"] = html(report_page(title(number)).decode())
    run = crawled(site, state, channels=[f"{site.base}/nb/"])
    assert (run.verdict, run.reports) == ("ok", 2)
    assert "/zwgk/" not in site.paths()


def test_a_trs_pager_in_a_comment_with_another_name_is_followed(site: Site, state: Path) -> None:
    pager = '<!--<script>createPageHTML("page",2,0,"list_sy3","shtml");</script>-->'
    for number, path in enumerate(["/nb/", "/nb/list_sy3_1.shtml"]):
        site.routes[path] = html(
            list_page([(f"./t{number}00000001.shtml", title(number))], 0, 0).split("<script>")[0]
            + pager
        )
        site.routes[f"/nb/t{number}00000001.shtml"] = html(report_page(title(number)).decode())
    run = crawled(site, state, channels=[f"{site.base}/nb/"])
    assert (run.verdict, run.reports) == ("ok", 2)


def test_a_list_item_that_is_a_file_is_a_report(site: Site, state: Path) -> None:
    site.routes["/nb/"] = html(list_page([("./P020240119000000000.pdf", title(1))], 1, 0))
    site.routes["/nb/P020240119000000000.pdf"] = Answer(
        b"%PDF-1.7", headers={"Content-Type": "application/pdf"}
    )
    assert crawled(site, state, channels=[f"{site.base}/nb/"]).verdict == "ok"
    [report] = CaptureStore(state, "yanshi").captures("report")
    assert (report.media_type, report.link_text) == ("application/pdf", title(1))
