"""Takes answers that are not what was asked for out of the spiders' sight, and stops where a portal shuts us out."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.addresses import host_and_port
from crawler.context import Component
from crawler.impostors import CHALLENGE, REFUSAL, Finding, recognise
from crawler.middlewares.archive import kind_of

# After so many challenges or refusals nothing more is asked of the host: it does not want us.
REFUSALS_TO_STOP = 3


class Impostor(IgnoreRequest):
    """The answer is a challenge, a refusal or a missing page; `finding` says which."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class HostShut(IgnoreRequest):
    """The host has answered with challenges before: raised before the request is sent."""


class ImpostorMiddleware(Component):
    """Recognises challenges, refusals and soft 404s in decompressed responses. It evades none of them."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._refusals: Counter[str] = Counter()

    def process_request(self, request: Request) -> None:
        """Let requests to hosts that serve us pass. Raises HostShut."""
        host = host_and_port(request.url)[0]
        if self._refusals[host] >= REFUSALS_TO_STOP:
            raise HostShut(f"{host} has shut us out")

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass on what may be the real page. Raises Impostor."""
        finding = recognise(response.status, response.body, kind_of(request), urlsplit(request.url).path)
        if finding is None:
            return response
        if finding.kind in (CHALLENGE, REFUSAL):
            self._refusals[host_and_port(request.url)[0]] += 1
            self._context.evidence.blocked[request.url] = str(finding)
        raise Impostor(finding)
