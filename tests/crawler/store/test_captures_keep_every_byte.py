"""The capture store: round trips, damage that is noticed, tails that are cut, one writer at a
time.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.encodings import UndecodableBody, decode_body
from crawler.errors import DigestMismatch, DiskFull, MissingRecord, PortalLocked, UnknownPortal
from crawler.registry.portals import Portal
from crawler.store.captures import CaptureStore, stored_portals
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived
from crawler.store.writer import CaptureWriter

PORTAL = Portal(id="heilongjiang/yanshi", name="演示县", home="http://www.yanshi.gov.cn/")
PAGE = "<html><body>演示县2023年政府信息公开工作年度报告</body></html>".encode("gb18030")


def fetched(name: str, body: bytes = PAGE, coding: str = "", status: int = 200) -> Fetched:
    headers = [("Content-Type", "text/html; charset=gb2312")] + (
        [("Content-Encoding", coding)] if coding else []
    )
    url = f"http://www.yanshi.gov.cn/{name}"
    digest = hashlib.sha1(url.encode()).hexdigest()
    return Fetched(
        url,
        "GET",
        digest,
        Archived(status, headers, body),
        "report",
        link_text="年报",
        listed_on="2024-01-19",
    )


def test_a_compressed_response_is_kept_as_it_came_and_read_back_decoded(state: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    with closing(CaptureWriter(state, PORTAL)) as writer:
        capture = writer.append(fetched("a.html", packed, "gzip"))
    store = CaptureStore(state, PORTAL.id)
    assert store.captures("report") == [capture]
    assert store.payload(capture) == PAGE
    assert store.response(capture).body == packed
    assert (capture.sha256, capture.length) == (hashlib.sha256(PAGE).hexdigest(), len(PAGE))
    assert (capture.media_type, capture.listed_on, capture.link_text) == (
        "text/html",
        "2024-01-19",
        "年报",
    )
    assert capture.warc_file == f"captures/heilongjiang/yanshi/{capture.run}.warc.gz"
    assert stored_portals(state) == ["heilongjiang/yanshi"]
    assert store.portal() == PORTAL


def test_the_file_is_a_sound_warc(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        first = writer.append(fetched("a.html"))
        writer.append(fetched("b.html", b""))
    run = [sys.executable, "-m", "warcio.cli", "check", str(state / first.warc_file)]
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0
    with (state / first.warc_file).open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(stream)
        ]
    assert records == [
        ("warcinfo", None),
        ("response", "http://www.yanshi.gov.cn/a.html"),
        ("response", "http://www.yanshi.gov.cn/b.html"),
    ]


def test_a_flipped_bit_is_noticed(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        capture = writer.append(fetched("a.html"))
    other = fetched("b.html", PAGE.replace(b"2023", b"2024"))
    with closing(CaptureWriter(state, PORTAL)) as writer:
        forged = writer.append(other)
    with closing(sqlite3.connect(state / "captures" / PORTAL.id / "log.db")) as log, log:
        log.execute(
            "UPDATE captures SET warc_offset = ? WHERE id = ?", (capture.warc_offset, forged.id)
        )
    store = CaptureStore(state, PORTAL.id)
    with pytest.raises(DigestMismatch, match="the bytes are not those captured") as refusal:
        store.payload(store.captures()[1])
    assert "b.html" in str(refusal.value)


def test_a_lost_file_is_named(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        capture = writer.append(fetched("a.html"))
    (state / capture.warc_file).unlink()
    with pytest.raises(MissingRecord, match=r"no response record at byte \d+; restore the file"):
        CaptureStore(state, PORTAL.id).payload(capture)


@pytest.mark.parametrize("tail", [b"\x1f\x8b\x08\x00torn", b"x" * 5000])
def test_a_torn_tail_is_cut_and_the_run_goes_on(state: Path, tail: bytes) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        first = writer.append(fetched("a.html"))
    path = state / first.warc_file
    whole = path.stat().st_size
    with path.open("ab") as stream:
        stream.write(tail)
    with closing(CaptureWriter(state, PORTAL)) as writer:
        assert writer.run == first.run
        assert path.stat().st_size == whole
        second = writer.append(fetched("b.html"))
    assert second.warc_offset == whole
    store = CaptureStore(state, PORTAL.id)
    assert [store.payload(capture) for capture in store.captures()] == [PAGE, PAGE]


def test_a_finished_run_is_not_taken_up_again(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        first = writer.append(fetched("a.html"))
        run = writer.finish("ok", "no rules", 1.0, {"reasons": []})
    with closing(CaptureWriter(state, PORTAL)) as writer:
        assert writer.run != first.run
        assert writer.captured(first.fingerprint) == []
        assert writer.earlier(first.fingerprint) == first
    assert (run.verdict, run.requests, run.bytes, run.reports, run.robots) == (
        "ok",
        1,
        len(PAGE),
        1,
        "no rules",
    )


def test_an_unchanged_document_is_kept_once_and_still_found(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        first = writer.append(fetched("a.html"))
        writer.finish("ok", "no rules", 1.0, {})
    for answer in (fetched("a.html", b"", status=304), fetched("a.html")):
        with closing(CaptureWriter(state, PORTAL)) as writer:
            again = writer.append(answer, original=writer.earlier(first.fingerprint))
            writer.finish("ok", "no rules", 1.0, {})
        assert (again.refers_to, again.sha256, again.media_type) == (
            first.id,
            first.sha256,
            "text/html",
        )
        assert CaptureStore(state, PORTAL.id).payload(again) == PAGE
        with (state / again.warc_file).open("rb") as stream:
            types = [record.rec_type for record in ArchiveIterator(stream)]
        assert types == ["warcinfo", "revisit"]


def test_a_changed_document_is_a_new_version(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        first = writer.append(fetched("a.html"))
        writer.finish("ok", "no rules", 1.0, {})
    with closing(CaptureWriter(state, PORTAL)) as writer:
        second = writer.append(fetched("a.html", PAGE + b" "), original=first)
    store = CaptureStore(state, PORTAL.id)
    assert (second.refers_to, store.payload(first), store.payload(second)) == (
        None,
        PAGE,
        PAGE + b" ",
    )


def test_a_second_writer_is_refused(state: Path) -> None:
    with (
        closing(CaptureWriter(state, PORTAL)),
        pytest.raises(PortalLocked, match="another crawl of this portal"),
    ):
        CaptureWriter(state, PORTAL)
    CaptureWriter(state, PORTAL).close()


def test_nothing_is_begun_on_a_full_disk(state: Path) -> None:
    with pytest.raises(DiskFull, match=r"MiB free, \d+ MiB are needed"):
        CaptureWriter(state, PORTAL, free_floor=2**60)


def test_a_disk_that_fills_up_while_writing_leaves_a_whole_archive(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        first = writer.append(fetched("a.html"))

        def full(number: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("crawler.store.writer.os.fsync", full)
            with pytest.raises(DiskFull, match="no space left"):
                writer.append(fetched("b.html"))
        assert (state / first.warc_file).stat().st_size == first.warc_offset + first.warc_length
        second = writer.append(fetched("c.html"))
    store = CaptureStore(state, PORTAL.id)
    assert [capture.url[-6:] for capture in store.captures()] == ["a.html", "c.html"]
    assert store.payload(second) == PAGE


def test_an_unknown_portal_is_named(state: Path) -> None:
    with pytest.raises(UnknownPortal, match="no captures in"):
        CaptureStore(state, "nowhere")


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("br", brotli.compress(PAGE)),
        ("GZIP, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
    ],
)
def test_codings_are_undone_within_a_limit(coding: str, packed: bytes) -> None:
    assert decode_body(packed, coding) == PAGE
    with pytest.raises(UndecodableBody, match="more than 10 bytes"):
        decode_body(packed, coding, limit=10)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)[:-9]),
        ("br", brotli.compress(PAGE)[:-4]),
        ("zstd", PAGE),
    ],
)
def test_a_body_that_does_not_follow_its_coding_is_kept_but_no_document(
    state: Path, coding: str, body: bytes
) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        capture = writer.append(fetched("a.html", body, coding))
    assert capture.kind == "other"
    assert (capture.problem or "").startswith("undecodable: ")
    assert CaptureStore(state, PORTAL.id).payload(capture) == body


def test_a_bomb_costs_the_limit_and_no_more() -> None:
    bomb = brotli.compress(b"\0" * (300 * 2**20), quality=5)
    with pytest.raises(UndecodableBody, match="more than 1048576 bytes"):
        decode_body(bomb, "br", limit=2**20)


def test_what_all_runs_saw_of_a_request_is_told_at_once_also_in_a_log_of_before(
    state: Path,
) -> None:
    def run_of(*answers: Fetched) -> None:
        with closing(CaptureWriter(state, PORTAL)) as writer:
            for answer in answers:
                writer.append(answer, original=writer.earlier(answer.fingerprint))
            writer.finish("ok", "no rules", 1.0, {})

    def told() -> tuple[int, int, int, str] | None:
        with closing(CaptureWriter(state, PORTAL)) as writer:
            found = writer.history(fetched("a.html").fingerprint)
        return found and (found.latest.id, found.looks, found.changes, found.begun)

    run_of(fetched("a.html"), fetched("a.html"))
    run_of(fetched("a.html", b"", status=304), fetched("b.html"))
    run_of(fetched("a.html", PAGE + b" "))
    log = state / "captures" / PORTAL.id / "log.db"
    [first] = [each for each in CaptureStore(state, PORTAL.id).captures() if each.id == 1]
    assert told() == (5, 3, 1, first.fetched_at)
    with closing(sqlite3.connect(log)) as connection, connection:
        before = connection.execute("SELECT * FROM requests ORDER BY 1").fetchall()
        connection.executescript(
            "DROP TRIGGER request_is_seen; DROP TABLE requests; PRAGMA user_version = 1"
        )
    assert told() == (5, 3, 1, first.fetched_at)
    with closing(sqlite3.connect(log)) as connection:
        assert connection.execute("SELECT * FROM requests ORDER BY 1").fetchall() == before
    run_of(fetched("a.html", b"", status=404))
    assert told() is None
