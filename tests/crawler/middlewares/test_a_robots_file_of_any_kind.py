"""robots.txt in every shape: obeyed where it speaks, harmless where it does not, named in the
ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.captures import CaptureStore
from tests.crawler.sites import CHANNEL, Answer, Site, crawled, html, list_page, serving, trs_site

pytestmark = [pytest.mark.loopback]

DISALLOW = f"User-agent: *\nDisallow: {CHANNEL}202401/\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=2, per_page=9)) as site:
        yield site


@pytest.mark.parametrize(
    "body",
    [
        f"# 禁止抓取\n{DISALLOW}".encode("gb18030"),
        b"\xef\xbb\xbf" + DISALLOW.encode(),
        DISALLOW.replace("\n", "\r\n").encode(),
        b"\x00\xff\xfe\n" + DISALLOW.encode(),
        DISALLOW.encode() + b"Disallow: /x" * 900_000,
    ],
    ids=["GBK", "byte order mark", "CRLF", "garbage", "10 MB"],
)
def test_a_rule_is_obeyed_however_the_file_is_written(site: Site, state: Path, body: bytes) -> None:
    site.routes["/robots.txt"] = Answer(body, headers={"Content-Type": "text/plain"})
    run = crawled(site, state)
    assert (run.robots, run.evidence["forbidden_by_robots"]["count"]) == ("rules", 2)
    assert not [path for path in site.paths() if "/202401/" in path]


def test_a_file_that_is_too_long_is_cut_between_rules(site: Site, state: Path) -> None:
    rule = f"Disallow: {CHANNEL}202401/t20240119_1000.html\n"
    filling = "Disallow: /nothing-here/\n" * (500 * 1024 // 25)
    # The cut falls into the last rule; what is left of it would forbid the whole site.
    site.routes["/robots.txt"] = Answer(
        f"User-agent: *\n{rule}{filling}Disallow: {CHANNEL}".encode()
    )
    run = crawled(site, state)
    assert (run.reports, run.evidence["forbidden_by_robots"]["count"]) == (1, 1)


@pytest.mark.parametrize("status", [404, 410, 400])
def test_no_file_means_no_rules(site: Site, state: Path, status: int) -> None:
    site.routes["/robots.txt"] = html(DISALLOW, status)
    run = crawled(site, state)
    assert (run.verdict, run.robots) == ("ok", "no rules")


@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><html>\n%s</html>", "\n\n <HTML>%s", "<body>%s", "<title>%s"]
)
def test_a_page_in_its_place_holds_no_rules(site: Site, state: Path, page: str) -> None:
    site.routes["/robots.txt"] = html(page % "User-agent: *\nDisallow: /\n")
    run = crawled(site, state)
    assert (run.verdict, run.robots) == ("ok", "an HTML page, no rules")


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_is_not_crawled_now(site: Site, state: Path, status: int) -> None:
    site.routes["/robots.txt"] = html("busy", status)
    run = crawled(site, state)
    assert (run.verdict, run.robots, set(site.paths())) == (
        "unreachable",
        "unreachable",
        {"/robots.txt"},
    )


def test_a_challenge_in_its_place_blocks_the_portal(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = html(
        "<script>document.cookie='__jsl_clearance=1';location.reload()</script>", 521
    )
    run = crawled(site, state)
    assert (run.verdict, run.robots, set(site.paths())) == (
        "blocked",
        "unreachable",
        {"/robots.txt"},
    )


def test_a_file_that_never_comes_means_no_crawl_now(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(
        raw=[b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nUser-agent: *\n"], reset=True
    )
    run = crawled(site, state)
    assert (run.verdict, run.robots, set(site.paths())) == (
        "unreachable",
        "unreachable",
        {"/robots.txt"},
    )


def test_each_host_has_its_own_rules_and_pace_and_the_ledger_names_them(
    site: Site, state: Path
) -> None:
    title = "演示省人民政府2023年政府信息公开工作年度报告"
    with serving(trs_site(), "127.0.0.2") as other:
        other.routes["/robots.txt"] = Answer(
            b"User-agent: *\nCrawl-delay: 0.3\nDisallow: /x/b.html\n"
        )
        other.routes["/x/a.html"] = other.routes["/x/b.html"] = site.routes[
            f"{CHANNEL}202401/t20240119_1000.html"
        ]
        items = [(f"{other.base}/x/{name}.html", f"{title}（{name}）") for name in "ab"]
        site.routes[CHANNEL] = html(list_page(items, 1, 0))
        run = crawled(site, state, hosts=["127.0.0.2"])
        assert other.paths() == ["/robots.txt", "/x/a.html"]
    first, second = site.base.removeprefix("http://"), other.base.removeprefix("http://")
    assert run.robots == f"{first}: no rules; {second}: rules"
    assert run.evidence["robots"] == {first: "no rules", second: "rules"}
    assert run.evidence["delays"] == {"127.0.0.1": 0.0, "127.0.0.2": 0.3}
    assert run.evidence["ledger"]["hosts"][second]["requests"] == 2


def test_the_file_is_kept_with_every_run(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow:\n")
    crawled(site, state)
    store = CaptureStore(state, "yanshi")
    [capture] = store.captures("robots")
    assert store.payload(capture) == b"User-agent: *\nDisallow:\n"
