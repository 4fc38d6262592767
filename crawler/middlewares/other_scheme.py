"""Tries a home page by the other scheme, http or https, once a run: many portals are written with
one and serve the other.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.context import Component
from crawler.middlewares import explained
from crawler.middlewares.capture import kind_of
from crawler.middlewares.robots import RobotsUnreachable

_OTHER = {"http": "https", "https": "http"}
# What OpenSSL and Twisted's check of names say of a certificate that is refused.
_REFUSED_CERTIFICATE = ("certificate", "VerificationError")


def by_other_scheme(url: str) -> str:
    """Return an address by the other scheme; a port that is written stays."""
    parts = urlsplit(url)
    return parts._replace(scheme=_OTHER[parts.scheme]).geturl()


class OtherSchemeMiddleware(Component):
    """Where no connection comes about at the home page, all of its host is asked by the other
    scheme from then on. A certificate that is refused is no such case: its portal's file may say
    why it is good enough.
    """

    def process_request(self, request: Request) -> Request | None:
        """Return the request by the scheme by which its host answers."""
        for dead in self._context.evidence.other_scheme:
            same = urlsplit(dead)[:2] == urlsplit(request.url)[:2]
            if same and request.meta.get("redirect_urls") is None:
                return request.replace(url=by_other_scheme(request.url), dont_filter=True)
        return None

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request for the home page by the other scheme, where nothing was tried yet."""
        tried = self._context.evidence.other_scheme
        if kind_of(request) != "home" or tried or not self._is_dead(request, exception):
            return None
        other = by_other_scheme(request.url)
        tried[request.url] = other
        meta = {name: value for name, value in request.meta.items() if name != "retry_times"}
        return request.replace(url=other, dont_filter=True, meta=meta)

    def _is_dead(self, request: Request, exception: Exception) -> bool:
        if isinstance(exception, RobotsUnreachable):
            failed = self._context.evidence.unreachable
            told = failed.get(f"//{urlsplit(request.url).netloc}/robots.txt")
            return told is not None and not _is_refused(told)
        return not isinstance(exception, IgnoreRequest) and not _is_refused(explained(exception))


def _is_refused(told: str) -> bool:
    """Tell whether what ended a connection is a certificate: out of date, of nobody known, or of
    another name.
    """
    return any(word in told for word in _REFUSED_CERTIFICATE)
