"""Reading behind a wall: each document in a worker process with limits, so that a hostile one costs
itself only.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import multiprocessing
import os
import pickle
import re
import resource
import signal
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from types import FrameType
from typing import NamedTuple

from extract import tools
from extract.errors import ExtractFailed
from extract.media_types import media_type
from extract.reading import Reading
from extract.tables.figures import Issue
from extract.understanding import read

# Bytes of a document that its media type is told from when no worker lives to tell it.
_HEAD = 65_536
# Seconds that a worker has for ending the programs it started.
_GRACE = 3.0
_LARGEST_FILE = 1 << 30
_NO_MEMORY = re.compile(r"bad_alloc|(?:allocate|out of) memory", re.IGNORECASE)
# Loaded once, by the process of which all workers are copies: a worker costs 0.1 seconds, not 0.6.
LOADED_BEFORE = ("extract.reading", "extract.readers.html.read", "extract.readers.text")


@dataclass(frozen=True)
class Limits:
    """What one document may cost: seconds of processor time and patience; bytes of memory, of its
    reading, of itself.

    A worker is replaced after `documents` readings, so that what leaks does not add up.
    """

    cpu_seconds: int = 90
    wall_seconds: float = 180.0
    memory_bytes: int = 4 << 30
    output_bytes: int = 64 << 20
    input_bytes: int = 256 << 20
    documents: int = 200


class PackedReading(NamedTuple):
    """A reading as it is kept: its document's digest, the codes of its issues, and its JSON."""

    sha256: str
    codes: frozenset[str]
    content: bytes


def pack(reading: Reading) -> PackedReading:
    """The reading as it is kept. A surrogate that stands alone, which no file can hold, becomes a
    question mark.
    """
    text = json.dumps(reading.as_json(), ensure_ascii=False, separators=(",", ":"))
    codes = frozenset(issue.code for issue in reading.issues)
    return PackedReading(reading.sha256, codes, text.encode("utf-8", "replace"))


class Worker:
    """A process that reads one document after another; started when it is first needed, and again
    after each death.

    `reader` reads a document; the process imports it by its name. Usable as a context manager, by
    one thread at a time. A program that uses it must be importable without effect (`if __name__ ==
    "__main__"`), as with multiprocessing.
    """

    def __init__(
        self, limits: Limits | None = None, reader: Callable[[bytes, str], Reading] = read
    ) -> None:
        self.limits = limits or Limits()
        self._reader = reader
        self._process: multiprocessing.process.BaseProcess | None = None
        self._requests: Connection | None = None
        self._answers: Connection | None = None
        self._read = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process now, so that it is ready by the time of the first document; `read` does
        so otherwise.
        """
        self._connections()

    def read(self, data: bytes, name: str = "") -> Reading:
        """Read as `extract.read` does. A document that passes a limit gives an unparsed reading
        that says which.

        Its only issue then has the code of ExtractFailed. Nothing is raised for anything that a
        document does.
        """
        answer = self._answered(data, name, False)
        return answer if isinstance(answer, Reading) else _failed(data, name, str(answer))

    def read_packed(self, data: bytes, name: str = "") -> PackedReading:
        """Read as `read` does. The process makes the JSON too: to hand over the objects of a
        reading costs more than all else that is done here.
        """
        answer = self._answered(data, name, True)
        if isinstance(answer, PackedReading):
            return answer
        return pack(_failed(data, name, str(answer)))

    def _answered(self, data: bytes, name: str, is_packed: bool) -> object:
        """What the process answers: a reading, or a sentence that says why there is none."""
        if len(data) > self.limits.input_bytes:
            return f"the file has {len(data)} bytes, the limit is {self.limits.input_bytes}"
        if self._read >= self.limits.documents:
            self.close()
        requests, answers = self._connections()
        try:
            requests.send((data, name, is_packed))
            if not answers.poll(self.limits.wall_seconds):
                self.close()
                return f"reading took longer than {self.limits.wall_seconds:g} seconds"
            answer: object = pickle.loads(answers.recv_bytes())
        except (EOFError, OSError):
            return self._cause_of_death()
        self._read += 1
        if isinstance(answer, str):
            self.close()
        return answer

    def interrupt(self) -> None:
        """End the process from another thread than the one that reads; a reading under way then
        fails at once.
        """
        process = self._process
        if process is not None:
            process.terminate()
            process.join(_GRACE)
            process.kill()

    def close(self) -> None:
        """End the process, and first what it started."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.join(_GRACE)
            if process.is_alive():
                process.kill()
                process.join()
        for connection in (self._requests, self._answers):
            if connection is not None:
                connection.close()
        self._requests = self._answers = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _connections(self) -> tuple[Connection, Connection]:
        if (
            self._process is None
            or not self._process.is_alive()
            or self._requests is None
            or self._answers is None
        ):
            self.close()
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(list(LOADED_BEFORE))
            theirs_in, self._requests = context.Pipe(duplex=False)
            self._answers, theirs_out = context.Pipe(duplex=False)
            # Owned here, since a process that is killed leaves its temporary files behind.
            self._folder = tempfile.TemporaryDirectory(
                prefix="gongkai-worker-", ignore_cleanup_errors=True
            )
            theirs = (theirs_in, theirs_out, self.limits, self._reader, self._folder.name)
            self._process = context.Process(target=_serve, args=theirs, daemon=True)
            self._process.start()
            theirs_in.close()
            theirs_out.close()
            self._read = 0
        return self._requests, self._answers

    def _cause_of_death(self) -> str:
        process = self._process
        if process is not None:
            process.join(_GRACE)
        status = process.exitcode if process is not None else None
        self.close()
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return (
                f"reading took more than {self.limits.cpu_seconds} seconds of processor time, or"
                " all memory"
            )
        return f"the reader crashed (status {status})"


