"""Portals with `render: true`: a browser without a network makes their lists, and every byte is
still archived.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.browser.chromium import find_chromium
from crawler.reasons import Code
from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, Run
from tests.crawler.sites import (
    CHANNEL,
    Answer,
    Site,
    crawl_in_process_of_its_own,
    html,
    serving,
    trs_site,
)

pytestmark = [
    pytest.mark.minutes(2),
    pytest.mark.loopback,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine"),
]

API = "/api/list"
SCRIPT = """
fetch('/api/list', {method: 'POST', body: 'channel=nb', headers: {'Content-Type': 'application/x-www-form-urlencoded'}})
  .then(answer => answer.text())
  .then(text => { document.getElementById('app').innerHTML = text; %s });
"""


def application(then: str = "", head: str = "") -> Answer:
    """A list that is empty until its script has asked for the items."""
    return html(
        f"<html><head><title>年报</title>{head}</head><body><div id='app'></div>"
        f"<script src='/app.js'></script></body></html><!-- {then} -->"
    )


def script(then: str = "") -> Answer:
    return Answer(
        (SCRIPT % then).encode("gb18030"), headers={"Content-Type": "application/javascript"}
    )


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal whose one list is made by a script out of an answer to a form."""
    made = trs_site(reports=3, per_page=9)
    plain = made.routes[CHANNEL]
    assert isinstance(plain, Answer)
    items = (
        plain.body.decode()
        .partition("<ul>")[2]
        .partition("</ul>")[0]
        .replace('href="./', f'href="{CHANNEL}')
    )

    def listed(request: BaseHTTPRequestHandler) -> Answer:
        posted = getattr(request, "posted", b"")
        return html(f"<ul>{items}</ul>" if posted == b"channel=nb" else "nothing")

    made.routes |= {CHANNEL: application(), "/app.js": script(), API: listed}
    with serving(made) as site:
        yield site


def rendered(site: Site, state: Path, **fields: object) -> Run:
    [run] = crawl([site.portal(render=True, **fields)], state, None, lambda *_: None)
    return run


def test_a_list_made_by_a_script_is_read(site: Site, state: Path) -> None:
    run = rendered(site, state)
    assert (run.verdict, run.reports) == ("ok", 3)
    assert run.evidence["pages_rendered"] == 2
    assert site.paths().count("/app.js") == site.paths().count(API) == 1


def test_without_a_browser_the_same_list_is_empty(site: Site, state: Path) -> None:
    [run] = crawl([site.portal()], state, None, lambda *_: None)
    assert (run.verdict, run.reports) == ("incomplete", 0)


def test_what_came_and_what_the_browser_made_of_it_are_both_kept(site: Site, state: Path) -> None:
    rendered(site, state)
    store = CaptureStore(state, "yanshi")
    raw, made = [each for each in store.captures("list") if each.url.endswith(CHANNEL)]
    assert (raw.rendered_from, made.rendered_from) == (None, raw.id)
    assert store.payload(raw) == application().body
    assert "演示县第0局2023年政府信息公开工作年度报告" in store.payload(made).decode()
    assert made.media_type == "text/html"
    with (state / made.warc_file).open("rb") as stream:
        records = {
            each.rec_headers.get_header("WARC-Record-ID"): each.rec_type
            for each in ArchiveIterator(stream)
        }
        stream.seek(made.warc_offset)
        record = next(iter(ArchiveIterator(stream)))
        source = record.rec_headers.get_header("WARC-Refers-To")
    assert (record.rec_type, records[source]) == ("conversion", "response")


def test_the_forms_that_a_page_posts_are_kept_with_their_bodies(site: Site, state: Path) -> None:
    rendered(site, state)
    store = CaptureStore(state, "yanshi")
    [posted] = [each for each in store.captures() if each.url.endswith(API)]
    sent = store.request(posted)
    assert sent is not None
    assert (posted.method, sent.method, sent.body) == ("POST", "POST", b"channel=nb")


