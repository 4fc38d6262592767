"""Nights of `gongkai crawl --due`: lists are asked for, documents when they are due for a look."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.runner.revisits import days_between_looks, is_due_again, is_recent
from crawler.runner.run import crawl
from crawler.store.captures import Capture, CaptureStore, Run
from crawler.store.log import History
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

pytestmark = [pytest.mark.timeout(180)]

PATH = f"{CHANNEL}202401/t20240119_1000.html"
NEW = f"{CHANNEL}202601/t20260119_1.html"
MOST_DAYS = 28


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=20)) as site:
        yield site


def by_night(site: Site, state: Path, days: int) -> Run:
    """So many days after the last crawl, crawl as the night does."""
    with closing(sqlite3.connect(state / "captures/yanshi/log.db")) as log, log:
        log.create_function("earlier", 1, lambda text: text and days_before(text, days))
        log.execute("UPDATE captures SET fetched_at = earlier(fetched_at)")
        log.execute("UPDATE requests SET begun = earlier(begun)")
        log.execute(
            "UPDATE runs SET started_at = earlier(started_at), ended_at = earlier(ended_at)"
        )
    site.asked.clear()
    [run] = crawl([site.portal()], state, None, lambda *_: None, sparing=True)
    return run


def days_before(text: str, days: int) -> str:
    moment = datetime.fromisoformat(text) - timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


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
    night = by_night(site, state, days=0)
    assert documents(site) == [NEW]
    assert CHANNEL in site.paths()
    assert (night.verdict, night.reports) == (first.verdict, first.reports) == ("ok", 5)
    assert night.evidence["not_due"]["count"] == 6


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
        (0, 1, 0, 28),
        (280, 11, 0, 28),
        # ln(10.5 / 9.5) / 28 = 0.00357 changes a day; 0.1054 / 0.00357 = 29.5 days, over the most.
        (280, 11, 1, 28),
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
    for number in range(280):
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
    assert is_recent(capture(1, link_text=words, listed_on=listed), NOW) is recent


def test_a_look_that_lies_in_the_future_is_no_look() -> None:
    ahead = capture(-30)
    assert is_due_again(History(ahead, 1, 0, ahead.fetched_at), NOW)
