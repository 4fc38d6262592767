"""The crawl beside Scrapy itself, many hosts beside the bound of politeness, and a second crawl
beside the first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench.portal_server import ITEMS, addresses
from crawler import Portal, Run, crawl

COLUMNS = ("measure", "value", "peer or bound", "ratio", "aim")
# Wide enough for every row, so that what is printed can be put into docs/benchmarks.md as it is.
WIDTH = 120
LEAST_OF_STOCK, MOST_OF_BOUND, MOST_OF_BYTES = 1.0, 1.10, 0.05
HOSTS_DELAY = 0.2


@contextmanager
def _serving(hosts: int, articles: int) -> Iterator[list[str]]:
    """Home pages of that many hosts, served while the block runs."""
    command = [sys.executable, "-m", "bench.portal_server", str(hosts), str(articles)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        port = int(server.stdout.readline())
        yield [f"http://{address}:{port}/" for address in addresses(hosts)]
        server.stdin.close()


def _portal(number: int, home: str, delay: float) -> Portal:
    data = {
        "id": f"bench/{number:03d}",
        "name": f"第{number}号",
        "home": home,
        "family": "trs",
        "delay": delay,
    }
    return Portal.model_validate(
        {**data, "channels": [f"{home}nb/"], "allow_loopback": True, "divisions": ()}
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _crawl(portals: list[Portal], state: Path) -> list[Run]:
    runs = crawl(portals, state, None, lambda *_: None)
    assert [run.verdict for run in runs] == ["ok"] * len(portals), [
        [reason.text.en for reason in run.reasons] for run in runs
    ]
    return runs


def _peer(kind: str, home: str, folder: Path) -> float:
    feed = folder / f"{kind}.jsonl"
    feed.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.scrapy_peer", kind, home, str(feed)]
    return _timed(lambda: subprocess.run(command, check=True))


def _against_scrapy(pages: int, rounds: int) -> Iterator[tuple[str, ...]]:
    """Pages a second with everything on, beside stock Scrapy with a feed and bare Scrapy; rounds
    take turns.
    """
    asked = pages + -(-pages // ITEMS)
    seconds: dict[str, list[float]] = {"gongkai": [], "stock": [], "bare": []}
    for number in range(rounds):
        with _serving(1, pages) as [home], tempfile.TemporaryDirectory() as name:
            portal = _portal(number, home, 0.0)
            seconds["gongkai"].append(
                _timed(lambda portal=portal, name=name: _crawl([portal], Path(name)))
            )  # type: ignore[misc]
            for kind in ("stock", "bare"):
                seconds[kind].append(_peer(kind, home, Path(name)))
    ours = asked / median(seconds["gongkai"])
    for kind, words in (("stock", f"≥ {LEAST_OF_STOCK} ×"), ("bare", "")):
        ratio = median(
            theirs / mine for mine, theirs in zip(seconds["gongkai"], seconds[kind], strict=True)
        )
        aim = f"{words}: {'reached' if ratio >= LEAST_OF_STOCK else 'not reached'}" if words else ""
        yield (
            f"pages/s, {kind} Scrapy",
            f"{ours:.0f}",
            f"{asked / median(seconds[kind]):.0f}",
            f"{ratio:.2f} ×",
            aim,
        )


def _many_hosts(hosts: int, articles: int) -> Iterator[tuple[str, ...]]:
    """Wall time for many hosts at once beside what the delay alone costs the slowest of them."""
    with _serving(hosts, articles) as homes, tempfile.TemporaryDirectory() as name:
        portals = [_portal(number, home, HOSTS_DELAY) for number, home in enumerate(homes)]
        runs: list[Run] = []
        seconds = _timed(lambda: runs.extend(_crawl(portals, Path(name))))
    bound = max(run.requests for run in runs) * HOSTS_DELAY
    aim = f"≤ {MOST_OF_BOUND} ×: {'reached' if seconds <= MOST_OF_BOUND * bound else 'not reached'}"
    yield (
        f"seconds, {hosts} hosts",
        f"{seconds:.1f}",
        f"{bound:.1f}",
        f"{seconds / bound:.2f} ×",
        aim,
    )


def _second_crawl(pages: int) -> Iterator[tuple[str, ...]]:
    """Bytes that a second crawl of an unchanged portal brings, beside the first."""
    with _serving(1, pages) as [home], tempfile.TemporaryDirectory() as name:
        portal = _portal(0, home, 0.0)
        [first], [second] = _crawl([portal], Path(name)), _crawl([portal], Path(name))
    ratio = second.bytes / first.bytes
    aim = f"≤ {MOST_OF_BYTES:.0%}: {'reached' if ratio <= MOST_OF_BYTES else 'not reached'}"
    yield "bytes, second crawl", f"{second.bytes:,}", f"{first.bytes:,}", f"{ratio:.1%}", aim


def measure(pages: int, hosts: int, articles: int, rounds: int) -> None:
    """Measure everything and print the table."""
    table = Table(*COLUMNS, box=MARKDOWN)
    console = Console(width=WIDTH)
    parts = (_against_scrapy(pages, rounds), _many_hosts(hosts, articles), _second_crawl(pages))
    with console.status("crawl …"):
        for row in (row for part in parts for row in part):
            table.add_row(*row)
    console.print(
        f"crawl: {pages} pages, {hosts} hosts, median of {rounds} rounds, {os.cpu_count()} cores",
        table,
    )
