"""The processes that crawl: started, handed portals, listened to, and replaced when one dies."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from crawler.errors import CrawlCrashed, CrawlerError
from crawler.registry.families import families
from crawler.registry.portals import Portal
from crawler.runner.worker import work
from crawler.store.captures import Run

# Processes that crawl at the same time, and portals at once in each. Politeness is kept inside each
# portal, so more would not be less polite: a portal with a delay of a second keeps a processor busy
# for a hundredth of the time.
PROCESSES, PORTALS_AT_ONCE = 2, 48

PRELOADED = [
    "crawler.runner.worker",
    "crawler.spiders.family",
    *(family.module for family in families().values()),
]

Progress = Callable[[str, int, int, Run | None], None]


@dataclass
class _Worker:
    """A process and the portals that it has in hand, by id. `alone`: it gets one portal and no
    more.
    """

    process: ForkServerProcess
    pipe: Connection
    alone: bool = False
    portals: dict[str, Portal] = field(default_factory=dict)
    dismissed: bool = False

    @property
    def has_room(self) -> bool:
        return not (self.alone or self.dismissed) and len(self.portals) < PORTALS_AT_ONCE

    def hand(self, portal: Portal | None) -> None:
        """Hand over a portal, or None for the end. A process that is dead says so when it is
        listened to.
        """
        with suppress(OSError):
            self.pipe.send(portal)
        if portal is None:
            self.dismissed = True
        else:
            self.portals[portal.id] = portal


class Crew:
    """Crawls portals in a few processes. `runs` by id and `errors` hold what came of them.

    Where a process dies with several portals in hand, nobody knows which of them broke it: each is
    crawled again in a process of its own, so that it breaks nothing but its own crawl.
    """

    def __init__(
        self, state: Path, contact: str | None, progress: Progress, sparing: bool = False
    ) -> None:
        self._state = state
        self._contact = contact
        self._progress = progress
        self._sparing = sparing
        # A reactor cannot be inherited, so workers are not forked from this process but from one
        # that has done no more than import what they need: that spares each of them a second of
        # imports.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._workers: list[_Worker] = []
        self._waiting: list[Portal] = []
        self._suspects: list[Portal] = []
        self._stopping = False
        self.runs: dict[str, Run] = {}
        self.errors: list[CrawlerError] = []

    def crawl(self, portals: Sequence[Portal]) -> None:
        """Crawl the portals, in their order, until all are done or the crew was stopped."""
        self._waiting = list(portals)
        self._assign()
        while self._workers:
            self._listen()
            self._assign()

    def stop(self, *_: Any) -> None:
        """Let all workers end after the requests under way; called again, at once."""
        self._stopping = True
        for worker in self._workers:
            worker.process.terminate()

    def _assign(self) -> None:
        while (
            not self._stopping
            and (portal := self._next(self._waiting))
            and (worker := self._free())
        ):
            self._waiting.remove(portal)
            worker.hand(portal)
        while (
            not self._stopping
            and not self._waiting
            and self._suspects
            and len(self._workers) < PROCESSES
        ):
            self._start(alone=True).hand(self._suspects.pop(0))
        for worker in self._workers:
            if not (worker.portals or worker.dismissed):
                worker.hand(None)

    def _next(self, portals: Sequence[Portal]) -> Portal | None:
        """Return the first portal of whose servers none is being asked for another: it would be
        asked too often.
        """
        busy = {
            server
            for worker in self._workers
            for portal in worker.portals.values()
            for server in portal.servers
        }
        return next((portal for portal in portals if busy.isdisjoint(portal.servers)), None)

    def _free(self) -> _Worker | None:
        """Return the worker with the least in hand, a new one while there are few; None where all
        have enough.
        """
        if len(self._workers) < PROCESSES:
            return self._start()
        able = [worker for worker in self._workers if worker.has_room]
        return min(able, key=lambda worker: len(worker.portals), default=None)

    def _start(self, alone: bool = False) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=work, args=(self._state, self._contact, self._sparing, theirs), daemon=True
        )
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, alone))
        return self._workers[-1]

    def _listen(self) -> None:
        """Wait for messages and take each one up."""
        ready = wait([worker.pipe for worker in self._workers])
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            try:
                self._take(worker, *worker.pipe.recv())
            except (EOFError, ConnectionResetError):
                self._ended(worker)

    def _take(
        self, worker: _Worker, portal: str, news: tuple[int, int] | Run | CrawlerError
    ) -> None:
        if isinstance(news, tuple):
            self._progress(portal, *news, None)
            return
        del worker.portals[portal]
        if isinstance(news, Run):
            self.runs[portal] = news
            self._progress(portal, news.requests, news.reports, news)
        else:
            self.errors.append(news)

    def _ended(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.join()
        worker.pipe.close()
        if self._stopping:
            # Stopped before a run began, or a second time: there is nothing to report.
            return
        if len(worker.portals) > 1:
            self._suspects.extend(worker.portals.values())
            return
        for portal in worker.portals:
            text = (
                f"{portal}: its process ended with status {worker.process.exitcode}; crawl again,"
                " the run goes on."
            )
            self.errors.append(CrawlCrashed(text))
