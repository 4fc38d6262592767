"""What a night costs after many nights: `python -m bench.nights`.

The log of a portal of 700 requests is made as old as 1, 100 and 1,000 nights, each with three
answers that stand. Measured are a look-up for each request of the first crawl, what `status` and
`--due` ask of a portal, and how large the log is; in seconds of the processor.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.registry.portals import Portal
from crawler.runner.schedule import is_due
from crawler.store.captures import CaptureStore, portal_directory
from crawler.store.writer import CaptureWriter

PORTAL = Portal(id="bench", name="某县人民政府", home="http://www.example.gov.cn/")
REQUESTS, STANDING = 700, 3
NIGHTS = (1, 100, 1000)
# The evidence of a run on a portal of that size.
EVIDENCE = json.dumps({"reports_listed": {"count": REQUESTS}, "told": "公开" * 4000})


def _rows(run: str, fetched: str, count: int) -> list[tuple[object, ...]]:
    return [
        (run, f"http://www.example.gov.cn/{n}", f"{n:040x}", fetched, f"{n:064x}")
        for n in range(count)
    ]


def _aged(log: sqlite3.Connection, nights: int) -> None:
    now = datetime.now(UTC)
    for night in range(nights, 0, -1):
        at = (now - timedelta(days=night)).strftime("%Y-%m-%dT%H:%M:%SZ")
        run = at.replace("-", "").replace(":", "")
        log.execute(
            "INSERT INTO runs (id, portal, started_at, ended_at, verdict, evidence)"
            " VALUES (?, ?, ?, ?, 'ok', ?)",
            (run, PORTAL.model_dump_json(), at, at, EVIDENCE),
        )
        log.executemany(
            "INSERT INTO captures (run, url, method, fingerprint, status, fetched_at, sha256,"
            " length, warc_file, warc_offset, warc_length, kind)"
            " VALUES (?, ?, 'GET', ?, 200, ?, ?, 1, '', 0, 0, 'report')",
            _rows(run, at, REQUESTS if night == nights else STANDING),
        )


def _spent(action: Callable[[], object]) -> float:
    begun = time.process_time()
    action()
    return time.process_time() - begun


def measure(state: Path, nights: int) -> str:
    """Return a line of the table: milliseconds, and kilobytes of the log."""
    with closing(CaptureWriter(state, PORTAL)):
        pass
    file = portal_directory(state, PORTAL.id) / "log.db"
    with closing(sqlite3.connect(file)) as log, log:
        log.execute("DELETE FROM runs")
        _aged(log, nights)
    store = CaptureStore(state, PORTAL.id)
    due = _spent(lambda: is_due(store.latest_runs(), datetime.now(UTC)))
    with closing(CaptureWriter(state, PORTAL)) as writer:
        prints = [f"{n:040x}" for n in range(REQUESTS)]
        lookups = _spent(lambda: [writer.history(each) for each in prints])
        earlier = _spent(lambda: [writer.earlier(each) for each in prints])
    per = 1000 / REQUESTS
    return (
        f"{nights:6} nights: history {lookups * per:.3f} ms, earlier {earlier * per:.3f} ms,"
        f" status and --due {due * 1000:.2f} ms, log {file.stat().st_size // 1024} kB"
    )


def main() -> None:
    """Print the table."""
    for nights in NIGHTS:
        with TemporaryDirectory() as folder:
            print(measure(Path(folder), nights), flush=True)


if __name__ == "__main__":
    main()
