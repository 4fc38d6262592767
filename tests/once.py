"""What is dear and made once a run, however many processes share its tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import mkdtemp

import pytest


def once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> tuple[Path, str]:
    """The folder that `make` filled, and what it said of it: whoever comes first makes it, the
    others wait. It is to be left as it is.
    """
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    record = shared / f"{name}.txt"
    with (shared / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not record.exists():
            folder = Path(mkdtemp(prefix=f"{name}-", dir=shared))
            said = make(folder)
            record.write_text(f"{folder}\n{said}", encoding="utf-8")
    made, _, said = record.read_text(encoding="utf-8").partition("\n")
    return Path(made), said
