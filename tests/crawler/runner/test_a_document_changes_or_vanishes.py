"""Second crawls: what changed is a new version, what vanished stays, what stands costs next to
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from crawler.registry.portals import Portal
from crawler.store import log
from crawler.store.captures import CaptureStore
from crawler.store.log import Log
from tests.crawler.sites import (
    CHANNEL,
    Answer,
    Site,
    crawled,
    html,
    list_page,
    report_page,
    revalidating,
    serving,
    trs_site,
)

pytestmark = pytest.mark.minutes(0.6)
PATH = f"{CHANNEL}202401/t20240119_1000.html"
TITLE = "演示县第0局2023年政府信息公开工作年度报告"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=20)) as site:
        yield site


def of_path(state: Path, path: str = PATH) -> list[tuple[int, str]]:
    captures = CaptureStore(state, "yanshi").captures()
    return [(each.status, each.sha256) for each in captures if each.url.endswith(path)]


@pytest.mark.loopback
@pytest.mark.parametrize("status", [404, 410])
def test_a_report_that_vanishes_stays_in_the_archive(site: Site, state: Path, status: int) -> None:
    crawled(site, state)
    store = CaptureStore(state, "yanshi")
    [before] = [each for each in store.captures("report") if each.url.endswith(PATH)]
    site.routes[PATH] = html("gone", status)
    run = crawled(site, state)
    assert (run.verdict, [found for found, _ in of_path(state)]) == ("incomplete", [200, status])
    assert TITLE in store.payload(before).decode()


@pytest.mark.loopback
def test_a_report_that_left_the_list_is_asked_for_until_it_is_gone(state: Path) -> None:
    """A link in the search that leads nowhere hides no list, and so no report."""
    with serving(trs_site(reports=6, per_page=20)) as site:
        home = site.routes["/"]
        assert isinstance(home, Answer)
        dead = '<a href="/zwgk/xxgkzl/">政府信息公开专栏</a></body>'
        site.routes["/"] = html(home.body.decode().replace("</body>", dead))
        crawled(site, state)
        assert "/zwgk/xxgkzl/" in site.paths()
        names = {
            f"{CHANNEL}202401/t20240119_{1000 + number}.html": number for number in range(1, 6)
        }
        kept = [
            (path, f"演示县第{number}局2023年政府信息公开工作年度报告")
            for path, number in names.items()
        ]
        site.routes[CHANNEL] = html(list_page(kept, 1, 0))
        run = crawled(site, state)
        assert (run.verdict, [found for found, _ in of_path(state)]) == ("ok", [200, 304])
        assert run.evidence["unlisted"]["examples"] == {f"{site.base}{PATH}": TITLE}
        site.routes[PATH] = html("gone", 404)
        run = crawled(site, state)
        assert (run.verdict, [found for found, _ in of_path(state)]) == ("ok", [200, 304, 404])
        assert run.evidence["gone"]["examples"] == {f"{site.base}{PATH}": TITLE}
        crawled(site, state)
        assert [found for found, _ in of_path(state)] == [200, 304, 404]


@pytest.mark.loopback
def test_a_report_that_left_a_list_which_could_not_be_read_is_not_asked_for(
    site: Site, state: Path
) -> None:
    crawled(site, state)
    site.routes[CHANNEL] = html("busy", 500)
    assert crawled(site, state).verdict == "unreachable"
    assert [found for found, _ in of_path(state)] == [200]


@pytest.mark.loopback
def test_a_site_that_is_down_takes_nothing_away(site: Site, state: Path) -> None:
    crawled(site, state)
    before = CaptureStore(state, "yanshi").captures()
    site.before = lambda count: False
    run = crawled(site, state)
    assert (run.verdict, CaptureStore(state, "yanshi").captures()) == ("unreachable", before)


@pytest.mark.loopback
def test_every_version_of_a_replaced_report_can_be_read(site: Site, state: Path) -> None:
    texts = [report_page(f"{TITLE}（第{number}稿）") for number in range(3)]
    for text in texts:
        # No entity tag, no date: nothing but the bytes tells that it changed.
        site.routes[PATH] = Answer(text, headers={"Content-Type": "text/html"})
        crawled(site, state)
    store = CaptureStore(state, "yanshi")
    versions = [each for each in store.captures("report") if each.url.endswith(PATH)]
    assert [store.payload(each) for each in versions] == texts


@pytest.mark.loopback
def test_the_same_bytes_at_ten_addresses_are_one_document(site: Site, state: Path) -> None:
    paths = [f"{CHANNEL}202401/t20240119_{number}.html" for number in range(1000, 1010)]
    site.routes = {
        "/": site.routes["/"],
        CHANNEL: html(list_page([(path, TITLE) for path in paths], 1, 0)),
        **dict.fromkeys(paths, revalidating(report_page(TITLE), "text/html", '"same"')),
    }
    crawled(site, state)
    reports = CaptureStore(state, "yanshi").captures("report")
    assert (len(reports), len({each.sha256 for each in reports})) == (10, 1)


@pytest.mark.loopback
@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_a_second_crawl_costs_a_twentieth_of_the_bytes(
    site: Site, state: Path, validator: str
) -> None:
    stamp = '"v1"' if validator == "ETag" else formatdate(1_700_000_000, usegmt=True)
    asked_with = "If-None-Match" if validator == "ETag" else "If-Modified-Since"

    def kept(body: bytes, media_type: str) -> Any:
        def answer(request: BaseHTTPRequestHandler) -> Answer:
            if request.headers.get(asked_with) == stamp:
                return Answer(status=304, headers={validator: stamp})
            return Answer(body, headers={"Content-Type": media_type, validator: stamp})

        return answer

    for path, route in list(site.routes.items()):
        body = (
            route.body
            if isinstance(route, Answer)
            else report_page(f"{TITLE}{path[-6]}") + os.urandom(2).hex().encode()
        )
        site.routes[path] = kept(
            b"PK\x03\x04" + os.urandom(30_000) if path.endswith("docx") else body, "text/html"
        )
    first, second = crawled(site, state), crawled(site, state)
    received = [
        sum(host["bytes"] for host in run.evidence["ledger"]["hosts"].values())
        for run in (first, second)
    ]
    assert [run.verdict for run in (first, second)] == ["ok", "ok"]
    assert received[1] <= received[0] / 20
    assert second.reports == first.reports == 4
    again = [
        each.status for each in CaptureStore(state, "yanshi").captures() if each.run == second.id
    ]
    assert set(again) == {304, 404}


@pytest.mark.loopback
def test_a_list_that_changed_is_read_anew(site: Site, state: Path) -> None:
    page = site.routes[CHANNEL]
    assert isinstance(page, Answer)
    site.routes[CHANNEL] = revalidating(page.body, "text/html; charset=utf-8", '"one"')
    assert crawled(site, state).reports == 4
    more = page.body.decode().replace(
        "<ul>", f'<ul><li><a href="/new.html">{TITLE}（补）</a><span>2024-02-30</span></li>'
    )
    site.routes[CHANNEL] = revalidating(more.encode(), "text/html; charset=utf-8", '"two"')
    site.routes["/new.html"] = html(
        report_page(f"{TITLE}（补）").decode().replace("/other.pdf", "#")
    )
    assert crawled(site, state).reports == 5
    [new] = [
        each
        for each in CaptureStore(state, "yanshi").captures("report")
        if each.url.endswith("/new.html")
    ]
    # The thirtieth of February is no date, and none is made of it.
    assert new.listed_on is None


def test_a_clock_that_is_set_back_keeps_runs_apart_and_in_order(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.mkdir()
    portal = Portal(id="a", name="甲", home="http://www.yanshi.example/")
    times = iter(
        [
            "2026-01-30T08:00:00Z",
            "2026-01-30T08:00:01Z",
            "2026-01-30T07:00:00Z",
            "2026-01-30T07:00:00Z",
        ]
    )
    monkeypatch.setattr(log, "now", lambda: next(times))
    opened = Log(state / "log.db", portal)
    first = opened.begin()
    opened.finish(first, "ok", "no rules", 1.0, {}, 0)
    second = opened.begin()
    opened.finish(second, "ok", "no rules", 1.0, {}, 0)
    assert (first, second) == ("20260130T080000Z", "20260130T070000Z")
    last, good = opened.last_run(), opened.last_good_run(second)
    assert last is not None and good is not None
    assert (last.id, good.id, opened.resumable(last)) == (second, first, False)
    opened.close()


def test_two_runs_of_one_second_have_names_of_their_own(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.mkdir()
    monkeypatch.setattr(log, "now", lambda: "2026-01-30T08:00:00Z")
    opened = Log(state / "log.db", Portal(id="a", name="甲", home="http://www.yanshi.example/"))
    assert [opened.begin() for _ in range(3)] == [
        "20260130T080000Z",
        "20260130T080000Z-2",
        "20260130T080000Z-3",
    ]
    opened.close()
