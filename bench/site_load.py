"""Readers of the site: so many clients at once, each asking one address after another; seconds of
every answer.
"""

from __future__ import annotations

import random
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx

START_SECONDS = 300.0
ANSWER_SECONDS = 60.0
TURNED_AWAY_SECONDS = 0.2


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, and addresses of it to choose from."""

    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Times:
    """Milliseconds of the answers to one kind of page, in rising order, and how many requests the
    site turned away.
    """

    milliseconds: tuple[float, ...]
    turned_away: int = 0

    @property
    def median(self) -> float:
        """Half of the answers came faster."""
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        """Nineteen of twenty answers came faster."""
        return quantiles(self.milliseconds, n=20, method="inclusive")[-1]


def kinds(archive: Path, count: int) -> tuple[Kind, ...]:
    """The pages that are measured, so many addresses of each, the same ones for the same
    archive.
    """
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as connection:
        reports, agencies, portals = (
            _some(connection, name, count) for name in ("reports", "agencies", "portals")
        )
        counties = _some(connection, "regions", count, "where level = 'county'")
        provinces = _some(connection, "regions", count, "where level = 'province'", "code")
        named = _some(
            connection, "agencies", count, "where kind = 'government'", "substr(name, 1, 2)"
        )
    return (
        Kind("home", ("/",)),
        Kind("table of reports", tuple(f"/archive/reports?portal={portal}" for portal in portals)),
        Kind(
            "table of reports, facet",
            tuple(f"/archive/reports?_facet=quality&agency={one}" for one in agencies),
        ),
        Kind("report", tuple(f"/report/{report}" for report in reports)),
        Kind("agency", tuple(f"/agency/{agency}" for agency in agencies)),
        Kind("region, county", tuple(f"/region/{code}" for code in counties)),
        Kind("region, province", tuple(f"/region/{code}" for code in provinces)),
        Kind("coverage", tuple(f"/coverage?region={code}" for code in counties)),
        Kind("search, two characters", tuple(f"/search?q={name}" for name in named)),
        Kind("search, in every report", ("/search?q=公开",)),
        Kind("search, of a year", tuple(f"/search?q={name}&year=2023" for name in named)),
    )


def _some(
    connection: sqlite3.Connection, table: str, count: int, where: str = "", column: str = ""
) -> tuple[str, ...]:
    column = column or ("code" if table == "regions" else "id")
    found = sorted(
        {str(value) for (value,) in connection.execute(f"select {column} from {table} {where}")}
    )
    return tuple(random.Random(table).sample(found, min(count, len(found))))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the site on the folder's archive, when it has counted what its first page
    shows.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    command = [sys.executable, "-m", "gongkai", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as site:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            yield address
        finally:
            site.terminate()


def _wait(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(address, timeout=START_SECONDS, trust_env=False).raise_for_status()
            return
        except httpx.ConnectError:
            time.sleep(0.2)
    raise TimeoutError(f"the site did not answer within {START_SECONDS:.0f} s")


def measured(address: str, kind: Kind, clients: int, answers: int) -> Times:
    """The times of at least so many answers to `kind` for so many clients at once."""
    each = max(2, -(-answers // clients))

    def read(number: int) -> list[float | None]:
        chosen = random.Random(number)
        with httpx.Client(base_url=address, timeout=ANSWER_SECONDS, trust_env=False) as client:
            return [_milliseconds(client, chosen.choice(kind.paths)) for _ in range(each)]

    with ThreadPoolExecutor(clients) as pool:
        found = [one for times in pool.map(read, range(clients)) for one in times]
    return Times(tuple(sorted(one for one in found if one is not None)), found.count(None))


def _milliseconds(client: httpx.Client, path: str) -> float | None:
    """The time of one answer; None for a reader whom the site asked to come again, and who waits a
    little.
    """
    began = time.perf_counter()
    answer = client.get(path)
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        time.sleep(TURNED_AWAY_SECONDS)
        return None
    answer.raise_for_status()
    return 1000 * (time.perf_counter() - began)
