"""The crawl of one portal, in a process of its own: a Twisted reactor cannot be started twice."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import time
import traceback
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.browser import require_browser
from crawler.capture_writer import CaptureWriter
from crawler.captures import Run, portal_directory
from crawler.context import Context
from crawler.errors import BrowserNeeded, CrawlCrashed, CrawlerError, DiskFull
from crawler.evidence import STOPPED, judge_run
from crawler.middlewares.robots import summary
from crawler.registry import Portal
from crawler.settings import settings_for, user_agent

# A signal to a group of processes comes twice within this many seconds: from the sender, and from the parent.
_ECHO = 0.3

# What a worker sends: counts of requests and reports, then its run or the error that ended it.
Message = tuple[int, int] | Run | CrawlerError


def _stop_on_signal(process: AsyncCrawlerProcess) -> None:
    """Let SIGTERM end the crawl after the requests under way; a second one ends it at once, the archive stays whole.

    SIGINT is left to the parent: a terminal sends it to both.
    """
    from twisted.internet import reactor

    stopping: list[asyncio.Future[None]] = []
    stopped_at: list[float] = []

    def stop(number: int, frame: object) -> None:
        if stopped_at and time.monotonic() - stopped_at[0] >= _ECHO:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)
        elif not stopped_at:
            stopped_at.append(time.monotonic())
            reactor.callFromThread(lambda: stopping.append(asyncio.ensure_future(process.stop())))

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)


def _start(process: AsyncCrawlerProcess, context: Context) -> None:
    # Imported here: spiders pull in Twisted's reactor, which must be installed first.
    from crawler.fingerprint import ProbeSpider
    from crawler.spiders import spider_of

    def go_on(task: asyncio.Future[None]) -> None:
        if context.evidence.family and not (context.stopped_by_signal or context.failure):
            process.crawl(Crawler(spider_of(context.evidence.family), process.settings))

    context.evidence.family = context.portal.family
    if context.evidence.family:
        go_on(asyncio.Future())
    else:
        process.crawl(Crawler(ProbeSpider, process.settings)).add_done_callback(go_on)


def _run(context: Context, contact: str | None, log_file: Path) -> None:
    """Crawl until the spiders are done or something stops them. Raises what went wrong in a middleware."""
    process = AsyncCrawlerProcess(settings_for(context, contact, log_file))
    _stop_on_signal(process)
    _start(process, context)
    process.start(install_signal_handlers=False)
    if context.failure is not None:
        raise context.failure


def _ledger(context: Context, contact: str | None, seconds: float) -> dict[str, Any]:
    """Return the facts of a crawl that somebody outside can check. Memory is the most that was held, in MiB."""
    portal = context.portal
    return {
        "user_agent": user_agent(contact),
        "contact": contact,
        "delay": portal.delay,
        "hours": portal.hours,
        "tls": str(portal.tls) if portal.tls else None,
        "hosts": context.writer.traffic(),
        "seconds": round(seconds, 1),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _finished(context: Context) -> Run:
    evidence = context.evidence
    signalled = STOPPED if context.stopped_by_signal else None
    interruption = context.interruption or signalled
    verdict, reasons = judge_run(evidence, context.portal, interruption, context.writer.last_good_run())
    delay = max(evidence.delays.values(), default=context.portal.delay)
    return context.writer.finish(verdict, summary(evidence.robots), delay, evidence.as_json(reasons))


def _crawl(context: Context, contact: str | None, log_file: Path) -> Run:
    begun = time.monotonic()
    try:
        if context.portal.render:
            context.chromium = require_browser(context.portal.id).path
        _run(context, contact, log_file)
    except BrowserNeeded as error:
        context.evidence.errors.append(str(error))
    except DiskFull as error:
        context.interruption = str(error)
        # If there is room for a row, it tells why; if not, the run is taken up again all the same.
        with suppress(DiskFull):
            _finished(context)
        raise
    context.evidence.ledger = _ledger(context, contact, time.monotonic() - begun)
    return _finished(context)


class _Parent:
    """The line to the process that started the crawl."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._gone = False

    def counts(self, requests: int, reports: int) -> None:
        """Send the counts. When nobody listens any more, end as on a signal: the run can be taken up again."""
        if not self.send((requests, reports)):
            os.kill(os.getpid(), signal.SIGTERM)

    def send(self, message: Message) -> bool:
        """Send a message; return False the first time that nobody listens."""
        if self._gone:
            return True
        try:
            self._pipe.send(message)
        except OSError:
            self._gone = True
        return not self._gone


def work(portal: Portal, state: Path, contact: str | None, pipe: Connection) -> None:
    """Crawl one portal and send the outcome to the parent process."""
    parent = _Parent(pipe)
    # A log that cannot be written, because the disk is full, must not fill the terminal.
    logging.raiseExceptions = False
    log_file = portal_directory(state, portal.id)
    outcome: Message
    try:
        with closing(CaptureWriter(state, portal)) as writer:
            context = Context(portal, writer, parent.counts)
            log_file = log_file / f"{writer.run}.log"
            outcome = _crawl(context, contact, log_file)
    except CrawlerError as error:
        outcome = error
    except Exception:
        with (portal_directory(state, portal.id) / "crash.log").open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
        outcome = CrawlCrashed(f"{portal.id}: the crawl broke off by a fault of the program; see {log.name}.")
    parent.send(outcome)
    pipe.close()
