"""One portal's hostile answers do not hold up the others of its process: no work in the reactor's
thread takes long, in time of the processor.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.encodings import LARGEST_BODY, MOST_MEMBERS
from crawler.store.captures import CaptureStore
from tests.crawler.sites import CHANNEL, Answer, Site, report_page, serving, trs_site

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]

LONGEST = 0.05
REPORT = report_page("演示县第3局2023年政府信息公开工作年度报告")
ARTICLE = f"{CHANNEL}202401/t20240119_1003.html"
MODIFIED = "Fri, 19 Jan 2024 08:00:00 GMT"
GZIPPED = {"Content-Type": "text/html", "Content-Encoding": "gzip"}


def longest_work(site: Site, state: Path) -> float:
    """Crawl in a process of its own; return the most processor time that its reactor's thread took
    for one piece of work, once the first pages had come.
    """
    code = f"""
import asyncio, time
from threading import current_thread, main_thread
from multiprocessing import Pipe
from pathlib import Path
from crawler.registry.portals import Portal
from crawler.runner import worker
from crawler.store.writer import CaptureWriter

took, kept = [], []
run, keep = asyncio.Handle._run, CaptureWriter.keep

def measured(handle):
    before = time.thread_time()
    run(handle)
    if len(kept) > 3 and current_thread() is main_thread():
        took.append(time.thread_time() - before)

def counted(self, prepared):
    kept.append(prepared.row["url"])
    return keep(self, prepared)

asyncio.Handle._run, CaptureWriter.keep = measured, counted
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
    path = ARTICLE
    site.routes[path] = Answer(body, headers=GZIPPED)
    with serving(site):
        assert longest_work(site, state) < LONGEST
    [kept] = [each for each in CaptureStore(state, "yanshi").captures() if each.url.endswith(path)]
    assert (kept.received, kept.kind == "report") == (len(body), told is None)
    assert (told or "") in (kept.problem or "") and bool(kept.problem) == bool(told)


def listed(count: int) -> str:
    """A list of so many articles, of about 100 bytes each."""
    rows = (
        f'<li><a href="./202301/t20230119_{90000 + number}.html">关于第{number}号事项的公告</a>'
        "<span>2023-01-19</span></li>"
        for number in range(count)
    )
    return "".join(rows)


def large(kind: str) -> tuple[str, Answer]:
    """A large answer, and the path of the portal that gives it."""
    if kind == "a file":
        body = b"%PDF-1.4\n" + os.urandom(12_000_000) + b"\n%%EOF\n"
        headers = {"Content-Type": "application/pdf", "Last-Modified": MODIFIED}
        return f"{CHANNEL}202401/P020240119000000003.docx", Answer(body, headers=headers)
    page = {"Content-Type": "text/html"}
    if kind == "a report with a picture inside":
        picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 400_000}">'
        return ARTICLE, Answer(REPORT.replace(b"</h1>", f"</h1>{picture}".encode()), headers=page)
    if kind == "a report of many words":
        words = "".join(f"<p>第{number}项工作依据条例办理。</p>" for number in range(60_000))
        return ARTICLE, Answer(REPORT.replace(b"</h1>", f"</h1>{words}".encode()), headers=page)
    site = trs_site(per_page=100)
    listing = site.routes[CHANNEL]
    assert isinstance(listing, Answer)
    body = listing.body.decode().replace("</ul>", f"{listed(8_000)}</ul>").encode()
    return CHANNEL, Answer(body, headers=page)


@pytest.mark.parametrize(
    "kind",
    ["a file", "a report with a picture inside", "a report of many words", "a list of thousands"],
)
def test_what_is_large_is_kept_and_looked_through_beside_the_reactor(
    state: Path, kind: str
) -> None:
    site = trs_site(per_page=100)
    path, answer = large(kind)
    site.routes[path] = answer
    with serving(site):
        assert longest_work(site, state) < LONGEST
        [run] = CaptureStore(state, "yanshi").runs()
        assert (run.verdict, run.reports) == ("ok", 6)
        # The second time what is kept is read again, and compared.
        assert longest_work(site, state) < LONGEST
    kept = [each for each in CaptureStore(state, "yanshi").captures() if each.url.endswith(path)]
    assert [each.length for each in kept] == [len(answer.body)] * 2
    assert kept[1].refers_to == kept[0].id
