"""SQL that somebody typed runs in threads of its own, of which there are fewer than pages have."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from publish.schema.metadata import metadata
from publish.site.serving import row_stream
from publish.site.serving.row_stream import FORMS, Question, WholeRows
from publish.site.serving.typed_threads import DividedThreads
from tests.site.archives import build_archive

THREADS = 3
MANY = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i from n
"""


class Holding:
    """A function of SQL that says in which thread it runs, and stays there until it may go on."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.may_go_on = threading.Event()

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        conn.create_function("held", 1, self.held)

    def held(self, _: int) -> str:
        self.names.append(threading.current_thread().name)
        assert self.may_go_on.wait(240)
        return self.names[-1]


@pytest.fixture
def holding() -> Iterator[Holding]:
    plugin = Holding()
    pm.register(plugin)
    yield plugin
    plugin.may_go_on.set()
    pm.unregister(plugin)


@pytest.fixture
def site(tmp_path: Path) -> Datasette:
    settings = {"num_sql_threads": THREADS, "sql_time_limit_ms": 600_000}
    archive = build_archive(tmp_path / "archive.db")
    return Datasette(immutables=[str(archive)], metadata=metadata(), settings=settings)


@pytest.mark.parametrize(
    "asked",
    ["/archive.json?sql=select+held({n})", "/archive/reports.json?_where=held({n})&_size=1"],
)
def test_pages_are_made_while_typed_sql_holds_all_its_threads(
    site: Datasette, holding: Holding, asked: str
) -> None:
    async def crowd() -> tuple[int, int]:
        await site.invoke_startup()
        slow = [asyncio.create_task(site.client.get(asked.format(n=n))) for n in range(6)]
        while len(holding.names) < THREADS - 1:
            assert not any(one.done() for one in slow)
            await asyncio.sleep(0.01)
        page = await site.client.get("/archive/agencies.json?_size=1")
        still = sum(not one.done() for one in slow)
        holding.may_go_on.set()
        answers = await asyncio.gather(*slow)
        assert {answer.status_code for answer in answers} == {200}
        return page.status_code, still

    assert asyncio.run(crowd()) == (200, 6)
    assert {name.rpartition("_")[0] for name in holding.names} == {"typed-sql"}
    assert len(set(holding.names)) == THREADS - 1


def test_what_nobody_typed_runs_in_the_threads_of_pages(site: Datasette) -> None:
    async def thread() -> str:
        await site.invoke_startup()
        database = site.get_database("archive")
        return str(await database.execute_fn(lambda _: threading.current_thread().name))

    assert asyncio.run(thread()).startswith("pages")
    assert isinstance(site.executor, DividedThreads)


@pytest.mark.parametrize("typed", [True, False])
def test_an_answer_to_typed_sql_ends_where_it_is_too_large_and_a_table_does_not(
    site: Datasette, monkeypatch: pytest.MonkeyPatch, typed: bool
) -> None:
    monkeypatch.setattr(row_stream, "MOST_CHARACTERS", 10_000)

    async def whole() -> int:
        await site.invoke_startup()
        question = Question(MANY, {}, typed)
        rows = WholeRows(site, site.get_database("archive"), question, FORMS["csv"])
        first = await rows.first()
        rest = b"".join([piece async for piece in rows.rest()])
        return first.count("\n") + rest.count(b"\n")

    if typed:
        with pytest.raises(sqlite3.OperationalError, match="larger than SQL may give"):
            asyncio.run(whole())
    else:
        assert asyncio.run(whole()) == 1 + 5_000
