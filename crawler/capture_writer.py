"""The capture store, writing side: one writer per portal, every record whole before its row is committed."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from crawler.captures import LOG, UNDECODABLE, Capture, CaptureStore, Run, as_capture, as_run, portal_directory
from crawler.encodings import UndecodableBody
from crawler.errors import DiskFull, PortalLocked
from crawler.registry import Portal
from crawler.warc import Archived, Original, payload_digest, write_information, write_response

# Nothing is fetched while the disk of the state folder has less than this free: room for the largest body, twice.
FREE_FLOOR = 256 * 1024 * 1024
# A run that broke off longer ago is not taken up again: its lists would be stale.
RESUME_WITHIN = timedelta(days=3)
# A writer that was killed holds its lock until the system has cleared it away: seconds between the attempts.
_LOCK_PAUSES = (0.1, 0.3, 1.0)
_SCHEMA = Path(__file__).with_name("log.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Fetched:
    """What the crawl knows of a response when it hands it over for keeping; see Capture for the fields."""

    url: str
    method: str
    fingerprint: str
    response: Archived
    kind: str
    page_url: str | None = None
    link_text: str | None = None
    listed_on: str | None = None
    problem: str | None = None


def now() -> str:
    """Return the time in UTC, ISO 8601 with Z, in seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _decoded(fetched: Fetched) -> tuple[bytes, str, str | None]:
    """Return payload, kind and problem: what cannot be decompressed is kept as it came, as `other`."""
    try:
        return fetched.response.payload(), fetched.kind, fetched.problem
    except UndecodableBody as error:
        return fetched.response.body, "other", f"{UNDECODABLE}: {error}"


