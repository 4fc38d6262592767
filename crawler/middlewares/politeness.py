"""One pace for each host: own delay or Crawl-delay, whichever is longer; Retry-After; back-off;
giving up.

The pace is set where Scrapy's own AutoThrottle sets it: in the downloader's slot, on
`response_downloaded`, which is sent before the slot looks for its next request.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.context import Component
from crawler.middlewares import Unreached, explained
from crawler.middlewares.settings import PASSING, ROBOTS_NAME
from crawler.registry.hosts import host_and_port

# Longer pauses than this are not sat out: the host is left alone for this run, in seconds.
LONGEST_PAUSE = 300.0
# With every further failure in a row the pause grows by this factor: at the usual pace of one
# second 4, 16 and 64 seconds, so that a block of a minute is sat out.
_GROWTH, _STEPS = 4, 3
# How often an address is asked again: while its host serves us, and while it has been failing.
_RETRIES, _RETRIES_OF_A_FAILING_HOST = 3, 1
# After so many addresses in a row that failed for good nothing more is asked of the host in this
# run.
FAILURES_TO_GIVE_UP = 5
# Scrapy's flag for a body that ended before its Content-Length, or before the last chunk.
CUT = "dataloss"


class HostGivenUp(Unreached):
    """The host failed too often in a row: raised before the request is sent."""


class HostShut(IgnoreRequest):
    """The host refused us, or asked for too long a pause: raised before the request is sent."""


def retry_after(value: str, moment: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, in either of its forms; None for
    neither.
    """
    if value.strip().isdigit():
        return float(value)
    try:
        seconds = (parsedate_to_datetime(value) - moment).total_seconds()
        # Dates have whole seconds: what is asked for may end up to a second after the one named.
        return float(max(0, ceil(seconds)))
    except (TypeError, ValueError):
        return None


class Politeness(Component):
    """Scrapy extension that sets each host's pace; the middleware below asks it whether a host is
    given up.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pace: dict[str, float] = self._context.evidence.delays
        self._failures: dict[str, int] = {}
        # Addresses that failed, in a row, by host.
        self._failing: dict[str, set[str]] = {}
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
        if CUT in response.flags:
            return
        host = host_and_port(request.url)[0]
        if response.status not in PASSING:
            self._failures.pop(host, None)
            self._failing.pop(host, None)
            self._set_delay(host, self._pace.get(host, self._context.portal.delay))
            return
        asked = retry_after(
            (response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC)
        )
        if asked is not None and asked > LONGEST_PAUSE:
            self._context.evidence.shut_hosts[host] = (
                f"status {response.status}, asks for a pause of {asked:.0f} s"
            )
        self.failed(request.url, f"status {response.status}", asked)

    def failed(self, url: str, reason: str, asked: float | None = None) -> None:
        """Count a failure of a host and pause, for as long as it `asked`; after too many in a row
        it is given up.
        """
        host = host_and_port(url)[0]
        pace = self._pace.get(host, self._context.portal.delay)
        self._failures[host] = min(self._failures.get(host, 0) + 1, _STEPS)
        wait = asked if asked is not None else pace * _GROWTH ** self._failures[host]
        self._pause(host, min(max(wait, pace), LONGEST_PAUSE))
        attempts = self._context.evidence.failed_attempts
        attempts[host] = attempts.get(host, 0) + 1
        failing = self._failing.setdefault(host, set())
        failing.add(url)
        if len(failing) >= FAILURES_TO_GIVE_UP:
            self.given_up.setdefault(
                host, f"{len(failing)} addresses failed in a row, the last: {reason}"
            )

    def retries(self, url: str) -> int:
        """Return how often an address may be asked again."""
        others = self._failing.get(host_and_port(url)[0], set()) - {url}
        return _RETRIES_OF_A_FAILING_HOST if others else _RETRIES

    def _pause(self, host: str, seconds: float) -> None:
        """Ask nothing of a host for so long from now on: a delay counts from the last request, and
        its answer took some of it.
        """
        assert self._crawler.engine is not None
        slot = self._crawler.engine.downloader.slots.get(host)
        taken = monotonic() - slot.lastseen if slot is not None and slot.lastseen else 0.0
        self._set_delay(host, seconds + taken)

    def _set_delay(self, host: str, delay: float) -> None:
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


class GivingUpMiddleware(Component):
    """Asks nothing more of hosts that were given up or shut us out, and counts connections that
    fail.
    """

    @property
    def _politeness(self) -> Politeness:
        found = self._crawler.get_extension(Politeness)
        assert found is not None
        return found

    def process_request(self, request: Request) -> None:
        """Let requests to hosts in good standing pass. Raises HostGivenUp or HostShut."""
        host = host_and_port(request.url)[0]
        shut = self._context.evidence.shut_hosts.get(host)
        if shut is not None:
            raise HostShut(f"{host}: {shut}")
        reason = self._politeness.given_up.get(host)
        if reason is not None:
            self._context.evidence.unreachable.setdefault(f"//{host}/", reason)
            raise HostGivenUp(f"{host}: {reason}")
        request.meta["max_retry_times"] = self._politeness.retries(request.url)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a connection that failed."""
        if not isinstance(exception, IgnoreRequest):
            self._politeness.failed(request.url, explained(exception))
