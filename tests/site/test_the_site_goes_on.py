"""A new archive under a running site: it goes over to it without a failed request, and no answer is
made of two archives.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import itertools
import re
import sqlite3
import ssl
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.site.archives import AGENCY, NEW, build_archive
from tests.site.running import Running, marked, running, swap

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.minutes(1.5)]

CLIENTS = 50
SWAPS = 10
ROWS = 2_000
ROWS_IN_ALL = ROWS + 3
# Made once: a client makes one each otherwise, which takes half a second on a busy machine.
_TLS = ssl.create_default_context()
_MARK = re.compile(r"Edition\d\d")
PAGES = (
    f"/report/{NEW}",
    f"/agency/{AGENCY}",
    "/archive/reports.json?_shape=array",
    "/archive/sections?_size=20",
    f"/report/{NEW}.json",
)
# Of these the site answers a few at a time.
DOWNLOADS = (
    "/archive/agencies.csv?_stream=on",
    "/archive/sections.jsonl",
    "/archive.db",
    "/archive.json?sql=select+title+from+reports+union+select+name+from+agencies",
)


@dataclass
class Seen:
    """What the clients were answered: failures, answers made of two archives, and how many were
    right.
    """

    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    turned_back: list[str] = field(default_factory=list)
    right: int = 0


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = build_archive(tmp_path_factory.mktemp("first") / "archive.db", ROWS)
    with sqlite3.connect(archive) as connection:
        connection.execute("update sections set text = text || printf('%.*c', 2400, 'x')")
    return archive


@pytest.fixture
def folder(tmp_path: Path, first: Path) -> Path:
    marked(first, "Edition00", tmp_path / "new.db")
    swap(tmp_path / "new.db", tmp_path / "archive.db")
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Running]:
    with running(folder) as found:
        yield found


def test_fifty_clients_through_ten_swaps_see_no_error_and_no_mix(
    server: Running, folder: Path, first: Path
) -> None:
    seen, digests = asyncio.run(_crowded(server, folder, first))
    assert (seen.failed, seen.mixed, seen.turned_back) == ([], [], [])
    assert seen.right > CLIENTS and len(digests) == SWAPS + 1
    assert server.health()["archive"] == list(digests)[-1]
    _wait_until_nothing_deleted_is_open(server)


async def _crowded(server: Running, folder: Path, first: Path) -> tuple[Seen, dict[str, str]]:
    digests = {server.health()["archive"]: "Edition00"}
    seen, is_over = Seen(), asyncio.Event()
    downloading = asyncio.Semaphore(5)
    clients = [
        asyncio.create_task(_ask(server, number, downloading, digests, seen, is_over))
        for number in range(CLIENTS)
    ]
    for number in range(1, SWAPS + 1):
        mark = f"Edition{number:02}"
        digest = await asyncio.to_thread(marked, first, mark, folder / "new.db")
        digests[digest] = mark
        await asyncio.to_thread(swap, folder / "new.db", folder / "archive.db")
        await asyncio.to_thread(server.wait_for, digest)
    is_over.set()
    await asyncio.gather(*clients)
    return seen, digests


async def _ask(
    server: Running,
    number: int,
    downloading: asyncio.Semaphore,
    digests: dict[str, str],
    seen: Seen,
    is_over: asyncio.Event,
) -> None:
    before = ""
    paths = itertools.cycle(
        (*PAGES[number % len(PAGES) :], DOWNLOADS[number % len(DOWNLOADS)], "/-/health")
    )
    # A connection for each request: whether a server may close one that lies idle is not the question
    # here, and a client on a busy machine leaves them idle for minutes.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(
        base_url=server.address, timeout=120, verify=_TLS, limits=limits
    ) as client:
        while not is_over.is_set():
            path = next(paths)
            begun = time.monotonic()
            try:
                async with downloading if path in DOWNLOADS else nullcontext():
                    begun = time.monotonic()
                    answer = await client.get(path)
            except httpx.HTTPError as error:
                seen.failed.append(f"{path}: {error!r} after {time.monotonic() - begun:.1f} s")
                return
            mark = _judged(path, answer, digests, seen)
            if mark and mark < before:
                seen.turned_back.append(f"{path}: {mark} after {before}")
            before = mark or before


def _judged(path: str, answer: httpx.Response, digests: dict[str, str], seen: Seen) -> str | None:
    """The archive that an answer is made of; what is wrong with it is written down."""
    if answer.status_code != 200:
        seen.failed.append(f"{path}: {answer.status_code} {answer.text[:200]}")
        return None
    if path == "/archive.db":
        marks = {digests[hashlib.sha256(answer.content).hexdigest()]}
    elif path == "/-/health":
        marks = {digests[answer.json()["archive"]]}
    else:
        marks = set(_MARK.findall(answer.text))
    if len(marks) != 1:
        seen.mixed.append(f"{path}: {sorted(marks)}")
        return None
    seen.right += 1
    return marks.pop()


def _wait_until_nothing_deleted_is_open(server: Running) -> None:
    opened = Path(f"/proc/{server.process.pid}/fd")
    if not opened.is_dir():
        pytest.skip("only Linux tells which files a process has open")
    for _ in range(600):
        links = [link for link in map(_target, opened.iterdir()) if "archive.db" in link]
        if links and not [link for link in links if link.endswith("(deleted)")]:
            return
        time.sleep(0.05)
    raise AssertionError(links)


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


@pytest.mark.parametrize("path", ["/archive/sections.csv?_stream=on", "/archive.db"])
def test_a_download_under_way_ends_on_the_archive_on_which_it_began(
    path: str, server: Running, folder: Path, first: Path
) -> None:
    old = server.health()["archive"]
    with httpx.stream("GET", server.address + path, timeout=120) as answer:
        pieces = answer.iter_bytes()
        content = next(pieces)
        for mark in ("Edition01", "Edition02"):
            digest = marked(first, mark, folder / "new.db")
            swap(folder / "new.db", folder / "archive.db")
            server.wait_for(digest)
        content += b"".join(pieces)
    if path == "/archive.db":
        assert hashlib.sha256(content).hexdigest() == old
    else:
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        assert len(rows) == ROWS_IN_ALL
        assert {mark for row in rows for mark in _MARK.findall(row["text"])} == {"Edition00"}
    _wait_until_nothing_deleted_is_open(server)


def test_what_is_no_archive_is_not_gone_over_to(server: Running, folder: Path, first: Path) -> None:
    old = server.health()["archive"]
    (folder / "new.db").write_bytes(b"no archive, " * 4096)
    (folder / "new.db").replace(folder / "archive.db")
    for _ in range(1200):
        if "goes on being served" in server.log.read_text():
            break
        time.sleep(0.05)
    assert "file is not a database" in server.log.read_text()
    assert server.health()["archive"] == old
    assert "Edition00" in httpx.get(f"{server.address}/report/{NEW}", timeout=60).text
    digest = marked(first, "Edition03", folder / "new.db")
    swap(folder / "new.db", folder / "archive.db")
    server.wait_for(digest)
    assert "Edition03" in httpx.get(f"{server.address}/report/{NEW}", timeout=60).text


def test_an_archive_without_inspection_is_counted_by_the_site(
    server: Running, folder: Path, first: Path
) -> None:
    """A build that is killed between the swap and the inspection, or a copy by hand."""
    digest = marked(first, "Edition04", folder / "new.db")
    (folder / "new.db").replace(folder / "archive.db")
    server.wait_for(digest)
    answer = httpx.get(f"{server.address}/archive.db", timeout=60)
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer.headers["etag"] == f'"{digest}"'


def test_a_download_that_broke_off_goes_on_where_it_was(server: Running) -> None:
    address = f"{server.address}/archive.db"
    whole = httpx.get(address, timeout=60)
    tag = whole.headers["etag"]
    begun = {"range": "bytes=1000-", "if-range": tag}
    rest = httpx.get(address, headers=begun, timeout=60)
    assert rest.status_code == 206 and rest.content == whole.content[1000:]
    size = len(whole.content)
    assert rest.headers["content-range"] == f"bytes 1000-{size - 1}/{size}"
    tail = httpx.get(address, headers={"range": "bytes=-10"}, timeout=60)
    assert tail.content == whole.content[-10:]
    other = httpx.get(address, headers={**begun, "if-range": '"another"'}, timeout=60)
    assert other.status_code == 200 and other.content == whole.content
    assert httpx.get(address, headers={"if-none-match": tag}, timeout=60).status_code == 304
    beyond = httpx.get(address, headers={"range": f"bytes={size}-"}, timeout=60)
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
