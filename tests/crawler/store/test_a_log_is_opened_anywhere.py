"""The log of a portal where nothing can be written, and one that a later version wrote."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from crawler.errors import LogOfAnotherVersion
from crawler.store import opening
from crawler.store.captures import CaptureStore
from crawler.store.opening import SCHEMA_VERSION
from tests.publish.practice import PracticeCrawl


def log_of(state: Path) -> Path:
    return state / "captures" / "test" / "log.db"


def a_crawl(state: Path, verdict: str | None = "ok") -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", b"<html>1</html>")
    if verdict:
        crawl.finish(verdict)


def test_a_log_says_which_version_wrote_it(state: Path) -> None:
    a_crawl(state)
    with sqlite3.connect(log_of(state)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_a_log_beside_which_nothing_can_be_written_is_read(state: Path) -> None:
    a_crawl(state)
    # SQLite cannot make its index where a folder has the name of it.
    log_of(state).with_name("log.db-shm").mkdir()
    assert [capture.status for capture in CaptureStore(state, "test").captures()] == [200]


def test_what_waits_beside_such_a_log_is_read_too(state: Path, tmp_path: Path) -> None:
    a_crawl(state, verdict=None)
    copy = tmp_path / "copy" / "captures" / "test"
    copy.mkdir(parents=True)
    for name in ("log.db", "log.db-wal"):
        shutil.copy(log_of(state).with_name(name), copy)
    (copy / "log.db-shm").mkdir()
    assert (copy / "log.db-wal").stat().st_size > 0
    assert len(CaptureStore(tmp_path / "copy", "test").captures()) == 1


def test_a_log_of_a_later_version_is_left_alone(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_crawl(state)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", SCHEMA_VERSION - 1)
    with pytest.raises(LogOfAnotherVersion, match="written by another version of gongkai"):
        CaptureStore(state, "test").captures()
    with pytest.raises(LogOfAnotherVersion):
        PracticeCrawl(state)


@pytest.mark.parametrize("table", ["captures", "runs"])
def test_a_column_that_nobody_here_knows_is_of_another_version(state: Path, table: str) -> None:
    a_crawl(state)
    with sqlite3.connect(log_of(state)) as connection:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN mood TEXT")
    store = CaptureStore(state, "test")
    with pytest.raises(LogOfAnotherVersion, match="mood"):
        list(store.captures() if table == "captures" else store.runs())
