"""Ends a crawl when the hours end in which the portal may be crawled; the next one goes on where it
was.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.context import Component
from crawler.reasons import Code, because
from crawler.registry.hours import seconds_left


class ClosingTime(Component):
    """Scrapy extension that stops the crawl at closing time."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._timer: asyncio.TimerHandle | None = None
        crawler.signals.connect(self.engine_started, signals.engine_started)
        crawler.signals.connect(self.engine_stopped, signals.engine_stopped)

    def engine_started(self) -> None:
        """Set the timer, if the portal has hours."""
        hours = self._context.portal.hours
        if hours is not None:
            left = seconds_left(hours, datetime.now(UTC))
            self._timer = asyncio.get_running_loop().call_later(left, self._close)

    def engine_stopped(self) -> None:
        """Forget the timer."""
        if self._timer is not None:
            self._timer.cancel()

    def _close(self) -> None:
        hours = str(self._context.portal.hours)
        self._context.interruption = because(Code.HOURS_ENDED, hours=hours)
        self._stopping = asyncio.ensure_future(self._crawler.stop_async())
