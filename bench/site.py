"""The site on a large archive: its pages for one reader and for many, search beside a scan, CSV
beside SQLite's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench import site_peers
from bench.site_archive import multiply, stem
from bench.site_load import Times, kinds, measured, serving
from crawler import crawl, load_portals
from publish import build
from samples import PracticePortals

TOP = Path(__file__).parent.parent
PAGES = (
    "page",
    *(f"{name}, {count}" for count in (1, 4, 16) for name in ("median ms", "p95 ms")),
    "aim",
)
OTHERS = ("measure", "value", "peer", "ratio", "aim")
CLIENTS = (1, 4, 16)
SLOWEST_P95, AIMED_CLIENTS = 150.0, 4
LEAST_OF_LIKE, SLOWEST_SEARCH, LEAST_OF_CSV = 100.0, 50.0, 0.5
# Wide enough for every row, so that what is printed can be put into docs/benchmarks.md as it is.
WIDTH = 160
ADDRESSES = 200
WORDS = tuple(stem(number) for number in range(3, 1000, 97))


def _verdict(words: str, reached: bool) -> str:
    return f"{words}: {'reached' if reached else 'not reached'}"


def _practice_archive(folder: Path) -> Path:
    """The archive of the practice portals, crawled and built."""
    with PracticePortals(port=0) as portals:
        portals.write_registry(folder / "portals", demo_only=True)
        crawl(load_portals(folder / "portals"), folder / "var", None, lambda *_: None)
        build(folder / "var", folder / "small.db", folder / "portals")
    return folder / "small.db"


def _pages(archive: Path, address: str, answers: int) -> Iterator[tuple[str, ...]]:
    for kind in kinds(archive, ADDRESSES):
        measured(address, kind, 1, 2)
        found = {clients: measured(address, kind, clients, answers) for clients in CLIENTS}
        values = [text for times in found.values() for text in _shown(times)]
        yield (
            kind.name,
            *values,
            _verdict(f"≤ {SLOWEST_P95:.0f}", found[AIMED_CLIENTS].p95 <= SLOWEST_P95),
        )


def _shown(times: Times) -> tuple[str, str]:
    away = f" ({times.turned_away} turned away)" if times.turned_away else ""
    return f"{times.median:.0f}", f"{times.p95:.0f}{away}"


def _others(
    archive: Path, address: str, seconds: dict[str, float], rounds: int
) -> Iterator[tuple[str, ...]]:
    steps = ", ".join(f"{step} {taken:.0f}" for step, taken in seconds.items())
    yield "seconds to write", f"{sum(seconds.values()):.0f}", steps, "", ""
    yield "size, GB", f"{archive.stat().st_size / 1e9:.2f}", "", "", ""
    search = site_peers.search(archive, WORDS, rounds)
    reached = search.ratio >= LEAST_OF_LIKE and 1000 * search.ours <= SLOWEST_SEARCH
    aim = _verdict(f"≥ {LEAST_OF_LIKE:.0f} ×, ≤ {SLOWEST_SEARCH:.0f} ms", reached)
    yield (
        "ms, search",
        f"{1000 * search.ours:.2f}",
        f"{1000 * search.peer:.0f} ({search.name})",
        f"{search.ratio:.0f} ×",
        aim,
    )
    table = site_peers.whole_table(archive, address, rounds)
    aim = _verdict(f"≥ {LEAST_OF_CSV} ×", table.ratio >= LEAST_OF_CSV)
    yield (
        "s, whole table as CSV",
        f"{table.ours:.2f}",
        f"{table.peer:.2f} ({table.name})",
        f"{table.ratio:.2f} ×",
        aim,
    )


def _filled(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Table:
    table = Table(*columns, box=MARKDOWN)
    for row in rows:
        table.add_row(*row)
    return table


def measure(reports: int, answers: int, rounds: int) -> None:
    """Write the archive, serve it, measure, and print both tables."""
    console = Console(width=WIDTH)
    with tempfile.TemporaryDirectory() as name, console.status("site …"):
        folder = Path(name)
        for file in ("metadata.yml", "settings.json"):
            shutil.copy(TOP / file, folder)
        archive = folder / "archive.db"
        seconds = multiply(_practice_archive(folder), archive, reports)
        (folder / "small.db").unlink()
        with serving(folder) as address:
            pages = _filled(PAGES, _pages(archive, address, answers))
            others = _filled(OTHERS, _others(archive, address, seconds, rounds))
    console.print(
        f"site: {reports:,} reports, {answers} answers of each kind, {os.cpu_count()} cores",
        pages,
        others,
    )
