"""Addresses without end: a budget holds, addresses are not bent out of shape, and what was left is
said.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.evidence import LONGEST_LIST, Listing
from crawler.middlewares.budget import sign_of_a_trap
from crawler.reasons import Code, Reason, because
from tests.crawler.sites import (
    CHANNEL,
    Site,
    crawled,
    html,
    list_page,
    report_page,
    serving,
    trs_site,
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=6, per_page=20)) as site:
        yield site


@pytest.mark.loopback
def test_a_run_beyond_its_budget_is_incomplete_and_says_so(site: Site, state: Path) -> None:
    run = crawled(site, state, budget=6)
    assert (run.verdict, run.requests, len(site.asked)) == ("incomplete", 6, 6)
    left = run.evidence["traps"]["count"]
    assert left >= 3
    [spent] = [reason for reason in run.reasons if reason.code is Code.BUDGET_SPENT]
    assert (spent.facts, spent.others) == ({"budget": 6}, left - 1)


@pytest.mark.loopback
def test_an_address_of_four_thousand_characters_is_not_asked_for(site: Site, state: Path) -> None:
    long = f"/zwgk/{'a' * 4000}.html"
    items = [(long, "演示县某局2023年政府信息公开工作年度报告")]
    site.routes[CHANNEL] = html(list_page(items, 1, 0))
    run = crawled(site, state)
    assert (run.verdict, long in site.paths()) == ("incomplete", False)
    [reason] = [each for each in run.reasons if each.code is Code.ADDRESS_TOO_LONG]
    assert (reason.facts, reason.others) == ({"length": len(site.base + long)}, 0)
    assert len(reason.text.en) < 300


@pytest.mark.parametrize(
    ("url", "sign"),
    [
        ("http://a/" + "x" * 2000, because(Code.ADDRESS_TOO_LONG, length=2009)),
        ("http://a/b/c/b/c/b/c/b/c/d.html", because(Code.PATH_REPEATS, times=4)),
        (
            "http://a/" + "/".join(f"d{n}" for n in range(21)),
            because(Code.PATH_TOO_DEEP, levels=21),
        ),
        ("http://a/2024/1/1/1/a_1.html", None),
        ("http://a/art/2024/01/19/art_1_1.html?a=" + "1" * 500, None),
    ],
)
def test_a_trap_is_known_by_its_address(url: str, sign: Reason | None) -> None:
    assert sign_of_a_trap(url) == sign


def test_a_list_without_end_is_never_whole() -> None:
    assert Listing("年报", pages_seen=LONGEST_LIST).shortfalls() == [
        because(Code.LIST_TOO_LONG, seen=LONGEST_LIST)
    ]
    assert Listing("年报", pages_seen=LONGEST_LIST - 1).shortfalls() == []


@pytest.mark.loopback
def test_addresses_that_differ_by_their_fragment_or_session_alone_are_one(
    site: Site, state: Path
) -> None:
    title = "演示县某局2023年政府信息公开工作年度报告"
    names = ["a.html#top", "a.html#end", "a.html;jsessionid=1F2E", "a.html"]
    site.routes["/a.html"] = html(report_page(title).decode())
    site.routes[CHANNEL] = html(
        list_page([(f"/{name}", f"{title}{number}") for number, name in enumerate(names)], 1, 0)
    )
    run = crawled(site, state)
    assert [path for path in site.paths() if path.startswith("/a.html")] == ["/a.html"]
    assert run.reports == 1


GBK = quote("年报.html".encode("gb18030"))
UTF8 = quote("年报.html")


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("href", "asked"),
    [
        (f"/{GBK}", f"/{GBK}"),
        (f"/{UTF8}", f"/{UTF8}"),
        ("/年报.html", f"/{UTF8}"),
        ("/x/../nb.html", "/nb.html"),
        ("/../nb.html", "/nb.html"),
        ("/nb.jsp?b=2&a=%C4%EA", "/nb.jsp?b=2&a=%C4%EA"),
        ("/ｎｂ.html", quote("/ｎｂ.html")),
    ],
)
def test_addresses_are_asked_for_as_they_stand(
    site: Site, state: Path, href: str, asked: str
) -> None:
    site.routes[asked] = html(report_page("演示县某局2023年政府信息公开工作年度报告").decode())
    site.routes[CHANNEL] = html(
        list_page([(href, "演示县某局2023年政府信息公开工作年度报告")], 1, 0)
    )
    run = crawled(site, state)
    assert (run.reports, asked in site.paths()) == (1, True)


@pytest.mark.loopback
def test_different_documents_are_not_taken_for_one(site: Site, state: Path) -> None:
    title = "演示县某局%s年政府信息公开工作年度报告"
    names = {
        "/nb.jsp?id=1&year=2022": "2022",
        "/nb.jsp?id=1&year=2023": "2023",
        "/NB.jsp?id=1&year=2023": "2021",
    }
    for path, year in names.items():
        site.routes[path] = html(report_page(title % year).decode())
    items = [(path.replace("&", "&amp;"), title % year) for path, year in names.items()]
    site.routes[CHANNEL] = html(list_page(items, 1, 0))
    run = crawled(site, state)
    assert (run.reports, {path for path in site.paths() if "jsp" in path}) == (3, set(names))
