"""Many portals in few processes: at the same time, but for those on one host, and none falls with
another.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.errors import CrawlCrashed
from crawler.runner.crew import PROCESSES
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore
from crawler.store.locking import LOCK
from tests.crawler.sites import Site, serving, trs_site

pytestmark = [pytest.mark.loopback]

IDS = ("one", "two", "three", "four", "five", "six")


@pytest.fixture
def sites() -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                serving(trs_site(reports=4, per_page=9), f"127.0.0.{21 + number}")
            )
            for number, name in enumerate(IDS)
        }


def moments(site: Site) -> list[float]:
    return [moment for _, _, moment in site.asked]


def test_more_portals_than_processes_are_crawled_at_the_same_time(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    portals = [site.portal(id=name, delay=0.3) for name, site in sites.items()]
    runs = crawl(portals, tmp_path, None, lambda *_: None)
    assert [(run.portal, run.verdict, run.reports) for run in runs] == [
        (name, "ok", 4) for name in IDS
    ]
    under_way = [
        len([site for site in sites.values() if min(moments(site)) <= moment <= max(moments(site))])
        for moment in (max(moments(site)) for site in sites.values())
    ]
    assert max(under_way) > PROCESSES


def test_each_keeps_its_own_delay_and_its_own_log(sites: dict[str, Site], tmp_path: Path) -> None:
    portals = [site.portal(id=name, delay=0.3) for name, site in sites.items()]
    crawl(portals, tmp_path, None, lambda *_: None)
    for name, site in sites.items():
        asked = moments(site)
        assert min(after - before for before, after in pairwise(asked)) >= 0.1
        [log] = (tmp_path / "captures" / name).glob("*.log")
        text = log.read_text(encoding="utf-8")
        assert text.count("Spider opened") == text.count("Spider closed (finished)") == 1
        assert [other for other in IDS if other != name and f"Portal(id='{other}'" in text] == []


def test_portals_on_one_host_are_crawled_one_after_the_other(tmp_path: Path) -> None:
    with serving(trs_site(), "127.0.0.31") as first, serving(trs_site(), "127.0.0.32") as second:
        shared = first.base.removeprefix("http://")
        portals = [first.portal(id="first"), second.portal(id="second", hosts=[shared])]
        assert [run.verdict for run in crawl(portals, tmp_path, None, lambda *_: None)] == [
            "ok",
            "ok",
        ]
        assert max(moments(first)) < min(moments(second))


def test_a_portal_that_breaks_its_process_breaks_no_other(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    def kill(count: int) -> bool:
        """Kill whoever asks for the second page of this site, whenever it does."""
        if count % 2 == 0:
            with suppress(ProcessLookupError):
                os.kill(int((tmp_path / "captures" / "three" / LOCK).read_text()), signal.SIGKILL)
        return count % 2 == 1

    sites["three"].before = kill
    portals = [site.portal(id=name) for name, site in sites.items()]
    with pytest.raises(
        CrawlCrashed, match=r"^three: its process ended with status -9; crawl again"
    ):
        crawl(portals, tmp_path, None, lambda *_: None)
    verdicts = {name: [run.verdict for run in CaptureStore(tmp_path, name).runs()] for name in IDS}
    assert verdicts == {name: [None if name == "three" else "ok"] for name in IDS}
    sites["three"].before = lambda count: True
    assert [run.verdict for run in crawl(portals[2:3], tmp_path, None, lambda *_: None)] == ["ok"]
