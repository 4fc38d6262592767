"""The demonstration, run once for all tests of a run, however many processes share them."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

PRINTED = "printed.txt"


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `gongkai demo` in a folder."""
    command = [sys.executable, "-m", "gongkai", "demo"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=800, check=False
    )


def demonstration(factory: pytest.TempPathFactory) -> Path:
    """The folder of the demonstration, with what it printed in PRINTED; whoever comes first runs
    it, the others wait. It is to be left as it is.
    """
    folder = _of_all_processes(factory) / "demonstration"
    folder.mkdir(exist_ok=True)
    with (folder.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / PRINTED).exists():
            answer = demo(folder)
            assert answer.returncode == 0, answer.stderr
            (folder / PRINTED).write_text(answer.stdout, encoding="utf-8")
    return folder


def _of_all_processes(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
