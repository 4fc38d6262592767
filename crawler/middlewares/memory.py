"""Ends a crawl when its process holds too much memory: what it holds now, not the most that it ever
held, so that the portals after it are not ended for its sake.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_HELD = Path("/proc/self/statm")
_RESIDENT = 1  # the second number of the file, in pages


class MemoryHeld(MemoryUsage):
    """Scrapy's extension by the memory of the moment; where the system does not tell it, by the
    peak.
    """

    def get_virtual_size(self) -> int:
        """Return how many bytes of memory the process holds."""
        with suppress(OSError):
            pages = int(_HELD.read_text().split()[_RESIDENT])
            return pages * os.sysconf("SC_PAGE_SIZE")
        return super().get_virtual_size()
