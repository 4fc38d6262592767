"""Takes answers that are not what was asked for out of the spiders' sight, and stops where a portal shuts us out."""

from __future__ import annotations

from collections import Counter

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.addresses import host_and_port
from crawler.captures import Capture
from crawler.context import Component
from crawler.impostors import CHALLENGE, SHUTTING
from crawler.middlewares import Impostor
from crawler.middlewares.archive import CAPTURE, kind_of
from crawler.middlewares.politeness import HostShut, Politeness

__all__ = ["Impostor", "ImpostorMiddleware"]

# After so many challenges or refusals of one kind of page in a row no more of that kind is asked of the host.
REFUSALS_TO_STOP = 3
# Kinds without which a portal cannot be crawled: where these are refused the portal is blocked, and left alone.
_ESSENTIAL = ("home", "list", "report")


class ImpostorMiddleware(Component):
    """Acts on what was recognised when the answer was archived. It evades nothing."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # By host and kind: a portal may serve its lists and refuse its reports.
        self._refusals: Counter[tuple[str, str]] = Counter()

    def process_request(self, request: Request) -> None:
        """Let requests pass unless all of their kind are refused. Raises HostShut."""
        host, kind = _place(request)
        if self._refusals[host, kind] >= REFUSALS_TO_STOP:
            raise HostShut(f"{host} refuses every {kind}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass on what may be the real page. Raises Impostor."""
        capture: Capture | None = request.meta.get(CAPTURE)
        if kind_of(request) == "robots" and 400 <= response.status < 500:
            # By RFC 9309 there are no rules then, whatever the page says.
            return response
        if capture is None or capture.problem is None:
            self._refusals[_place(request)] = 0
            return response
        if capture.problem.split(":")[0] in SHUTTING:
            self._refused(request, capture.problem)
        raise Impostor(capture.problem)

    def _refused(self, request: Request, problem: str) -> None:
        host, kind = _place(request)
        self._refusals[host, kind] += 1
        if problem.startswith(CHALLENGE) or kind in _ESSENTIAL:
            self._context.evidence.blocked[request.url] = problem
        if kind in _ESSENTIAL and self._refusals[host, kind] >= REFUSALS_TO_STOP:
            self._context.evidence.shut_hosts.setdefault(host, f"{REFUSALS_TO_STOP} refusals in a row: {problem}")
        politeness = self._crawler.get_extension(Politeness)
        assert politeness is not None
        politeness.failed(request.url, problem)


def _place(request: Request) -> tuple[str, str]:
    return host_and_port(request.url)[0], kind_of(request)
