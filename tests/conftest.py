"""What all tests share: no network by construction, a state folder of their own, and the shared
documents.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from functools import cache
from multiprocessing import forkserver
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.network import foreign, stay

TOP = Path(__file__).parent.parent

stay()

# How long an example takes is a matter of the machine: a busy one is no fault of the code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Open sockets for tests marked `loopback`; where those may lead to is the audit hook's matter.

    Tests marked `nightly` are left out unless `-m nightly` asks for them. Files that take longest
    begin first, so that nobody waits for them at the end.
    """
    for item in items:
        if item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.enable_socket)
    if "nightly" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    items.sort(key=_minutes, reverse=True)


def _minutes(item: pytest.Item) -> float:
    """How long the file of a test takes, as far as a mark says so."""
    mark = item.get_closest_marker("minutes")
    return float(mark.args[0]) if mark else 0.0


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have the fork server up before the first test that may crawl, or read behind the wall."""
    if item.get_closest_marker("loopback") or item.get_closest_marker("slow"):
        _start_fork_server()


@cache
def _start_fork_server() -> None:
    """Crawls and readings are forked from one server for each process, which has loaded what the
    first to need it asked for; the others would import theirs anew each time.
    """
    from crawler.runner.crew import PRELOADED
    from extract.worker import LOADED_BEFORE

    multiprocessing.set_forkserver_preload([*PRELOADED, *LOADED_BEFORE])
    forkserver.ensure_running()


@pytest.fixture(autouse=True)
def stay_on_this_machine() -> Iterator[None]:
    """Fail a test that tried to reach another machine, even where its code swallowed the
    refusal.
    """
    foreign.clear()
    yield
    if foreign:
        pytest.fail(f"tried to leave this machine: {', '.join(foreign)}")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder of the test's own, not yet made."""
    return tmp_path / "var"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference documents beside the repository, or named by GONGKAI_SHARED; they may
    not be copied in.

    Without it the test is skipped, except in CI, where it must be there.
    """
    folder = Path(os.environ.get("GONGKAI_SHARED", TOP.parent / "shared"))
    if folder.is_dir():
        return folder
    reason = (
        "the reference documents are not there: set GONGKAI_SHARED to their folder (looked in"
        f" {folder.name}/)"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
