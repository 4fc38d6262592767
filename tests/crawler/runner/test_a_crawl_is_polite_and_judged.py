"""Whole crawls of small real servers: manners, refusals, and the verdict that follows from the
evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawler.errors import ContactInvalid, ContactMissing
from crawler.reasons import Code, because
from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore
from tests.crawler.sites import (
    CHANNEL,
    LOOK_ALIKES,
    Answer,
    Site,
    crawled,
    html,
    list_page,
    report_page,
    serving,
    trs_site,
)

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site()) as site:
        yield site


def problems(state: Path) -> dict[str, str | None]:
    return {
        capture.url: capture.problem for capture in CaptureStore(state, "yanshi").captures("other")
    }


def test_all_is_found_from_home_and_nothing_else_is_asked_for(site: Site, state: Path) -> None:
    progress: list[tuple[int, int]] = []
    [run] = crawl(
        [site.portal()],
        state,
        None,
        lambda _, requests, reports, done: progress.append((requests, reports)),
    )
    assert (run.verdict, run.reports, run.reasons) == ("ok", 6, ())
    assert progress[-1] == (run.requests, 6) == (14, 6)
    [listing] = run.evidence["listings"].values()
    assert (listing["pages_announced"], listing["pages_seen"]) == (3, 3)
    assert sorted(site.paths()) == sorted(
        ["/robots.txt", *(path for path in site.routes if path not in _unwanted(site))]
    )


def _unwanted(site: Site) -> set[str]:
    return {f"{CHANNEL}202401/P02024011900000000{number}.docx" for number in (0, 2, 4)}


def test_captures_say_what_led_to_them(site: Site, state: Path) -> None:
    crawled(site, state)
    store = CaptureStore(state, "yanshi")
    reports, attachments = store.captures("report"), store.captures("attachment")
    assert {report.link_text for report in reports} == {
        f"演示县第{n}局2023年政府信息公开工作年度报告" for n in range(6)
    }
    assert {report.listed_on for report in reports} == {"2024-01-19"}
    assert {report.page_url for report in reports} == {
        f"{site.base}{CHANNEL}",
        f"{site.base}{CHANNEL}index_1.html",
    }
    assert {each.page_url for each in attachments} == {
        report.url for report in reports if report.url[-6] in "135"
    }
    assert [capture.kind for capture in store.captures()][:2] == ["robots", "home"]


def test_look_alikes_are_not_asked_for(site: Site, state: Path) -> None:
    crawled(site, state)
    assert not [path for path in site.paths() if "_200" in path]
    assert len(LOOK_ALIKES) == 4


def test_a_second_crawl_costs_lists_and_conditional_requests(site: Site, state: Path) -> None:
    first = crawled(site, state)
    second = crawled(site, state)
    store = CaptureStore(state, "yanshi")
    again = [capture for capture in store.captures() if capture.run == second.id]
    full = {capture.kind for capture in again if capture.status == 200}
    assert full == {"home", "list"}
    assert {capture.status for capture in again if capture.kind in ("report", "attachment")} == {
        304
    }
    assert (second.verdict, second.reports, second.requests) == (
        "ok",
        first.reports,
        first.requests,
    )
    documents = [
        capture for capture in store.captures() if capture.kind in ("report", "attachment")
    ]
    assert len({capture.sha256 for capture in documents}) == len(documents) // 2 == 9
    assert all(len(store.payload(capture)) == capture.length for capture in again)


def test_a_replaced_report_is_a_second_version(site: Site, state: Path) -> None:
    crawled(site, state)
    path = f"{CHANNEL}202401/t20240119_1000.html"
    site.routes[path] = html(
        report_page("演示县第0局2023年政府信息公开工作年度报告（更正）").decode()
    )
    crawled(site, state)
    versions = [
        each
        for each in CaptureStore(state, "yanshi").captures("report")
        if each.url.endswith("_1000.html")
    ]
    assert [capture.status for capture in versions] == [200, 200]
    assert len({capture.sha256 for capture in versions}) == 2


def test_what_robots_disallows_is_not_asked_for(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(f"User-agent: *\nDisallow: {CHANNEL}202401/\n".encode())
    run = crawled(site, state)
    assert not [path for path in site.paths() if "/202401/" in path]
    assert (run.verdict, run.robots) == ("incomplete", "rules")
    assert run.evidence["forbidden_by_robots"]["count"] == 6
    assert because(Code.REPORTS_NOT_FETCHED, missing=6, listed=6) in run.reasons


def test_a_rule_for_us_alone_is_obeyed(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(
        b"User-agent: gongkai\nDisallow: /\n\nUser-agent: *\nDisallow:\n"
    )
    crawled(site, state)
    assert site.paths() == ["/robots.txt"]


def test_a_robots_page_of_html_holds_no_rules(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = html("<html><body>User-agent: *\nDisallow: /\n</body></html>")
    run = crawled(site, state)
    assert (run.verdict, run.robots) == ("ok", "an HTML page, no rules")


def test_no_answer_for_robots_means_no_crawl_now(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = html("busy", 503)
    run = crawled(site, state)
    assert (run.verdict, run.robots) == ("unreachable", "unreachable")
    assert set(site.paths()) == {"/robots.txt"}


def test_their_crawl_delay_is_kept_when_it_is_longer(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.4\n")
    run = crawled(site, state, channels=[f"{site.base}{CHANNEL}index_2.html"], delay=0.1)
    assert run.delay == 0.4
    assert pace(site.asked[1:]) > 0.9 * 0.4


def test_our_own_delay_is_kept_and_requests_come_one_at_a_time(site: Site, state: Path) -> None:
    crawled(site, state, delay=0.2)
    assert pace(site.asked) > 0.9 * 0.2


def pace(asked: list[tuple[str, str, float]]) -> float:
    """Seconds from one request to the next, on the mean.

    The server of a test notes a request when it gets the processor: on a busy machine two notes
    may stand closer together than the requests did, all of them may not.
    """
    return (asked[-1][2] - asked[0][2]) / (len(asked) - 1)


def test_retry_after_is_sat_out(site: Site, state: Path) -> None:
    page = site.routes[CHANNEL]
    busy = [html("busy", 503, **{"Retry-After": "1"})]

    def once(request: BaseHTTPRequestHandler) -> Answer:
        answer = busy.pop() if busy else page
        assert isinstance(answer, Answer)
        return answer

    site.routes[CHANNEL] = once
    run = crawled(site, state)
    assert run.verdict == "ok"
    first, second = (moment for _, path, moment in site.asked if path == CHANNEL)
    assert second - first > 0.95


@pytest.mark.parametrize(
    "challenge",
    [
        html("<html><script>$_ts=window['$_ts'];</script></html>", 412),
        html("<script>document.cookie='__jsl_clearance=1';location.reload()</script>", 521),
        html("<html><script>var arg1='0A1B';var _0x=['acw_sc__v2'];</script></html>"),
    ],
    ids=["412", "521", "script with 200"],
)
def test_a_challenge_is_recorded_as_blocked_and_not_answered(
    site: Site, state: Path, challenge: Answer
) -> None:
    for path in list(site.routes):
        if path != "/":
            site.routes[path] = challenge
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("blocked", 0)
    assert site.paths() == ["/robots.txt", "/", CHANNEL]
    assert (problems(state)[f"{site.base}{CHANNEL}"] or "").split(":")[0] in (
        "challenge",
        "refused",
    )


def test_a_host_that_shuts_us_out_is_left_alone(site: Site, state: Path) -> None:
    for path in site.routes:
        if "/t2024" in path:
            site.routes[path] = html("<html><script>$_ts=1;</script></html>", 412)
    run = crawled(site, state, delay=0.1)
    assert run.verdict == "blocked"
    assert len([path for path in site.paths() if "/t2024" in path]) == 3


def test_a_missing_page_said_with_200_is_no_report(site: Site, state: Path) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    site.routes[path] = html(
        "<html><title>提示</title><body>您访问的页面不存在或已删除</body></html>"
    )
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 5)
    assert because(Code.REPORTS_NOT_FETCHED, missing=1, listed=6) in run.reasons
    assert (problems(state)[f"{site.base}{path}"] or "").startswith("missing: ")


def test_a_page_under_a_files_name_is_no_attachment(site: Site, state: Path) -> None:
    path = f"{CHANNEL}202401/P020240119000000001.docx"
    site.routes[path] = html("<html><body>请登录</body></html>")
    run = crawled(site, state)
    assert run.reasons == (because(Code.ATTACHMENTS_NOT_FETCHED, missing=1, linked=3),)
    assert (
        problems(state)[f"{site.base}{path}"] == "not a document: an HTML page under a file's name"
    )


def test_a_truncated_answer_is_tried_again_and_never_kept(site: Site, state: Path) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    site.routes[path] = Answer(b"<html>", truncated=True)
    run = crawled(site, state)
    assert (run.verdict, run.reports, site.paths().count(path)) == ("incomplete", 5, 4)
    assert not [
        capture
        for capture in CaptureStore(state, "yanshi").captures()
        if capture.url.endswith("_1000.html")
    ]


def test_fewer_pages_than_announced_are_incomplete(site: Site, state: Path) -> None:
    site.routes[f"{CHANNEL}index_2.html"] = html(
        "<html><body><!-- out of range --></body></html>".ljust(350)
    )
    run = crawled(site, state)
    assert run.verdict == "incomplete"
    seen = because(Code.PAGES_NOT_SEEN, seen=2, announced=3)
    assert run.reasons == (seen.at(site.base + CHANNEL),)


def test_a_page_that_repeats_another_is_incomplete(site: Site, state: Path) -> None:
    site.routes[f"{CHANNEL}index_1.html"] = site.routes[CHANNEL]
    run = crawled(site, state)
    seen, again = because(Code.PAGES_NOT_SEEN, seen=1, announced=3), Code.PAGES_REPEAT
    assert run.verdict == "incomplete"
    assert run.reasons == tuple(
        reason.at(site.base + CHANNEL) for reason in (seen, because(again, count=1))
    )


def test_no_reports_at_all_are_incomplete_unless_declared(
    site: Site, state: Path, tmp_path: Path
) -> None:
    empty = html(list_page([], 1, 0))
    site.routes = {"/": site.routes["/"], CHANNEL: empty}
    assert crawled(site, state).reasons == (because(Code.NO_REPORTS),)
    assert (
        crawled(site, tmp_path / "declared", expect={"reports": {2023: {"min": 0}}}).verdict == "ok"
    )


def test_fewer_reports_than_expected_are_incomplete(site: Site, state: Path) -> None:
    run = crawled(site, state, expect={"reports": {2023: {"min": 7}}})
    fewer = because(Code.FEWER_THAN_EXPECTED, year=2023, found=6, expected=7)
    assert (run.verdict, run.reasons) == ("incomplete", (fewer,))


def test_a_portal_that_does_not_answer_is_unreachable(site: Site, state: Path) -> None:
    portal = site.portal(home="http://127.0.0.1:9/")
    [run] = crawl([portal], state, None, lambda *_: None)
    assert (run.verdict, run.requests) == ("unreachable", 0)


def test_another_host_is_recorded_and_not_asked(site: Site, state: Path) -> None:
    title = "演示省人民政府2023年政府信息公开工作年度报告"
    with serving(trs_site(), "127.0.0.2") as other:
        items = [(f"{other.base}/a.html", title), ("./202401/t20240119_1000.html", title)]
        site.routes[CHANNEL] = html(list_page(items, 1, 0))
        site.routes[f"{CHANNEL}202401/t20240119_1000.html"] = Answer(
            status=302, headers={"Location": f"{other.base}/b.html"}
        )
        run = crawled(site, state)
        assert other.paths() == []
    assert run.evidence["off_list_hosts"]["examples"] == {"127.0.0.2": f"{other.base}/a.html"}
    assert (run.verdict, run.reports) == ("incomplete", 0)


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "192.168.1.1", "167772161"])
def test_a_redirect_to_a_private_address_is_refused(site: Site, state: Path, host: str) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    site.routes |= trs_site(reports=1, per_page=9).routes
    site.routes[path] = Answer(status=302, headers={"Location": f"http://{host}/secret"})
    [run] = crawl(
        [site.portal(hosts=[host], delay=0.5)], state, "ops@yanshi.example", lambda *_: None
    )
    assert list(run.evidence["refused_addresses"]["examples"]) == [host]
    assert (run.verdict, run.reports) == ("incomplete", 0)
    assert "AddressRefused" in run.evidence["failures"]["examples"][f"http://{host}/secret"]


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost"])
def test_loopback_is_refused_to_portals_that_do_not_allow_it(
    site: Site, state: Path, host: str
) -> None:
    portal = site.portal(
        home=site.base.replace("127.0.0.1", host) + "/", allow_loopback=False, delay=0.5
    )
    [run] = crawl([portal], state, "ops@yanshi.example", lambda *_: None)
    assert (run.verdict, run.requests, site.asked) == ("unreachable", 0, [])
    assert list(run.evidence["refused_addresses"]["examples"]) == [host]


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "javascript:alert(1)", "ftp://127.0.0.1/a"]
)
def test_a_redirect_to_another_scheme_is_not_followed(
    site: Site, state: Path, location: str
) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    site.routes[path] = Answer(status=302, headers={"Location": location})
    run = crawled(site, state)
    assert (run.verdict, list(run.evidence["failures"]["examples"])) == (
        "incomplete",
        [f"{site.base}{path}"],
    )


def test_a_redirect_loop_ends(site: Site, state: Path) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    site.routes[path] = Answer(status=302, headers={"Location": path})
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 5)
    assert site.paths().count(path) <= 11


def test_a_report_behind_a_refresh_is_found(site: Site, state: Path) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    moved = f"{CHANNEL}202401/t20240119_1999.html"
    site.routes[moved] = site.routes[path]
    site.routes[path] = html(
        f'<html><head><meta http-equiv="refresh" content="0;url={moved}"></head></html>'
    )
    run = crawled(site, state)
    assert run.verdict == "ok"
    assert moved in site.paths()


def test_a_report_in_a_frame_is_found(site: Site, state: Path) -> None:
    site.routes[f"{CHANNEL}202401/t20240119_1000.html"] = html(
        '<html><body><iframe src="frame.html"></iframe></body></html>'
    )
    site.routes[f"{CHANNEL}202401/frame.html"] = html(
        report_page("演示县第0局2023年政府信息公开工作年度报告").decode()
    )
    assert crawled(site, state).verdict == "ok"
    [frame] = [
        each
        for each in CaptureStore(state, "yanshi").captures("attachment")
        if each.url.endswith("frame.html")
    ]
    assert frame.page_url == f"{site.base}{CHANNEL}202401/t20240119_1000.html"


def test_the_family_is_found_where_none_is_written(site: Site, state: Path) -> None:
    run = crawled(site, state, family=None)
    assert (run.verdict, run.evidence["family"], run.reports) == ("ok", "trs", 6)
    assert {site.paths().count(path) for path in site.paths()} == {1}


def test_a_home_page_that_leads_nowhere_is_no_success(site: Site, state: Path) -> None:
    site.routes = {"/": html("<html><body>欢迎</body></html>")}
    run = crawled(site, state, family=None)
    assert run.verdict == "incomplete"
    assert because(Code.NO_LIST) in run.reasons


def test_who_crawls_is_said_in_every_request(site: Site, state: Path) -> None:
    agents = set()

    def home(request: BaseHTTPRequestHandler) -> Answer:
        agents.add(request.headers["User-Agent"])
        return html("<html></html>")

    site.routes = {"/": home}
    crawl([site.portal()], state, "https://yanshi.example/crawler", lambda *_: None)
    assert [agent.split("/")[0] for agent in agents] == ["gongkai"]
    assert agents.pop().endswith(" (+https://yanshi.example/crawler)")


BEYOND = Portal(id="a", name="甲", home="http://www.yanshi.example/")


def test_without_a_contact_nothing_beyond_this_machine_is_crawled(site: Site, state: Path) -> None:
    with pytest.raises(ContactMissing, match="set GONGKAI_CONTACT"):
        crawl([site.portal(), BEYOND], state, None, lambda *_: None)
    assert (site.asked, state.exists()) == ([], False)


@pytest.mark.parametrize(
    "contact", ["me", "", "a@b", "a@b.cn\r\nX: y", "张三@yanshi.example", "ftp://yanshi.example"]
)
def test_a_contact_that_reaches_nobody_is_refused(state: Path, contact: str) -> None:
    with pytest.raises(ContactInvalid, match="must be an e-mail address or a web address"):
        crawl([BEYOND], state, contact, lambda *_: None)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "not a document: empty, status 200"),
        ("<html><body><div id='app'>加载中</div><script src='/a.js'></script></body></html>", "加载中"),
        ("<html><body><div id='app'></div></body></html>", "no words"),
        ("<html><body><h1>Welcome to nginx!</h1></body></html>", "default page: the page says"),
    ],
)  # fmt: skip
def test_a_home_page_that_holds_nothing_is_told_by_what_it_holds(
    site: Site, state: Path, body: str, told: str
) -> None:
    site.routes = {"/": html(body)}
    for family in (None, "trs"):
        run = crawled(site, state / str(family), family=family)
        [reason] = run.reasons
        assert (run.verdict, reason.code) == ("blocked", Code.NOTHING_TO_READ)
        assert f"home page holds nothing that can be read: {told}" in reason.text.en
