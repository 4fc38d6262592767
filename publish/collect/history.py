"""What the captures of a state folder say of each portal: its runs, its addresses over time, its
lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from crawler.errors import LogOfAnotherVersion
from crawler.registry.portals import Portal
from crawler.store.captures import Capture, CaptureStore, Run, stored_portals
from crawler.store.opening import primary_code
from publish.collect.locations import Location, locations
from publish.errors import CapturesUnreadable

# By so much a clock that is kept by a time server may be set back; more means that it was wrong.
CORRECTION = timedelta(minutes=1)
# What SQLite says of a disk that is full or failing, or of a file that may not be opened.
_OF_THE_DISK = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)


@dataclass(frozen=True)
class Channel:
    """A listing of a portal: the words by which it was found, and the address of its first page."""

    name: str | None
    url: str


@dataclass(frozen=True)
class PortalHistory:
    """A portal as of its last crawl, its runs, its addresses in order of URL, its channels by list
    address, and every code that its runs gave its division.

    `set_back` is the first capture whose clock stood behind that of the capture before it, with
    that one: times before it or after it are wrong, the order of captures is not.
    """

    portal: Portal
    runs: tuple[Run, ...] = ()
    locations: tuple[Location, ...] = field(default=(), repr=False)
    channels: Mapping[str, Channel] = field(default_factory=dict, repr=False)
    set_back: tuple[Capture, Capture] | None = None
    regions: tuple[str | None, ...] = ()

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
        set_back, regions = _set_back(captures), tuple(store.regions())
        return PortalHistory(store.portal(), runs, found, channels(captures), set_back, regions)
    except LogOfAnotherVersion as error:
        raise CapturesUnreadable(str(error)) from error
    except (sqlite3.DatabaseError, ValueError) as error:
        raise CapturesUnreadable(f"{portal}: {_reason(error)}") from error


def _reason(error: sqlite3.DatabaseError | ValueError) -> str:
    """What is wrong with a log, and what to do: a disk without room or a file that may not be read
    is no damage.
    """
    said = " ".join(str(error).split())[:200]
    if isinstance(error, sqlite3.Error) and primary_code(error) in _OF_THE_DISK:
        return (
            f"the capture log cannot be read ({said}); make room on the disk, see that the file"
            " may be read, and build again"
        )
    return f"the capture log is damaged ({said}); restore it from a copy"


def _set_back(captures: Iterable[Capture]) -> tuple[Capture, Capture] | None:
    for before, after in pairwise(captures):
        if _moment(before) - _moment(after) > CORRECTION:
            return before, after
    return None


def _moment(capture: Capture) -> datetime:
    return datetime.fromisoformat(capture.fetched_at)


def channels(captures: Iterable[Capture]) -> dict[str, Channel]:
    """The channel that each list belongs to, by the list's address."""
    lists = (capture for capture in captures if capture.kind == "list")
    return {
        capture.url: Channel(capture.link_text, capture.page_url or capture.url)
        for capture in lists
    }
