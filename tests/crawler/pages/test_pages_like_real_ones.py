"""Pages in the manner of real government sites: menus, dates, names and families that occur
there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.pages.attachments import find_attachments
from crawler.pages.menus import menu_links
from crawler.pages.page import Link, Page
from crawler.registry.hosts import host_and_port
from crawler.spiders.families.generic import GenericSpider
from crawler.spiders.family import decide, weigh
from crawler.spiders.search.frontier import Candidate, Frontier, Source
from crawler.spiders.search.lists import (
    choose_reports,
    items_of,
    judged_by_page,
    leads_to_a_list,
    may_hold_lists,
)
from crawler.spiders.search.scoring import Role, in_annual_folder

_ARTICLE = GenericSpider.article


def _case(shared: Path, name: str) -> tuple[Page, dict[str, Any]]:
    folder = shared / "cases/pages"
    expected = json.loads((folder / f"{name}.expected.json").read_text(encoding="utf-8"))
    address = expected.get("address", "http://www.qingtong.example/")
    return Page(address, (folder / f"{name}.html").read_bytes()), expected


def _opened_first(page: Page) -> Candidate:
    frontier = Frontier(only_within=False)
    links = [*page.anchors, *menu_links(page)]
    frontier.offer(
        [link for link in links if leads_to_a_list(link, _ARTICLE)],
        source=Source(page.url, Role.HOME),
    )
    found = frontier.next()
    assert found is not None
    return found


@pytest.mark.parametrize(
    "name", ["annual-column-as-a-file-name", "vsb-tree-menu", "two-names-for-one-address"]
)
def test_the_annual_column_of_a_page_is_opened_first(shared: Path, name: str) -> None:
    page, expected = _case(shared, name)
    first = expected["opened_first"]
    wanted = first["url"] if isinstance(first, dict) else first
    assert _opened_first(page).url == page.resolve(wanted)


def test_an_annual_column_that_is_a_file_is_told_by_its_name(shared: Path) -> None:
    _, expected = _case(shared, "annual-column-as-a-file-name")
    told = {url: in_annual_folder(url) for url in expected["in_annual_folder"]}
    assert told == expected["in_annual_folder"]


def test_dates_inside_linked_headings_are_their_own(shared: Path) -> None:
    page, expected = _case(shared, "date-inside-the-linked-heading")
    assert [[link.text, link.date] for link in items_of(page, _ARTICLE)] == expected["items"]


def test_an_empty_object_names_no_family(shared: Path) -> None:
    page, expected = _case(shared, "family-config-object-is-not-gkmlpt")
    assert decide(weigh(page)) == expected["family"]


def test_pictures_of_tables_in_an_unknown_body_are_found(shared: Path) -> None:
    page, expected = _case(shared, "pictures-of-tables-in-an-unknown-body")
    wanted = [page.resolve(each) for each in expected["attachments"]]
    assert [link.url for link in find_attachments(page)] == wanted


def test_short_names_in_an_annual_column_are_reports(shared: Path) -> None:
    page, expected = _case(shared, "short-name-in-annual-column")
    candidate = Candidate.declared(page.url, "年度报告")
    annual, _, of_year = judged_by_page(page, candidate)
    found = choose_reports(items_of(page, _ARTICLE), annual, of_year, _ARTICLE)
    assert [link.text for link in found] == expected["reports"]


def test_the_gateway_on_a_sister_host_is_named(shared: Path) -> None:
    page, expected = _case(shared, "gateway-on-a-sister-host")
    others = [link for link in page.anchors if may_hold_lists(link, page.url, Role.HOME)]
    assert {host_and_port(link.url)[0]: link.url for link in others if "/xw/" not in link.url} == (
        expected["off_list_hosts"]
    )


@pytest.mark.parametrize(
    ("url", "name", "named"),
    [
        ("http://zfxxgk.a.gov.cn/", "政府信息公开", True),
        ("http://zfxxgk.a.gov.cn/", "新闻", False),
        # The government of another place.
        ("http://www.b.gov.cn/", "政府信息公开", False),
        ("http://www.b.gov.cn/nb/", "政府信息公开年报", True),
        ("http://www.a.gov.cn/zfxxgk/", "政府信息公开", False),
    ],
)
def test_other_hosts_are_named_for_what_they_may_hold(url: str, name: str, named: bool) -> None:
    assert may_hold_lists(Link(url, name), "http://a.gov.cn/", Role.HOME) is named


def test_a_download_inside_an_unknown_body_is_found_by_its_label() -> None:
    source = (
        "<body><div class='frame'><div class='k7'><p>一、总体情况</p><p>全文见附件。</p>"
        "<p>二、主动公开政府信息情况</p><p><a href='/xz?n=7'>附件：年度报告</a></p></div>"
        "</div><div><a href='/app?n=8'>下载客户端</a></div></body>"
    )
    page = Page("http://www.a.example/xx/7.html", source.encode())
    assert [link.url for link in find_attachments(page)] == ["http://www.a.example/xz?n=7"]


def test_a_tree_takes_its_addresses_from_anchors_by_their_ids() -> None:
    source = (
        "<script>t.add(new Item(\"公开指南\", $('#k1').attr('href')));"
        "t.add(new Item('<b>公开年报</b>', document.getElementById('k2').href));</script>"
        '<a id="k1" href="zn.htm"></a><a id="k2" href="nb.htm"></a><a id="k3" href="x.htm">其他</a>'
    )
    page = Page("http://www.a.example/xx/", source.encode())
    assert [(link.url, link.text) for link in menu_links(page)] == [
        ("http://www.a.example/xx/zn.htm", "公开指南"),
        ("http://www.a.example/xx/nb.htm", "公开年报"),
    ]


@pytest.mark.parametrize(
    ("url", "column"),
    [
        ("http://www.a.example/zwgk/gknb.shtml", True),
        ("http://www.a.example/zwgk/ndbg.htm?x=1", True),
        ("http://www.a.example/zwgk/xxgkndbg/1.htm", True),
        ("http://www.a.example/zwgk/gknb2023.html", False),
        ("http://www.a.example/zwgk/xxgkzn.htm", False),
        ("http://www.a.example/zwgk/gknb.doc", False),
    ],
)
def test_a_number_or_another_suffix_makes_no_column(url: str, column: bool) -> None:
    assert in_annual_folder(url) is column


@pytest.mark.parametrize(
    ("row", "dates"),
    [
        # The neighbour's date is none of a link without one.
        (
            "<a href='1.html'>甲</a><a href='2.html'><h3>乙(2021-01-18)</h3><p>乙</p></a>",
            [None, "2021-01-18"],
        ),
        # The row's date goes before the day in a title.
        ("<li><a href='1.html'>甲（2021年1月2日）</a><span>2021-03-04</span></li>", ["2021-03-04"]),
        (
            "<li><a href='1.html'><h3>甲</h3><i>发布时间：2021-01-18</i><p>乙丙</p></a></li>",
            ["2021-01-18"],
        ),
        ("<li><a href='1.html'>甲</a><a href='1.html'>2021-01-18</a></li>", ["2021-01-18"] * 2),
        ("<li><a href='1.html'><p>2021-01-18</p><h3>甲</h3><p>乙丙</p></a></li>", ["2021-01-18"]),
    ],
)
def test_a_link_has_its_own_date_or_that_of_its_row(row: str, dates: list[str | None]) -> None:
    page = Page("http://www.a.example/xx/", f"<body><div>{row}</div></body>".encode())
    assert [link.date for link in page.anchors] == dates


@pytest.mark.parametrize(
    ("source", "family"),
    [
        # The list of departments at the foot of very many sites.
        ('<a href="https://www.other.example/default.aspx">某委</a>', "generic"),
        ('<a href="http://b.example/x.jsp?urltype=tree.TreeTempUrl&wbtreeid=1">b</a>', "generic"),
        ("<option value='http://b.example/col/col1/index.html'>b</option>", "generic"),
        ('<a href="http://a.example/col/col12/index.html">公开</a>', "hanweb"),
        ('<a href="/x.jsp?urltype=tree.TreeTempUrl&wbtreeid=1">a</a>', "vsb"),
        ("<script>window._CONFIG = {}</script>", "generic"),
        ("<script>window._CONFIG={SID:'1'}</script>", "gkmlpt"),
    ],
)
def test_a_family_is_told_by_what_a_page_itself_is_made_of(source: str, family: str) -> None:
    page = Page("http://www.a.example/", f"<html><body>{source}</body></html>".encode())
    assert decide(weigh(page)) == family


def test_the_address_of_a_page_speaks_for_its_family() -> None:
    page = Page("http://www.a.example/zwgk/202101/t20210108_922970.html", b"<html>1</html>")
    assert decide(weigh(page)) == "trs"


@pytest.mark.parametrize(
    ("name", "date", "opened"),
    [
        ("政府信息公开", None, True),
        ("公开年报", None, True),
        ("年度报告", None, True),
        ("县直部门", None, True),
        ("某局2023年政府信息公开年报", None, False),
        ("某局政府信息公开年度报告", None, False),
        ("政府信息公开", "2021-01-08", False),
        ("关于开展政府信息公开培训的通知", None, False),
        ("全县教育工作会议召开", None, False),
    ],
)
def test_the_words_of_a_column_beat_the_number_in_its_address(
    name: str, date: str | None, opened: bool
) -> None:
    link = Link("http://www.a.example/channels/18214.html", name, date)
    assert leads_to_a_list(link, _ARTICLE) is opened


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("20-09-22", "2020-09-22"),
        ("[21/01/05]", "2021-01-05"),
        # No day, no date, or a date in full.
        ("20-13-22", None),
        ("8210-20-09-22", None),
        ("10.11.12.13", None),
        ("2020-09-22 20-09-23", "2020-09-22"),
    ],
)
def test_a_year_of_two_digits_beside_a_row_is_one_of_this_century(
    printed: str, day: str | None
) -> None:
    row = f'<ul><li><a href="/1.html">某局年度报告</a><span>{printed}</span></li></ul>'
    [link] = Page("http://a.gov.cn/", f"<body>{row}</body>".encode()).links
    assert link.date == day
