"""Work that may take long is done in a thread beside the reactor's, which serves dozens of other
portals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

# What is made of a body of no more bytes takes some milliseconds, and is done where it is.
AT_ONCE = 32 * 1024

Made = TypeVar("Made")


async def beside(size: int, work: Callable[[], Made]) -> Made:
    """Return what `work` makes of a body of `size` bytes, out of a thread where it is a large
    one.
    """
    return work() if size <= AT_ONCE else await asyncio.to_thread(work)
