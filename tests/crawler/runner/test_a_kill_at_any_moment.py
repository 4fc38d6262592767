"""SIGKILL at random moments over several portals: the archive ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from crawler.errors import CrawlCrashed, SeveralFailed
from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, stored_portals
from crawler.store.locking import LOCK
from tests.crawler.sites import Site, serving, trs_site

pytestmark = [pytest.mark.loopback]

IDS = ("one", "two", "three")
# What differs between any two runs, and says nothing of what was found.
OF_THE_MOMENT = ("ledger", "failed_attempts", "delays")


@pytest.fixture
def sites() -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                serving(trs_site(reports=40 + number, per_page=10), f"127.0.0.{11 + number}")
            )
            for number, name in enumerate(IDS)
        }


def documents(state: Path, name: str) -> Counter[tuple[object, ...]]:
    """All captures of a portal by what they hold, each read back whole."""
    store = CaptureStore(state, name)
    captures = store.captures()
    assert all(
        len(store.payload(each)) == each.length and store.request(each) is not None
        for each in captures
    )
    return Counter(
        (each.url, each.method, each.status, each.kind, each.sha256, each.link_text)
        for each in captures
    )


def evidence(state: Path, name: str) -> dict[str, Any]:
    [run] = CaptureStore(state, name).runs()
    assert run.verdict == "ok"
    return {key: value for key, value in run.evidence.items() if key not in OF_THE_MOMENT}


class Killer(Thread):
    """Kills crawling processes at random moments, so many times: each within a tenth of a second
    after a request.
    """

    def __init__(
        self, sites: dict[str, Site], state: Path, kills: int, chance: random.Random
    ) -> None:
        super().__init__(daemon=True)
        self._sites, self._state, self._kills, self._chance = sites, state, kills, chance
        self.killed: list[str] = []

    def run(self) -> None:
        while len(self.killed) < self._kills:
            asked = self._asked()
            while self._asked() == asked:
                time.sleep(0.002)
            time.sleep(self._chance.uniform(0.0, 0.1))
            name = self._chance.choice(IDS)
            with suppress(FileNotFoundError, ProcessLookupError, ValueError):
                process = int((self._state / "captures" / name / LOCK).read_text())
                if "forkserver" in Path(f"/proc/{process}/cmdline").read_text():
                    os.kill(process, signal.SIGKILL)
                    self.killed.append(name)

    def _asked(self) -> int:
        return sum(len(site.asked) for site in self._sites.values())


def unfinished(portals: list[Portal], state: Path) -> list[Portal]:
    known = stored_portals(state)
    return [
        each
        for each in portals
        if each.id not in known or CaptureStore(state, each.id).runs()[-1].verdict != "ok"
    ]


def crawl_on_and_on(portals: list[Portal], state: Path) -> None:
    """Crawl again whenever a process was killed, as a timetable would."""
    while left := unfinished(portals, state):
        with suppress(CrawlCrashed, SeveralFailed):
            crawl(left, state, None, lambda *_: None)


def differences(sites: dict[str, Site], tmp_path: Path, kills: int) -> list[str]:
    """Crawl undisturbed and with so many kills; return the portals whose two archives differ."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    portals = [site.portal(id=name) for name, site in sites.items()]
    assert [run.verdict for run in crawl(portals, tmp_path / "whole", None, lambda *_: None)] == [
        "ok"
    ] * len(IDS)
    killer = Killer(sites, tmp_path / "killed", kills, random.Random(seed))
    killer.start()
    crawl_on_and_on(
        [site.portal(id=name, delay=0.02) for name, site in sites.items()], tmp_path / "killed"
    )
    assert len(killer.killed) >= kills
    whole, disturbed = tmp_path / "whole", tmp_path / "killed"
    return [
        name
        for name in IDS
        if (documents(disturbed, name), evidence(disturbed, name))
        != (documents(whole, name), evidence(whole, name))
    ]


def test_twenty_kills_end_in_the_archive_of_an_undisturbed_crawl(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    assert differences(sites, tmp_path, kills=20) == []


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_hundreds_of_kills_end_in_the_archive_of_an_undisturbed_crawl(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    for number in range(10):
        for site in sites.values():
            site.asked.clear()
        (tmp_path / str(number)).mkdir()
        assert differences(sites, tmp_path / str(number), kills=20) == []
