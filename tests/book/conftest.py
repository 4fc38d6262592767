"""The demonstration's folder as a reader of the book has it, and its site."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demonstration import demonstration
from tests.house.house import TOP
from tests.site.running import running

BROUGHT = ("tests", "docs", "samples", "crawler")


def settled(folder: Path, demonstrated: Path) -> Path:
    """The folder with what the demonstration leaves, beside what a checkout has."""
    for name in ("archive.db", "inspect-data.json"):
        shutil.copy(demonstrated / name, folder)
    shutil.copytree(demonstrated / "var", folder / "var")
    for name in BROUGHT:
        (folder / name).symlink_to(TOP / name)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the module's own."""
    return settled(tmp_path_factory.mktemp("book"), demonstration(tmp_path_factory)[0])


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of the site on that folder."""
    with running(folder) as server:
        yield server.address