def test_a_report_without_words_is_made_by_the_browser_and_others_are_not(
    site: Site, state: Path
) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    words = "本报告依据条例编制。" * 30
    filling = f"<script>document.getElementById('text').innerText='{words}'</script>"
    site.routes[path] = html(f"<html><body><div id='text'></div>{filling}</body></html>")
    run = rendered(site, state)
    store = CaptureStore(state, "yanshi")
    assert (run.verdict, run.reports, run.evidence["pages_rendered"]) == ("ok", 3, 3)
    reports = {each.url: each.rendered_from is not None for each in store.captures("report")}
    assert reports == {
        f"{site.base}{CHANNEL}202401/t20240119_{n}.html": n == 1000 for n in (1000, 1001, 1002)
    }
    [made] = [each for each in store.captures("report") if each.rendered_from]
    assert words in store.payload(made).decode()


def test_an_unchanged_shell_is_no_version_of_a_report(site: Site, state: Path) -> None:
    path = f"{CHANNEL}202401/t20240119_1000.html"
    filling = "<script>document.getElementById('t').innerText='报告'.repeat(150)</script>"
    site.routes[path] = html(f"<html><body><p id='t'></p>{filling}</body></html>")
    runs = [rendered(site, state).verdict for _ in range(2)]
    versions = {
        each.sha256
        for each in CaptureStore(state, "yanshi").captures("report")
        if each.url.endswith("_1000.html")
    }
    assert (runs, len(versions)) == (["ok", "ok"], 1)


def test_a_page_asks_nothing_of_other_hosts_and_loads_no_pictures(site: Site, state: Path) -> None:
    with serving(Site({"/count.js": script(), "/x": html("x")}), "127.0.0.2") as other:
        head = (
            f"<script src='{other.base}/count.js'></script><img src='{other.base}/x'><img"
            " src='/logo.png'><link rel='stylesheet' href='/style.css'><script>new"
            " WebSocket('ws://127.0.0.1:9/')</script><script>fetch('http://127.0.0.1:9/private').catch(()"
            f" => 0);</script><script>fetch('{other.base}/x').catch(() => 0);</script>"
        )
        site.routes[CHANNEL] = application(head=head)
        run = rendered(site, state)
        assert other.paths() == []
    assert (run.verdict, run.reports) == ("ok", 3)
    assert not {"/logo.png", "/style.css", "/private"} & set(site.paths())
    assert list(run.evidence["refused_to_pages"]["examples"]) == ["127.0.0.2", "127.0.0.1"]


def test_what_a_page_asks_for_keeps_the_pace_and_the_rules(site: Site, state: Path) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret\n")
    site.routes["/secret.js"] = script()
    site.routes[CHANNEL] = application(head="<script src='/secret.js'></script>")
    run = rendered(site, state, delay=0.4)
    assert (run.verdict, "/secret.js" in site.paths()) == ("ok", False)
    assert [url.rpartition("/")[2] for url in run.evidence["forbidden_by_robots"]["examples"]] == [
        "secret.js"
    ]
    first, last = site.asked[0][2], site.asked[-1][2]
    assert (last - first) / (len(site.asked) - 1) > 0.9 * 0.4
    assert run.evidence["ledger"]["hosts"][site.base.removeprefix("http://")]["requests"] == len(
        site.asked
    )


def test_scripts_in_gbk_are_understood(site: Site, state: Path) -> None:
    site.routes["/app.js"] = script("document.title = '年度报告目录';")
    rendered(site, state)
    [made] = [
        each
        for each in CaptureStore(state, "yanshi").captures("list")
        if each.rendered_from and CHANNEL in each.url
    ]
    assert "<title>年度报告目录</title>" in CaptureStore(state, "yanshi").payload(made).decode()


def test_dialogs_and_downloads_do_not_hold_a_page_up(site: Site, state: Path) -> None:
    site.routes["/app.js"] = script(
        "alert('欢迎'); confirm('?'); prompt('?'); window.open('/file.zip');"
    )
    disposition = {"Content-Disposition": "attachment; filename=file.zip"}
    site.routes["/file.zip"] = Answer(
        b"PK\x03\x04", headers={"Content-Type": "application/zip", **disposition}
    )
    run = rendered(site, state)
    assert (run.verdict, run.reports) == ("ok", 3)


