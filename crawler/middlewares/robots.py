"""robots.txt as RFC 9309 has it: what is disallowed is not asked; no answer means no crawl now."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.context import Context
from crawler.encodings import decode_text
from crawler.evidence import Robots
from crawler.middlewares import Impostor, Unreached, explained
from crawler.pages.impostors import is_html

# What RFC 9309 asks a crawler to read at least.
LARGEST_ROBOTS = 500 * 1024


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt disallows the address: raised before the request is sent."""


class RobotsUnreachable(Unreached):
    """robots.txt gave no answer, so that nothing of the host may be asked now."""


class RulesMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with the cases that it lets pass decided."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._evidence = Context.of(crawler).evidence
        # By which scheme the rules of a host were asked for.
        self._schemes: dict[str, str] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of a host. That one scheme gives no answer says nothing of the other."""
        scheme, netloc = urlsplit(request.url)[:2]
        before = self._schemes.setdefault(netloc, scheme)
        if before != scheme and self._evidence.robots.get(netloc) == Robots.UNREACHABLE:
            self._schemes[netloc] = scheme
            self._parsers.pop(netloc, None)
            del self._evidence.robots[netloc]
            self._evidence.unreachable.pop(f"//{netloc}/robots.txt", None)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let allowed requests pass. Raises ForbiddenByRobots or RobotsUnreachable."""
        host = request.url.split("/")[2]
        if self._evidence.robots.get(host) == Robots.UNREACHABLE:
            raise RobotsUnreachable(f"robots.txt of {host} gives no answer: not crawled now")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            self._evidence.forbidden_by_robots[request.url] = "robots.txt"
            raise ForbiddenByRobots(f"robots.txt of {host} disallows {request.url}") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._evidence.robots[netloc] = Robots.UNREACHABLE
            self._evidence.unreachable[response.url] = f"status {response.status}"
        else:
            self._evidence.robots[netloc] = self._rules(response)
        body = _readable(response.body) if self._evidence.robots[netloc] == Robots.RULES else b""
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _rules(self, response: Response) -> str:
        if response.status != 200 or not response.body.strip():
            return Robots.NO_RULES
        return Robots.HTML if is_html(response.body) else Robots.RULES

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        refused = isinstance(exc, IgnoreRequest) and not isinstance(exc, Impostor)
        self._evidence.robots[netloc] = Robots.NO_RULES if refused else Robots.UNREACHABLE
        if not refused:
            self._evidence.unreachable[f"//{netloc}/robots.txt"] = explained(exc)
        super()._robots_error(exc, netloc)


def _readable(body: bytes) -> bytes:
    """Return the rules as UTF-8, as many whole lines as are read. Bytes of another encoding stand
    in comments mostly.

    Scrapy takes a file that is not UTF-8 for an empty one, and so would crawl what it forbids.
    """
    text = decode_text(body[:LARGEST_ROBOTS])
    whole = text if len(body) <= LARGEST_ROBOTS else text.rpartition("\n")[0]
    return whole.removeprefix("\ufeff").encode("utf-8", errors="ignore")


def summary(robots: dict[str, Any]) -> str:
    """Return the robots of a run in one line: one word where all hosts are alike, else one for
    each.
    """
    values = set(robots.values())
    if len(values) <= 1:
        return str(next(iter(values), Robots.NO_RULES))
    return "; ".join(f"{host}: {value}" for host, value in sorted(robots.items()))
