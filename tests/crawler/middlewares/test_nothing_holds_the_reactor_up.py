"""One portal's hostile answers do not hold up the others of its process: no work in the reactor's
thread takes long, in time of the processor.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.encodings import LARGEST_BODY, MOST_MEMBERS
from crawler.store.captures import CaptureStore
from tests.crawler.sites import CHANNEL, Answer, Site, report_page, serving, trs_site

pytestmark = [pytest.mark.loopback, pytest.mark.timeout(120)]

LONGEST = 0.05
REPORT = report_page("演示县第3局2023年政府信息公开工作年度报告")
GZIPPED = {"Content-Type": "text/html", "Content-Encoding": "gzip"}


def longest_work(site: Site, state: Path) -> float:
    """Crawl in a process of its own; return the most processor time that its reactor's thread took
    for one piece of work, once the first pages had come.
    """
    code = f"""
import asyncio, time
from multiprocessing import Pipe
from pathlib import Path
from crawler.registry.portals import Portal
from crawler.runner import worker
from crawler.store.writer import CaptureWriter

took, kept = [], []
run, append = asyncio.Handle._run, CaptureWriter.append

def measured(handle):
    before = time.thread_time()
    run(handle)
    if len(kept) > 3:
        took.append(time.thread_time() - before)

def counted(self, fetched, original=None):
    kept.append(fetched.url)
    return append(self, fetched, original)

asyncio.Handle._run, CaptureWriter.append = measured, counted
ours, theirs = Pipe()
ours.send(Portal.model_validate_json({site.portal().model_dump_json()!r}))
ours.send(None)
worker.work(Path({str(state)!r}), None, False, theirs)
print(max(took))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return float(done.stdout)


def with_parts(members: int) -> bytes:
    return gzip.compress(REPORT) + gzip.compress(b"") * (members - 1)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (with_parts(MOST_MEMBERS - 1), None),
        (with_parts(5 * MOST_MEMBERS), f"more than {MOST_MEMBERS} compressed parts"),
        (gzip.compress(bytes(LARGEST_BODY + 1)), f"more than {LARGEST_BODY} bytes"),
    ],
    ids=["many parts", "too many parts", "a bomb"],
)
def test_a_body_that_takes_long_is_decoded_beside_the_reactor(
    state: Path, body: bytes, told: str | None
) -> None:
    site = trs_site()
    path = f"{CHANNEL}202401/t20240119_1003.html"
    site.routes[path] = Answer(body, headers=GZIPPED)
    with serving(site):
        assert longest_work(site, state) < LONGEST
    [kept] = [each for each in CaptureStore(state, "yanshi").captures() if each.url.endswith(path)]
    assert (kept.received, kept.kind == "report") == (len(body), told is None)
    assert (told or "") in (kept.problem or "") and bool(kept.problem) == bool(told)
