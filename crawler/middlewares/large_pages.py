"""Looks through a large page in a thread beside the reactor's, which serves dozens of other
portals.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.beside import AT_ONCE
from crawler.context import Component

# What a callback found, and the error that it ended with.
Found = tuple[list[Any], Exception | None]


class LargePageMiddleware(Component):
    """Stands next to the spider, which looks at one page after another in the order in which they
    came, however long each takes.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turn = asyncio.Lock()

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass on what a callback makes of a page, and what went wrong at last."""
        async with self._turn:
            found, error = await _found_by(result, len(response.body))
        for each in found:
            yield each
        if error is not None:
            raise error


async def _found_by(result: AsyncIterator[Any], size: int) -> Found:
    if size <= AT_ONCE:
        return await _all(result)
    # No callback waits for anything: a loop of the thread's own has nothing to do but to drive it.
    return await asyncio.to_thread(lambda: asyncio.run(_all(result)))


async def _all(result: AsyncIterator[Any]) -> Found:
    found = []
    try:
        async for each in result:
            found.append(each)
    except Exception as error:
        return found, error
    return found, None
