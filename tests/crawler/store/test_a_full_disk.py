"""A disk that fills up in mid-crawl: one line, a status of its own, nothing half kept, and the run
goes on later.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.errors import DiskFull
from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived
from crawler.store.writer import CaptureWriter
from tests.crawler.sites import CHANNEL, Answer, Site, serving, trs_site

pytestmark = [pytest.mark.loopback]

DISK_FULL = 27
PORTAL = "yanshi"


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal whose attachments are of a size, and do not compress."""
    made = trs_site(reports=6, per_page=20)
    for number in (1, 3, 5):
        path = f"{CHANNEL}202401/P02024011900000000{number}.docx"
        made.routes[path] = Answer(
            b"PK\x03\x04" + os.urandom(200_000), headers={"Content-Type": "application/msword"}
        )
    with serving(made) as site:
        yield site


def registry(site: Site, folder: Path) -> Path:
    folder.mkdir()
    text = f"name: 演示县\nhome: {site.base}/\nfamily: trs\ndelay: 0.0\nallow_loopback: true\n"
    (folder / f"{PORTAL}.yml").write_text(text, encoding="utf-8")
    return folder


def gongkai(
    site: Site, tmp_path: Path, state: Path, largest_file: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line itself; `largest_file` is the most bytes that any file may have."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    folder = tmp_path / "portals"
    known = folder if folder.exists() else registry(site, folder)
    command = [
        sys.executable,
        "-m",
        "gongkai",
        "crawl",
        PORTAL,
        "--portals",
        str(known),
        "--state",
        str(state),
    ]
    return subprocess.run(
        command, capture_output=True, text=True, preexec_fn=limit, check=False, timeout=600
    )


def is_sound(state: Path) -> bool:
    """Tell whether every record that is logged reads back whole, and nothing lies behind the last
    one.
    """
    store = CaptureStore(state, PORTAL)
    captures = store.captures()
    assert all(len(store.payload(capture)) == capture.length for capture in captures)
    last = captures[-1]
    return (state / last.warc_file).stat().st_size == last.warc_offset + last.warc_length


def documents(state: Path) -> set[tuple[str, str, str]]:
    return {(each.url, each.kind, each.sha256) for each in CaptureStore(state, PORTAL).captures()}


def test_no_room_for_a_body_ends_the_crawl_and_the_next_one_goes_on(
    site: Site, state: Path, tmp_path: Path
) -> None:
    full = gongkai(site, tmp_path, state, largest_file=300_000)
    assert (full.returncode, full.stderr.count("Traceback")) == (DISK_FULL, 0)
    assert "no space left" in full.stderr and "the run goes on" in full.stderr
    [run] = CaptureStore(state, PORTAL).runs()
    assert (run.verdict, is_sound(state)) == ("interrupted", True)

    again = gongkai(site, tmp_path, state)
    assert (again.returncode, again.stderr.count("ok")) == (0, 1)
    [run] = CaptureStore(state, PORTAL).runs()
    assert (run.verdict, run.reports, is_sound(state)) == ("ok", 6, True)
    # Only what did not fit is asked for a second time.
    assert sum(count - 1 for count in Counter(site.paths()).values()) == 1
    [whole] = crawl([site.portal()], tmp_path / "whole", None, lambda *_: None)
    assert (whole.verdict, documents(tmp_path / "whole")) == ("ok", documents(state))


def test_no_room_for_the_log_leaves_an_archive_that_goes_on(
    site: Site, state: Path, tmp_path: Path
) -> None:
    full = gongkai(site, tmp_path, state, largest_file=40_000)
    assert (full.returncode, full.stderr.count("Traceback")) == (DISK_FULL, 0)
    again = gongkai(site, tmp_path, state)
    assert (again.returncode, is_sound(state)) == (0, True)
    assert [run.verdict for run in CaptureStore(state, PORTAL).runs()][-1] == "ok"


def mounted(folder: Path) -> bool:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    folder = tmp_path / "disk"
    if not mounted(folder):
        pytest.skip(
            "this user may not mount a small file system; the limits on file sizes are tested all"
            " the same"
        )
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_real_disk_that_is_too_small_is_refused_before_anything_is_asked(
    site: Site, small_disk: Path, tmp_path: Path
) -> None:
    full = gongkai(site, tmp_path, small_disk)
    assert (full.returncode, site.asked) == (DISK_FULL, [])
    assert "MiB free, 256 MiB are needed; make room" in full.stderr


def test_a_real_disk_that_fills_up_leaves_whole_records(site: Site, small_disk: Path) -> None:
    code = f"""
from pathlib import Path
from contextlib import suppress
from crawler.runner import portal, worker
from crawler.registry.portals import Portal
from multiprocessing import Pipe
original = portal.CaptureWriter
portal.CaptureWriter = lambda state, portal: original(state, portal, free_floor=0)
ours, theirs = Pipe()
ours.send(Portal.model_validate_json({site.portal().model_dump_json()!r}))
ours.send(None)
worker.work(Path({str(small_disk)!r}), None, False, theirs)
outcome = None
with suppress(EOFError):
    while ours.poll():
        portal, outcome = ours.recv()
print(type(outcome).__name__)
"""
    for number in range(6):
        path = f"{CHANNEL}202401/P02024011900000000{number}.docx"
        site.routes[path] = Answer(
            os.urandom(400_000), headers={"Content-Type": "application/msword"}
        )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=600
    )
    assert (done.stdout, done.stderr) == ("DiskFull\n", "")
    assert is_sound(small_disk)
    assert len(CaptureStore(small_disk, PORTAL).captures()) >= 5


