"""A report that never came whole is none, whatever its answer looked like: never `ok`, never kept as
a version.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.middlewares.connections import LARGEST_HEADERS, MOST_HEADERS
from crawler.store.captures import Capture, CaptureStore
from tests.crawler.sites import (
    CHANNEL,
    Answer,
    Site,
    crawled,
    html,
    list_page,
    report_page,
    serving,
    trs_site,
)

pytestmark = [pytest.mark.loopback]

PATH = f"{CHANNEL}202401/t20240119_1000.html"
TITLE = "演示县第0局2023年政府信息公开工作年度报告"
PAGE = report_page(TITLE)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
ELSEWHERE = f"{CHANNEL}202401/t20240119_7777.html"


def refreshing(target: str) -> Answer:
    meta = f'<meta http-equiv="refresh" content="0; url={target}">'
    return html(f"<html><head>{meta}</head><body></body></html>")


def cut(body: bytes, kind: str = "text/html", reset: bool = False) -> Answer:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
    return Answer(raw=[head, body], reset=reset)


def loop(site: Site) -> None:
    site.routes[PATH], site.routes[ELSEWHERE] = refreshing(ELSEWHERE), refreshing(PATH)


def itself(site: Site) -> None:
    site.routes[PATH] = refreshing(PATH)


def in_part(site: Site) -> None:
    site.routes[PATH] = Answer(PAGE, 206, {"Content-Type": "text/html"})


def without_end(site: Site) -> None:
    site.routes[PATH] = cut(PAGE[: len(PAGE) // 2])


def reset(site: Site) -> None:
    site.routes[PATH] = cut(PAGE[: len(PAGE) // 2], reset=True)


def longer_than_announced(site: Site) -> None:
    head = HEAD + f"Content-Length: {len(PAGE) // 2}\r\n\r\n".encode()
    site.routes[PATH] = Answer(raw=[head + PAGE])


def led_in_a_circle_by_a_header(site: Site) -> None:
    there, back = {"Refresh": f"0; url={ELSEWHERE}"}, {"Refresh": f"0;URL='{PATH}'"}
    site.routes[PATH], site.routes[ELSEWHERE] = html("", **there), html("", **back)


def headers_of_many_bytes(site: Site) -> None:
    site.routes[PATH] = Answer(raw=[HEAD, *([b"X: " + b"x" * 8000 + b"\r\n"] * 99)])


def headers_of_many_lines(site: Site) -> None:
    site.routes[PATH] = Answer(raw=[HEAD, b"X: x\r\n" * (MOST_HEADERS + 1), b"\r\n", PAGE])


def many_members(site: Site) -> None:
    body = gzip.compress(b" ") * 30_000
    site.routes[PATH] = Answer(
        body, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=2, per_page=9)) as site:
        yield site


def captures(state: Path) -> list[Capture]:
    return CaptureStore(state, "yanshi").captures()


@pytest.mark.parametrize(
    "fault",
    [
        loop,
        itself,
        in_part,
        without_end,
        reset,
        longer_than_announced,
        led_in_a_circle_by_a_header,
        headers_of_many_bytes,
        headers_of_many_lines,
        many_members,
    ],
    ids=lambda fault: fault.__name__,
)
def test_what_never_came_whole_is_never_ok_and_no_version(
    site: Site, state: Path, fault: Callable[[Site], None]
) -> None:
    fault(site)
    run = crawled(site, state)
    bad = [each for each in captures(state) if each.url.endswith((PATH, ELSEWHERE))]
    assert run.verdict == "incomplete"
    assert run.reports == run.evidence["reports_fetched"]["count"] == 1
    assert [each for each in bad if each.is_document] == []
    assert LARGEST_HEADERS > 99 * 1024


def named(file: str) -> Answer:
    return html(report_page(TITLE, f'<a href="./{file}">附件</a>').decode())


@pytest.mark.parametrize(
    ("file", "body"),
    [
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"),
        ("a.docx", b"PK\x03\x04" + b"x" * 99 + b"PK\x05\x06" + b"\0" * 18),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 99 + b"IEND\xaeB`\x82"),
    ],
)
def test_a_file_without_a_length_is_whole_where_it_ends_as_its_type(
    site: Site, state: Path, file: str, body: bytes
) -> None:
    site.routes[PATH] = named(file)
    address = f"{CHANNEL}202401/{file}"
    site.routes[address] = cut(body[:-20], "application/octet-stream")
    run = crawled(site, state)
    assert (run.verdict, [each for each in captures(state) if each.url.endswith(file)]) == (
        "incomplete",
        [],
    )
    site.routes[address] = cut(body, "application/octet-stream")
    assert crawled(site, state).verdict == "ok"
    assert [each.length for each in captures(state) if each.url.endswith(file)] == [len(body)]


@pytest.mark.parametrize("coding", ["UTF-8", "none", "", "identity", "binary"])
def test_a_content_encoding_that_is_none_leaves_the_body_as_it_is(
    site: Site, state: Path, coding: str
) -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": coding}
    site.routes[PATH] = Answer(PAGE, headers=headers)
    assert crawled(site, state).verdict == "ok"
    [capture] = [each for each in captures(state) if each.url.endswith(PATH)]
    assert CaptureStore(state, "yanshi").payload(capture) == PAGE


def test_a_refresh_header_is_followed(site: Site, state: Path) -> None:
    site.routes[PATH] = html("", Refresh=f"0; url={ELSEWHERE}")
    site.routes[ELSEWHERE] = html(PAGE.decode())
    run = crawled(site, state)
    assert (run.verdict, run.reports, site.paths().count(ELSEWHERE)) == ("ok", 2, 1)
    found = {each.url.removeprefix(site.base): each.kind for each in captures(state)}
    assert (found[PATH], found[ELSEWHERE]) == ("other", "report")


def test_a_refresh_header_that_only_loads_the_page_again_is_left_alone(
    site: Site, state: Path
) -> None:
    site.routes[PATH] = html(PAGE.decode(), Refresh="300")
    second = report_page(TITLE.replace("第0局", "第1局")).decode()
    site.routes[f"{CHANNEL}202401/t20240119_1001.html"] = html(
        second, Refresh=f"5; url={CHANNEL}202401/t20240119_1001.html"
    )
    assert (crawled(site, state).verdict, site.paths().count(PATH)) == ("ok", 1)


@pytest.mark.parametrize(
    ("encoding", "charset", "name"),
    [("gb18030", "gb2312", "标题"), ("big5", "big5", "標題"), ("utf-8", "utf-8", "标题")],
)
def test_a_query_is_asked_for_in_the_encoding_of_its_page(
    site: Site, state: Path, encoding: str, charset: str, name: str
) -> None:
    title = "演示局2023年政府信息公開工作年度報告" if encoding == "big5" else TITLE
    address = f"{CHANNEL}show.jsp?title={name}&amp;id=9"
    listed = list_page([(address, title)], 1, 0).replace("年报", "2023")
    site.routes[CHANNEL] = Answer(
        listed.replace("<head>", f'<head><meta charset="{charset}">').encode(encoding),
        headers={"Content-Type": "text/html"},
    )
    asked = f"{CHANNEL}show.jsp?title={quote(name, encoding=encoding)}&id=9"
    site.routes[asked] = html(PAGE.decode())
    run = crawled(site, state, channels=[site.base + CHANNEL])
    assert (run.verdict, run.reports) == ("ok", 1)


def test_raw_bytes_of_a_location_stand_in_the_archive_as_they_were_sent(
    site: Site, state: Path
) -> None:
    target = f"{CHANNEL}年报/1.html"
    raw = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n"
    site.routes[PATH] = Answer(raw=[raw])
    site.routes[f"{CHANNEL}%E5%B9%B4%E6%8A%A5/1.html"] = html(PAGE.decode())
    assert crawled(site, state).verdict == "ok"
    store = CaptureStore(state, "yanshi")
    [moved] = [each for each in captures(state) if each.status == 302]
    assert store.response(moved).header("Location").encode("latin-1") == target.encode()
    file = (state / moved.warc_file).read_bytes()[moved.warc_offset :][: moved.warc_length]
    assert b"Location: " + target.encode() + b"\r\n" in gzip.decompress(file)


def test_a_pause_that_was_asked_for_counts_from_the_end_of_the_answer(
    site: Site, state: Path
) -> None:
    told: list[float] = []

    def busy(request: BaseHTTPRequestHandler) -> Answer:
        if len(told) == 0:
            told.append(0.0)
            # The answer itself takes its time, which is none of the pause.
            return Answer(status=503, headers={"Retry-After": "1"}, pause=0.8)
        return html(PAGE.decode())

    site.routes[PATH] = busy
    assert crawled(site, state).verdict == "ok"
    first, second = [moment for _, path, moment in site.asked if path == PATH]
    assert second - first >= 0.8 + 1.0
