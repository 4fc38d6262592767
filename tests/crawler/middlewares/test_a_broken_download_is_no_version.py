"""Downloads that are cut, explode or never end: not kept as a version, tried again, recorded with
numbers.
"""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import brotli
import pytest

from crawler.encodings import LARGEST_BODY, decode_body
from crawler.store.captures import CaptureStore, Run
from tests.crawler.sites import CHANNEL, Answer, Site, crawled, report_page, serving, trs_site

pytestmark = [pytest.mark.loopback]

PATH = f"{CHANNEL}202401/t20240119_1000.html"
PAGE = report_page("演示县第0局2023年政府信息公开工作年度报告")
MIB = 2**20


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=2, per_page=9)) as site:
        yield site


def reason(run: Run, site: Site) -> str:
    return str(run.evidence["failures"]["examples"][site.base + PATH])


def kept(state: Path) -> list[tuple[str, str | None]]:
    captures = CaptureStore(state, "yanshi").captures()
    return [(each.kind, each.problem) for each in captures if each.url.endswith(PATH)]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
SHORT = Answer(raw=[HEAD, f"Content-Length: {len(PAGE) + 100}\r\n\r\n".encode(), PAGE])
RESET = Answer(raw=[HEAD, f"Content-Length: {len(PAGE) + 100}\r\n\r\n".encode(), PAGE], reset=True)
CHUNK = f"{len(PAGE):x}\r\n".encode() + PAGE + b"\r\n"
CUT_CHUNKS = Answer(raw=[HEAD, b"Transfer-Encoding: chunked\r\n\r\n", CHUNK])


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (
            SHORT,
            f"{len(PAGE)} of {len(PAGE) + 100} bytes came before the connection ended, 4 times",
        ),
        (
            CUT_CHUNKS,
            f"{len(PAGE)} of an unknown number of bytes came before the connection ended, 4 times",
        ),
    ],
    ids=["Content-Length short", "chunked cut"],
)
def test_a_cut_download_is_recorded_with_bytes_got_and_expected(
    site: Site, state: Path, broken: Answer, told: str
) -> None:
    site.routes[PATH] = broken
    run = crawled(site, state)
    assert (run.verdict, run.reports, site.paths().count(PATH)) == ("incomplete", 1, 4)
    assert (told in reason(run, site), kept(state)) == (True, [])
    assert run.evidence["failed_attempts"] == {"127.0.0.1": 4}


def test_a_reset_connection_is_tried_again_and_not_kept(site: Site, state: Path) -> None:
    site.routes[PATH] = RESET
    run = crawled(site, state)
    assert (run.verdict, run.reports, site.paths().count(PATH), kept(state)) == (
        "incomplete",
        1,
        4,
        [],
    )


@pytest.mark.parametrize("broken", [SHORT, RESET, CUT_CHUNKS], ids=["short", "reset", "chunks"])
def test_what_comes_whole_on_the_second_try_is_kept_once(
    site: Site, state: Path, broken: Answer
) -> None:
    answers = [broken, site.routes[PATH]]

    def next_one(request: BaseHTTPRequestHandler) -> Answer:
        answer = answers.pop(0)
        return answer if isinstance(answer, Answer) else answer(request)

    site.routes[PATH] = next_one
    run = crawled(site, state)
    assert (run.verdict, run.reports, kept(state)) == ("ok", 2, [("report", None)])


def test_tries_of_a_failing_host_come_ever_later(site: Site, state: Path) -> None:
    site.routes[PATH] = SHORT
    crawled(site, state, delay=0.05)
    first, *_, last = [moment for _, path, moment in site.asked if path == PATH]
    assert last - first > 0.05 * (4 + 16 + 64) - 0.3


BOMB_SIZE = LARGEST_BODY + MIB


def deflated(size: int, window_bits: int) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, window_bits)
    return (
        b"".join(compressor.compress(bytes(MIB)) for _ in range(size // MIB)) + compressor.flush()
    )


def brotlied(size: int) -> bytes:
    compressor = brotli.Compressor(quality=1)
    return (
        b"".join(compressor.process(bytes(MIB)) for _ in range(size // MIB)) + compressor.finish()
    )


BOMBS = {
    "gzip": lambda: deflated(3 * BOMB_SIZE, zlib.MAX_WBITS | 16),
    "deflate": lambda: deflated(3 * BOMB_SIZE, zlib.MAX_WBITS),
    "br": lambda: brotlied(3 * BOMB_SIZE),
    "gzip, gzip": lambda: gzip.compress(deflated(3 * BOMB_SIZE, zlib.MAX_WBITS | 16)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_stopped_at_the_cap_and_recorded(site: Site, state: Path, coding: str) -> None:
    bomb = BOMBS[coding]()
    assert len(bomb) < 2 * MIB
    site.routes[PATH] = Answer(
        bomb, headers={"Content-Type": "text/html", "Content-Encoding": coding}
    )
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 1)
    assert kept(state) == [
        ("other", f"undecodable: more than {LARGEST_BODY} bytes when decompressed")
    ]
    # What a crawl takes by itself, and the cap a few times over: not the 300 MB of the bomb at each
    # of its stages.
    assert run.evidence["ledger"]["memory"] < 90 + 5 * LARGEST_BODY // MIB


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "endless"])
def test_an_oversize_body_is_broken_off(site: Site, state: Path, announced: bool) -> None:
    part = bytes(MIB)
    length = f"Content-Length: {10 * LARGEST_BODY}\r\n\r\n".encode() if announced else b"\r\n"
    site.routes[PATH] = lambda request: Answer(
        raw=itertools.chain([HEAD, length], itertools.repeat(part))
    )
    run = crawled(site, state)
    assert (run.verdict, run.reports, kept(state)) == ("incomplete", 1, [])
    assert str(LARGEST_BODY) in reason(run, site) or "Cancelled" in reason(run, site)
    assert run.evidence["ledger"]["memory"] < 90 + 5 * LARGEST_BODY // MIB


def test_all_members_of_a_gzip_body_are_read() -> None:
    assert (
        decode_body(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(8), "gzip") == b"one two"
    )


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_compressed_page_that_is_cut_is_no_report(site: Site, state: Path, coding: str) -> None:
    packed = (gzip.compress(PAGE) if coding == "gzip" else brotli.compress(PAGE))[:-12]
    site.routes[PATH] = Answer(
        packed, headers={"Content-Type": "text/html", "Content-Encoding": coding}
    )
    run = crawled(site, state)
    [(kind, problem)] = kept(state)
    assert (run.reports, kind, (problem or "").startswith("undecodable: ")) == (1, "other", True)
