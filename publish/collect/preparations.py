"""What was prepared of readings, kept beside them: a build makes it of new readings only.

It is a cache. What does not belong to the file of its reading as it stands, or is not whole, is
made again; a digest of the code that prepares stands in its name.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import publish
from extract.version import digest_of
from publish.archive.prepared_rows import prepare
from publish.errors import OutputUnwritable

PACKAGES = ("archive", "collect", "schema")
"""The packages of publish whose files decide what is prepared."""
# A process that prepares takes a second to start: fewer readings are prepared here.
FEW = 400
_BATCH = 500
_CHUNK = 25
_TABLE = (
    "create table if not exists prepared (sha256 text primary key, stamp text not null,"
    " outline blob not null, rows blob not null) without rowid"
)


class Prepared(NamedTuple):
    """What was prepared of one reading, compressed, and the stamp of the reading's file."""

    sha256: str
    stamp: str
    outline: bytes
    rows: bytes


@cache
def _digest() -> str:
    folder = Path(publish.__file__).parent
    return digest_of([folder / name for name in PACKAGES], ())


class Preparations:
    """What was prepared of the readings of one extractor, in a file of its folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _file_name()
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise self._unwritable(error) from error
            self._path.unlink()  # a damaged cache is made again
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=60)
            connection.execute(_TABLE)
        except OSError as error:
            raise self._unwritable(error) from error
        return connection

    def _unwritable(self, error: Exception) -> OutputUnwritable:
        return OutputUnwritable(
            f"{self._path}: {error}; make room or give write permission, and build again"
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def complete(self, readings: Mapping[str, Path], workers: int) -> None:
        """Prepare what is not prepared yet, in `workers` processes where it is much. Raises
        OutputUnwritable.
        """
        known = dict(self._connection.execute("select sha256, stamp from prepared"))
        todo = [
            (sha256, path) for sha256, path in readings.items() if known.get(sha256) != stamp(path)
        ]
        made = _all_prepared(todo, workers)
        while batch := list(islice(made, _BATCH)):
            self._keep(batch)

    def _keep(self, made: Iterable[Prepared]) -> None:
        try:
            with self._connection:
                self._connection.executemany(
                    "insert or replace into prepared values (?, ?, ?, ?)", made
                )
        except sqlite3.OperationalError as error:
            raise self._unwritable(error) from error

    def outline(self, sha256: str, path: Path) -> bytes:
        """The outline of a reading, whose file is `path`."""
        return self._part("outline", sha256, path)

    def rows(self, sha256: str, path: Path) -> bytes:
        """The rows of a reading, whose file is `path`."""
        return self._part("rows", sha256, path)

    def _part(self, name: str, sha256: str, path: Path) -> bytes:
        """A part as it was kept; made anew where what was kept is not whole."""
        try:
            [packed] = self._connection.execute(
                f"select {name} from prepared where sha256 = ?", (sha256,)
            ).fetchone()
            return zlib.decompress(packed)
        except (TypeError, zlib.error, sqlite3.DatabaseError):
            made = prepared(sha256, path)
            return zlib.decompress(made.outline if name == "outline" else made.rows)


def tidy(folder: Path) -> None:
    """Delete what other code prepared."""
    for other in folder.glob("prepared-*.db"):
        if other.name != _file_name():
            other.unlink(missing_ok=True)


def _file_name() -> str:
    return f"prepared-{_digest()}.db"


def stamp(path: Path) -> str:
    """What a file is told by without being read: its size, and when it was written."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def prepared(sha256: str, path: Path) -> Prepared:
    """Prepare one reading."""
    outline, rows = prepare(path.read_bytes())
    return Prepared(sha256, stamp(path), zlib.compress(outline, 1), zlib.compress(rows, 1))


def _prepared(task: tuple[str, Path]) -> Prepared:
    return prepared(*task)


def _all_prepared(tasks: list[tuple[str, Path]], workers: int) -> Iterator[Prepared]:
    done = 0
    if workers > 1 and len(tasks) > FEW:
        for made in _prepared_beside(tasks, workers):
            done += 1
            yield made
    yield from map(_prepared, tasks[done:])


def _prepared_beside(tasks: list[tuple[str, Path]], workers: int) -> Iterator[Prepared]:
    """Prepare in processes; ends early where one of them was killed."""
    context = multiprocessing.get_context("forkserver")
    with suppress(BrokenProcessPool), ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(_prepared, tasks, chunksize=_CHUNK)
