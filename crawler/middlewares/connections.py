"""Connections that tell what Scrapy's let pass: headers without end, bodies longer than announced,
resets in the middle of a body.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed
from twisted.web.http import _DataLoss, _IdentityTransferDecoder

from crawler.encodings import OVER_THE_LIMIT

# The most bytes and lines of an answer's headers: those of portals are below a hundredth of it.
LARGEST_HEADERS, MOST_HEADERS = 256 * 1024, 1_000
_BODY, _DONE = "BODY", "DONE"


def _failed(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]


def _too_long(limit: int, what: str) -> Exception:
    """Return what ends an answer whose headers pass the limit, as any that cannot be parsed."""
    return ParseError(f"{OVER_THE_LIMIT} {limit} {what} of headers", b"")  # type: ignore[no-untyped-call]


class _Parser(_LenientHTTPClientParser):
    # The parser is made by Twisted and changes its class afterwards: these are its first values.
    _lines = 0
    _is_surplus = False

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self._lines += 1
        if self._lines > MOST_HEADERS:
            raise _too_long(MOST_HEADERS, "lines")
        super().lineReceived(line)

    def _finished(self, rest: bytes) -> None:
        # Whoever announces fewer bytes than come has cut the body at a place of no meaning.
        if rest.strip() and self.bodyDecoder is not None:
            self._is_surplus = True
            self._lose(_failed(ConnectionLost("more bytes came than Content-Length announced")))
        super()._finished(rest)  # type: ignore[no-untyped-call]

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802
        if self._is_surplus:
            return
        # Twisted gives a failure, or where it keeps the connection the bare exception.
        error = reason.value if isinstance(reason, Failure) else reason
        if isinstance(error, ConnectionLost) and self._has_no_length():
            self._lose(_failed(error))
            return
        super().connectionLost(reason)

    def _has_no_length(self) -> bool:
        """Whether the body is one that ends with its connection, so that a reset looks like its
        end.
        """
        decoder = self.bodyDecoder
        return isinstance(decoder, _IdentityTransferDecoder) and decoder.contentLength is None

    def _lose(self, reason: Failure) -> None:
        reasons = [reason, _failed(_DataLoss())]
        lost = ResponseFailed(reasons, self.response)  # type: ignore[no-untyped-call]
        self.response._bodyDataFinished(_failed(lost))


class _Protocol(_LenientHTTP11ClientProtocol):
    _header_bytes = 0

    def request(self, request: Any) -> Any:
        answer = super().request(request)
        self._header_bytes = 0
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802
        self._header_bytes += len(bytes)
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        reading = self._parser is not None and self._parser.state not in (_BODY, _DONE)
        if reading and self._header_bytes > LARGEST_HEADERS:
            told = _too_long(LARGEST_HEADERS, "bytes")
            self._giveUp(_failed(told))  # type: ignore[no-untyped-call]


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler with these connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
