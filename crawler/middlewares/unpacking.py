"""Undoes a Content-Encoding that may take long in a thread of its own: the reactor's serves dozens
of other portals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from scrapy import Request
from scrapy.http import Response

from crawler.context import Component
from crawler.middlewares.capture import archived

# What is no larger takes some milliseconds to decode at worst, in bytes.
_AT_ONCE = 8 * 1024


class UnpackingMiddleware(Component):
    """Stands next to the network: whoever asks for the decoded body afterwards finds it done."""

    def process_response(
        self, request: Request, response: Response
    ) -> Response | Awaitable[Response]:
        """Pass the response on, a large encoded one when its body is decoded."""
        if "Content-Encoding" not in response.headers or len(response.body) <= _AT_ONCE:
            return response
        return self._unpacked(response)

    async def _unpacked(self, response: Response) -> Response:
        answer = archived(response)
        await asyncio.to_thread(lambda: answer.decoded)
        return response
