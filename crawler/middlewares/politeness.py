"""One pace for each host: own delay or Crawl-delay, whichever is longer; Retry-After; back-off; giving up.

The pace is set where Scrapy's own AutoThrottle sets it: in the downloader's slot, on `response_downloaded`, which
is sent before the slot looks for its next request.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.addresses import host_and_port
from crawler.context import Component
from crawler.middlewares import Unreached
from crawler.settings import ROBOTS_NAME

# Longer pauses than this are not sat out: the host is left alone for this run, in seconds.
LONGEST_PAUSE = 300.0
# After so many failures of a host in a row nothing more is asked of it in this run.
FAILURES_TO_GIVE_UP = 5
_BUSY = (429, 503)


class HostGivenUp(Unreached):
    """The host failed too often in a row, or asked for too long a pause: raised before the request is sent."""


def retry_after(value: str, moment: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, in either of its forms; None for neither."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - moment).total_seconds())
    except (TypeError, ValueError):
        return None


class Politeness(Component):
    """Scrapy extension that sets each host's pace; the middleware below asks it whether a host is given up."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pace: dict[str, float] = self._context.evidence.delays
        self._failures: Counter[str] = Counter()
        self.given_up: dict[str, str] = {}
        crawler.signals.connect(self.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(self.response_downloaded, signals.response_downloaded)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the longer of our delay and the host's Crawl-delay."""
        host = host_and_port(request.url)[0]
        theirs = robotparser.crawl_delay(ROBOTS_NAME) or 0.0
        self._pace[host] = max(self._pace.get(host, 0.0), self._context.portal.delay, theirs)
        self._set_delay(host, self._pace[host])

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Slow down for a busy host, and go back to its pace when it answers again."""
        host = host_and_port(request.url)[0]
        pace = self._pace.get(host, self._context.portal.delay)
        if response.status < 500 and response.status not in _BUSY:
            self._failures[host] = 0
            self._set_delay(host, pace)
            return
        self.failed(host, f"status {response.status}")
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if asked is not None and asked > LONGEST_PAUSE:
            self.given_up[host] = f"asks for a pause of {asked:.0f} seconds"
        wait = asked if asked is not None else pace * 2 ** self._failures[host]
        self._set_delay(host, min(max(wait, pace), LONGEST_PAUSE))

    def failed(self, host: str, reason: str) -> None:
        """Count a failure of a host; after too many in a row it is given up."""
        self._failures[host] += 1
        if self._failures[host] >= FAILURES_TO_GIVE_UP:
            self.given_up.setdefault(host, f"{FAILURES_TO_GIVE_UP} failures in a row, the last: {reason}")

    def _set_delay(self, host: str, delay: float) -> None:
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


class GivingUpMiddleware(Component):
    """Asks nothing more of hosts that were given up, and counts connections that fail."""

    @property
    def _politeness(self) -> Politeness:
        found = self._crawler.get_extension(Politeness)
        assert found is not None
        return found

    def process_request(self, request: Request) -> None:
        """Let requests to hosts in good standing pass. Raises HostGivenUp."""
        host = host_and_port(request.url)[0]
        reason = self._politeness.given_up.get(host)
        if reason is not None:
            self._context.evidence.unreachable.setdefault(f"//{host}/", reason)
            raise HostGivenUp(f"{host}: {reason}")

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a connection that failed."""
        if not isinstance(exception, IgnoreRequest):
            self._politeness.failed(host_and_port(request.url)[0], type(exception).__name__)
