"""What the captures say of one address over time: which contents it had, when one took the place of
another, and since when it is gone.

The order of all things is that of the captures' numbers, which one writer of a portal gives out;
their times are for people, for a clock may have been wrong.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby

from crawler.registry.hours import CHINA
from crawler.store.captures import Capture, Run

FETCHED = (200, 304)
GONE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Version:
    """One content of an address.

    `capture` is the first capture that holds it: it alone is a row of `captures`, whichever later
    ones confirmed it. `confirmed` is the last of those, `seen` the times of all (UTC), `listed` the
    dates that lists gave beside it, in order of capture.
    """

    capture: Capture
    confirmed: Capture
    seen: tuple[str, ...]
    listed: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The document's digest."""
        return self.capture.sha256

    @property
    def id(self) -> str:
        """The key of its row in `captures`."""
        return capture_id(self.capture)

    @property
    def last_seen(self) -> str:
        """When it was last confirmed, UTC."""
        return max(self.seen)


@dataclass(frozen=True)
class Stay:
    """A time during which an address held one content: from the capture `since`, which need not be
    the version's first, for a content may come back.
    """

    version: Version
    since: Capture


@dataclass(frozen=True)
class Location:
    """An address under which a report or attachment was found, with everything it ever held.

    `stays` are the contents it held one after the other; `versions` the same contents, each once,
    in order of first appearance. `gone` is the capture since which it answers that there is
    nothing, if so; `silences` the first captures of all times at which it did; `moved` whether it
    leads elsewhere by now; `problem` why the last answer was not what was asked for; `listed` the
    dates that lists gave beside it, whatever it answered.
    """

    portal: str
    url: str
    kind: str
    page_url: str | None
    link_text: str | None
    versions: tuple[Version, ...]
    stays: tuple[Stay, ...] = field(default=(), repr=False)
    gone: Capture | None = None
    silences: tuple[Capture, ...] = ()
    moved: bool = False
    problem: str | None = None
    listed: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the address still shows what it showed, as far as the last crawls saw."""
        return self.gone is None and not self.moved

    def shown_before(self, capture: Capture) -> Version | None:
        """The version that the address showed when `capture`, of the same portal, was made; its
        first one where that was before all of them.
        """
        earlier = [stay for stay in self.stays if stay.since.id < capture.id]
        found = earlier[-1:] or self.stays[:1]
        return found[0].version if found else None


def capture_id(capture: Capture) -> str:
    """Key of a capture in the archive: sixteen digits of a hash of what it is, so that no crawl
    order changes it.
    """
    text = "\n".join((capture.portal, capture.url, str(capture.status), capture.sha256))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def locations(captures: Iterable[Capture], runs: Iterable[Run]) -> Iterator[Location]:
    """The addresses of reports and attachments among the captures of one portal, in order of
    URL.

    `captures` come in order of their numbers. An address that only ever led elsewhere is none: what
    it leads to is captured under its own.
    """
    by_url: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        by_url[capture.url].append(capture)
    complete = frozenset(run.id for run in runs if run.verdict == "ok")
    for url in sorted(by_url):
        if any(_tells_of_a_document(capture) for capture in by_url[url]):
            yield _location(by_url[url], complete)


def _tells_of_a_document(capture: Capture) -> bool:
    if capture.status in REDIRECTS:
        return False
    return capture.kind in ("report", "attachment") or _is_lost(capture)


def _is_lost(capture: Capture) -> bool:
    """Whether a link that was followed for its words (only reports and attachments are) brought
    something else.
    """
    return capture.kind == "other" and capture.problem is not None and capture.link_text is not None


def _location(captures: list[Capture], complete: frozenset[str]) -> Location:
    documents = [capture for capture in captures if _is_document(capture)]
    answers = [capture for capture in captures if capture.status not in REDIRECTS]
    named = documents[-1] if documents else answers[-1]
    versions = _versions(documents)
    silences = list(_silences(captures, complete))
    return Location(
        portal=named.portal,
        url=named.url,
        kind=named.kind,
        page_url=_last(capture.page_url for capture in answers),
        link_text=_last(capture.link_text for capture in answers),
        versions=tuple(versions.values()),
        stays=tuple(_stays(documents, versions)),
        gone=silences[-1][0] if silences[-1] else None,
        silences=tuple(silent[0] for silent in silences if silent),
        moved=captures[-1].status in REDIRECTS,
        problem=_problem(answers[-1]),
        listed=_listed(captures),
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


def _versions(documents: list[Capture]) -> dict[str, Version]:
    """The versions of an address by digest: the one place where captures are told to hold the same
    content.
    """
    holding: dict[str, list[Capture]] = defaultdict(list)
    for capture in documents:
        holding[capture.sha256].append(capture)
    return {sha256: _version(found) for sha256, found in holding.items()}


def _version(captures: list[Capture]) -> Version:
    return Version(
        capture=captures[0],
        confirmed=captures[-1],
        seen=tuple(capture.fetched_at for capture in captures),
        listed=_listed(captures),
    )


def _listed(captures: Iterable[Capture]) -> tuple[str, ...]:
    """The dates that lists gave, each once, in order."""
    return tuple(dict.fromkeys(filter(None, (capture.listed_on for capture in captures))))


def _stays(documents: list[Capture], versions: dict[str, Version]) -> Iterator[Stay]:
    for sha256, held in groupby(documents, key=lambda capture: capture.sha256):
        yield Stay(versions[sha256], next(held))


def _silences(captures: list[Capture], complete: frozenset[str]) -> Iterator[list[Capture]]:
    """The unbroken rows of answers that say there is nothing; the last is empty where the address
    shows something now.

    One such answer in one failed run proves nothing: it takes a run that ended ok, or two runs that
    agree. An answer that says nothing either way (a fault of the server, a refusal) breaks no row.
    """
    silent: list[Capture] = []
    for capture in captures:
        if capture.status in GONE:
            silent.append(capture)
        elif capture.status in REDIRECTS or _is_document(capture):
            yield _proven(silent, complete)
            silent = []
    yield _proven(silent, complete)


def _proven(silent: list[Capture], complete: frozenset[str]) -> list[Capture]:
    runs = {capture.run for capture in silent}
    return silent if len(runs) > 1 or runs & complete else []


def _last(values: Iterable[str | None]) -> str | None:
    return next((value for value in reversed(list(values)) if value), None)


def day_in_china(moment: str) -> date:
    """The day in China of a UTC time as captures state it: a deadline ends at midnight there."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(CHINA).date()
