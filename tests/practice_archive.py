"""The practice portals crawled and built by the commands, once for all tests of a run, and real
sites: any archive, served by `gongkai serve`.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from samples import PracticePortals
from tests.house.house import TOP
from tests.once import once

# That it ended is seen at once: the limit is for one that hangs, not for a busy machine.
START_SECONDS = 600.0


@dataclass(frozen=True)
class PracticeArchive:
    """A folder with the archive of the practice portals, how often they were asked, and what the
    crawl printed.
    """

    folder: Path
    requests: int
    crawl_output: str


def gongkai(folder: Path, *arguments: str) -> str:
    """Run a command in the folder; what it printed."""
    command = [sys.executable, "-m", "gongkai", *arguments]
    answer = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=800, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout + answer.stderr


def settle(folder: Path) -> Path:
    """The folder with what a site is served by, beside its archive."""
    for name in ("metadata.yml", "settings.json"):
        shutil.copy(TOP / name, folder)
    return folder


def crawl_and_build(folder: Path) -> PracticeArchive:
    """The practice portals, crawled and built in the folder by the commands."""
    settle(folder)
    with PracticePortals(port=0) as portals:
        portals.write_registry(folder / "portals", demo_only=True)
        output = gongkai(folder, "crawl", "--all", "--portals", "portals")
        requests = len(portals.requests)
    gongkai(folder, "build", "--portals", "portals")
    return PracticeArchive(folder, requests, output)


def practice_archive(factory: pytest.TempPathFactory) -> PracticeArchive:
    """A copy, to do with as one likes, of what was crawled and built once for all."""
    shared, said = once(factory, "practice", _made)
    copy = factory.mktemp("practice")
    shutil.copytree(shared, copy, dirs_exist_ok=True)
    return PracticeArchive(copy, *json.loads(said))


def _made(folder: Path) -> str:
    made = crawl_and_build(folder)
    return json.dumps([made.requests, made.crawl_output])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the site on the folder's archive, which a process of its own serves while the
    block runs.
    """
    port = _free_port()
    command = [sys.executable, "-m", "gongkai", "serve", "--port", str(port)]
    with (
        (folder / "serve.log").open("w") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(address, server)
            yield address
        finally:
            server.terminate()


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the site ended before it answered"
        try:
            httpx.get(f"{address}/-/versions.json", trust_env=False, timeout=60).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"the site did not answer within {START_SECONDS:.0f} s")
