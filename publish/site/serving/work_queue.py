"""Work that is done one piece at a time in a thread of its own, for which no more than a few
requests may wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")
RETRY_SECONDS = 5
"""After how many seconds a request that was turned away is asked to come again."""


class TooManyWaiting(Exception):
    """More is asked for than can be done soon: answered by `turned_away`."""


class Line:
    """A thread that does one piece of work at a time; of those who wait for it, `at_most` are let
    in.
    """

    def __init__(self, name: str, at_most: int) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._at_most = at_most
        self._waiting = 0

    async def __call__(self, work: Callable[[], Made]) -> Made:
        """What `work` gives. Raises TooManyWaiting."""
        if self._waiting >= self._at_most:
            raise TooManyWaiting
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._thread.submit(work))
        finally:
            self._waiting -= 1