_lock = threading.Lock()


def read_limited(data: bytes, name: str = "", limits: Limits | None = None) -> Reading:
    """Read one document in this process's own worker, which lives on for the next one."""
    with _lock:
        return _worker(limits or Limits()).read(data, name)


@cache
def _worker(limits: Limits) -> Worker:
    worker = Worker(limits)
    atexit.register(worker.close)
    return worker


def _failed(data: bytes, name: str, message: str) -> Reading:
    reading = Reading(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type(data[:_HEAD]),
    )
    reading.issues.append(Issue(ExtractFailed.code(), message))
    return reading


def _serve(
    requests: Connection,
    answers: Connection,
    limits: Limits,
    reader: Callable[[bytes, str], Reading],
    folder: str,
) -> None:
    """The worker's own loop: until the other side closes, or a limit ends it. Its temporary files
    go to `folder`.
    """
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    while True:
        try:
            data, name, is_packed = requests.recv()
        except (EOFError, OSError):
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + limits.cpu_seconds)
        packing = pack if is_packed else _as_it_is
        answers.send_bytes(_answer(data, name, limits, reader, packing))


def _as_it_is(reading: Reading) -> Reading:
    return reading


def _leave(number: int, frame: FrameType | None) -> None:
    tools.end_running()
    raise SystemExit(128 + number)


def _limit(kind: int, value: int) -> None:
    # Systems that do not know a limit refuse to set it; the wall clock still holds.
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(
            kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard)
        )


def _answer(
    data: bytes,
    name: str,
    limits: Limits,
    reader: Callable[[bytes, str], Reading],
    packing: Callable[[Reading], object],
) -> bytes:
    """The reading, or a sentence that says why there is none, pickled."""
    try:
        packed = pickle.dumps(packing(reader(data, name)))
    except MemoryError:
        return pickle.dumps(f"reading needs more than {limits.memory_bytes} bytes of memory")
    except (
        Exception
    ) as error:  # A defect of a reader must not end the batch; it stands in the reading's issues.
        # Engines of other languages say in words, behind a traceback of their own, that memory ran
        # out.
        told = str(error).strip().rpartition("\n")[2] if "Traceback" in str(error) else str(error)
        if _NO_MEMORY.search(told):
            return pickle.dumps(f"reading needs more than {limits.memory_bytes} bytes of memory")
        return pickle.dumps(
            f"the reader failed: {type(error).__name__}: {' '.join(told.split())[:200]}"
        )
    if len(packed) > limits.output_bytes:
        return pickle.dumps(
            f"the reading has {len(packed)} bytes, the limit is {limits.output_bytes}"
        )
    return packed
