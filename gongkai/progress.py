"""Shows how far a command has come: bars where a person watches, plain lines where a log is
written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from crawler import Run

CrawlReport = Callable[[str, int, int, "Run | None"], None]
BuildReport = Callable[[int, int], None]


def _told(portal: str, requests: int, reports: int, run: Run) -> str:
    return f"{portal}: {run.verdict}, {requests} requests, {reports} reports"


def _plain_crawl(portal: str, requests: int, reports: int, run: Run | None) -> None:
    if run is not None:
        print(_told(portal, requests, reports, run), file=sys.stderr, flush=True)


# So many portals are shown at work at once; the others are crawled unseen until one of these has
# ended.
_MOST_BARS = 12


class CrawlBars:
    """A line for each portal at work, with its requests and reports; above them the verdicts of
    those that ended.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, portal: str, requests: int, reports: int, run: Run | None) -> None:
        """Take note of how far `portal` has come; `run` is given once, when it has ended."""
        if run is not None:
            self._end(portal)
            self._progress.console.print(
                _told(portal, requests, reports, run), highlight=False, soft_wrap=True
            )
            return
        if portal not in self._tasks:
            self._tasks[portal] = self._progress.add_task(
                portal, total=None, visible=len(self._tasks) < _MOST_BARS
            )
        self._progress.update(
            self._tasks[portal], description=f"{portal}: {requests} requests, {reports} reports"
        )

    def _end(self, portal: str) -> None:
        if portal in self._tasks:
            self._progress.remove_task(self._tasks.pop(portal))
        for task in list(self._tasks.values())[:_MOST_BARS]:
            self._progress.update(task, visible=True)


@contextmanager
def crawl_progress() -> Iterator[CrawlReport]:
    """Give the function that the crawl tells its progress."""
    if not sys.stderr.isatty():
        yield _plain_crawl
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield CrawlBars(progress)


@contextmanager
def build_progress() -> Iterator[BuildReport]:
    """Give the function that the build tells how many of its documents are read; silent where no
    person watches.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("documents read / 已解析文件", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
