"""The crawl of one portal, from its open store to its verdict."""

from __future__ import annotations

import asyncio
import resource
import time
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.absences import absent_in
from crawler.browser.chromium import require_browser
from crawler.context import Context
from crawler.errors import BrowserNeeded, CrawlCrashed, CrawlerError, DiskFull
from crawler.evidence import OK, judge_run
from crawler.middlewares.robots import summary
from crawler.middlewares.settings import settings_for, user_agent
from crawler.pages.page import identity
from crawler.reasons import Code, because
from crawler.registry.portals import Portal
from crawler.runner import logs
from crawler.store.captures import Run, portal_directory
from crawler.store.writer import CaptureWriter


class PortalCrawl:
    """A portal that is to be crawled inside a process that may crawl others at the same time.

    `contexts` holds what is being crawled in this process; the crawl enters itself while it runs.
    `sparing`: see Context.
    """

    def __init__(
        self,
        process: AsyncCrawlerProcess,
        contexts: list[Context],
        state: Path,
        contact: str | None,
        sparing: bool,
    ) -> None:
        self._process = process
        self._contexts = contexts
        self._state = state
        self._contact = contact
        self._sparing = sparing

    async def run(self, portal: Portal, report: Callable[[int, int], None]) -> Run | CrawlerError:
        """Crawl, and return the run or what ended it. `report` is called with the counts of
        requests and reports.
        """
        try:
            with closing(CaptureWriter(self._state, portal)) as writer:
                context = Context(portal, writer, report, sparing=self._sparing)
                file = portal_directory(self._state, portal.id) / f"{writer.run}.log"
                with logs.logged_to(file, portal.id):
                    return await self._judged(context)
        except CrawlerError as error:
            return error
        except Exception:
            file = portal_directory(self._state, portal.id) / "crash.log"
            with suppress(OSError), file.open("a", encoding="utf-8") as log:
                traceback.print_exc(file=log)
            return CrawlCrashed(
                f"{portal.id}: the crawl broke off by a fault of the program; see {file}."
            )

    async def _judged(self, context: Context) -> Run:
        begun = time.monotonic()
        before = context.writer.last_judged_run()
        context.evidence.absent_before = absent_in(before.evidence) if before else {}
        if before is not None and context.sparing and not context.portal.render:
            _rest_on(before, context)
        try:
            if context.portal.render:
                # In a thread, because the look at Playwright's own browser cannot share this one's
                # loop.
                context.chromium = (
                    await asyncio.to_thread(require_browser, context.portal.id)
                ).path
            await self._crawl(context)
        except BrowserNeeded as error:
            context.evidence.errors.append(because(Code.BROWSER_NEEDED, told=str(error)))
        except DiskFull as error:
            context.interruption = because(Code.DISK_FULL, told=str(error))
            # If there is room for a row, it tells why; if not, the run is taken up again all the
            # same.
            with suppress(DiskFull):
                _finished(context)
            raise
        context.evidence.ledger = _ledger(context, self._contact, time.monotonic() - begun)
        return _finished(context)

    async def _crawl(self, context: Context) -> None:
        """Crawl until the spiders are done or something stops them. Raises what went wrong in a
        middleware.
        """
        self._contexts.append(context)
        try:
            await self._spiders(context)
        finally:
            self._contexts.remove(context)
        if context.failure is not None:
            raise context.failure

    async def _spiders(self, context: Context) -> None:
        # Imported here: spiders pull in Twisted's reactor, which must be installed first.
        from crawler.spiders import spider_of
        from crawler.spiders.family import ProbeSpider

        settings = settings_for(context, self._contact)
        context.evidence.family = context.portal.family or context.evidence.family
        if context.evidence.family is None:
            await self._process.crawl(Crawler(ProbeSpider, settings))
        stopped = context.stopped_by_signal or context.interruption or context.failure
        if context.evidence.family and not stopped:
            await self._process.crawl(Crawler(spider_of(context.evidence.family), settings))


def _ledger(context: Context, contact: str | None, seconds: float) -> dict[str, Any]:
    """Return the facts of a crawl that somebody outside can check.

    Memory is the most that the process held so far, in MiB, for all the portals that it crawled.
    """
    portal = context.portal
    return {
        "user_agent": user_agent(contact),
        "contact": contact,
        "delay": portal.delay,
        "hours": portal.hours,
        "tls": str(portal.tls) if portal.tls else None,
        "hosts": context.writer.traffic(),
        "seconds": round(seconds, 1),
        "pages_not_due": context.pages_not_due,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _rest_on(before: Run, context: Context) -> None:
    """Let a crawl ask directly for the lists that the last one found, where that was whole."""
    if before.verdict == OK:
        context.evidence.family = before.evidence.get("family")
        context.evidence.product = before.evidence.get("product")
        context.watched = frozenset(map(identity, before.evidence.get("listings", ())))


def _finished(context: Context) -> Run:
    evidence = context.evidence
    signalled = because(Code.STOPPED) if context.stopped_by_signal else None
    interruption = context.interruption or signalled
    verdict, reasons = judge_run(
        evidence, context.portal, interruption, context.writer.last_good_run()
    )
    delay = max(evidence.delays.values(), default=context.portal.delay)
    return context.writer.finish(
        verdict, summary(evidence.robots), delay, evidence.as_json(reasons)
    )
