"""Answers that broke off before their end: never kept, asked for again, and recorded with what was
missing.
"""

from __future__ import annotations

from http import HTTPStatus

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawler.context import Component
from crawler.encodings import UndecodableBody
from crawler.middlewares.capture import archived
from crawler.middlewares.politeness import CUT, Politeness
from crawler.pages.endings import ends_as_its_type

# Scrapy's flag for a body that ended with its connection, because nothing announced its length.
_WITHOUT_LENGTH = "partial"


def _breaks_off(response: Response) -> bool:
    """Tell whether a body of no announced length ends before the end that its type has."""
    if _WITHOUT_LENGTH not in response.flags or response.status != HTTPStatus.OK:
        return False
    try:
        return not ends_as_its_type(archived(response).payload())
    except UndecodableBody:
        # The archive notes what is wrong with it.
        return False


class TruncationMiddleware(Component):
    """Stands between the downloader and the archive, so that nothing cut gets there."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass on whole answers; ask again for others, after a pause. Raises ResponseDataLossError
        in the end.
        """
        if CUT not in response.flags and not _breaks_off(response):
            return response
        expected = (response.headers.get("Content-Length") or b"an unknown number of").decode(
            "latin-1"
        )
        told = f"{len(response.body)} of {expected} bytes came before the connection ended"
        politeness = self._crawler.get_extension(Politeness)
        assert politeness is not None and self._crawler.spider is not None
        politeness.failed(request.url, told)
        again = get_retry_request(request, spider=self._crawler.spider, reason="truncated")
        if again is None:
            tries = request.meta.get("retry_times", 0) + 1
            raise ResponseDataLossError(f"{told}, {tries} times")
        return again
