"""Takes answers that are not what was asked for out of the spiders' sight, and stops where a portal
shuts us out.
"""

from __future__ import annotations

from itertools import takewhile
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context import Component
from crawler.middlewares import Impostor
from crawler.middlewares.capture import CAPTURE, kind_of
from crawler.middlewares.politeness import HostShut, Politeness
from crawler.pages.impostors import SHUTTING, Instead, kind_of_problem
from crawler.registry.hosts import host_and_port
from crawler.store.captures import Capture

__all__ = ["Impostor", "ImpostorMiddleware"]

# After so many challenges or refusals of one kind of page in a row no more of that kind is asked of
# where they stand: of the folder that all of them lie in, or of the whole host. Some portals refuse
# one section and serve the others.
REFUSALS_TO_STOP = 3
# Kinds without which a portal cannot be crawled: where these are refused the portal is blocked, and
# left alone.
_ESSENTIAL = ("home", "list", "report")


class ImpostorMiddleware(Component):
    """Acts on what was recognised when the answer was archived. It evades nothing."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # By host and kind (a portal may serve its lists and refuse its reports): paths refused in a
        # row, closed folder.
        self._refusals: dict[tuple[str, str], list[str]] = {}
        self._closed: dict[tuple[str, str], str] = {}

    def process_request(self, request: Request) -> None:
        """Let requests pass unless all of their kind are refused where they lead. Raises
        HostShut.
        """
        host, kind = _place(request)
        folder = self._closed.get((host, kind))
        if folder is not None and (urlsplit(request.url).path or "/").startswith(folder):
            raise HostShut(f"{host} refuses every {kind} below {folder}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass on what may be the real page. Raises Impostor."""
        capture: Capture | None = request.meta.get(CAPTURE)
        if kind_of(request) == "robots" and 400 <= response.status < 500:
            # By RFC 9309 there are no rules then, whatever the page says.
            return response
        if capture is None or capture.problem is None:
            self._refusals.pop(_place(request), None)
            return response
        if kind_of_problem(capture.problem) in SHUTTING:
            self._refused(request, capture.problem)
        raise Impostor(capture.problem)

    def _refused(self, request: Request, problem: str) -> None:
        place, kind = _place(request), kind_of(request)
        row = self._refusals.setdefault(place, [])
        row.append(urlsplit(request.url).path)
        if kind_of_problem(problem) == Instead.CHALLENGE or kind in _ESSENTIAL:
            self._context.evidence.blocked[request.url] = problem
        if len(row) >= REFUSALS_TO_STOP:
            self._close(place, _common_folder(row), problem)
        politeness = self._crawler.get_extension(Politeness)
        assert politeness is not None
        politeness.failed(request.url, problem)

    def _close(self, place: tuple[str, str], folder: str, problem: str) -> None:
        host, kind = place
        shut = self._context.evidence.shut_hosts
        narrower = self._closed.get(place)
        self._closed[place] = folder
        if kind in _ESSENTIAL:
            reason = shut.pop(
                f"{host}{narrower}", f"{REFUSALS_TO_STOP} refusals in a row: {problem}"
            )
            shut.setdefault(host if folder == "/" else f"{host}{folder}", reason)


def _common_folder(paths: list[str]) -> str:
    """Return the folder that all paths lie in, from / to /."""
    folders = [path.split("/")[1:-1] for path in paths]
    shared = takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False))
    return "".join(f"/{names[0]}" for names in shared) + "/"


def _place(request: Request) -> tuple[str, str]:
    return host_and_port(request.url)[0], kind_of(request)
