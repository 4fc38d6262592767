"""All rows of a question as CSV or JSON Lines: one statement on a connection of its own, a few hundred rows at a time.

Datasette cuts the CSV of a query at its row limit, gives a table's page by page, and ends a stream that fails as if it
were whole. Here nothing is cut; and where a query takes too long after its first rows were sent, the connection is
dropped in mid-air, so that the one who reads knows.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette
    from datasette.database import Database

Names = tuple[str, ...]
Rows = list[tuple[Any, ...]]
_BATCH: Final = 500
_BATCH_SIZE: Final = 2**20
_STEPS: Final = 2_000
_AT_ONCE: Final = 6
# Seconds of work (not of waiting for who reads) that SQL typed by anybody may take in all; tables end by themselves.
MOST_SECONDS: Final = 60.0
_threads: Final = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="csv")


@dataclass(frozen=True)
class Question:
    """A statement with its parameters; `most_seconds` is what it may take in all, None where it ends by itself."""

    sql: str
    parameters: dict[str, Any]
    most_seconds: float | None = MOST_SECONDS


@dataclass(frozen=True)
class Form:
    """A way to write rows: what stands before them, made of the columns' names, and how rows are written."""

    head: Callable[[Names], str]
    write: Callable[[Names, Rows], str]


class WholeRows:
    """The rows of one question, as they come."""

    def __init__(self, datasette: Datasette, database: Database, question: Question, form: Form) -> None:
        self._question = question
        self._form = form
        self._names: Names = ()
        self._patience = datasette.setting("sql_time_limit_ms") / 1000
        self._spent = 0.0
        self._connection = _connected(datasette, database)
        self._cursor: sqlite3.Cursor | None = None

    async def first(self, headed: bool = True) -> str:
        """The head, where it is wanted, and the first rows. Raises sqlite3.Error for what cannot be asked."""
        rows = await self._in_thread(self._begin)
        return (self._form.head(self._names) if headed else "") + rows

    async def rest(self) -> AsyncIterator[bytes]:
        """All further rows; closes the connection at the end, also where nobody listens any more."""
        try:
            while batch := await self._in_thread(self._fetch):
                yield batch.encode()
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection up."""
        self._connection.close()

    async def _in_thread(self, work: Callable[[], str]) -> str:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)

    def _begin(self) -> str:
        with self._bounded():
            self._cursor = self._connection.execute(self._question.sql, self._question.parameters)
        self._names = tuple(column[0] for column in self._cursor.description or ())
        return self._fetch()

    def _fetch(self) -> str:
        assert self._cursor is not None
        rows: Rows = []
        size = 0
        with self._bounded():
            for row in self._cursor:
                rows.append(row)
                size += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
                if len(rows) >= _BATCH or size >= _BATCH_SIZE:
                    break
        return self._form.write(self._names, rows)

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """No batch takes longer than a page's query may, nor all of them longer than the question allows."""
        left = (self._question.most_seconds or float("inf")) - self._spent
        started = time.perf_counter()
        deadline = started + min(self._patience, left)
        self._connection.set_progress_handler(lambda: time.perf_counter() > deadline, _STEPS)
        try:
            yield
            if time.perf_counter() > deadline:
                raise sqlite3.OperationalError("interrupted")
        finally:
            self._connection.set_progress_handler(None, 0)
            self._spent += time.perf_counter() - started


def _connected(datasette: Datasette, database: Database) -> sqlite3.Connection:
    from datasette.plugins import pm

    connection: sqlite3.Connection = database.connect()
    connection.text_factory = lambda text: str(text, "utf-8", "replace")
    pm.hook.prepare_connection(conn=connection, database=database.name, datasette=datasette)
    connection.row_factory = None
    return connection


def _as_csv(rows: Iterable[Iterable[Any]]) -> str:
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue()


def _as_json(names: Names, row: Iterable[Any]) -> str:
    """One object a line; an empty cell is null, bytes are told by their length."""
    values = (f"<{len(value)} bytes>" if isinstance(value, bytes) else value for value in row)
    return json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n"


FORMS: Final = {
    "csv": Form(lambda names: _as_csv([names]), lambda _, rows: _as_csv(rows)),
    "jsonl": Form(lambda _: "", lambda names, rows: "".join(_as_json(names, row) for row in rows)),
}
"""By the ends of addresses."""
