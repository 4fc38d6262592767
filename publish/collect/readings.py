"""From captures to readings: every distinct document is read once per extractor, and the reading
kept.

Extractors are told apart by a digest of all that a reading depends on (extract/version.py). A
reading that failed (a crash, a limit of time or memory) is kept too, in a folder of its own: else
a document that hangs would cost its patience at every build. Another extractor tries again, and so
does deleting that folder. A reading that lacks a tool (OCR, LibreOffice …) lies in a folder
named by the tools that were missing: once another set of them is missing, the document is read
again.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from crawler.errors import CrawlerError
from crawler.store.captures import Capture, CaptureStore
from extract import tools
from extract.contract import ReadingRecord
from extract.errors import ExtractFailed
from extract.version import extractor
from extract.worker import Limits, PackedReading, Worker
from publish.archive.prepared_rows import PreparedRows, unpack_rows
from publish.collect.history import PortalHistory
from publish.collect.locations import Version
from publish.collect.preparations import Preparations, tidy
from publish.collect.workers import run
from publish.errors import OutputUnwritable

Progress = Callable[[int, int], None]

# A reading larger than this is no report (the largest known are some 200 kB): it is refused, not
# written.
LARGEST_READING = 16 * 2**20
FAILED = "failed"
FOLDER = "readings"
# Readings of this many extractors are kept: those of the one before serve who goes back to it.
KEPT_EXTRACTORS = 2
_EXTRACTOR = re.compile(r"\d[0-9A-Za-z.]*(\+[0-9a-f]{12})?")
# Outlines at hand: those of an agency are asked for several times in a row.
_AT_HAND = 256
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Reads JSON in half the time of the standard library.
_JSON = TypeAdapter(Any)


@dataclass(frozen=True)
class Unread:
    """A document that could not be given to the reader: the code of the issue it becomes, and
    why.
    """

    code: str
    message: str


@dataclass(frozen=True)
class _Task:
    state: Path
    capture: Capture


class Readings:
    """The readings of all documents, by SHA-256: what was prepared of them, loaded when asked
    for.
    """

    def __init__(
        self, paths: dict[str, Path], unread: dict[str, Unread], preparations: Preparations
    ) -> None:
        self._paths = paths
        self._unread = unread
        self._preparations = preparations
        self._failed = sum(path.parent.name == FAILED for path in paths.values())
        self._load = lru_cache(maxsize=_AT_HAND)(self._loaded)
        self._forms: dict[str, str | None] = {}

    @property
    def unread_count(self) -> int:
        """How many documents gave no reading, or a failed one."""
        return len(self._unread) + self._failed

    def unread(self, sha256: str) -> Unread | None:
        """Why there is no reading of a document; None where there is one, be it a failed one."""
        return self._unread.get(sha256)

    def load(self, sha256: str) -> ReadingRecord:
        """The outline of a document's reading (publish.archive.prepared_rows), not to be changed.
        Raises KeyError for an unread one.
        """
        if sha256 in self._unread:
            raise KeyError(sha256)
        return self._load(sha256)

    def _loaded(self, sha256: str) -> ReadingRecord:
        packed = self._preparations.outline(sha256, self._paths[sha256])
        reading: ReadingRecord = _JSON.validate_json(packed)
        self._forms[sha256] = reading["form"]
        return reading

    def form(self, sha256: str) -> str | None:
        """The form that a document follows. Raises KeyError for an unread one."""
        if sha256 not in self._forms:
            self.load(sha256)
        return self._forms[sha256]

    def rows(self, sha256: str) -> PreparedRows:
        """The rows that a document's reading gives. Raises KeyError for an unread one."""
        return unpack_rows(self._preparations.rows(sha256, self._paths[sha256]))

    def close(self) -> None:
        """Close what is open; nothing can be loaded after that."""
        self._preparations.close()


def failure(reading: ReadingRecord) -> str | None:
    """Why the reading of a document failed; None where it did not."""
    return next(
        (issue["message"] for issue in reading["issues"] if issue["code"] == ExtractFailed.code()),
        None,
    )


