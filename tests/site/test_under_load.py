"""Many at once, and those who ask for too much: everybody gets an answer, and the site lives on in
bounded memory.
"""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from publish.site.serving import admission, metering
from publish.site.serving.asgi import Message, Receive, Scope, Send
from tests.site.archives import NEW, build_archive
from tests.site.conftest import Get
from tests.site.served import Served, served

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
ROWS = 20_000
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
SLOW = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(build_archive(tmp_path_factory.mktemp("load") / "archive.db", ROWS)) as running:
        yield running


def at_once(server: Served, paths: list[str]) -> list[httpx.Response]:
    with ThreadPoolExecutor(max_workers=len(paths)) as threads:
        return list(threads.map(server.get, paths))


def sql(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.parametrize(
    "path, most", [("/search?q=成效", 12), (f"/archive.json?sql={sql(SLOW)}", 12)]
)
def test_a_crowd_gets_answers_or_is_asked_to_come_again(
    server: Served, path: str, most: int
) -> None:
    found = at_once(server, [f"{path}&n={number}" for number in range(40)])
    statuses = Counter(response.status_code for response in found)
    assert set(statuses) <= {200, 400, 429} and sum(statuses.values()) == 40
    for response in found:
        if response.status_code == 429:
            assert response.headers["retry-after"] == "5" and "Too many requests" in response.text
            assert response.headers["x-content-type-options"] == "nosniff"
    if "sql" in path:
        # Each takes its full half second, so that what is let in at first is all that is let in.
        assert statuses[429] >= 1 and statuses[400] >= most
    assert server.get(path).status_code in (200, 400)


def test_pages_and_health_are_answered_while_slow_questions_run(server: Served) -> None:
    with ThreadPoolExecutor(max_workers=12) as threads:
        # Twelve at a time, and so many in all that a busy machine has an answer before the last of
        # them.
        slow = [
            threads.submit(server.get, f"/archive.json?sql={sql(SLOW)}&n={n}") for n in range(36)
        ]
        time.sleep(0.3)
        assert server.get("/-/health").json()["status"] == "ok"
        assert not all(one.done() for one in slow)
        assert server.get(f"/report/{NEW}").status_code == 200
        assert {one.result().status_code for one in slow} <= {400, 429}


def test_whole_tables_stream_to_several_at_once_and_more_are_turned_away(server: Served) -> None:
    found = at_once(server, ["/archive/sections.csv?_stream=on"] * 14)
    whole = [response for response in found if response.status_code == 200]
    assert (
        Counter(response.status_code for response in found).keys() <= {200, 429} and len(whole) >= 6
    )
    for response in whole:
        assert sum(1 for _ in csv.reader(io.StringIO(response.text, newline=""))) == 1 + 3 + ROWS


def test_an_endless_question_is_broken_off_and_not_passed_off_as_whole(server: Served) -> None:
    """Its first rows come at once; the limit comes after them, when the status is long sent.

    On a busy machine the limit may come before them, which is said with a status: asked again.
    """
    address = f"{server.address}/archive.csv?sql={sql(_slow_after(2000))}"
    statuses = []
    with pytest.raises(httpx.RemoteProtocolError):
        while len(statuses) < 30:
            with httpx.stream("GET", address, timeout=60) as response:
                statuses.append(response.status_code)
                for _ in response.iter_bytes():
                    pass
    assert statuses[-1] == 200
    assert set(statuses[:-1]) <= {400}
    assert server.get("/-/health").status_code == 200


def _slow_after(rows: int) -> str:
    """Rows that come fast, and behind them one that never comes."""
    never = f"select count(*) from ({ENDLESS})"
    return f"select i from ({ENDLESS} limit {rows}) union all select ({never}) where (select 1)"


@pytest.mark.parametrize(
    "greedy",
    [
        "select zeroblob(1000000000)",
        "select printf('%.*c', 100000000, 'x')",
        f"select printf('%.*c', 8000000, 'x') from ({ENDLESS} limit 900)",
        f"select zeroblob(8000000) from ({ENDLESS} limit 900)",
        f"select group_concat(hex(randomblob(1000))) from ({ENDLESS} limit 100000)",
        "select " + ", ".join(f"printf('%.*c', 8000000, '{n % 10}')" for n in range(100)),
    ],
)
def test_sql_that_builds_mountains_costs_bounded_memory(server: Served, greedy: str) -> None:
    found = at_once(server, [f"/archive.json?sql={sql(greedy)}&n={n}" for n in range(4)])
    assert {response.status_code for response in found} <= {200, 400, 429, 500}
    assert max(len(response.content) for response in found) < 60e6
    assert server.get("/-/health").status_code == 200
    # SQLite's heap (512 MiB), four results (48 MiB) with their JSON as text and as bytes, and the
    # site itself; without bounds these questions ask for four gigabytes and more.
    assert server.memory < 1.6e9


def test_a_result_within_bounds_is_not_touched(server: Served) -> None:
    many = server.get(f"/archive.json?_shape=arrays&sql={sql('select id, text from sections')}")
    assert len(many.json()["rows"]) == 1000


def test_the_meter_counts_each_result_by_itself() -> None:
    connection = sqlite3.connect(":memory:")
    metering.bound(connection)
    connection.row_factory = metering.Meter(most=10_000)
    for _ in range(20):
        assert len(connection.execute("select printf('%.*c', 6000, 'x')").fetchall()) == 1
    with pytest.raises(sqlite3.OperationalError, match="larger than"):
        connection.execute(
            "select printf('%.*c', 6000, 'x') union all select printf('%.*c', 6000, 'y')"
        ).fetchall()
    with pytest.raises(sqlite3.DataError):
        connection.execute("select zeroblob(?)", [metering.LONGEST_CELL + 1]).fetchall()


@pytest.mark.parametrize(
    "path, query, room",
    [
        ("/search", b"q=a", "search"),
        ("/archive/sections", b"_search=a", "search"),
        ("/archive/sections", b"", "pages"),
        ("/archive", b"sql=select+1", "sql"),
        ("/archive.json", b"sql=select+1", "sql"),
        ("/archive.csv", b"sql=select+1", "files"),
        ("/archive/sections.csv", b"_search=a", "files"),
        ("/exports/csv/reports.csv", b"", "files"),
        ("/report/x-2020/records.wacz", b"", "files"),
        ("/archive.db", b"", "files"),
        ("/chart/agency-requests.svg", b"", "charts"),
        ("/", b"", "pages"),
        ("/report/x-2020", b"", "pages"),
        ("/-/health", b"", None),
        ("/-/static-plugins/gongkai/site.css", b"", None),
        ("/robots.txt", b"", None),
    ],
)
def test_each_request_has_its_room(path: str, query: bytes, room: str | None) -> None:
    found = admission._room_of(
        {"type": "http", "path": path, "query_string": query}, admission.ROOMS
    )
    assert (found.name if found else None) == room


def test_a_room_is_left_also_by_a_request_that_fails() -> None:
    sent: list[Message] = []

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    application = admission.admitted(failing)
    for _ in range(20):
        with pytest.raises(RuntimeError):
            asyncio.run(application({"type": "http", "path": "/search"}, receive, send))
    assert sent == []


def test_health_says_when_the_archive_does_not_answer(tmp_path: Path, get: Get) -> None:
    assert get("/-/health").json() == {
        "status": "ok",
        "newest_crawl": "2024-05-03T00:00:00Z",
        "reports": True,
        "archive": None,
    }
    assert get("/-/health").headers["cache-control"] == "no-store"
    archive = build_archive(tmp_path / "archive.db")
    with served(archive) as server:
        archive.write_bytes(b"no archive any more" * 1000)
        response = server.get("/-/health")
        assert (response.status_code, response.json()["status"]) == (503, "failed")
