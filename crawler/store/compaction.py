"""Joins the WARC files of a finished month into one, while every row of the log goes on pointing at
the record that it pointed at.

A kill at any moment leaves the store whole: the joined file is complete on the disk before the rows
point into it, they do so in one transaction, and the files that it was made of are deleted only
when a day has passed, so that an archive which was built before still finds its originals.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import DigestMismatch, LogUnreadable, MissingRecord
from crawler.store.captures import LOG, portal_directory, refuse_lost_log
from crawler.store.locking import locked
from crawler.store.log import RESUME_WITHIN
from crawler.store.opening import check_version, trouble

# A joined file is closed when it has grown to this size; readers of WARC files expect a gigabyte.
LARGEST_FILE = 2**30
# So long the files of which a joined one was made stay: until the next build has seen the new one.
GRACE_SECONDS = 86_400
_PIECE = 2**20
_PART = ".part"

Step = Callable[[str], None]


@dataclass(frozen=True)
class Compacted:
    """What a compaction of a portal did: files that were joined, those that they became, and old
    ones that were deleted.
    """

    portal: str
    joined: int
    made: int
    deleted: int


@dataclass(frozen=True)
class _Source:
    """A file that is joined: its path below the state folder, and how many of its bytes the log
    knows.
    """

    file: str
    length: int


def compact(
    state: Path,
    portal: str,
    at_once: bool = False,
    now: datetime | None = None,
    tell: Step = lambda step: None,
) -> Compacted:
    """Join the WARC files of each finished month of a portal.

    `at_once`: delete what was joined without waiting a day. `now`: the current time, by which a
    month is finished. `tell` is called after every step. Raises PortalLocked while the portal is
    crawled, LogUnreadable, LogOfAnotherVersion, MissingRecord where a file is shorter than its log
    says, DigestMismatch where the disk gave back other bytes than were written.
    """
    folder = portal_directory(state, portal)
    refuse_lost_log(folder, portal)
    with locked(folder, portal), _opened(folder / LOG, portal) as log:
        joining = _Joining(state, folder, log, tell)
        deleted = joining.clean(0 if at_once else GRACE_SECONDS)
        joined = made = 0
        for month, sources in _finished_months(log, now or datetime.now(UTC)).items():
            for group in _groups(state, sources):
                joining.join(month, group)
                joined, made = joined + len(group), made + 1
        if at_once:
            deleted += joining.clean(0)
    return Compacted(portal, joined, made, deleted)


@contextmanager
def _opened(file: Path, portal: str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as log:
            check_version(log, portal)
            log.execute("PRAGMA synchronous = FULL")
            yield log
    except sqlite3.DatabaseError as error:
        raise LogUnreadable(f"{portal}: {trouble(error)}") from error


def _finished_months(log: sqlite3.Connection, now: datetime) -> dict[str, list[_Source]]:
    """Return the files of all months before this one by month, in the order of their runs; a run
    that may still be taken up again ends its month's list.
    """
    query = """SELECT substr(runs.id, 1, 6) AS month, warc_file,
            max(warc_offset + warc_length), started_at, verdict
        FROM runs JOIN captures ON captures.run = runs.id
        WHERE warc_file LIKE '%/' || runs.id || '.warc.gz'
        GROUP BY runs.id ORDER BY runs.number"""
    months: dict[str, list[_Source]] = {}
    for month, file, length, started, verdict in log.execute(query).fetchall():
        age = now - datetime.fromisoformat(started)
        is_open = verdict in (None, "interrupted") and age <= RESUME_WITHIN
        if month < now.strftime("%Y%m") and not is_open:
            months.setdefault(month, []).append(_Source(file, length))
    return months


def _groups(state: Path, sources: Sequence[_Source]) -> Iterator[list[_Source]]:
    """Return the files that become one each; a single one stays what it is."""
    group: list[_Source] = []
    for source in sources:
        if group and sum(each.length for each in group) + source.length > LARGEST_FILE:
            yield from [group] if len(group) > 1 else []
            group = []
        group.append(source)
    yield from [group] if len(group) > 1 else []


class _Joining:
    """The joining of one portal's files."""

    def __init__(self, state: Path, folder: Path, log: sqlite3.Connection, tell: Step) -> None:
        self._state = state
        self._folder = folder
        self._log = log
        self._tell = tell

    def join(self, month: str, sources: Sequence[_Source]) -> None:
        """Make one file of several, then point the rows into it."""
        target = self._free_name(month)
        part = target.with_name(target.name + _PART)
        places = self._write(part, sources)
        self._tell("written")
        part.rename(target)
        _sync(self._folder)
        self._tell("renamed")
        name = target.relative_to(self._state).as_posix()
        with self._log:
            self._log.execute("BEGIN IMMEDIATE")
            for source, base in places.items():
                self._log.execute(
                    "UPDATE captures SET warc_file = ?, warc_offset = warc_offset + ?"
                    " WHERE warc_file = ?",
                    (name, base, source.file),
                )
                self._tell("moved a file's rows")
        self._tell("committed")

    def _free_name(self, month: str) -> Path:
        """Return the month's next name that no row points at; what is there under it was never
        finished.
        """
        number = 1
        while True:
            stem = month if number == 1 else f"{month}-{number}"
            target = self._folder / f"{stem}.warc.gz"
            if not self._is_used(target):
                return target
            number += 1

    def _is_used(self, file: Path) -> bool:
        name = file.relative_to(self._state).as_posix()
        query = "SELECT 1 FROM captures WHERE warc_file = ? LIMIT 1"
        return self._log.execute(query, (name,)).fetchone() is not None

    def _write(self, part: Path, sources: Sequence[_Source]) -> dict[_Source, int]:
        """Copy the files one behind the other; return where each begins."""
        places: dict[_Source, int] = {}
        written = hashlib.sha256()
        with part.open("wb") as stream:
            for source in sources:
                places[source] = stream.tell()
                for piece in _pieces(self._state / source.file, source.length):
                    written.update(piece)
                    stream.write(piece)
                self._tell("copied a file")
            stream.flush()
            os.fsync(stream.fileno())
            length = stream.tell()
        read = hashlib.sha256()
        for piece in _pieces(part, length):
            read.update(piece)
        if read.digest() != written.digest():
            raise DigestMismatch(f"{part}: the disk gives back other bytes than were written.")
        return places

    def clean(self, grace: float) -> int:
        """Delete the files of runs whose rows have pointed elsewhere for so many seconds, and what
        a killed compaction has left; return how many files of runs went.
        """
        for part in self._folder.glob(f"*.warc.gz{_PART}"):
            part.unlink()
        query = "SELECT DISTINCT run, warc_file FROM captures"
        moved = {run: Path(file).name for run, file in self._log.execute(query)}
        deleted = 0
        for run, name in moved.items():
            old = self._folder / f"{run}.warc.gz"
            if name != old.name and old.is_file() and not self._is_used(old):
                joined = self._folder / name
                if time.time() - joined.stat().st_mtime >= grace:
                    with suppress(FileNotFoundError):
                        old.unlink()
                    deleted += 1
                    self._tell("deleted a file")
        return deleted


def _pieces(file: Path, length: int) -> Iterator[bytes]:
    """Return the first bytes of a file. Raises MissingRecord where there are fewer."""
    try:
        stream = file.open("rb")
    except FileNotFoundError as error:
        raise MissingRecord(f"{file}: is not there; restore it from a copy.") from error
    with stream:
        left = length
        while left:
            piece = stream.read(min(left, _PIECE))
            if not piece:
                raise MissingRecord(f"{file}: ends before byte {length}; restore it from a copy.")
            left -= len(piece)
            yield piece


def _sync(folder: Path) -> None:
    """See that a new name in a folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
