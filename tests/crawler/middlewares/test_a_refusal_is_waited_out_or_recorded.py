"""Answers that are not the document, and hosts that refuse: waited out where that helps, recorded
where not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawler.middlewares.politeness import retry_after
from crawler.pages.impostors import recognise
from crawler.reasons import Code, because
from crawler.store.captures import CaptureStore
from tests.crawler.sites import CHANNEL, Answer, Site, crawled, html, report_page, serving, trs_site

PATH = f"{CHANNEL}202401/t20240119_1000.html"
FILE = f"{CHANNEL}202401/P020240119000000001.docx"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=9)) as site:
        yield site


def problem(site: Site, state: Path, path: str = PATH) -> str:
    found = [
        each
        for each in CaptureStore(state, "yanshi").captures("other")
        if each.url == site.base + path
    ]
    return found[-1].problem or ""


SCRIPTED = "<html><head><script>%s</script></head><body></body></html>"
CHALLENGES = {
    "412": html(SCRIPTED % "$_ts=window['$_ts'];", 412),
    "412 without words": Answer(b"", 412),
    "521": html(SCRIPTED % "document.cookie='__jsl_clearance=1';location.reload()", 521),
    "512": html("busy", 512),
    "202": html(SCRIPTED % "var _$ab=1;", 202),
    "200 with a cookie by script": html(SCRIPTED % "document.cookie='a=1';location.href='/';"),
    "200 that hides what it does": html(
        SCRIPTED % "eval(String.fromCharCode(97));location.reload();"
    ),
    "arg1": html(SCRIPTED % "var arg1='0A1B2C';"),
    "云锁": html(SCRIPTED % "yunsuo_session_verify=1"),
    "验证码": html(
        "<html><title>安全验证</title><body>请输入验证码后继续访问<img src='/v.png'></body></html>"
    ),
    "访问频繁": html("<html><body>您的访问过于频繁，请稍后再试</body></html>"),
    "拦截": html(
        "<html><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被拦截</body></html>"
    ),
}


@pytest.mark.parametrize("sign", CHALLENGES)
def test_a_challenge_is_known_by_its_content(sign: str) -> None:
    answer = CHALLENGES[sign]
    for kind in ("home", "list", "report", "attachment"):
        found = recognise(answer.status, answer.body, kind, "http://www.yanshi.gov.cn/a")
        assert (kind, found and found.kind) == (kind, "challenge")


INSTEAD = {
    "login": (
        "login",
        "<html><body>请先登录<form><input type='password' name='p'></form></body></html>",
    ),
    "maintenance": (
        "maintenance",
        "<html><title>系统维护中</title><body>网站正在升级维护，请稍后访问</body></html>",
    ),
    "not there": (
        "missing",
        "<html><title>提示</title><body>您访问的页面不存在或已删除</body></html>",
    ),
    "stub": ("missing", f"<html><body>{' ' * 200}文件不存在{' ' * 100}</body></html>"),
    "empty shell": (
        "not a document",
        "<html><body><div id='app'></div><script src='/app.js'></script></body></html>",
    ),
    "empty": ("not a document", ""),
}


@pytest.mark.parametrize("name", INSTEAD)
def test_what_is_not_the_report_is_told_by_kind(name: str) -> None:
    kind, body = INSTEAD[name]
    found = recognise(200, body.encode(), "report", "http://www.yanshi.gov.cn/a.html")
    assert found is not None and found.kind == kind


@pytest.mark.parametrize(
    "body",
    [
        report_page("演示县2023年政府信息公开工作年度报告"),
        b"<html><body><iframe src='a.html'></iframe></body></html>",
        b"<html><head><meta http-equiv='refresh' content='0;url=b.html'></head></html>",
        b"<html><script>window.location.href='b.html'</script></html>",
        "<html><body><a href='a.pdf'>报告</a></body></html>".encode(),
        f"<html><body>{'依法公开。' * 200}如需验证码请输入验证码，登录<input"
        " type='password'></body></html>".encode(),
    ],
    ids=[
        "report",
        "frame",
        "refresh",
        "moved by script",
        "link to a file",
        "long page with such words",
    ],
)
def test_real_pages_are_not_taken_for_anything_else(body: bytes) -> None:
    assert recognise(200, body, "report", "http://www.yanshi.gov.cn/a.html") is None


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xls"])
@pytest.mark.parametrize("kind", ["report", "attachment"])
def test_a_page_or_a_message_under_a_files_name_is_no_file(name: str, kind: str) -> None:
    url = f"http://www.yanshi.gov.cn/{name}"
    for body in (
        "<html><body>请登录</body></html>",
        '{"code":404,"msg":"无此文件"}',
        "file not found",
    ):
        found = recognise(200, body.encode(), kind, url)
        assert found is not None and found.kind == "not a document"
    office = (
        "<html"
        " xmlns:o='urn:schemas-microsoft-com:office:office'><body><table><tr><td>1</table></body></html>"
    )
    assert recognise(200, office.encode(), kind, url) is None
    assert recognise(200, b"%PDF-1.7 short", kind, url) is None


@pytest.mark.loopback
@pytest.mark.parametrize("landing", ["/", "/404.html"])
def test_a_report_that_leads_to_the_home_page_or_an_error_page_is_missing(
    site: Site, state: Path, landing: str
) -> None:
    site.routes["/404.html"] = html(
        f"<html><title>提示</title><body>{'欢迎访问。' * 300}</body></html>"
    )
    site.routes[PATH] = Answer(status=302, headers={"Location": landing})
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 3)
    assert run.evidence["failures"]["examples"][site.base + PATH].startswith(
        "LeadsNowhere: missing: the address leads"
    )


@pytest.mark.loopback
def test_a_page_that_sends_back_to_itself_with_a_cookie_works(site: Site, state: Path) -> None:
    page = site.routes[PATH]
    assert not isinstance(page, Answer)

    def gate(request: BaseHTTPRequestHandler) -> Answer:
        if "CT6T=1" in (request.headers.get("Cookie") or ""):
            return page(request)
        return Answer(status=302, headers={"Location": PATH, "Set-Cookie": "CT6T=1; path=/"})

    site.routes[PATH] = gate
    run = crawled(site, state)
    assert (run.verdict, run.reports, site.paths().count(PATH)) == ("ok", 4, 2)


@pytest.mark.loopback
def test_a_page_that_sends_back_to_itself_for_ever_is_a_challenge(site: Site, state: Path) -> None:
    numbers = iter(range(100))

    def gate(request: BaseHTTPRequestHandler) -> Answer:
        return Answer(
            status=302, headers={"Location": PATH, "Set-Cookie": f"CT6T={next(numbers)}; path=/"}
        )

    site.routes[PATH] = gate
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("blocked", 3)
    told = "challenge: leads back to itself with ever new cookies"
    assert run.reasons == (because(Code.SHUT_OUT, told=told).at(f"{site.base}{PATH}"),)
    assert site.paths().count(PATH) == 11


@pytest.mark.loopback
@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_block_that_passes_is_sat_out(site: Site, state: Path, status: int) -> None:
    refused: list[float] = []
    page = site.routes[PATH]
    assert not isinstance(page, Answer)

    def gate(request: BaseHTTPRequestHandler) -> Answer:
        if len(refused) == 2:
            return page(request)
        refused.append(1.0)
        return html("busy", status)

    site.routes[PATH] = gate
    run = crawled(site, state, delay=0.05)
    assert (run.verdict, run.reports, run.evidence["failed_attempts"]) == (
        "ok",
        4,
        {"127.0.0.1": 2},
    )
    first, _, last = [moment for _, path, moment in site.asked if path == PATH]
    assert last - first > 0.05 * (4 + 16) - 0.1


@pytest.mark.loopback
def test_a_path_that_is_refused_for_good_blocks_the_portal_and_is_left_alone(
    site: Site, state: Path
) -> None:
    for path in site.routes:
        if "/202401/" in path:
            site.routes[path] = html("Forbidden", 403)
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("blocked", 0)
    assert run.evidence["shut_hosts"] == {
        f"127.0.0.1{CHANNEL}202401/": "3 refusals in a row: refused: status 403"
    }
    asked = [path for path in site.paths() if "/202401/" in path]
    # The first with all its retries, two more with one each, the fourth not at all.
    assert [
        asked.count(f"{CHANNEL}202401/t20240119_{n}.html") for n in (1000, 1001, 1002, 1003)
    ] == [4, 2, 2, 0]


@pytest.mark.loopback
def test_a_refused_attachment_alone_does_not_block_a_portal(site: Site, state: Path) -> None:
    site.routes[FILE] = html("Forbidden", 403)
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 4)
    assert run.reasons == (because(Code.ATTACHMENTS_NOT_FETCHED, missing=1, linked=2),)


def in_seconds() -> str:
    return "7200"


def at_a_date() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)


@pytest.mark.loopback
@pytest.mark.parametrize("asked_for", [in_seconds, at_a_date])
@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_block_of_hours_ends_the_run_as_blocked(
    site: Site, state: Path, status: int, asked_for: Callable[[], str]
) -> None:
    site.routes[CHANNEL] = html("busy", status, **{"Retry-After": asked_for()})
    run = crawled(site, state)
    assert (run.verdict, run.reports, site.paths().count(CHANNEL)) == ("blocked", 0, 1)
    assert "asks for a pause of 7" in run.evidence["shut_hosts"]["127.0.0.1"]


@pytest.mark.loopback
def test_a_retry_after_in_the_form_of_a_date_is_sat_out(site: Site, state: Path) -> None:
    page = site.routes[CHANNEL]
    busy: list[Answer] = []

    def gate(request: BaseHTTPRequestHandler) -> Answer:
        if not busy:
            later = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
            busy.append(html("busy", 503, **{"Retry-After": later}))
            return busy[0]
        assert isinstance(page, Answer)
        return page

    site.routes[CHANNEL] = gate
    assert crawled(site, state).verdict == "ok"
    first, second = [moment for _, path, moment in site.asked if path == CHANNEL]
    assert second - first > 0.9


NOW = datetime(2026, 1, 30, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Fri, 30 Jan 2026 08:02:00 GMT", 120.0),
        ("Fri, 30 Jan 2026 07:00:00 GMT", 0.0),
        ("Fri, 30 Feb 2026 08:00:00 GMT", None),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.loopback
def test_a_dead_page_or_two_do_not_end_the_crawl(site: Site, state: Path) -> None:
    for number in (1000, 1001):
        site.routes[f"{CHANNEL}202401/t20240119_{number}.html"] = html("error", 500)
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 2)


@pytest.mark.loopback
def test_a_host_that_fails_on_and_on_is_given_up(site: Site, state: Path) -> None:
    site.routes |= trs_site(reports=9, per_page=20).routes
    for path in site.routes:
        if "/202401/" in path:
            site.routes[path] = html("error", 500)
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 0)
    assert len({path for path in site.paths() if "/202401/" in path}) == 5
    assert (
        "HostGivenUp"
        in run.evidence["failures"]["examples"][f"{site.base}{CHANNEL}202401/t20240119_1008.html"]
    )
