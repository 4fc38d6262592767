"""Group commit: one sync for several captures, rows never before their records, nothing lost to a
kill, and to a power cut only what waited.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import DiskFull
from crawler.registry.portals import Portal
from crawler.store import warc_file
from crawler.store.captures import Capture, CaptureStore
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived, Sent
from crawler.store.writer import CaptureWriter

PORTAL = Portal(id="yanshi", name="演示县", home="http://www.yanshi.gov.cn/")


def fetched(name: str) -> Fetched:
    answer = Archived(200, [("Content-Type", "text/html")], f"年报 {name}".encode() * 40)
    sent = Sent("GET", [("Host", "www.yanshi.gov.cn")], b"")
    url = f"http://www.yanshi.gov.cn/{name}"
    return Fetched(url, "GET", name, answer, "report", sent=sent)


def grouped(state: Path, calls: list[None]) -> CaptureWriter:
    writer = CaptureWriter(state, PORTAL)
    writer.group(lambda: calls.append(None))
    return writer


def rows(state: Path) -> list[Capture]:
    return CaptureStore(state, PORTAL.id).captures()


def killed(state: Path, copy: Path) -> Path:
    """The state folder as a process leaves it that is killed now."""
    shutil.copytree(state, copy)
    return copy


def read_back(state: Path) -> list[tuple[str, bytes]]:
    store = CaptureStore(state, PORTAL.id)
    return [(each.fingerprint, store.payload(each)) for each in store.captures()]


def test_records_reach_the_disk_before_their_rows_and_once_for_all(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    synced = os.fsync

    def sync(number: int) -> None:
        seen.append(len(rows(state)))
        synced(number)

    calls: list[None] = []
    with closing(grouped(state, calls)) as writer:
        monkeypatch.setattr(warc_file.os, "fsync", sync)
        kept = [writer.append(fetched(name)) for name in "abc"]
        assert (rows(state), seen, len(calls)) == ([], [], 1)
        assert (writer.captured("b"), writer.counts()) == ([kept[1]], (3, 3))
        writer.commit()
        assert (rows(state), seen) == (kept, [0])
        writer.commit()
        assert seen == [0]
        kept.append(writer.append(fetched("d")))
        assert len(calls) == 2
    assert (rows(state), seen) == (kept, [0, 3])


def test_without_a_group_each_is_committed_at_once(state: Path) -> None:
    with closing(CaptureWriter(state, PORTAL)) as writer:
        assert [writer.append(fetched("a"))] == rows(state)


def test_a_repeated_answer_refers_to_one_that_still_waits(state: Path) -> None:
    with closing(grouped(state, [])) as writer:
        first = writer.append(fetched("a"))
        again = writer.append(fetched("a"), original=first)
        assert again.refers_to == first.id
        assert writer.response(again) == writer.response(first)


def test_what_waited_when_a_process_was_killed_is_taken_up(state: Path, tmp_path: Path) -> None:
    with closing(grouped(state, [])) as writer:
        writer.append(fetched("a"))
        writer.commit()
        writer.append(fetched("b"))
        writer.append(fetched("c"))
        left = killed(state, tmp_path / "left")
    assert len(rows(left)) == 1
    with closing(CaptureWriter(left, PORTAL)) as writer:
        assert (writer.run, writer.counts()) == (rows(state)[0].run, (3, 3))
        assert rows(left) == rows(state)
        writer.append(fetched("d"))
    assert [name for name, _ in read_back(left)] == ["a", "b", "c", "d"]
    assert read_back(left)[:3] == read_back(state)


@pytest.mark.parametrize("whole", [0, 20])
def test_rows_of_records_that_a_power_cut_took_are_given_up(
    state: Path, tmp_path: Path, whole: int
) -> None:
    with closing(grouped(state, [])) as writer:
        writer.append(fetched("a"))
        writer.append(fetched("b"))
        last = writer.append(fetched("c"))
        left = killed(state, tmp_path / "left")
    with (left / last.warc_file).open("r+b") as stream:
        stream.seek(last.warc_offset + whole)
        stream.write(bytes(last.warc_length - whole))
    with closing(CaptureWriter(left, PORTAL)) as writer:
        assert [name for name, _ in read_back(left)] == ["a", "b"]
        assert (writer.captured("c"), writer.counts()) == ([], (2, 2))
        writer.append(fetched("c"))
    assert read_back(left) == read_back(state)


def test_rows_that_were_committed_are_not_taken_up_twice(state: Path, tmp_path: Path) -> None:
    """Killed between the commit and the clearing of what waited."""
    with closing(grouped(state, [])) as writer:
        writer.append(fetched("a"))
        waiting = next(state.rglob("waiting.jsonl")).read_bytes()
        writer.commit()
        left = killed(state, tmp_path / "left")
    next(left.rglob("waiting.jsonl")).write_bytes(waiting)
    with closing(CaptureWriter(left, PORTAL)):
        assert rows(left) == rows(state)


def test_no_room_at_the_commit_keeps_nothing_of_the_group(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with closing(grouped(state, [])) as writer:
        first = writer.append(fetched("a"))
        writer.commit()
        writer.append(fetched("b"))
        writer.append(fetched("c"))
        with monkeypatch.context() as patch:
            patch.setattr(warc_file.os, "fsync", full)
            with pytest.raises(DiskFull, match="make room and crawl again"):
                writer.commit()
        assert writer.counts() == (1, 1)
        size = (state / first.warc_file).stat().st_size
        assert size == first.warc_offset + first.warc_length
        writer.append(fetched("d"))
    assert [name for name, _ in read_back(state)] == ["a", "d"]