def test_a_page_that_asks_without_end_is_taken_as_it_is(site: Site, state: Path) -> None:
    site.routes["/app.js"] = script(
        "let n = 0; setInterval(() => fetch('/poll?' + n++).catch(() => 0), 5);"
    )
    run = rendered(site, state)
    assert (run.verdict, run.reports) == ("ok", 3)
    assert len([path for path in site.paths() if path.startswith("/poll")]) <= 60


def test_a_challenge_is_not_given_to_the_browser(site: Site, state: Path) -> None:
    challenge = (
        "<html><script>document.cookie='__jsl_clearance=1'; location.reload()</script></html>"
    )
    site.routes[CHANNEL] = html(challenge)
    run = rendered(site, state)
    assert (run.verdict, site.paths().count(CHANNEL)) == ("blocked", 1)


MARK = "GONGKAI_TEST"


def alive(mark: str) -> list[int]:
    """Processes that were started with this value of MARK in their environment, or descend from
    such.
    """
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"{MARK}={mark}".encode() in environment.read_bytes().split(b"\0"):
                found.append(int(environment.parent.name))
    return found


def gone(mark: str) -> bool:
    """Wait a while for all processes of a mark to end."""
    deadline = time.monotonic() + 150
    while alive(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not alive(mark)


def start(portals: list[Portal], state: Path, **environment: str) -> subprocess.Popen[str]:
    command = crawl_in_process_of_its_own(portals, state)
    surroundings = {**os.environ, **environment}
    return subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, text=True, env=surroundings
    )


def test_a_killed_crawl_renders_from_the_archive_and_leaves_no_browser(
    site: Site, state: Path
) -> None:
    whole = rendered(site, state.with_name("whole"))
    asked = site.paths()
    site.asked.clear()
    started: list[subprocess.Popen[str]] = []

    def before(count: int) -> bool:
        if count == 5 and started:
            assert len(alive(str(state))) > 3
            os.killpg(started[0].pid, signal.SIGKILL)
        return count != 5

    site.before = before
    started.append(start([site.portal(render=True, delay=0.1)], state, **{MARK: str(state)}))
    assert started[0].wait(600) == -signal.SIGKILL
    assert gone(str(state))
    site.before = lambda count: True
    resumed = rendered(site, state)
    assert (resumed.verdict, resumed.reports) == (whole.verdict, whole.reports)
    # What the page under way had asked for was of that moment, and is asked for again.
    assert Counter(site.paths()) == Counter([*asked, CHANNEL, "/app.js"])
    assert payloads(state) == payloads(state.with_name("whole"))


def payloads(state: Path) -> set[tuple[str, str, str]]:
    return {(each.url, each.kind, each.sha256) for each in CaptureStore(state, "yanshi").captures()}


def test_where_no_browser_is_that_portal_fails_alone(
    site: Site, state: Path, tmp_path: Path
) -> None:
    nowhere = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    unset = dict.fromkeys(("GONGKAI_CHROMIUM", "PLAYWRIGHT_CHROMIUM_PATH"), "")
    with serving(trs_site(reports=2), "127.0.0.2") as other:
        portals = [site.portal(render=True), other.portal(id="other")]
        process = start(portals, state, **nowhere, **unset)
        assert process.communicate(timeout=600)[0] == "incomplete ok\n"
    assert site.asked == []
    [run] = CaptureStore(state, "yanshi").runs()
    last = run.reasons[-1]
    assert last.code is Code.BROWSER_NEEDED
    assert last.text.en.startswith("error: yanshi: render: true needs a browser: install")


def test_a_page_that_hangs_costs_itself_and_leaves_no_browser(site: Site, state: Path) -> None:
    site.routes["/xxgk/"] = html("<html><body>年报<script>while (true) {}</script></body></html>")
    portal = site.portal(render=True, channels=[f"{site.base}/xxgk/", f"{site.base}{CHANNEL}"])
    process = start([portal], state, **{MARK: str(state)})
    assert process.communicate(timeout=600)[0] == "incomplete\n"
    assert gone(str(state))
    [run] = CaptureStore(state, "yanshi").runs()
    assert (run.reports, run.evidence["pages_rendered"]) == (3, 1)
    assert (
        "PageNotMade: the page hangs" in run.evidence["failures"]["examples"][f"{site.base}/xxgk/"]
    )