def test_a_second_interrupt_ends_at_once_and_the_archive_is_whole(
    site: Site, state: Path, tmp_path: Path
) -> None:
    slow = f"{CHANNEL}202401/t20240119_1001.html"
    page = site.routes[slow]
    assert not isinstance(page, Answer)
    started: list[subprocess.Popen[str]] = []

    def interrupt(request: object) -> Answer:
        for _ in range(2):
            os.kill(started[0].pid, signal.SIGINT)
            signal.sigtimedwait([], 0.5)
        return Answer(b"late", pause=600.0)

    site.routes[slow] = interrupt
    known = registry(site, tmp_path / "portals")
    command = [
        sys.executable,
        "-m",
        "gongkai",
        "crawl",
        PORTAL,
        "--portals",
        str(known),
        "--state",
        str(state),
    ]
    started.append(
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    )
    _, told = started[0].communicate(timeout=500)
    assert (started[0].returncode, told) == (130, "gongkai: interrupted\n")
    assert is_sound(state)
    site.routes[slow] = page
    assert gongkai(site, tmp_path, state).returncode == 0
    assert [run.verdict for run in CaptureStore(state, PORTAL).runs()] == ["ok"]


def test_the_warc_file_reads_from_end_to_end_after_a_full_disk(
    site: Site, state: Path, tmp_path: Path
) -> None:
    gongkai(site, tmp_path, state, largest_file=300_000)
    [file] = state.rglob("*.warc.gz")
    with file.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds[0] == "warcinfo"
    assert (
        kinds.count("request")
        == kinds.count("response")
        == len(CaptureStore(state, PORTAL).captures())
    )


def test_what_found_no_room_is_not_written_when_there_is_room_again(state: Path) -> None:
    """The stream holds what it could not write, and would write it when it is closed."""
    portal = Portal.model_validate({"id": PORTAL, "name": "某县", "home": "http://a.example/"})
    with closing(CaptureWriter(state, portal)) as writer:
        first = writer.append(fetched(b"whole"))
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = (state / first.warc_file).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, before[1]))
        try:
            with pytest.raises(DiskFull):
                writer.append(fetched(os.urandom(3000)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)
        assert (state / first.warc_file).stat().st_size == size
        writer.append(fetched(b"whole again"))
    assert is_sound(state)


def fetched(body: bytes) -> Fetched:
    answer = Archived(200, [("Content-Type", "text/html")], body)
    return Fetched("http://a.example/1", "GET", "a" * 40, answer, "report")
