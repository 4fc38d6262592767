"""A process that crawls the portals it is handed, many at once: one reactor serves them all."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from crawler.context import Context
from crawler.errors import CrawlerError
from crawler.middlewares.settings import process_settings
from crawler.registry.portals import Portal
from crawler.runner import logs
from crawler.runner.portal import PortalCrawl
from crawler.store.captures import Run

# What a worker sends of a portal, by its id: counts of requests and reports, then its run or the
# error that ended it.
Message = tuple[str, tuple[int, int] | Run | CrawlerError]

# A signal to a group of processes comes twice within this many seconds: from the sender, and from
# the parent.
_ECHO = 0.3
# Seconds after which an engine that was starting when all were stopped is looked at again.
_STARTING = 0.1
# Seconds between two messages about one portal that is under way: a message for each response would
# cost more than keeping it in view is worth.
_BETWEEN_COUNTS = 0.25
# Portals that need a browser are crawled one after another: each browser takes as much memory as
# all the rest.
_BROWSERS = 1


class _Worker:
    def __init__(self, state: Path, contact: str | None, sparing: bool, pipe: Connection) -> None:
        self._pipe = pipe
        self._contexts: list[Context] = []
        self._process = AsyncCrawlerProcess(process_settings(self._contexts))
        self._crawl = PortalCrawl(self._process, self._contexts, state, contact, sparing)
        self._browsers = asyncio.Semaphore(_BROWSERS)
        self._crawls: set[asyncio.Task[None]] = set()
        self._awaits_more = True
        self._stopped_at: float | None = None
        self._ending: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Crawl what the parent hands over until it says that there is no more."""
        from twisted.internet import reactor

        # SIGINT is left to the parent: a terminal sends it to both.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._on_signal)
        reactor.callWhenRunning(self._listen)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)

    def _listen(self) -> None:
        asyncio.get_event_loop().add_reader(self._pipe.fileno(), self._receive)

    def _receive(self) -> None:
        try:
            portal: Portal | None = self._pipe.recv()
        except (EOFError, OSError):
            # Nobody listens any more: end as on a signal, the runs can be taken up again.
            self._stop_listening()
            self._stop()
            return
        if portal is None:
            self._stop_listening()
            self._end_when_done()
        else:
            task = asyncio.get_event_loop().create_task(self._take(portal))
            self._crawls.add(task)
            task.add_done_callback(self._done)

    def _stop_listening(self) -> None:
        self._awaits_more = False
        asyncio.get_event_loop().remove_reader(self._pipe.fileno())

    async def _take(self, portal: Portal) -> None:
        if not portal.render:
            await self._deliver(portal)
            return
        async with self._browsers:
            await self._deliver(portal)

    async def _deliver(self, portal: Portal) -> None:
        if self._ending is None:
            outcome = await self._crawl.run(portal, self._counter(portal))
            self._send((portal.id, outcome))

    def _counter(self, portal: Portal) -> Callable[[int, int], None]:
        """Return what tells the parent how far a portal is, a few times a second."""
        told_at = 0.0

        def tell(requests: int, reports: int) -> None:
            nonlocal told_at
            moment = time.monotonic()
            if moment - told_at >= _BETWEEN_COUNTS:
                told_at = moment
                self._send((portal.id, (requests, reports)))

        return tell

    def _send(self, message: Message) -> None:
        try:
            self._pipe.send(message)
        except OSError:
            self._stop()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._crawls.discard(task)
        self._end_when_done()

    def _end_when_done(self) -> None:
        from twisted.internet import reactor

        if not (self._crawls or self._awaits_more):
            reactor.stop()  # type: ignore[misc]

    def _on_signal(self, number: int, frame: object) -> None:
        """Let SIGTERM end the crawls after the requests under way; a second one ends them at once,
        all stays whole.
        """
        from twisted.internet import reactor

        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
            reactor.callFromThread(self._stop)
        elif time.monotonic() - self._stopped_at >= _ECHO:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)

    async def _stop_crawls(self) -> None:
        """Stop the engines until no crawl is left: Scrapy forgets to stop one that is just
        starting, which would then never end.
        """
        while self._crawls:
            engines = [each.engine for each in self._process.crawlers if each.engine is not None]
            running = [engine for engine in engines if engine.running]
            await asyncio.gather(*(engine.stop_async() for engine in running))
            if self._crawls:
                await asyncio.wait(self._crawls, timeout=_STARTING)

    def _stop(self) -> None:
        if self._ending is None:
            self._ending = asyncio.get_event_loop().create_task(self._stop_crawls())
            if self._awaits_more:
                self._stop_listening()
            self._ending.add_done_callback(lambda _: self._end_when_done())


def work(state: Path, contact: str | None, sparing: bool, pipe: Connection) -> None:
    """Crawl the portals that come through `pipe`, until None comes; send Messages back.

    `sparing`: see Context.
    """
    worker = _Worker(state, contact, sparing, pipe)
    logs.prepare()
    worker.run()
    pipe.close()
