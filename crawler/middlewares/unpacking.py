"""Undoes a Content-Encoding that may take long, and works out the digest of a large body, in a
thread of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from scrapy import Request
from scrapy.http import Response

from crawler.beside import AT_ONCE
from crawler.context import Component
from crawler.middlewares.capture import archived

# What is no larger takes some milliseconds to decode at worst, in bytes.
_ENCODED_AT_ONCE = 8 * 1024


class UnpackingMiddleware(Component):
    """Stands next to the network: whoever asks for the decoded body or its digest afterwards finds
    it done.
    """

    def process_response(
        self, request: Request, response: Response
    ) -> Response | Awaitable[Response]:
        """Pass the response on, a large or encoded one when its body is decoded and its digest is
        known.
        """
        most = _ENCODED_AT_ONCE if "Content-Encoding" in response.headers else AT_ONCE
        return response if len(response.body) <= most else self._unpacked(response)

    async def _unpacked(self, response: Response) -> Response:
        answer = archived(response)
        await asyncio.to_thread(lambda: answer.digest)
        return response
