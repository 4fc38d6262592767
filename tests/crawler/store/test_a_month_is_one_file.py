"""The WARC files of a finished month become one, and every row of the log stays true, whenever the
joining is killed.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.errors import MissingRecord, PortalLocked
from crawler.registry.portals import Portal
from crawler.store import compaction
from crawler.store.captures import CaptureStore
from crawler.store.compaction import compact
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived, Sent
from crawler.store.writer import CaptureWriter
from gongkai.commands.compact import command

PORTAL = Portal(id="p/yanshi", name="演示县", home="http://www.yanshi.gov.cn/")
NIGHTS = 4
NOW = datetime(2026, 2, 3, tzinfo=UTC)


def fetched(name: str, body: bytes) -> Fetched:
    headers = [("Content-Type", "text/html")]
    sent = Sent("GET", [("Host", "www.yanshi.gov.cn")], b"")
    answer = Archived(200, headers, body)
    url = f"http://www.yanshi.gov.cn/{name}"
    return Fetched(url, "GET", name * 10, answer, "report", sent=sent)


@pytest.fixture
def store(state: Path) -> CaptureStore:
    """A portal crawled on four nights of a January and one of February: a page that stands, and one
    that changes each time.
    """
    for night in range(NIGHTS + 1):
        with closing(CaptureWriter(state, PORTAL)) as writer:
            known = writer.earlier("a" * 10)
            writer.append(fetched("a", b"<p>stands</p>"), original=known)
            writer.append(fetched("b", f"<p>night {night}</p>".encode()))
            writer.finish("ok", "", 1.0, {})
    month = {0: "202601", NIGHTS: "202602"}
    folder = state / "captures" / PORTAL.id
    with closing(sqlite3.connect(folder / "log.db")) as log, log:
        runs = [run for (run,) in log.execute("SELECT id FROM runs ORDER BY number").fetchall()]
        for night, run in enumerate(runs):
            dated(folder, log, run, f"{month[night // NIGHTS * NIGHTS]}{night + 1:02}T000000Z")
    return CaptureStore(state, PORTAL.id)


def dated(folder: Path, log: sqlite3.Connection, run: str, name: str) -> None:
    """Let a run be one of another day."""
    (folder / f"{run}.warc.gz").rename(folder / f"{name}.warc.gz")
    file = f"captures/{PORTAL.id}/{name}.warc.gz"
    log.execute("PRAGMA foreign_keys = OFF")
    started = f"{name[:4]}-{name[4:6]}-{name[6:8]}T00:00:00Z"
    log.execute("UPDATE runs SET id = ?, started_at = ? WHERE id = ?", (name, started, run))
    log.execute("UPDATE captures SET run = ?, warc_file = ? WHERE run = ?", (name, file, run))


def files(state: Path) -> list[str]:
    return sorted(each.name for each in (state / "captures" / PORTAL.id).glob("*.warc.gz*"))


def everything(store: CaptureStore) -> list[tuple[object, ...]]:
    """What the store holds, read from the WARC files: addresses, digests, requests."""
    return [
        (each.id, each.run, each.url, each.sha256, store.payload(each), store.request(each))
        for each in store.captures()
    ]


def test_a_month_becomes_one_sound_file(store: CaptureStore, state: Path) -> None:
    before = everything(store)
    done = compact(state, PORTAL.id, at_once=True, now=NOW)
    assert (done.joined, done.made, done.deleted) == (4, 1, 4)
    assert files(state) == ["202601.warc.gz", "20260205T000000Z.warc.gz"]
    assert everything(store) == before
    joined = state / "captures" / PORTAL.id / "202601.warc.gz"
    check = [sys.executable, "-m", "warcio.cli", "check", str(joined)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    assert {store.at(each.warc_file, each.warc_offset) for each in store.captures()} == set(
        store.captures()
    )
    assert compact(state, PORTAL.id, at_once=True, now=NOW).joined == 0


def test_old_files_stay_for_a_day(store: CaptureStore, state: Path) -> None:
    assert compact(state, PORTAL.id, now=NOW).deleted == 0
    assert len(files(state)) == NIGHTS + 2
    assert compact(state, PORTAL.id, now=NOW).deleted == 0
    joined = state / "captures" / PORTAL.id / "202601.warc.gz"
    os.utime(joined, (0, joined.stat().st_mtime - compaction.GRACE_SECONDS))
    assert compact(state, PORTAL.id, now=NOW).deleted == NIGHTS
    assert files(state) == ["202601.warc.gz", "20260205T000000Z.warc.gz"]


def test_a_month_of_more_than_a_file_becomes_few(
    store: CaptureStore, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(store)
    sizes = [(state / "captures" / PORTAL.id / name).stat().st_size for name in files(state)]
    monkeypatch.setattr(compaction, "LARGEST_FILE", 2 * max(sizes))
    assert compact(state, PORTAL.id, at_once=True, now=NOW).made == 2
    assert files(state)[:2] == ["202601-2.warc.gz", "202601.warc.gz"]
    assert everything(store) == before


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from crawler.store.compaction import compact
steps = []
def tell(step):
    steps.append(step)
    if len(steps) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
compact(Path(sys.argv[1]), "p/yanshi", True, datetime(2026, 2, 3, tzinfo=UTC), tell)
print(len(steps))
"""


