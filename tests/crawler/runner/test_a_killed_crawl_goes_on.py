"""A crawl that is killed or stopped at any moment goes on where it was, and ends with the same
captures.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.runner.run import crawl
from crawler.store.captures import Capture, CaptureStore
from tests.crawler.sites import Site, crawl_in_process_of_its_own, serving, trs_site

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(0.8)]

# Long enough for a response to be on the disk before the next request is sent.
DELAY = 0.1


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=5)) as site:
        yield site


def essence(capture: Capture) -> tuple[object, ...]:
    """What must be alike for the same capture of two runs."""
    return (
        capture.url,
        capture.method,
        capture.status,
        capture.sha256,
        capture.kind,
        capture.page_url,
        capture.link_text,
        capture.listed_on,
    )


def essences(state: Path) -> Counter[tuple[object, ...]]:
    store = CaptureStore(state, "yanshi")
    assert all(len(store.payload(capture)) == capture.length for capture in store.captures())
    return Counter(essence(capture) for capture in store.captures())


def start(site: Site, state: Path) -> subprocess.Popen[str]:
    command = crawl_in_process_of_its_own(site.portal(delay=DELAY), state)
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, text=True)


def killer(site: Site, state: Path, moment: int, number: int) -> subprocess.Popen[str]:
    """Start a crawl whose processes get a signal at the server's `moment`-th request; SIGKILL
    leaves it unanswered.
    """
    started: list[subprocess.Popen[str]] = []

    def before(count: int) -> bool:
        if count == moment and started:
            with suppress(ProcessLookupError):
                os.killpg(started[0].pid, number)
        return count != moment or number != signal.SIGKILL

    site.before = before
    started.append(start(site, state))
    return started[0]


@pytest.mark.parametrize("moment", [2, 4, 7, 11])
def test_killed_it_asks_for_nothing_twice_and_misses_nothing(
    site: Site, tmp_path: Path, moment: int
) -> None:
    [whole] = crawl([site.portal(delay=0.0)], tmp_path / "whole", None, lambda *_: None)
    assert whole.verdict == "ok"
    asked_whole = Counter(site.paths())
    site.asked.clear()

    assert killer(site, tmp_path / "killed", moment, signal.SIGKILL).wait(600) == -signal.SIGKILL
    assert len(site.asked) == moment - 1
    broken = CaptureStore(tmp_path / "killed", "yanshi").runs()
    assert [run.verdict for run in broken] == [None]

    site.before = lambda count: True
    [resumed] = crawl([site.portal(delay=DELAY)], tmp_path / "killed", None, lambda *_: None)
    assert (resumed.id, resumed.verdict, resumed.reports) == (broken[0].id, "ok", whole.reports)
    assert Counter(site.paths()) == asked_whole
    assert set(asked_whole.values()) == {1}
    assert essences(tmp_path / "killed") == essences(tmp_path / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_a_signal_it_ends_cleanly_and_goes_on(
    site: Site, tmp_path: Path, number: int
) -> None:
    stopped = killer(site, tmp_path / "stopped", 5, number)
    assert stopped.communicate(timeout=600)[0] == "interrupted\n"
    assert stopped.returncode == 0
    [run] = CaptureStore(tmp_path / "stopped", "yanshi").runs()
    assert (run.verdict, run.requests) == ("interrupted", len(site.asked))
    assert run.ended_at is not None

    site.before = lambda count: True
    [resumed] = crawl([site.portal(delay=DELAY)], tmp_path / "stopped", None, lambda *_: None)
    assert (resumed.id, resumed.verdict) == (run.id, "ok")
    assert set(Counter(site.paths()).values()) == {1}


def test_a_crawl_whose_parent_is_killed_stops_too(site: Site, tmp_path: Path) -> None:
    parent = start(site, tmp_path)
    site.before = lambda count: count < 4 or parent.kill() is None
    parent.wait(600)
    [run] = _ended_runs(tmp_path)
    assert run == "interrupted"
    assert len(site.asked) < 8


def _ended_runs(state: Path) -> list[str | None]:
    for _ in range(3000):
        runs = CaptureStore(state, "yanshi").runs()
        if runs and runs[-1].verdict:
            break
        time.sleep(0.1)
    return [run.verdict for run in CaptureStore(state, "yanshi").runs()]


def test_a_signal_that_comes_while_a_crawl_starts_ends_it_too(site: Site, state: Path) -> None:
    """Scrapy forgot it: the portal was crawled to its end, and then the process never ended."""
    code = f"""
import asyncio, os, signal
from multiprocessing import Pipe
from pathlib import Path
from crawler.middlewares.hours import ClosingTime
from crawler.registry.portals import Portal
from crawler.runner import worker
started = ClosingTime.engine_started
async def interrupted(self):
    started(self)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(0.5)
ClosingTime.engine_started = interrupted
ours, theirs = Pipe()
ours.send(Portal.model_validate_json({site.portal().model_dump_json()!r}))
worker.work(Path({str(state)!r}), None, False, theirs)
news = []
while ours.poll() and (news := ours.recv()):
    if hasattr(news[1], "verdict"):
        print(news[1].verdict)
        break
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=600
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
    assert len(site.asked) < len(site.routes)
