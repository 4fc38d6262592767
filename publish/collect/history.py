"""What the captures of a state folder say of each portal: its runs, its addresses over time, its
lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.registry.portals import Portal
from crawler.store.captures import Capture, CaptureStore, Run, stored_portals
from publish.collect.locations import Location, locations
from publish.errors import CapturesUnreadable


@dataclass(frozen=True)
class Channel:
    """A listing of a portal: the words by which it was found, and the address of its first page."""

    name: str | None
    url: str


@dataclass(frozen=True)
class PortalHistory:
    """A portal as of its last crawl, its runs, its addresses in order of URL, and its channels by
    list address.
    """

    portal: Portal
    runs: tuple[Run, ...] = ()
    locations: tuple[Location, ...] = field(default=(), repr=False)
    channels: Mapping[str, Channel] = field(default_factory=dict, repr=False)

    @property
    def last_run(self) -> Run | None:
        """The newest run, if there is one."""
        return self.runs[-1] if self.runs else None

    @property
    def last_judged(self) -> Run | None:
        """The newest run that came to a verdict on the portal: one under way or broken off has seen
        only a part.
        """
        return next(
            (run for run in reversed(self.runs) if run.verdict not in (None, "interrupted")), None
        )


def histories(state: Path) -> list[PortalHistory]:
    """The history of every portal captured in `state`, in order of their ids. Raises
    CapturesUnreadable.
    """
    return [_history(state, portal) for portal in stored_portals(state)]


def _history(state: Path, portal: str) -> PortalHistory:
    store = CaptureStore(state, portal)
    try:
        runs, captures = tuple(store.runs()), store.captures()
        found = tuple(locations(captures, runs))
        return PortalHistory(store.portal(), runs, found, channels(captures))
    except (sqlite3.DatabaseError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise CapturesUnreadable(
            f"{portal}: the capture log is damaged ({reason}); restore it from a copy"
        ) from error


def channels(captures: Iterable[Capture]) -> dict[str, Channel]:
    """The channel that each list belongs to, by the list's address."""
    lists = (capture for capture in captures if capture.kind == "list")
    return {
        capture.url: Channel(capture.link_text, capture.page_url or capture.url)
        for capture in lists
    }
