"""Redirects as Scrapy follows them, with two cases decided: addresses that were asked for before,
and endless loops.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.context import Context
from crawler.middlewares import Impostor
from crawler.middlewares.capture import kind_of
from crawler.pages.forwarding import refreshed_by
from crawler.pages.impostors import leads_nowhere

_DOCUMENTS = ("report", "attachment")


class LeadsNowhere(Impostor):
    """A document's address leads to the home page or to a page for errors: raised in the place of
    that page.
    """


class InACircle(IgnoreRequest):
    """An address leads on and on, and nowhere."""


def _followed(request: Request, answer: Any) -> Any:
    """Keep a redirect past the filter of addresses asked for, which would drop it without a word.

    A page that sends us back to itself with a cookie works on the second asking; what another
    spelling leads to is answered from the archive. Raises LeadsNowhere.
    """
    if not isinstance(answer, Request):
        return answer
    missing = leads_nowhere(request.url, answer.url) if kind_of(request) in _DOCUMENTS else None
    if missing is not None:
        raise LeadsNowhere(str(missing))
    answer.dont_filter = True
    # A new address has its own attempts.
    answer.meta.pop("retry_times", None)
    return answer


def _by_status(request: Request, response: Response) -> Response:
    """Return a page whose Refresh header leads on at once as the redirect that it is."""
    header = (response.headers.get("Refresh") or b"").decode("latin-1")
    target = refreshed_by(header, request.url)
    if target is None or response.status != HTTPStatus.OK:
        return response
    return response.replace(status=HTTPStatus.FOUND, headers={"Location": target})


class FollowingMiddleware(RedirectMiddleware):
    """Follows redirects by status, and those of a Refresh header."""

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Follow a redirect. One that leads to itself with ever new cookies is a challenge. Raises
        InACircle, LeadsNowhere.
        """
        response = _by_status(request, response)
        try:
            return _followed(request, super().process_response(request, response))  # type: ignore[no-any-return]
        except LeadsNowhere:
            raise
        except IgnoreRequest as error:
            location = (response.headers.get("Location") or b"").decode("latin-1")
            if "Set-Cookie" in response.headers and urljoin(request.url, location) == request.url:
                evidence = Context.of(self.crawler).evidence
                evidence.blocked[request.url] = (
                    "challenge: leads back to itself with ever new cookies"
                )
            raise InACircle(str(error)) from error


class RefreshingMiddleware(MetaRefreshMiddleware):
    """Follows redirects that a page's own `refresh` asks for."""

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Follow a refresh. Raises InACircle, LeadsNowhere."""
        try:
            return _followed(request, super().process_response(request, response))  # type: ignore[no-any-return]
        except LeadsNowhere:
            raise
        except IgnoreRequest as error:
            raise InACircle(str(error)) from error
