"""`gongkai serve` as people run it: a process of its own in a folder with an archive."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from publish.archive.inspection import forget, inspect, keep_inspection
from tests.conftest import TOP


@dataclass
class Running:
    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.address}/-/health", timeout=60).json()
        return found

    def wait_for(self, digest: str) -> None:
        """Wait until the site has gone over to an archive."""
        for _ in range(1200):
            if self.health().get("archive") == digest:
                return
            time.sleep(0.05)
        raise TimeoutError(self.log.read_text())


@contextmanager
def running(
    folder: Path, *options: str, port: int | None = None, **environment: str
) -> Iterator[Running]:
    port = port or _free_port()
    command = [sys.executable, "-m", "gongkai", "serve", "--port", str(port), *options]
    log = folder / "serve.log"
    surroundings = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONFAULTHANDLER": "1", **environment}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=surroundings, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        found = Running(f"http://127.0.0.1:{port}", process, log)
        _wait_until_it_answers(found)
        yield found
    finally:
        process.kill()
        process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(server: Running) -> None:
    # That it ended is seen at once: the limit is for one that hangs, not for a busy machine.
    deadline = time.monotonic() + 600
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{server.address}/-/health", timeout=60)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(server.log.read_text())


def marked(archive: Path, mark: str, target: Path) -> str:
    """Write a copy of an archive in which every title, name and text bears a mark; its digest."""
    shutil.copyfile(archive, target)
    with closing(sqlite3.connect(target)) as connection, connection:
        for table, column in (("reports", "title"), ("agencies", "name"), ("sections", "text")):
            connection.execute(f"update {table} set {column} = coalesce({column}, '') || ?", [mark])
    return str(inspect(target)["hash"])


def swap(new: Path, archive: Path) -> None:
    """Put an archive in the place of another, in the order in which a build does it."""
    inspection = inspect(archive, new)
    forget(archive)
    new.replace(archive)
    keep_inspection(archive, inspection)
