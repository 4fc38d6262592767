"""From captures to readings: every distinct document is read once per extractor version, and the reading kept."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import extract
from crawler.captures import Capture, CaptureStore
from crawler.errors import CrawlerError
from publish.errors import OutputUnwritable
from publish.history import PortalHistory, Version
from publish.workers import Failure, Limits, run

Progress = Callable[[int, int], None]
Reading = dict[str, Any]

# A reading larger than this is no report (the largest known are some 200 kB): it is refused, not written.
LARGEST_READING = 16 * 2**20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Unread:
    """A document that gave no reading: the code of the issue it becomes, and why."""

    code: str
    message: str


@dataclass(frozen=True)
class Unwritable:
    """The cache took no reading, for a reason that is not the document's: no space, no permission."""

    path: Path
    why: str


@dataclass(frozen=True)
class _Task:
    state: Path
    capture: Capture


class Readings:
    """The readings of all documents, by SHA-256; loaded from the cache when asked for."""

    def __init__(self, state: Path, unread: dict[str, Unread]) -> None:
        self._state = state
        self._unread = unread

    def unread(self, sha256: str) -> Unread | None:
        """Why there is no reading of a document; None where there is one."""
        return self._unread.get(sha256)

    @property
    def unread_count(self) -> int:
        """How many documents gave no reading."""
        return len(self._unread)

    def load(self, sha256: str) -> Reading:
        """The reading of a document as JSON (form.md). Raises KeyError for an unread one."""
        if sha256 in self._unread:
            raise KeyError(sha256)
        return _load(cache_path(self._state, sha256))


def cache_path(state: Path, sha256: str) -> Path:
    """Where the reading of a document lies: by extractor version and digest."""
    if not _DIGEST.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 digest: {sha256!r}")
    return state / "readings" / extract.__version__ / f"{sha256}.json"


def read_all(state: Path, histories: Iterable[PortalHistory], workers: int, progress: Progress | None) -> Readings:
    """Read every document that is not in the cache yet, in `workers` processes; `progress` gets (done, of how many).

    A document that fails, crashes its reader or exceeds its limits is left unread, and tried again by the next build.
    """
    tasks = list(_tasks(state, histories))
    todo = [task for task in tasks if not _is_cached(cache_path(state, task.capture.sha256))]
    done = len(tasks) - len(todo)
    report = progress or (lambda _done, _total: None)
    report(done, len(tasks))
    unread: dict[str, Unread] = {}
    for number, (task, outcome) in enumerate(run(_read, todo, workers, Limits()), start=done + 1):
        if isinstance(outcome, Unwritable):
            raise OutputUnwritable(
                f"{outcome.path}: {outcome.why}; make room or give write permission, and build again"
            )
        if (reason := _unread(outcome)) is not None:
            unread[task.capture.sha256] = reason
        report(number, len(tasks))
    return Readings(state, unread)


def _tasks(state: Path, histories: Iterable[PortalHistory]) -> Iterator[_Task]:
    """One task for every distinct document, at its first capture."""
    versions = (version for history in histories for location in history.locations for version in location.versions)
    first: dict[str, Version] = {}
    for version in versions:
        first.setdefault(version.sha256, version)
    return (_Task(state, version.capture) for version in first.values())


def _read(task: _Task) -> Unread | Unwritable | None:
    """In a worker: read one document and keep the reading; None when it is kept."""
    try:
        payload = CaptureStore(task.state, task.capture.portal).payload(task.capture)
    except CrawlerError as error:
        return Unread("capture_damaged", str(error))
    text = json.dumps(extract.read(payload).as_json(), ensure_ascii=False, separators=(",", ":"))
    data = text.encode("utf-8", "replace")
    if len(data) > LARGEST_READING:
        return Unread("extract_failed", f"limit: the reading would be {len(data)} bytes long")
    return _keep(data, cache_path(task.state, task.capture.sha256))


def _keep(data: bytes, path: Path) -> Unwritable | None:
    """Write the reading whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
    except OSError as error:
        return Unwritable(path.parent, error.strerror or type(error).__name__)
    return None


def _unread(outcome: Unread | Failure | None) -> Unread | None:
    if isinstance(outcome, Failure):
        return Unread("extract_failed", f"{outcome.reason}: {outcome.detail}")
    return outcome


def _is_cached(path: Path) -> bool:
    """Whether a whole reading lies there; one that a power cut left empty or short is made again."""
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"}"
    except OSError:
        return False


def _load(path: Path) -> Reading:
    reading: Reading = json.loads(path.read_bytes())
    return reading
