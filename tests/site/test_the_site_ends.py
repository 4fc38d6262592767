"""A site that is asked to end does so in bounded time, and work for readers who are gone or do not
read ends before.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import httpx
import pytest

from publish.site.serving import admission, server
from tests.site.archives import build_archive
from tests.site.running import Running, running

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.minutes(0.7)]
ROWS = 30_000
DOWNLOAD = "/archive/sections.csv?_stream=on"
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ending")
    build_archive(folder / "archive.db", ROWS)
    return folder


@pytest.fixture
def site(folder: Path) -> Iterator[Running]:
    with running(folder) as found:
        yield found


def begun(site: Running, path: str) -> socket.socket:
    """A request whose reader has read the beginning of the answer, and then reads no more."""
    url = httpx.URL(site.address)
    reader = socket.create_connection((url.host, url.port))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\n\r\n".encode())
    assert reader.recv(12) == b"HTTP/1.1 200"
    return reader


def endless(number: int = 0) -> str:
    return f"/archive.csv?sql={quote(ENDLESS)}&n={number}"


def test_a_slow_reader_keeps_the_site_up_for_a_bounded_time_only(site: Running) -> None:
    slow = begun(site, endless())
    with httpx.stream("GET", site.address + DOWNLOAD, timeout=120) as answer:
        pieces = answer.iter_bytes()
        content = next(pieces)
        asked = time.monotonic()
        site.process.terminate()
        content += b"".join(pieces)
    assert content.count(b"\n") > ROWS
    site.process.wait(server.GRACE + 60)
    took = time.monotonic() - asked
    assert "timeout graceful shutdown exceeded" in site.log.read_text()
    # What is allowed, and as much again as a busy machine takes to stop a process.
    assert server.GRACE - 1 < took < server.GRACE + 30
    slow.close()


def test_the_next_site_takes_the_port_at_once(folder: Path) -> None:
    with running(folder) as one:
        slow = begun(one, endless())
        one.process.terminate()
        one.process.wait(server.GRACE + 60)
    with running(folder, port=httpx.URL(one.address).port) as other:
        assert other.health()["reports"] is True and other.address == one.address
    slow.close()


def test_work_for_readers_who_are_gone_ends(site: Running) -> None:
    [files] = [room for room in admission.ROOMS if room.name == "files"]
    readers = [begun(site, endless(number)) for number in range(files.holds)]
    assert httpx.get(site.address + DOWNLOAD, timeout=60).status_code == 429
    for reader in readers:
        reader.close()
    # Each of them has a minute of work left; a busy machine takes a while to see that all are gone.
    for _ in range(400):
        answer = httpx.get(site.address + DOWNLOAD, timeout=60)
        if answer.status_code == 200:
            break
        time.sleep(0.05)
    assert answer.status_code == 200 and answer.text.count("\n") > ROWS


def test_a_reader_who_does_not_read_is_cut_off() -> None:
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        pytest.skip("this system does not cut idle readers")
    ended: list[OSError] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.cut_idle_readers(listening, seconds=1)
        reader = socket.create_connection(listening.getsockname())
        sender, _ = listening.accept()

        def send() -> None:
            try:
                while True:
                    sender.sendall(bytes(1 << 20))
            except OSError as error:
                ended.append(error)

        thread = Thread(target=send, daemon=True)
        thread.start()
        thread.join(120)
        assert [type(error) for error in ended] == [TimeoutError]
        reader.close()
        sender.close()