def killed_after(state: Path, step: int) -> int:
    command = [sys.executable, "-c", KILLED, str(state), str(step)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_kill_at_any_step_leaves_all_whole(store: CaptureStore, state: Path) -> None:
    before = everything(store)
    step = 1
    # Each kill takes up what the one before has left.
    while killed_after(state, step) == -signal.SIGKILL:
        assert everything(store) == before
        step += 1
    assert step > 5
    assert everything(store) == before
    assert files(state) == ["202601.warc.gz", "20260205T000000Z.warc.gz"]


@pytest.mark.parametrize("step", range(1, 16))
def test_what_a_kill_has_left_is_finished(store: CaptureStore, state: Path, step: int) -> None:
    before = everything(store)
    killed_after(state, step)
    assert everything(store) == before
    compact(state, PORTAL.id, at_once=True, now=NOW)
    assert everything(store) == before
    assert files(state) == ["202601.warc.gz", "20260205T000000Z.warc.gz"]


def test_the_next_crawl_goes_on_as_if_nothing_had_been_joined(
    store: CaptureStore, state: Path
) -> None:
    compact(state, PORTAL.id, at_once=True, now=NOW)
    with closing(CaptureWriter(state, PORTAL)) as writer:
        known = writer.earlier("a" * 10)
        assert known is not None
        again = writer.append(fetched("a", b"<p>stands</p>"), original=known)
        writer.finish("ok", "", 1.0, {})
    assert store.payload(again) == b"<p>stands</p>"


def test_a_file_shorter_than_its_log_says_is_named_and_nothing_changes(
    store: CaptureStore, state: Path
) -> None:
    damaged = state / "captures" / PORTAL.id / "20260103T000000Z.warc.gz"
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with pytest.raises(MissingRecord, match=r"20260103T000000Z\.warc\.gz: ends before byte"):
        compact(state, PORTAL.id, at_once=True, now=NOW)
    assert {each.run for each in store.captures() if "202601.warc" in each.warc_file} == set()


def test_a_portal_that_is_crawled_is_left_alone_and_named(store: CaptureStore, state: Path) -> None:
    with (
        closing(CaptureWriter(state, PORTAL)),
        pytest.raises(PortalLocked, match="another crawl of this portal is running"),
    ):
        compact(state, PORTAL.id, now=NOW)


def test_the_command_says_what_it_did(store: CaptureStore, state: Path) -> None:
    said = CliRunner().invoke(command, ["--state", str(state), "--at-once"])
    assert said.output == "1 portals: 4 files joined into 1, 4 old ones deleted\n"
