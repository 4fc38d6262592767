"""Nights of `gongkai crawl --due`: lists are asked for, documents when they are due for a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.runner.revisits import PAGES, days_between_looks, is_due_again, is_recent
from crawler.store.captures import Capture, CaptureStore
from crawler.store.log import History
from tests.crawler.nights import by_night
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

pytestmark = pytest.mark.minutes(0.7)
PATH = f"{CHANNEL}202401/t20240119_1000.html"
NEW = f"{CHANNEL}202601/t20260119_1.html"
MOST_DAYS, MOST_DAYS_UNLISTED = 210, 14


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=20)) as site:
        yield site


def documents(site: Site) -> list[str]:
    return sorted(path for path in site.paths() if "/t20" in path or "/P0" in path)


@pytest.mark.loopback
def test_a_night_without_news_asks_for_lists_and_recent_reports(site: Site, state: Path) -> None:
    year = datetime.now(UTC).year
    listed = site.routes[CHANNEL]
    assert isinstance(listed, Answer)
    title = f"演示县新区{year}年政府信息公开工作年度报告"
    item = f'<li><a href="{NEW}">{title}</a></li></ul>'
    site.routes[CHANNEL] = html(listed.body.decode().replace("</ul>", item))
    site.routes[NEW] = revalidating(report_page(title), "text/html", '"new"')
    first = crawled(site, state)
    night = by_night(site, state, days=1)
    assert documents(site)[-1:] == [NEW]
    assert CHANNEL in site.paths()
    assert (night.verdict, night.reports) == (first.verdict, first.reports) == ("ok", 5)
    assert night.evidence["not_due"]["count"] == 7 - len(documents(site))


@pytest.mark.loopback
def test_a_replaced_report_of_years_ago_is_noticed_within_the_bound(
    site: Site, state: Path
) -> None:
    crawled(site, state)
    known = documents(site)
    site.routes[PATH] = revalidating(report_page("演示县2023年年度报告更正"), "text/html", '"2"')
    looked_at: list[str] = []
    for _ in range(4):
        assert by_night(site, state, MOST_DAYS // 4).verdict == "ok"
        looked_at += documents(site)
    assert PATH in looked_at
    assert sorted({*looked_at} - {PATH}) == sorted(path for path in known if path != PATH)
    assert all(looked_at.count(path) == 1 for path in known if path != PATH)
    kept = [each for each in CaptureStore(state, "yanshi").captures() if each.url.endswith(PATH)]
    assert len({each.sha256 for each in kept}) == 2


@pytest.mark.loopback
def test_a_report_that_left_its_list_is_counted_without_being_asked_for(
    site: Site, state: Path
) -> None:
    crawled(site, state)
    titles = {number: f"演示县第{number}局2023年政府信息公开工作年度报告" for number in (1, 2, 3)}
    left = [(f"{CHANNEL}202401/t20240119_{1000 + n}.html", title) for n, title in titles.items()]
    site.routes[CHANNEL] = html(list_page(left, 1, 0))
    night = by_night(site, state, days=0)
    assert documents(site) == []
    assert (night.reports, night.evidence["unlisted"]["count"]) == (4, 1)


@pytest.mark.loopback
def test_a_list_that_is_known_is_asked_for_directly(site: Site, state: Path) -> None:
    first = crawled(site, state, family=None)
    assert "/" in site.paths()
    night = by_night(site, state, days=0, family=None)
    assert site.paths() == ["/robots.txt", CHANNEL]
    assert (night.verdict, night.reports) == (first.verdict, first.reports) == ("ok", 4)
    assert night.evidence["family"] == first.evidence["family"]
    assert night.evidence["reports_listed"] == first.evidence["reports_listed"]
    assert night.evidence["ledger"]["pages_not_due"] == 1


@pytest.mark.loopback
def test_pages_behind_a_list_that_changed_are_asked_for(state: Path) -> None:
    with serving(trs_site(reports=6, per_page=4)) as site:
        crawled(site, state, family=None)
        by_night(site, state, days=0, family=None)
        assert site.paths() == ["/robots.txt", CHANNEL]
        listed = site.routes[CHANNEL]
        assert isinstance(listed, Answer)
        title = "演示县新区2023年政府信息公开工作年度报告"
        item = f'<ul><li><a href="{NEW}">{title}</a></li>'
        site.routes[CHANNEL] = html(listed.body.decode().replace("<ul>", item))
        site.routes[NEW] = revalidating(report_page(title), "text/html", '"new"')
        night = by_night(site, state, days=0, family=None)
        lists = [CHANNEL, f"{CHANNEL}index_1.html", f"{CHANNEL}index_2.html"]
        assert sorted(site.paths()) == sorted(["/robots.txt", *lists, NEW])
        assert (night.verdict, night.reports) == ("ok", 7)


@pytest.mark.loopback
def test_what_leads_on_or_nowhere_is_not_asked_each_night(site: Site, state: Path) -> None:
    home = site.routes["/"]
    assert isinstance(home, Answer)
    gone = '<a href="/gk/">政府信息公开</a></body>'
    site.routes["/"] = html(home.body.decode().replace("</body>", gone))
    file = f"{CHANNEL}202401/P020240119000000001.docx"
    site.routes["/files/1.docx"] = site.routes[file]
    site.routes[file] = Answer(status=302, headers={"Location": "/files/1.docx"})
    assert crawled(site, state, family=None).verdict == "ok"
    assert {"/gk/", file, "/files/1.docx"} <= set(site.paths())
    night = by_night(site, state, days=0, family=None)
    assert night.verdict == "ok"
    assert site.paths() == ["/robots.txt", CHANNEL]


@pytest.mark.loopback
def test_the_search_is_done_again_when_something_failed(site: Site, state: Path) -> None:
    crawled(site, state, family=None)
    whole = site.routes[CHANNEL]
    site.routes[CHANNEL] = html("404", 404)
    moved = html(list_page([("/neu/1.html", "演示县第9局2023年政府信息公开工作年度报告")], 1, 0))
    assert by_night(site, state, days=0, family=None).verdict == "incomplete"
    home = site.routes["/"]
    assert isinstance(home, Answer)
    site.routes["/"] = html(home.body.decode().replace(CHANNEL, "/neu/nb/"))
    site.routes["/neu/nb/"] = whole if isinstance(whole, Answer) else moved
    night = by_night(site, state, days=0, family=None)
    assert "/" in site.paths() and "/neu/nb/" in site.paths()
    assert night.evidence["listings"].keys() == {f"{site.base}/neu/nb/"}


@pytest.mark.loopback
def test_a_report_that_left_its_list_is_soon_known_to_be_gone(site: Site, state: Path) -> None:
    crawled(site, state)
    titles = {number: f"演示县第{number}局2023年政府信息公开工作年度报告" for number in (1, 2, 3)}
    left = [(f"{CHANNEL}202401/t20240119_{1000 + n}.html", title) for n, title in titles.items()]
    site.routes[CHANNEL] = html(list_page(left, 1, 0))
    site.routes[PATH] = html("404", 404)
    night = by_night(site, state, MOST_DAYS_UNLISTED)
    assert list(night.evidence["gone"]["examples"]) == [site.base + PATH]


NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)


def capture(days_ago: float, **fields: object) -> Capture:
    made = Capture(
        id=1, portal="p", run="r", url="http://a/b", method="GET", fingerprint="a" * 40,
        status=200, fetched_at=(NOW - timedelta(days=days_ago)).isoformat(), media_type=None,
        sha256="", length=1, warc_file="", warc_offset=0, warc_length=0, kind="report",
        page_url=None, link_text=None, listed_on=None, refers_to=None, problem=None,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def history(days: float, looks: int, changes: int) -> History:
    begun = (NOW - timedelta(days=days)).isoformat()
    return History(capture(0), looks, changes, begun)


@pytest.mark.parametrize(
    ("days", "looks", "changes", "between"),
    [
        (0, 1, 0, 210),
        (280, 11, 0, 210),
        # ln(10.5 / 9.5) / 28 = 0.00357 changes a day; 0.1054 / 0.00357 = 29.5 days.
        (280, 11, 1, 29),
        (3600, 11, 1, 210),
        # ln(10.5 / 7.5) / 28 = 0.01202; 0.1054 / 0.01202 = 8.8 days.
        (280, 11, 3, 9),
        (10, 11, 10, 3),
    ],
)
def test_what_changed_more_often_is_looked_at_more_often(
    days: float, looks: int, changes: int, between: int
) -> None:
    assert days_between_looks(history(days, looks, changes)) == between


def test_looks_are_spread_and_each_document_has_one_within_the_bound() -> None:
    nights = []
    for number in range(10 * MOST_DAYS):
        seen = capture(0, fingerprint=f"{number * 7919:08x}" + "0" * 32)
        waits = [
            days
            for days in range(1, MOST_DAYS + 1)
            if is_due_again(History(seen, 1, 0, seen.fetched_at), NOW + timedelta(days=days))
        ]
        nights.append(waits[0])
    assert {nights.count(day) for day in range(1, MOST_DAYS + 1)} <= set(range(5, 16))


@pytest.mark.parametrize(
    ("words", "listed", "recent"),
    [
        ("某局2025年政府信息公开工作年度报告", None, True),
        ("某局2024年政府信息公开工作年度报告", None, False),
        ("某局二〇二五年政府信息公开工作年度报告", "2020-01-01", True),
        ("附件.docx", "2026-09-01", True),
        ("附件.docx", "2026-01-20", False),
        ("附件.docx", "昨天", False),
        (None, None, False),
    ],
)
def test_recent_is_the_last_season_by_title_or_list(
    words: str | None, listed: str | None, recent: bool
) -> None:
    seen = capture(1, link_text=words, listed_on=listed)
    assert is_recent(History(seen, 1, 0, seen.fetched_at), NOW) is recent


@pytest.mark.parametrize(
    ("age", "since", "due"),
    [(0, 1, True), (0, 0.5, False), (4, 3, False), (4, 4, True), (60, 13, False), (60, 14, True)],
)
def test_a_recent_report_is_looked_at_when_it_is_twice_as_old(
    age: int, since: float, due: bool
) -> None:
    seen = capture(since, link_text="某局2025年政府信息公开工作年度报告")
    begun = (NOW - timedelta(days=age + since)).isoformat()
    assert is_due_again(History(seen, 5, 0, begun), NOW) is due


def test_what_was_recent_a_season_ago_is_as_any_other() -> None:
    seen = capture(20, link_text="某局2025年政府信息公开工作年度报告")
    begun = (NOW - timedelta(days=200)).isoformat()
    assert not is_due_again(History(seen, 9, 0, begun), NOW)


def test_a_page_on_the_way_to_lists_has_bounds_of_its_own() -> None:
    steady, changing = history(280, 11, 0), history(280, 11, 10)
    assert [days_between_looks(each, PAGES) for each in (steady, changing)] == [60, 7]


def test_a_look_that_lies_in_the_future_is_no_look() -> None:
    ahead = capture(-30)
    assert is_due_again(History(ahead, 1, 0, ahead.fetched_at), NOW)
