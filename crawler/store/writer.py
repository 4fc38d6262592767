"""The capture store, writing side: one writer per portal, every record on the disk before its row
is committed.

Syncing the disk costs more than all else that keeping a response takes, so that what comes within a
short time may be committed together. What waits is kept when the process is killed; what a power
cut takes of it is in neither place, and asked for again.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from crawler.errors import DiskFull, LogUnreadable
from crawler.registry.portals import Portal
from crawler.store.captures import (
    LOG,
    Capture,
    Run,
    portal_directory,
    refuse_lost_log,
)
from crawler.store.locking import locked
from crawler.store.log import History, Log, now
from crawler.store.opening import trouble
from crawler.store.preparing import Fetched, Prepared, Row, converted, exchanged
from crawler.store.waiting import WaitingRows
from crawler.store.warc import Archived, Headers, Original, read_field, read_headers, read_response
from crawler.store.warc_file import WarcFile

# Nothing is fetched while the disk of the state folder has less than this free: room for the
# largest body, twice.
FREE_FLOOR = 256 * 1024 * 1024
# What systems say when there is no room: on the disk, in the user's share of it, or for a file as
# large as this.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _is_full(error: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    primary = error.sqlite_errorcode & 0xFF
    return primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


class CaptureWriter:
    """Opens a portal's store for one run: goes on with one that was interrupted, else begins a new
    one.

    Raises PortalLocked when another process writes, DiskFull under the floor of free space,
    LogUnreadable where the log is damaged, LogOfAnotherVersion where a later version wrote it.
    """

    def __init__(self, state: Path, portal: Portal, free_floor: int = FREE_FLOOR) -> None:
        self._state = state
        self._portal = portal
        self._free_floor = free_floor
        self._directory = portal_directory(state, portal.id)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._check_space()
        refuse_lost_log(self._directory, portal.id)
        self._lock = locked(self._directory, portal.id)
        # One thread at a time writes.
        self._turn = RLock()
        with self._room(), self._readable():
            self._log = Log(self._directory / LOG, portal)
            self._rows = WaitingRows(self._directory)
            self._take_up_waiting()
            self.run = self._resumed() or self._log.begin()
            end = self._log.end_of(self.run)
            self._warc = WarcFile(self._warc_path(self.run), end, portal.id)
            self._recount()
        # Where the last record ends whose row is committed.
        self._committed = self._warc.end
        self._waiting: Callable[[], None] | None = None
        self._standing: set[str] = set()

    def _recount(self) -> None:
        self._requests = self._log.counts(self.run)[0]
        self._reports = self._log.reports(self.run)

    def group(self, waiting: Callable[[], None]) -> None:
        """From now on let records wait to be committed together. `waiting` is called when the first
        of them waits, and must see to it that `commit` is called soon.
        """
        self._waiting = waiting

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, ValueError) as error:
            self._lock.close()
            if isinstance(error, sqlite3.OperationalError) and _is_full(error):
                raise
            raise LogUnreadable(f"{self._portal.id}: {trouble(error)}") from error

    def _check_space(self) -> None:
        free = shutil.disk_usage(self._directory).free
        if free < self._free_floor:
            wanted = self._free_floor // 2**20
            raise DiskFull(
                f"{self._state}: {free // 2**20} MiB free, {wanted} MiB are needed; make room and"
                " go on."
            )

    def _warc_path(self, run: str) -> Path:
        return self._directory / f"{run}.warc.gz"

    def _take_up_waiting(self) -> None:
        """Commit what waited when a process was killed."""
        run = self._log.last_run()
        if run is not None:
            warc = self._warc_path(run.id)
            for row in self._rows.left(run.id, warc, self._log.end_of(run.id)):
                self._log.insert(row)
            if self._log.is_waiting:
                with warc.open("ab") as stream:
                    os.fsync(stream.fileno())
                self._log.commit()
        self._rows.clear()

    def _resumed(self) -> str | None:
        run = self._log.last_run()
        if run is None:
            return None
        warc = self._warc_path(run.id)
        whole = self._log.end_of(run.id) <= (warc.stat().st_size if warc.exists() else 0)
        if not (whole and self._log.resumable(run)):
            self._log.give_up(run.id)
            return None
        self._log.reopen(run.id)
        return run.id

    def append(self, fetched: Fetched, original: Capture | None = None) -> Capture:
        """Keep a response; see `prepare` and `keep`. Raises DiskFull."""
        return self.keep(self.prepare(fetched, original))

    def prepare(self, fetched: Fetched, original: Capture | None = None) -> Prepared:
        """Work out what is to be kept of a response, in whatever thread.

        `original` is the earlier capture of the same request: when the server says 304, or sends
        the same payload again, a revisit record that refers to it is written instead of the body.
        """
        response = fetched.response
        if original and response.status != 304 and response.digest != original.sha256:
            original = None
        return exchanged(self._of_run(), fetched, original, self._reference(original))

    def withdraw(self, digest: str, problem: str, url: str | None = None) -> None:
        """Take back that the reports of this run with a payload are reports, or that the one at an
        address is; their bytes stay.
        """
        with self._turn:
            self._log.withdraw(self.run, digest, problem, url)
            self._reports = self._log.reports(self.run)

    def prepare_rendered(self, fetched: Fetched, source: Capture) -> Prepared:
        """Work out what is to be kept of the page that a browser made of a captured one, `source`,
        in whatever thread.
        """
        identity = read_field(self._state / source.warc_file, source.warc_offset, "WARC-Record-ID")
        return converted(self._of_run(), fetched, source, identity)

    def _of_run(self) -> Row:
        file = self._warc_path(self.run).relative_to(self._state).as_posix()
        return {"run": self.run, "fetched_at": now(), "warc_file": file}

    def keep(self, prepared: Prepared) -> Capture:
        """Write what was prepared: WARC records first, then the log row; see `group` and `commit`.
        Raises DiskFull.
        """
        with self._turn:
            return self._kept(prepared)

    def _kept(self, prepared: Prepared) -> Capture:
        self._check_space()
        start, is_first = self._warc.end, not self._log.is_waiting
        with self._room(start):
            offset = self._warc.add(prepared.request, prepared.response)
            place = {
                "warc_offset": offset,
                "warc_length": self._warc.end - offset,
                "request_length": offset - start,
            }
            self._rows.add(prepared.row | place)
            capture = self._log.insert(prepared.row | place)
        self._count(capture)
        if self._waiting is None:
            self.commit()
        elif is_first:
            self._waiting()
        return capture

    def commit(self) -> None:
        """Bring to the disk what waits: the records, and then their rows. Raises DiskFull, and none
        of it is kept.
        """
        with self._turn:
            if self._log.is_waiting:
                with self._room(self._committed):
                    self._warc.sync()
                    self._log.commit()
                self._rows.clear()
                self._committed = self._warc.end

    def _count(self, capture: Capture) -> None:
        if capture.rendered_from is None:
            self._requests += 1
        if capture.kind == "report" and capture.status in (200, 304):
            self._reports.add(capture.url)

    def _reference(self, original: Capture | None) -> Original | None:
        if original is None:
            return None
        holder = self._holder(original)
        file, offset = self._state / holder.warc_file, holder.warc_offset
        digest = read_field(file, offset, "WARC-Payload-Digest")
        return Original(original.url, original.fetched_at, digest)

    @contextmanager
    def _room(self, start: int | None = None) -> Iterator[None]:
        """Turn "no space" into DiskFull; with `start`, take back what was written since."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            if start is not None:
                self._take_back(start)
            if not _is_full(error):
                raise
            told = f"{self._state}: no space left ({error})"
            raise DiskFull(f"{told}; make room and crawl again, the run goes on.") from error

    def _take_back(self, start: int) -> None:
        """Cut what was written since `start`. Where that is all that waits, or the log has lost
        what waited, none of it is kept.
        """
        if start == self._committed or not self._log.is_waiting:
            self._log.roll_back()
            self._warc.cut(self._committed)
            self._rows.clear()
            self._recount()
        else:
            self._warc.cut(start)

    def captured(self, fingerprint: str) -> list[Capture]:
        """Return this run's captures of a request, oldest first."""
        return self._log.captures("run = ? AND fingerprint = ?", self.run, fingerprint)

    def last_id(self) -> int:
        """Return the id of the newest capture, 0 where there is none."""
        return self._log.last_id()

    def earlier(self, fingerprint: str) -> Capture | None:
        """Return the last good capture (200, or a revisit of one) of a request in earlier runs, if
        there is one.
        """
        return self._log.earlier(self.run, fingerprint)

    def latest(self, fingerprint: str) -> Capture | None:
        """Return the newest capture of a request, whatever it is, if there is one."""
        return self._log.latest(fingerprint)

    def history(self, fingerprint: str) -> History | None:
        """Return what all runs saw of a request whose newest answer is a good one; see History."""
        return self._log.history(fingerprint)

    def reports_of_earlier_runs(self) -> list[Capture]:
        """Return the last capture of each address that brought a report in an earlier run and has
        not gone since.
        """
        newest = self._log.newest_of_reports(self.run)
        before = map(self._before_this_run, newest)
        return [each for each in before if each and each.kind == "report" and each.is_document]

    def _before_this_run(self, capture: Capture) -> Capture | None:
        return self.earlier(capture.fingerprint) if capture.run == self.run else capture

    def response(self, capture: Capture) -> Archived:
        """Return the archived response that holds a capture's payload, also of one that waits, in
        whatever thread.
        """
        holder = self._holder(capture)
        return read_response(self._state / holder.warc_file, holder.warc_offset)

    def headers(self, capture: Capture) -> Headers:
        """Return the headers alone of the response that holds a capture's payload."""
        holder = self._holder(capture)
        return read_headers(self._state / holder.warc_file, holder.warc_offset)

    def _holder(self, capture: Capture) -> Capture:
        if capture.refers_to is None:
            return capture
        [holder] = self._log.captures("id = ?", capture.refers_to)
        return holder

    def counts(self) -> tuple[int, int]:
        """Return this run's requests and distinct reports so far."""
        return self._requests, len(self._reports | self._standing)

    def count_as_standing(self, capture: Capture) -> None:
        """Count a report of an earlier run that this run has no need to ask for."""
        if capture.kind == "report":
            self._standing.add(capture.url)

    def traffic(self) -> dict[str, dict[str, Any]]:
        """Return what this run asked of each host; see Log.traffic."""
        return self._log.traffic(self.run)

    def last_good_run(self) -> Run | None:
        """Return the last earlier run whose verdict was ok."""
        return self._log.last_good_run(self.run)

    def last_judged_run(self) -> Run | None:
        """Return the last earlier run that saw the portal; see Log.last_judged_run."""
        return self._log.last_judged_run(self.run)

    def finish(self, verdict: str, robots: str, delay: float, evidence: dict[str, Any]) -> Run:
        """Close the run's record with its verdict and evidence, and return it. Raises DiskFull."""
        self.commit()
        with self._room():
            return self._log.finish(self.run, verdict, robots, delay, evidence, self.counts()[1])

    def close(self) -> None:
        """Commit what waits, close the files and release the portal's lock. Raises DiskFull."""
        with closing(self._lock), closing(self._log), closing(self._rows), closing(self._warc):
            self.commit()
