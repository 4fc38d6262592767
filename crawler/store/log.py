"""The log of one portal's captures, writing side: runs and rows in SQLite. Captures wait for their
commit; all else is on the disk before a call returns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.registry.portals import Portal
from crawler.store.captures import Capture, Run, as_capture, as_run
from crawler.store.opening import SCHEMA_VERSION, check_version

# A run that broke off longer ago is not taken up again: its lists would be stale.
RESUME_WITHIN = timedelta(days=3)
_SCHEMA = Path(__file__).with_name("log.sql").read_text(encoding="utf-8")
# Fills the table of requests of a log that is older than it: what its triggers would have written.
_REQUESTS_OF_BEFORE = Path(__file__).with_name("requests.sql").read_text(encoding="utf-8")
# Columns that came after the first version of the schema: logs of that version get them when they
# are opened.
_ADDED = {
    "request_length": "INTEGER NOT NULL DEFAULT 0",
    "received": "INTEGER NOT NULL DEFAULT 0",
    "tls": "TEXT",
    "rendered_from": "INTEGER REFERENCES captures (id)",
}


def now() -> str:
    """Return the time in UTC, ISO 8601 with Z, in seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


@dataclass(frozen=True)
class History:
    """What all runs saw of one request: `latest` is its newest good capture, `looks` the runs in
    which it was answered well, `changes` how often with another payload than before, `begun` the
    first time (UTC).
    """

    latest: Capture
    looks: int
    changes: int
    begun: str


