"""What the captures say of each address over time: which contents it had, and since when it is
gone.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from pathlib import Path

from crawler.registry.portals import Portal
from crawler.store.captures import Capture, CaptureStore, Run, stored_portals
from publish.errors import CapturesUnreadable

FETCHED = (200, 304)
GONE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Version:
    """One content of an address: the first capture that holds it, and when it was last confirmed
    (UTC).
    """

    capture: Capture
    last_seen: str

    @property
    def sha256(self) -> str:
        """The document's digest."""
        return self.capture.sha256

    @property
    def id(self) -> str:
        """The key of its row in `captures`."""
        return capture_id(self.capture)


@dataclass(frozen=True)
class Location:
    """An address under which a report or attachment was found, with everything it ever held.

    `versions` are its contents in order of first appearance; `replacements` the captures at which
    one content took the place of another, in order of time; `gone` the capture since which it
    answers that there is nothing, if so; `problem` why the last answer was not what was asked for.
    """

    portal: str
    url: str
    kind: str
    page_url: str | None
    link_text: str | None
    listed_on: str | None
    versions: tuple[Version, ...]
    replacements: tuple[tuple[Capture, Capture], ...] = ()
    gone: Capture | None = None
    problem: str | None = None


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


def capture_id(capture: Capture) -> str:
    """Key of a capture in the archive: sixteen digits of a hash of what it is, so that no crawl
    order changes it.
    """
    text = "\n".join((capture.portal, capture.url, str(capture.status), capture.sha256))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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


def locations(captures: Iterable[Capture], runs: Iterable[Run]) -> Iterator[Location]:
    """The addresses of reports and attachments among the captures of one portal, in order of
    URL.
    """
    by_url: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        if capture.status not in REDIRECTS:  # what they lead to is captured under its own address
            by_url[capture.url].append(capture)
    complete = frozenset(run.id for run in runs if run.verdict == "ok")
    for url in sorted(by_url):
        if any(
            capture.kind in ("report", "attachment") or _is_lost(capture) for capture in by_url[url]
        ):
            yield _location(by_url[url], complete)


def _is_lost(capture: Capture) -> bool:
    """Whether a link that was followed for its words (only reports and attachments are) brought
    something else.
    """
    return capture.kind == "other" and capture.problem is not None and capture.link_text is not None


def _location(captures: list[Capture], complete: frozenset[str]) -> Location:
    good = [capture for capture in captures if _is_document(capture)]
    named = good[-1] if good else captures[-1]
    return Location(
        portal=named.portal,
        url=named.url,
        kind=named.kind,
        page_url=_last(capture.page_url for capture in captures),
        link_text=_last(capture.link_text for capture in captures),
        listed_on=_last(capture.listed_on for capture in captures),
        versions=tuple(_versions(good)),
        replacements=tuple((old, new) for old, new in pairwise(good) if old.sha256 != new.sha256),
        gone=_gone(captures, complete),
        problem=_problem(captures[-1]),
    )


def _is_document(capture: Capture) -> bool:
    return (
        capture.kind in ("report", "attachment")
        and capture.status in FETCHED
        and capture.length > 0
    )


def _problem(capture: Capture) -> str | None:
    if _is_document(capture):
        return None
    return capture.problem or (
        f"HTTP {capture.status}" if capture.status not in FETCHED else "empty"
    )


def _versions(good: list[Capture]) -> Iterator[Version]:
    first: dict[str, Capture] = {}
    last_seen: dict[str, str] = {}
    for capture in good:
        first.setdefault(capture.sha256, capture)
        last_seen[capture.sha256] = capture.fetched_at
    return (Version(capture, last_seen[sha256]) for sha256, capture in first.items())


def _gone(captures: list[Capture], complete: frozenset[str]) -> Capture | None:
    """The first of the unbroken row of latest answers that say there is nothing.

    One such answer in one failed run proves nothing: it takes a run that ended ok, or two runs that
    agree.
    """
    silent = list(takewhile(lambda capture: capture.status in GONE, reversed(captures)))
    runs = {capture.run for capture in silent}
    return silent[-1] if len(runs) > 1 or runs & complete else None


def _last(values: Iterable[str | None]) -> str | None:
    return next((value for value in reversed(list(values)) if value), None)
