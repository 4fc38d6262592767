"""All rows of a question as CSV or JSON Lines: one statement on a connection of its own, some
hundred rows at a time.

Datasette cuts the CSV of a query at its row limit, gives a table's page by page, and ends a stream
that fails as if it were whole. Here nothing is cut; and where a query takes too long after its
first rows were sent, the connection is dropped in mid-air, so that the one who reads knows.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TextIO

from publish.site.serving.connections import borrow, give_back

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette
    from datasette.database import Database

Names = tuple[str, ...]
Row = tuple[Any, ...]
# Rows and characters of a piece: so many that handing it from thread to thread costs little beside
# writing it, and so few that a slow query brings them before its time is over.
_ROWS: Final = 1_000
_CHARACTERS: Final = 2**18
_STEPS: Final = 2_000
_AT_ONCE: Final = 6
# Seconds of work (not of waiting for who reads) that SQL typed by anybody may take in all; tables
# end by themselves.
MOST_SECONDS: Final = 60.0
# Characters that an answer to SQL typed by anybody may have; whole tables are no answer of such.
MOST_CHARACTERS: Final = 2**28
_threads: Final = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="csv")


@dataclass(frozen=True)
class Question:
    """A statement with its parameters; `typed` by anybody, it may take so long in all and hold text
    that is none.
    """

    sql: str
    parameters: dict[str, Any]
    typed: bool = True

    @property
    def most_seconds(self) -> float:
        """What it may take in all; the rows of a table end by themselves."""
        return MOST_SECONDS if self.typed else float("inf")


@dataclass(frozen=True)
class Form:
    """A way to write rows: what stands before them, made of the columns' names, and what writes one
    row to a file.
    """

    head: Callable[[Names], str]
    writer: Callable[[Names, TextIO], Callable[[Row], object]]


class WholeRows:
    """The rows of one question, as they come."""

    def __init__(
        self, datasette: Datasette, database: Database, question: Question, form: Form
    ) -> None:
        self._question = question
        self._form = form
        self._names: Names = ()
        self._patience = datasette.setting("sql_time_limit_ms") / 1000
        self._spent = 0.0
        self._written = 0
        self._database = database
        self._connection = _connected(datasette, database, question)
        self._cursor: sqlite3.Cursor | None = None
        self._work: Future[str] | None = None
        self._is_unwanted = False

    async def first(self, headed: bool = True) -> str:
        """The head, where it is wanted, and the first rows. Raises sqlite3.Error for what cannot be
        asked.
        """
        rows = await self._in_thread(self._begin)
        return (self._form.head(self._names) if headed else "") + rows

    async def rest(self) -> AsyncIterator[bytes]:
        """All further rows; closes the connection at the end, also where nobody listens any
        more.
        """
        try:
            while piece := await self._in_thread(self._fetch):
                yield piece.encode()
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection up: at once, or as soon as the thread that still works on it has
        noticed that nobody listens any more.
        """
        if self._work is None or self._work.done():
            self._give_back()
        else:
            self._is_unwanted = True
            self._connection.interrupt()
            self._work.add_done_callback(lambda _: self._give_back())

    def _give_back(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
        give_back(self._database, self._connection)

    async def _in_thread(self, work: Callable[[], str]) -> str:
        self._work = _threads.submit(work)
        return await asyncio.wrap_future(self._work)

    def _begin(self) -> str:
        with self._bounded():
            self._cursor = self._connection.execute(self._question.sql, self._question.parameters)
        self._names = tuple(column[0] for column in self._cursor.description or ())
        return self._fetch()

    def _fetch(self) -> str:
        """The next piece; empty where no rows are left."""
        assert self._cursor is not None
        piece = io.StringIO()
        write = self._form.writer(self._names, piece)
        with self._bounded():
            for row in islice(self._cursor, _ROWS):
                write(row)
                if piece.tell() >= _CHARACTERS:
                    break
        self._written += piece.tell()
        if self._question.typed and self._written > MOST_CHARACTERS:
            raise sqlite3.OperationalError("the answer is larger than SQL may give: ask for less")
        return piece.getvalue()

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """No piece takes longer than a page's query may, nor all of them longer than the question
        allows.
        """
        left = self._question.most_seconds - self._spent
        started = time.perf_counter()
        deadline = started + min(self._patience, left)
        self._connection.set_progress_handler(
            lambda: self._is_unwanted or time.perf_counter() > deadline, _STEPS
        )
        try:
            yield
            if time.perf_counter() > deadline:
                raise sqlite3.OperationalError("interrupted")
        finally:
            self._connection.set_progress_handler(None, 0)
            self._spent += time.perf_counter() - started


def _connected(datasette: Datasette, database: Database, question: Question) -> sqlite3.Connection:
    from datasette.plugins import pm

    connection = borrow(database)
    if question.typed:
        # What a table holds is text; SQL can make bytes that are none look like it.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    pm.hook.prepare_connection(conn=connection, database=database.name, datasette=datasette)
    connection.row_factory = None
    return connection


def _csv_head(names: Names) -> str:
    head = io.StringIO()
    csv.writer(head).writerow(names)
    return head.getvalue()


def _json_writer(names: Names, file: TextIO) -> Callable[[Row], object]:
    """One object a line; an empty cell is null, bytes are told by their length."""

    def write(row: Row) -> None:
        values = (f"<{len(value)} bytes>" if isinstance(value, bytes) else value for value in row)
        file.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")

    return write


FORMS: Final = {
    "csv": Form(_csv_head, lambda _, file: csv.writer(file).writerow),
    "jsonl": Form(lambda _: "", _json_writer),
}
"""By the ends of addresses."""
