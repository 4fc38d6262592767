"""What the site is measured beside: a scan with LIKE, and SQLite's own CSV."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from publish.schema.fulltext import space_ideographs

TABLE = "reports"


@dataclass(frozen=True)
class Beside:
    """Seconds of ours and of the peer, and what the peer is called."""

    ours: float
    peer: float
    name: str

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.peer / self.ours


def search(archive: Path, words: tuple[str, ...], rounds: int) -> Beside:
    """The sections that hold a word: found in the index, and by looking at every text."""
    indexed = "select rowid from sections_fts where sections_fts match ?"
    scanned = "select id from sections where text like ? or heading like ?"
    ours, peer = [], []
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as connection:
        for word in words[:rounds]:
            phrase = '"' + " ".join(space_ideographs(word).split()) + '"'
            found: list[int] = []
            ours.append(_seconds(lambda p=phrase, f=found: f.extend(_ids(connection, indexed, p))))  # type: ignore[misc]
            looked: list[int] = []
            like = f"%{word}%"
            peer.append(
                _seconds(lambda w=like, f=looked: f.extend(_ids(connection, scanned, w, w)))
            )  # type: ignore[misc]
            assert sorted(found) == sorted(looked), word
    return Beside(median(ours), median(peer), "LIKE")


def _ids(connection: sqlite3.Connection, sql: str, *values: object) -> list[int]:
    return [identity for (identity,) in connection.execute(sql, values)]


def whole_table(archive: Path, address: str, rounds: int) -> Beside:
    """A whole table as CSV: from the site over HTTP, and by SQLite on the file."""
    shell = shutil.which("sqlite3")
    export: Callable[[], None] = (
        (lambda: _with_shell(shell, archive)) if shell else (lambda: _with_python(archive))
    )
    ours, peer = [], []
    for _ in range(rounds):
        ours.append(_seconds(lambda: _download(f"{address}/archive/{TABLE}.csv?_stream=on")))
        peer.append(_seconds(export))
    return Beside(
        median(ours), median(peer), "sqlite3 -csv" if shell else "Python's sqlite3 and csv"
    )


def _download(url: str) -> None:
    with httpx.stream("GET", url, timeout=600, trust_env=False) as answer:
        answer.raise_for_status()
        for _ in answer.iter_bytes(1 << 16):
            pass


def _with_shell(shell: str, archive: Path) -> None:
    command = [shell, "-readonly", "-csv", "-header", str(archive), f"select * from {TABLE}"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _with_python(archive: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as connection,
        Path(os.devnull).open("w") as nowhere,
    ):
        csv.writer(nowhere).writerows(connection.execute(f"select * from {TABLE}"))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