class Log:
    """The open log of a portal. Raises sqlite3.OperationalError where the disk is full,
    LogOfAnotherVersion where a later version wrote it.
    """

    def __init__(self, file: Path, portal: Portal) -> None:
        self._portal = portal
        # Whoever reads may do so in any thread: SQLite lets one at a time in.
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        check_version(self._connection, portal.id)
        self._connection.executescript(
            f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_SCHEMA}"
        )
        self._add_columns()
        self._fill_requests()
        self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _fill_requests(self) -> None:
        [[version]] = self._rows("PRAGMA user_version")
        if version < SCHEMA_VERSION:
            self._connection.execute(_REQUESTS_OF_BEFORE)

    def _add_columns(self) -> None:
        present = {row["name"] for row in self._rows("PRAGMA table_info (captures)")}
        for name, declaration in _ADDED.items():
            if name not in present:
                self._connection.execute(f"ALTER TABLE captures ADD COLUMN {name} {declaration}")

    def _rows(self, query: str, *parameters: object) -> list[sqlite3.Row]:
        return self._connection.execute(query, parameters).fetchall()

    # Runs

    def last_run(self) -> Run | None:
        """Return the run that was begun last."""
        rows = self._rows("SELECT * FROM runs ORDER BY number DESC LIMIT 1")
        return as_run(self._portal.id, rows[0]) if rows else None

    def last_good_run(self, run: str) -> Run | None:
        """Return the last run before `run` whose verdict was ok."""
        query = "SELECT * FROM runs WHERE verdict = 'ok' AND id <> ? ORDER BY number DESC LIMIT 1"
        rows = self._rows(query, run)
        return as_run(self._portal.id, rows[0]) if rows else None

    def last_judged_run(self, run: str) -> Run | None:
        """Return the last run before `run` that saw the portal: whole, or with something
        missing.
        """
        query = (
            "SELECT * FROM runs WHERE verdict IN ('ok', 'incomplete') AND id <> ?"
            " ORDER BY number DESC LIMIT 1"
        )
        rows = self._rows(query, run)
        return as_run(self._portal.id, rows[0]) if rows else None

    def begin(self) -> str:
        """Write down a new run and return its id, which is the time of its start."""
        started = now()
        known = {row["id"] for row in self._rows("SELECT id FROM runs")}
        run = next(
            name for name in _names(started.replace("-", "").replace(":", "")) if name not in known
        )
        description = self._portal.model_dump_json()
        self._rows(
            "INSERT INTO runs (id, portal, started_at) VALUES (?, ?, ?)", run, description, started
        )
        return run

    def resumable(self, run: Run) -> bool:
        """Tell whether a run broke off, and not so long ago that its lists are stale.

        A clock that was set back since makes a run of the future, which is as good as one of today.
        """
        age = datetime.now(UTC) - datetime.fromisoformat(run.started_at)
        return run.verdict in (None, "interrupted") and age <= RESUME_WITHIN

    def reopen(self, run: str) -> None:
        """Take back how a run ended."""
        self._rows("UPDATE runs SET verdict = NULL, ended_at = NULL WHERE id = ?", run)

    def give_up(self, run: str) -> None:
        """Leave a run that broke off as it is, for good."""
        self._rows("UPDATE runs SET verdict = 'interrupted' WHERE id = ? AND verdict IS NULL", run)

    def finish(
        self,
        run: str,
        verdict: str,
        robots: str,
        delay: float,
        evidence: dict[str, Any],
        reports: int,
    ) -> Run:
        """Close a run's record with its verdict and evidence, and return it. `reports`: those it
        fetched, and those that it had no need to ask for.
        """
        text = json.dumps(evidence, ensure_ascii=False)
        values = (now(), verdict, *self.counts(run), reports, robots, delay, text, run)
        query = """UPDATE runs SET ended_at = ?, verdict = ?, requests = ?, bytes = ?,
          reports = ?, robots = ?,
            delay = ?, evidence = ? WHERE id = ?"""
        self._rows(query, *values)
        [row] = self._rows("SELECT * FROM runs WHERE id = ?", run)
        return as_run(self._portal.id, row)

    def counts(self, run: str) -> tuple[int, int]:
        """Return a run's requests, and bytes of payload."""
        query = """SELECT count(*) FILTER (WHERE rendered_from IS NULL),
            coalesce(sum(length) FILTER (WHERE refers_to IS NULL AND rendered_from IS NULL), 0)
            FROM captures WHERE run = ?"""
        [row] = self._rows(query, run)
        return row[0], row[1]

    def reports(self, run: str) -> set[str]:
        """Return the addresses of a run's reports."""
        query = (
            "SELECT DISTINCT url FROM captures WHERE run = ? AND kind = 'report' AND status IN"
            " (200, 304)"
        )
        return {row["url"] for row in self._rows(query, run)}

    def traffic(self, run: str) -> dict[str, dict[str, Any]]:
        """Return, for each host of a run, what was asked of it: requests, bytes of body received,
        first and last.
        """
        hosts: dict[str, dict[str, Any]] = {}
        query = (
            "SELECT url, received, fetched_at FROM captures WHERE run = ? AND request_length > 0"
            " ORDER BY id"
        )
        for row in self._rows(query, run):
            host = urlsplit(row["url"]).netloc
            seen = hosts.setdefault(host, {"requests": 0, "bytes": 0, "first": row["fetched_at"]})
            seen["requests"] += 1
            seen["bytes"] += row["received"]
            seen["last"] = row["fetched_at"]
        return hosts

    # Captures

    def end_of(self, run: str) -> int:
        """Return where the last record of a run ends in its WARC file, in bytes."""
        [row] = self._rows("SELECT max(warc_offset + warc_length) FROM captures WHERE run = ?", run)
        return int(row[0] or 0)

    def insert(self, row: dict[str, Any]) -> Capture:
        """Add a capture, to be committed; `row` holds its fields but `id` and `portal`."""
        if not self.is_waiting:
            self._connection.execute("BEGIN")
        marks = ", ".join(f":{name}" for name in row)
        query = f"INSERT INTO captures ({', '.join(row)}) VALUES ({marks})"
        cursor = self._connection.execute(query, row)
        return Capture(id=int(cursor.lastrowid or 0), portal=self._portal.id, **row)

    @property
    def is_waiting(self) -> bool:
        """Whether captures wait to be committed. SQLite gives them up where it finds no room."""
        return self._connection.in_transaction

    def commit(self) -> None:
        """Bring the captures that wait to the disk."""
        self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Give up the captures that wait, if there are any."""
        self._connection.rollback()

    def withdraw(self, run: str, digest: str, problem: str, url: str | None) -> None:
        """Note of the reports of a run with a payload, at one address or at any, why they are
        none.
        """
        query = (
            "UPDATE captures SET kind = 'other', problem = ? WHERE run = ? AND sha256 = ? AND kind"
            " = 'report' AND url = coalesce(?, url)"
        )
        self._rows(query, problem, run, digest, url)

    def captures(self, condition: str, *parameters: object) -> list[Capture]:
        """Return the captures that meet a condition, oldest first."""
        rows = self._rows(f"SELECT * FROM captures WHERE {condition} ORDER BY id", *parameters)
        return [as_capture(self._portal.id, row) for row in rows]

    def earlier(self, run: str, fingerprint: str) -> Capture | None:
        """Return the newest good capture (200, or a revisit of one) of a request before `run`."""
        query = (
            "SELECT * FROM captures WHERE fingerprint = ? AND run <> ?"
            " AND status IN (200, 304) AND problem IS NULL ORDER BY id DESC LIMIT 1"
        )
        rows = self._rows(query, fingerprint, run)
        return as_capture(self._portal.id, rows[0]) if rows else None

    def latest(self, fingerprint: str) -> Capture | None:
        """Return the newest capture of a request, if there is one."""
        found = self.captures("id = (SELECT last FROM requests WHERE fingerprint = ?)", fingerprint)
        return found[0] if found else None

    def history(self, fingerprint: str) -> History | None:
        """Return what all runs saw of a request whose newest answer is a good one."""
        query = (
            "SELECT looks, changes, begun, good FROM requests WHERE fingerprint = ? AND good = last"
        )
        rows = self._rows(query, fingerprint)
        if not rows:
            return None
        looks, changes, begun, good = rows[0]
        [capture] = self.captures("id = ?", good)
        return History(capture, looks, changes, begun)

    def newest_of_reports(self, run: str) -> list[Capture]:
        """Return the newest captures of all requests for reports, and of all that `run` made."""
        newest = "id IN (SELECT last FROM requests)"
        return self.captures(f"{newest} AND method = 'GET' AND (kind = 'report' OR run = ?)", run)

    def last_id(self) -> int:
        """Return the id of the newest capture, 0 where there is none."""
        [row] = self._rows("SELECT coalesce(max(id), 0) FROM captures")
        return int(row[0])

    def close(self) -> None:
        """Close the log."""
        self._connection.close()