class CaptureWriter:
    """Opens a portal's store for one run: goes on with one that was interrupted, else begins a new one.

    Raises PortalLocked when another process writes, DiskFull under the floor of free space.
    """

    def __init__(self, state: Path, portal: Portal, free_floor: int = FREE_FLOOR) -> None:
        self._state = state
        self._portal = portal
        self._free_floor = free_floor
        self._directory = portal_directory(state, portal.id)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._check_space()
        self._lock = self._locked()
        self._log = sqlite3.connect(self._directory / LOG, isolation_level=None)
        self._log.row_factory = sqlite3.Row
        self._log.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_SCHEMA}")
        self._store = CaptureStore(state, portal.id)
        self.run = self._resumable() or self._new_run()
        self._warc = self._opened_warc()

    def _locked(self) -> IO[str]:
        lock = (self._directory / "lock").open("w")
        for pause in _LOCK_PAUSES:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(pause)
            else:
                return lock
        lock.close()
        raise PortalLocked(f"{self._portal.id}: another crawl of this portal is running; wait for it.")

    def _check_space(self) -> None:
        free = shutil.disk_usage(self._directory).free
        if free < self._free_floor:
            wanted = self._free_floor // 2**20
            raise DiskFull(f"{self._state}: {free // 2**20} MiB free, {wanted} MiB are needed; make room and go on.")

    def _warc_path(self, run: str) -> Path:
        return self._directory / f"{run}.warc.gz"

    def _last_end(self, run: str) -> int:
        query = "SELECT max(warc_offset + warc_length) FROM captures WHERE run = ?"
        return int(self._log.execute(query, (run,)).fetchone()[0] or 0)

    def _resumable(self) -> str | None:
        row = self._log.execute("SELECT * FROM runs ORDER BY number DESC LIMIT 1").fetchone()
        if row is None or row["verdict"] not in (None, "interrupted"):
            return None
        started = datetime.fromisoformat(row["started_at"])
        warc = self._warc_path(row["id"])
        whole = self._last_end(row["id"]) <= (warc.stat().st_size if warc.exists() else 0)
        if not whole or datetime.now(UTC) - started > RESUME_WITHIN:
            self._log.execute("UPDATE runs SET verdict = 'interrupted' WHERE id = ?", (row["id"],))
            return None
        self._log.execute("UPDATE runs SET verdict = NULL, ended_at = NULL WHERE id = ?", (row["id"],))
        return str(row["id"])

    def _new_run(self) -> str:
        started = now()
        stem = started.replace("-", "").replace(":", "")
        known = {row["id"] for row in self._log.execute("SELECT id FROM runs")}
        run = next(name for name in _names(stem) if name not in known)
        self._log.execute(
            "INSERT INTO runs (id, portal, started_at) VALUES (?, ?, ?)",
            (run, self._portal.model_dump_json(), started),
        )
        return run

    def _opened_warc(self) -> IO[bytes]:
        path = self._warc_path(self.run)
        end = self._last_end(self.run)
        with path.open("ab"):
            os.truncate(path, end)
        stream = path.open("ab")
        if end == 0:
            write_information(stream, path.name, {"software": "gongkai", "isPartOf": self._portal.id, "format": "WARC"})
        return stream

    def append(self, fetched: Fetched, original: Capture | None = None) -> Capture:
        """Keep a response: WARC record first, flushed to the disk, then the log row.

        `original` is the earlier capture of the same request: when the server says 304, or sends the same payload
        again, a revisit record that refers to it is written instead of the body. Raises DiskFull.
        """
        self._check_space()
        payload, kind, problem = _decoded(fetched)
        digest = hashlib.sha256(payload).hexdigest()
        if original and fetched.response.status != 304 and digest != original.sha256:
            original = None
        date = now()
        offset, length = self._write_record(fetched, date, original)
        row = {
            "run": self.run,
            "url": fetched.url,
            "method": fetched.method,
            "fingerprint": fetched.fingerprint,
            "status": fetched.response.status,
            "fetched_at": date,
            "media_type": original.media_type if original else _media_type(fetched.response),
            "sha256": original.sha256 if original else digest,
            "length": original.length if original else len(payload),
            "warc_file": self._warc_path(self.run).relative_to(self._state).as_posix(),
            "warc_offset": offset,
            "warc_length": length,
            "kind": kind,
            "page_url": fetched.page_url,
            "link_text": fetched.link_text,
            "listed_on": fetched.listed_on,
            "refers_to": (original.refers_to or original.id) if original else None,
            "problem": problem,
        }
        return self._insert(row)

    def _insert(self, row: dict[str, Any]) -> Capture:
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        cursor = self._log.execute(f"INSERT INTO captures ({names}) VALUES ({marks})", row)
        return Capture(id=int(cursor.lastrowid or 0), portal=self._portal.id, **row)

    def _write_record(self, fetched: Fetched, date: str, original: Capture | None) -> tuple[int, int]:
        start = self._warc.seek(0, os.SEEK_END)
        with self._room_or_undo(start):
            write_response(cast(BinaryIO, self._warc), fetched.url, date, fetched.response, self._reference(original))
            self._warc.flush()
            os.fsync(self._warc.fileno())
        return start, self._warc.tell() - start

    def _reference(self, original: Capture | None) -> Original | None:
        if original is None:
            return None
        return Original(original.url, original.fetched_at, payload_digest(self._store.response(original).body))

    @contextmanager
    def _room_or_undo(self, start: int) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            os.truncate(self._warc.name, start)
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise DiskFull(f"{self._state}: no space left; make room and crawl again, the run goes on.") from error

    def captured(self, fingerprint: str) -> Capture | None:
        """Return this run's last capture of a request, if there is one."""
        return self._one("run = ? AND fingerprint = ?", self.run, fingerprint)

    def earlier(self, fingerprint: str) -> Capture | None:
        """Return the last good capture (200, or a revisit of one) of a request in earlier runs, if there is one."""
        good = "status IN (200, 304) AND problem IS NULL"
        return self._one(f"run <> ? AND fingerprint = ? AND {good}", self.run, fingerprint)

    def _one(self, condition: str, *parameters: str) -> Capture | None:
        query = f"SELECT * FROM captures WHERE {condition} ORDER BY id DESC LIMIT 1"
        row = self._log.execute(query, parameters).fetchone()
        return as_capture(self._portal.id, row) if row else None

    def response(self, capture: Capture) -> Archived:
        """Return the archived response that holds a capture's payload."""
        return self._store.response(capture)

    def counts(self) -> tuple[int, int, int]:
        """Return this run's requests, bytes of payload, and distinct reports, as the log has them."""
        query = """SELECT count(*), coalesce(sum(length) FILTER (WHERE refers_to IS NULL), 0),
            count(DISTINCT url) FILTER (WHERE kind = 'report' AND status IN (200, 304)) FROM captures WHERE run = ?"""
        requests, size, reports = self._log.execute(query, (self.run,)).fetchone()
        return requests, size, reports

    def finish(self, verdict: str, robots: str, delay: float, evidence: dict[str, Any]) -> Run:
        """Close the run's record with its verdict and evidence, and return it."""
        requests, size, reports = self.counts()
        text = json.dumps(evidence, ensure_ascii=False)
        self._log.execute(
            """UPDATE runs SET ended_at = ?, verdict = ?, requests = ?, bytes = ?, reports = ?, robots = ?, delay = ?,
            evidence = ? WHERE id = ?""",
            (
                now(),
                verdict,
                requests,
                size,
                reports,
                robots,
                delay,
                text,
                self.run,
            ),
        )
        row = self._log.execute("SELECT * FROM runs WHERE id = ?", (self.run,)).fetchone()
        return as_run(self._portal.id, row)

    def close(self) -> None:
        """Close the files and release the portal's lock."""
        self._warc.close()
        self._log.close()
        self._lock.close()


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _media_type(response: Archived) -> str | None:
    return response.header("Content-Type").split(";")[0].strip().lower() or None
