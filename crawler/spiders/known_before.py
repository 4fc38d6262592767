"""Reports that a list shows under other addresses than at an earlier look, though they are the
same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from crawler.pages.page import Link
from crawler.pages.volatile import Entry, same_as_before
from crawler.store.writer import CaptureWriter


class KnownBefore:
    """The reports of a portal's earlier runs by their addresses."""

    def __init__(self, writer: CaptureWriter) -> None:
        self._writer = writer

    @cached_property
    def _entries(self) -> list[Entry]:
        captures = self._writer.reports_of_earlier_runs()
        return [Entry(capture.url, capture.link_text or "") for capture in captures]

    @cached_property
    def _addresses(self) -> set[str]:
        return {entry.url for entry in self._entries}

    def addresses(self, items: Sequence[Link]) -> Mapping[str, Sequence[str]]:
        """Return the addresses of a page's reports with those under which earlier runs fetched
        them, where they differ by what changes with every look.
        """
        now = [Entry(item.url, item.text) for item in items if "?" in item.url]
        if not any(entry.url not in self._addresses for entry in now):
            return {}
        return same_as_before(now, self._entries)
