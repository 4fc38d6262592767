"""The site on a real server of this machine, on a port that the system chooses, in a process that
can be measured.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

LIMITS = {
    "num_sql_threads": 3,
    "sql_time_limit_ms": 500,
    "max_returned_rows": 1000,
    "suggest_facets": False,
}


class Served:
    """A server that answers: its address, and what memory its process takes."""

    def __init__(self, address: str, process: int) -> None:
        self.address = address
        self._process = process

    def get(self, path: str, **options: float) -> httpx.Response:
        return httpx.get(self.address + path, **{"timeout": 300.0, **options})  # type: ignore[arg-type]

    @property
    def memory(self) -> int:
        """Resident memory at its highest, in bytes."""
        status = Path(f"/proc/{self._process}/status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024


@contextmanager
def served(archive: Path) -> Iterator[Served]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(str(archive), theirs))
    process.start()
    try:
        server = Served(f"http://127.0.0.1:{ours.recv()}", process.pid or 0)
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.join(10)
        process.kill()


def _wait_for(server: Served) -> None:
    for _ in range(200):
        try:
            if server.get("/-/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the site did not come up")


def _serve(archive: str, started: Connection) -> None:
    import uvicorn
    from datasette.app import Datasette

    from publish.schema.metadata import metadata

    site = Datasette(files=[archive], metadata=metadata(), settings=LIMITS)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    started.send(listening.getsockname()[1])
    uvicorn.Server(uvicorn.Config(site.app(), log_level="critical")).run(sockets=[listening])
