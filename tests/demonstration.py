"""The demonstration, run once for all tests of a run, however many processes share them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import once


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `gongkai demo` in a folder."""
    command = [sys.executable, "-m", "gongkai", "demo"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=800, check=False
    )


def demonstration(factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the demonstration, and what it printed. It is to be left as it is."""
    return once(factory, "demonstration", _demonstrated)


def _demonstrated(folder: Path) -> str:
    answer = demo(folder)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout
