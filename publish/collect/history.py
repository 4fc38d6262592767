"""What the captures of a state folder say of each portal: its runs, its addresses over time, its
lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from crawler.errors import LogUnreadable
from crawler.registry.portals import Portal
from crawler.store.captures import Capture, CaptureStore, Run, stored_portals
from publish.collect.locations import Location, locations
from publish.errors import CapturesUnreadable

# By so much a clock that is kept by a time server may be set back; more means that it was wrong.
CORRECTION = timedelta(minutes=1)


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

    @cached_property
    def owners(self) -> dict[str, str]:
        """The agencies in whose sections alone lists lie, by the lists' addresses: what the newest
        run that came to a verdict and saw the list says.
        """
        owners: dict[str, str] = {}
        for run in self.runs:
            if run.verdict not in (None, "interrupted"):
                for url in run.evidence.get("listings", {}):
                    owners.pop(url, None)
                owners |= run.evidence.get("owners", {})
        return owners

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

    def location(self, url: str) -> Location | None:
        """The report or attachment at an address, None where it is neither."""
        return self._by_url.get(url)

    @cached_property
    def _by_url(self) -> dict[str, Location]:
        return {location.url: location for location in self.locations}


@dataclass(frozen=True)
class Histories:
    """The history of every portal captured, in order of their ids, and what is wrong with the logs
    of those that cannot be read, by portal.
    """

    readable: tuple[PortalHistory, ...]
    damaged: Mapping[str, str]


def histories(state: Path) -> Histories:
    """What is captured in `state`. A log that cannot be read costs its portal; raises
    CapturesUnreadable where there is no other.
    """
    readable, damaged = [], {}
    for portal in stored_portals(state):
        try:
            readable.append(_history(state, portal))
        except LogUnreadable as error:
            damaged[portal] = str(error)
    if damaged and not readable:
        first, *others = damaged.values()
        raise CapturesUnreadable(f"{first} (+{len(others)})" if others else first)
    return Histories(tuple(readable), damaged)


def _history(state: Path, portal: str) -> PortalHistory:
    store = CaptureStore(state, portal)
    runs, captures = tuple(store.runs()), store.captures()
    found = tuple(locations(captures, runs))
    set_back, regions = _set_back(captures), tuple(store.regions())
    return PortalHistory(store.portal(), runs, found, channels(captures), set_back, regions)


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