@dataclass(frozen=True)
class Shelf:
    """Where the readings of a state folder lie: by extractor, by what became of them, and by
    digest.

    `waiting` is the folder of readings that lack a tool, named by the tools that are missing now.
    """

    folder: Path
    waiting: str

    @classmethod
    def of(cls, state: Path) -> Shelf:
        """The shelf of a state folder, on this machine as it is."""
        names = (name.lower() for name in tools.missing())
        return cls(state / FOLDER / extractor(), "-".join(["without", *names]))

    def find(self, sha256: str) -> Path | None:
        """The file of a document's reading; None where there is none, or only one that lacks a tool
        now found.
        """
        return next(
            filter(_is_whole, (self._at(folder, sha256) for folder in ("", self.waiting, FAILED))),
            None,
        )

    def place(self, reading: PackedReading) -> Path:
        """Where a reading belongs."""
        folder = (
            FAILED
            if ExtractFailed.code() in reading.codes
            else self.waiting
            if reading.codes & tools.LACKING
            else ""
        )
        return self._at(folder, reading.sha256)

    def tidy(self) -> None:
        """Delete the readings that no build asked for of late: those of extractors before the last
        two.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        os.utime(self.folder)
        extractors = [
            folder
            for folder in self.folder.parent.iterdir()
            if folder.is_dir() and _EXTRACTOR.fullmatch(folder.name)
        ]
        extractors.sort(key=lambda folder: folder.stat().st_mtime_ns)
        for folder in extractors[:-KEPT_EXTRACTORS]:
            shutil.rmtree(folder, ignore_errors=True)
        tidy(self.folder)

    def _at(self, folder: str, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 digest: {sha256!r}")
        return self.folder / folder / f"{sha256}.json"


def read_all(
    state: Path, histories: Iterable[PortalHistory], workers: int, progress: Progress | None
) -> Readings:
    """Read every document that is not in the cache yet, in `workers` processes; `progress` gets
    (done, of how many).

    A document that crashes its reader or exceeds its limits gets a failed reading, which is kept as
    well. Raises OutputUnwritable where a reading cannot be kept.
    """
    shelf = Shelf.of(state)
    tasks = list(_tasks(state, histories))
    todo = [task for task in tasks if shelf.find(task.capture.sha256) is None]
    done = len(tasks) - len(todo)
    report = progress or (lambda _done, _total: None)
    report(done, len(tasks))
    unread: dict[str, Unread] = {}
    limits = Limits(output_bytes=LARGEST_READING)
    for number, (task, outcome) in enumerate(run(_read, todo, workers, limits), start=done + 1):
        if isinstance(outcome, Unread):
            unread[task.capture.sha256] = outcome
        else:
            _keep(outcome.content, shelf.place(outcome))
        report(number, len(tasks))
    found = {task.capture.sha256: shelf.find(task.capture.sha256) for task in tasks}
    paths = {sha256: path for sha256, path in found.items() if path is not None}
    preparations = Preparations(shelf.folder)
    preparations.complete(paths, workers)
    return Readings(paths, unread, preparations)


def _tasks(state: Path, histories: Iterable[PortalHistory]) -> Iterator[_Task]:
    """One task for every distinct document, at its first capture."""
    versions = (
        version
        for history in histories
        for location in history.locations
        for version in location.versions
    )
    first: dict[str, Version] = {}
    for version in versions:
        first.setdefault(version.sha256, version)
    return (_Task(state, version.capture) for version in first.values())


def _read(worker: Worker, task: _Task) -> Unread | PackedReading:
    """In a thread: read one document; the reading is kept by the thread that asked, which may have
    given up.
    """
    try:
        payload = CaptureStore(task.state, task.capture.portal).payload(task.capture)
    except CrawlerError as error:
        return Unread("capture_damaged", str(error))
    return worker.read_packed(payload)


def _keep(data: bytes, target: Path) -> None:
    """Write the reading whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
            file.write(data)
        Path(file.name).replace(target)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise OutputUnwritable(
            f"{target.parent}: {why}; make room or give write permission, and build again"
        ) from error


def _is_whole(path: Path) -> bool:
    """Whether the file is there; one that a power cut left empty or short is made again."""
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"}"
    except OSError:
        return False
