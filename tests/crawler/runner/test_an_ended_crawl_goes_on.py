"""Whatever Scrapy ends a crawl for, the run is interrupted, says why, and is taken up again."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.middlewares.memory import MemoryHeld
from crawler.reasons import Code
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore, Run
from tests.crawler.sites import Site, serving, trs_site

pytestmark = [pytest.mark.loopback]


def crawled_with(settings: dict[str, Any], site: Site, state: Path, **fields: Any) -> Run:
    """Crawl in a process of its own whose settings are others than usual."""
    code = f"""
from multiprocessing import Pipe
from pathlib import Path
from crawler.middlewares import settings
from crawler.registry.portals import Portal
from crawler.runner import worker
settings._SAFE |= {settings!r}
ours, theirs = Pipe()
ours.send(Portal.model_validate_json({site.portal(**fields).model_dump_json()!r}))
ours.send(None)
worker.work(Path({str(state)!r}), None, False, theirs)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return CaptureStore(state, "yanshi").runs()[-1]


@pytest.mark.parametrize("family", ["trs", None])
@pytest.mark.parametrize(
    ("setting", "value", "code", "told"),
    [
        ("MEMUSAGE_LIMIT_MB", 1, Code.MEMORY_FULL, "too much of memory"),
        ("CLOSESPIDER_PAGECOUNT", 4, Code.CLOSED, "closespider_pagecount"),
        ("CLOSESPIDER_TIMEOUT", 0.5, Code.CLOSED, "closespider_timeout"),
    ],
)
def test_a_crawl_that_was_ended_says_why_and_goes_on(
    state: Path, setting: str, value: float, code: Code, told: str, family: str | None
) -> None:
    with serving(trs_site()) as site:
        ended = crawled_with({setting: value}, site, state, delay=0.1, family=family)
        assert ended.verdict == "interrupted"
        [reason] = ended.reasons
        assert (reason.code, told in reason.text.en) == (code, True)
        [whole] = crawl([site.portal(family=family)], state, None, lambda *_: None)
    assert (whole.id, whole.verdict, whole.reports) == (ended.id, "ok", 6)
    assert set(Counter(site.paths()).values()) == {1}


def test_the_memory_of_now_counts_and_not_the_peak() -> None:
    extension = object.__new__(MemoryHeld)
    before = extension.get_virtual_size()
    held = bytearray(64 * 1024 * 1024)
    assert extension.get_virtual_size() - before > 0.9 * len(held)
    del held
    assert extension.get_virtual_size() - before < 32 * 1024 * 1024
