"""What can be checked afterwards: what was asked, by whom, how fast, when, and how the verdict came
about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pydantic import ValidationError
from warcio.archiveiterator import ArchiveIterator

from crawler.errors import OutsideHours, PortalLocked, SeveralFailed
from crawler.evidence import Evidence, judge_run
from crawler.reasons import Code, because
from crawler.registry.hours import CHINA, is_open, seconds_left
from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store import writer as capture_writer
from crawler.store.captures import CaptureStore, Run
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived, Sent
from crawler.store.writer import CaptureWriter
from tests.crawler import sites
from tests.crawler.sites import CHANNEL, Answer, Site, html, list_page, serving, trs_site

Page = Callable[[BaseHTTPRequestHandler], Answer]
CONTACT = "https://yanshi.example/crawler"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=5, per_page=20)) as site:
        yield site


crawled = partial(sites.crawled, contact=CONTACT)


# What was asked


@pytest.mark.loopback
def test_every_request_is_kept_as_it_was_sent(site: Site, state: Path) -> None:
    run = crawled(site, state)
    store = CaptureStore(state, "yanshi")
    for capture in store.captures():
        sent = store.request(capture)
        assert sent is not None
        assert (sent.method, sent.body) == (capture.method, b"")
        assert dict(sent.headers)["Host"] == site.base.removeprefix("http://")
        assert dict(sent.headers)["User-Agent"].endswith(f"(+{CONTACT})")
    with (state / store.captures()[0].warc_file).open("rb") as stream:
        records = [
            (
                each.rec_type,
                each.rec_headers.get_header("WARC-Record-ID"),
                each.rec_headers.get_header("WARC-Concurrent-To"),
            )
            for each in ArchiveIterator(stream)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", *["request", "response"] * run.requests]
    assert [to for _, _, to in records[1::2]] == [identity for _, identity, _ in records[2::2]]


def test_two_forms_posted_to_one_address_are_told_apart(state: Path) -> None:
    url, portal = (
        "http://www.yanshi.example/proxy.jsp",
        Portal(id="a", name="甲", home="http://www.yanshi.example/"),
    )
    bodies = [b"page=1", "page=2&栏目=年报".encode("gb18030"), b""]
    with closing(CaptureWriter(state, portal)) as writer:
        for number, body in enumerate(bodies):
            sent = Sent("POST", [("Content-Type", "application/x-www-form-urlencoded")], body)
            answer = Archived(200, [], f"answer {number}".encode())
            writer.append(Fetched(url, "POST", f"0{number}", answer, "list", sent=sent))
    store = CaptureStore(state, "a")
    kept = [(store.request(each), store.payload(each)) for each in store.captures("list")]
    assert [(sent.method, sent.body) for sent, _ in kept if sent] == [
        ("POST", body) for body in bodies
    ]
    assert [payload for _, payload in kept] == [b"answer 0", b"answer 1", b"answer 2"]


@pytest.mark.loopback
def test_the_ledger_says_who_asked_how_much_of_which_host(site: Site, state: Path) -> None:
    run = crawled(site, state, delay=0.02)
    ledger = run.evidence["ledger"]
    assert (ledger["contact"], ledger["delay"]) == (CONTACT, 0.02)
    assert ledger["user_agent"].startswith("gongkai/")
    [(host, asked)] = ledger["hosts"].items()
    captures = CaptureStore(state, "yanshi").captures()
    assert (f"http://{host}", asked["requests"]) == (site.base, len(site.asked))
    assert asked["bytes"] == sum(each.received for each in captures)
    assert asked["first"] <= asked["last"] <= run.ended_at
    assert 0 < ledger["seconds"] < 60
    assert run.evidence["robots"] == {host: "no rules"}


def test_headers_keep_the_order_in_which_their_names_came(state: Path) -> None:
    headers = [("Server", "a"), ("Date", "b"), ("Content-Type", "text/html"), ("ETag", '"c"')]
    portal = Portal(id="a", name="甲", home="http://www.yanshi.example/")
    with closing(CaptureWriter(state, portal)) as writer:
        capture = writer.append(
            Fetched("http://www.yanshi.example/", "GET", "00", Archived(200, headers, b"x"), "home")
        )
    assert CaptureStore(state, "a").response(capture).headers == headers


# Logs of the first version


def test_a_log_of_the_first_version_is_read_and_goes_on(state: Path) -> None:
    portal = Portal(id="a", name="甲", home="http://www.yanshi.example/")
    fetched = Fetched("http://www.yanshi.example/", "GET", "00", Archived(200, [], b"x"), "home")
    with closing(CaptureWriter(state, portal)) as writer:
        writer.append(fetched)
    with closing(sqlite3.connect(state / "captures" / "a" / "log.db")) as log, log:
        for column in ("request_length", "received", "tls", "rendered_from"):
            log.execute(f"ALTER TABLE captures DROP COLUMN {column}")
    [old] = CaptureStore(state, "a").captures()
    assert (old.request_length, old.received, old.tls, old.rendered_from) == (0, 0, None, None)
    assert CaptureStore(state, "a").request(old) is None
    with closing(CaptureWriter(state, portal)) as writer:
        writer.append(fetched)
    assert [each.received for each in CaptureStore(state, "a").captures()] == [0, 1]


# One crawl of a portal at a time


def test_the_second_writer_is_told_which_process_is_the_first(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture_writer.os, "getpid", lambda: 4711)
    portal = Portal(id="a", name="甲", home="http://www.yanshi.example/")
    with (
        closing(CaptureWriter(state, portal)),
        pytest.raises(PortalLocked, match=r"running \(process 4711\)"),
    ):
        CaptureWriter(state, portal)


@pytest.mark.loopback
def test_what_keeps_portals_from_being_crawled_is_told_of_each_of_them(
    site: Site, state: Path
) -> None:
    portals = [site.portal(id=name, hosts=[]) for name in ("a", "b", "c")]
    with (
        closing(CaptureWriter(state, portals[0])),
        closing(CaptureWriter(state, portals[1])),
        pytest.raises(
            SeveralFailed,
            match=r"2 portals could not be crawled: a: another crawl.* \| b: another crawl",
        ),
    ):
        crawl(portals, state, CONTACT, lambda *_: None)
    assert [run.verdict for run in CaptureStore(state, "c").runs()] == ["ok"]


# Hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-30T{text}").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("hours", "moment", "opened", "left"),
    [
        ("22:00-06:00", "23:30", True, 6.5),
        ("22:00-06:00", "05:59", True, 1 / 60),
        ("22:00-06:00", "06:00", False, 24.0),
        ("22:00-06:00", "12:00", False, 18.0),
        ("01:00-05:00", "01:00", True, 4.0),
        ("01:00-05:00", "00:59", False, 4 + 1 / 60),
    ],
)
def test_hours_may_run_over_midnight(hours: str, moment: str, opened: bool, left: float) -> None:
    assert is_open(hours, at(moment)) is opened
    assert is_open(hours, at(moment).astimezone(UTC)) is opened
    assert seconds_left(hours, at(moment)) % 86400 == pytest.approx(left * 3600 % 86400)


@pytest.mark.parametrize("hours", ["22-6", "25:00-06:00", "06:00-06:00", "22:00 - 06:00", ""])
def test_hours_that_are_none_are_refused(hours: str) -> None:
    with pytest.raises(ValidationError, match="two different times of the day in China"):
        Portal(id="a", name="甲", home="http://www.yanshi.example/", hours=hours)


def hours_around(begin: float, end: float) -> str:
    """Hours that begin and end so many minutes from now."""
    now = datetime.now(CHINA)
    return "-".join(f"{now + timedelta(minutes=minutes):%H:%M}" for minutes in (begin, end))


@pytest.mark.loopback
def test_a_portal_outside_its_hours_is_not_asked_and_the_others_are(
    site: Site, state: Path
) -> None:
    with serving(trs_site(reports=1, per_page=9), "127.0.0.2") as other:
        portals = [
            site.portal(hours=hours_around(60, 120)),
            other.portal(id="open", hours=hours_around(-60, 60)),
        ]
        with pytest.raises(
            OutsideHours,
            match=r"yanshi: may be crawled from \d\d:\d\d-\d\d:\d\d \(time of China\) only",
        ):
            crawl(portals, state, CONTACT, lambda *_: None)
    assert site.asked == []
    assert [run.verdict for run in CaptureStore(state, "open").runs()] == ["ok"]


@pytest.mark.loopback
def test_a_crawl_stops_at_closing_time_and_goes_on_the_next_day(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(status=404, pause=0.0)
    closes = (datetime.now(CHINA) + timedelta(seconds=75)).replace(second=0, microsecond=0)
    hours = f"{closes - timedelta(hours=1):%H:%M}-{closes:%H:%M}"

    def until_closing(page: Page) -> Page:
        def answer(request: BaseHTTPRequestHandler) -> Answer:
            # A download may take less than a minute, so one page alone cannot wait for it.
            left = (closes - datetime.now(CHINA)).total_seconds() + 1
            return replace(page(request), pause=min(max(left, 0.0), 40.0))

        return answer

    for number in (1002, 1003):
        address = f"{CHANNEL}202401/t20240119_{number}.html"
        page = site.routes[address]
        assert not isinstance(page, Answer)
        site.routes[address] = until_closing(page)
    run = crawled(site, state, hours=hours, delay=0.5)
    assert run.verdict == "interrupted"
    assert [reason.code for reason in run.reasons] == [Code.HOURS_ENDED]
    again = crawled(site, state, hours=hours_around(-60, 60))
    assert (again.id, again.verdict, again.reports) == (run.id, "ok", 5)


# Verdicts


def good_run(listed: int) -> Run:
    evidence = {"reports_listed": {"count": listed, "examples": {}}}
    return Run("20260101T000000Z", "a", "", "", "ok", 1, 1, listed, None, 1.0, evidence)


def seen(listed: int) -> Evidence:
    from crawler.evidence import Listing

    reports = {f"http://a/{number}": f"甲局{2000 + number}年年报" for number in range(listed)}
    return Evidence(
        listings={"http://a/": Listing("年报", 1, None, 1)},
        reports_listed=reports,
        reports_fetched=reports,
    )


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [(40, 40, "ok"), (40, 32, "ok"), (40, 31, "incomplete"), (1, 2, "ok")],
)
def test_far_fewer_reports_than_in_the_last_good_run_are_incomplete(
    then: int, now: int, verdict: str
) -> None:
    portal = Portal(id="a", name="甲", home="http://a/")
    found, reasons = judge_run(seen(now), portal, None, good_run(then))
    assert found == verdict
    if verdict == "incomplete":
        run = "20260101T000000Z"
        assert reasons == [because(Code.FEWER_THAN_BEFORE, listed=31, before=40, run=run)]


def test_a_floor_that_somebody_wrote_outranks_the_last_good_run() -> None:
    portal = Portal.model_validate(
        {"id": "a", "name": "甲", "home": "http://a/", "expect": {"reports": {2001: {"min": 1}}}}
    )
    assert judge_run(seen(3), portal, None, good_run(40)) == ("ok", [])


@pytest.mark.loopback
def test_a_list_that_shrinks_is_noticed_at_the_next_crawl(site: Site, state: Path) -> None:
    assert crawled(site, state).verdict == "ok"
    title = "演示县第0局2023年政府信息公开工作年度报告"
    site.routes[CHANNEL] = html(list_page([("./202401/t20240119_1000.html", title)], 1, 0))
    run = crawled(site, state)
    assert run.verdict == "incomplete"
    assert (run.reasons[0].code, run.reasons[0].facts["before"]) == (Code.FEWER_THAN_BEFORE, 5)
