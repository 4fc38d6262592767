"""A build that is killed, before, while or after it writes, leaves a whole archive in place, and the
next one goes on as if nothing had been.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from publish import build
from tests.conftest import TOP
from tests.publish.practice import PracticeCrawl, balanced, report_page

pytestmark = [pytest.mark.slow, pytest.mark.minutes(0.5)]
# Runs in a process of its own, which ends when it comes to a step.
KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from publish.archive import builder
module, step, state, archive = sys.argv[1:]
setattr(importlib.import_module(module), step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
builder.build(Path(state), Path(archive))
"""
STEPS = (
    ("publish.collect.preparations", "prepared"),
    ("publish.archive.builder", "write"),
    ("publish.archive.builder", "_check"),
    ("publish.archive.builder", "keep_inspection"),
)


def crawl(state: Path, received: int) -> None:
    practice = PracticeCrawl(state)
    for year in (2022, 2023):
        page = report_page("尚志市民政局", year, table3=balanced(received))
        practice.capture(f"{year}.html", page, link_text="年报")
    practice.finish()


def test_a_build_that_is_killed_costs_nothing(state: Path, archive_path: Path) -> None:
    crawl(state, 3)
    build(state, archive_path)
    before = archive_path.read_bytes()
    crawl(state, 4)
    *earlier, last = [killed_at(module, step, state, archive_path) for module, step in STEPS]
    assert earlier == [before] * len(earlier)
    build(state, archive_path)
    # The last step comes after the swap: the new archive is whole by then.
    assert last == archive_path.read_bytes() != before
    assert not list(archive_path.parent.glob("*.new"))


def killed_at(module: str, step: str, state: Path, archive: Path) -> bytes:
    """What stands in the archive's place after a build that was killed at a step."""
    words = [sys.executable, "-c", KILLED, module, step, str(state), str(archive)]
    surroundings = {**os.environ, "PYTHONPATH": str(TOP)}
    ended = subprocess.run(words, env=surroundings, check=False)
    assert ended.returncode == -signal.SIGKILL
    return archive.read_bytes()
