"""What a run has seen, and the verdict that follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from crawler.absences import Absence, Absent, agreed
from crawler.pages.titles import year_of
from crawler.reasons import Code, Reason, because, recorded
from crawler.registry.portals import Portal
from crawler.store.captures import Run

OK, INCOMPLETE, BLOCKED = "ok", "incomplete", "blocked"
UNREACHABLE, INTERRUPTED = "unreachable", "interrupted"


class Robots(StrEnum):
    """What a host's robots.txt is found to be; the log keeps the words."""

    NO_RULES = "no rules"
    RULES = "rules"
    HTML = "an HTML page, no rules"
    UNREACHABLE = "unreachable"


# How many addresses of one kind of trouble the record names; the counts are always whole.
_EXAMPLES = 20
# The most pages of one list that are asked for; a list that announces more comes out incomplete.
LONGEST_LIST = 500
# A run that lists less than this share of what the last good one listed has missed something.
_SHARE_OF_LAST_TIME = 0.8


@dataclass
class Listing:
    """One list: the pages and items that it announces against those seen. None: it announces
    nothing.
    """

    name: str
    pages_announced: int | None = None
    items_announced: int | None = None
    pages_seen: int = 0
    items_seen: int = 0
    repeated_pages: list[str] = field(default_factory=list)
    failed_pages: dict[str, str] = field(default_factory=dict)
    # The sign of a pager on the first page: a widget's call, an element, a link to the next page.
    pager: str | None = None
    # The last page that is announced, where it came and held nothing, or what the one before it
    # held: its address, and its number, with which a list that has grown is another.
    surplus: str | None = None

    def announce(self, pages: int | None, items: int | None) -> None:
        """Take what a page announces; the largest number that any page says counts."""
        self.pages_announced = _larger(self.pages_announced, pages)
        self.items_announced = _larger(self.items_announced, items)

    @property
    def has_unread_pager(self) -> bool:
        """Whether the list seems to go on, announces no number that was reached, and showed no
        second page.
        """
        announced = self.pages_announced is not None or self.items_announced is not None
        return self.pager is not None and self.pages_seen == 1 and not announced

    def shortfalls(self, explained: Collection[str] = ()) -> list[Reason]:
        """Say in what the list fell short of its own announcement; what is `explained` is none."""
        found = []
        surplus = self.surplus in explained
        if self.pages_announced is not None and self.pages_seen + surplus < self.pages_announced:
            pages = {"seen": self.pages_seen, "announced": self.pages_announced}
            found.append(because(Code.PAGES_NOT_SEEN, **pages))
        if self.items_announced is not None and self.items_seen < self.items_announced:
            items = {"seen": self.items_seen, "announced": self.items_announced}
            found.append(because(Code.ITEMS_NOT_SEEN, **items))
        if self.pager is not None and self.has_unread_pager:
            found.append(because(Code.PAGER_NOT_READ, pager=self.pager))
        if self.pages_seen >= LONGEST_LIST:
            found.append(because(Code.LIST_TOO_LONG, seen=self.pages_seen))
        if self.repeated_pages:
            found.append(because(Code.PAGES_REPEAT, count=len(self.repeated_pages)))
        failed = self.failed_pages.keys() - set(explained)
        if failed:
            found.append(because(Code.PAGES_FAILED, count=len(failed)))
        return found


def _larger(first: int | None, second: int | None) -> int | None:
    return max((value for value in (first, second) if value is not None), default=None)


@dataclass
class Evidence:
    """The facts of one run. Addresses are keys, so that nothing counts twice."""

    family: str | None = None
    # The product that a portal of the generic family runs, where its pages name one.
    product: str | None = None
    listings: dict[str, Listing] = field(default_factory=dict)
    reports_listed: dict[str, str] = field(default_factory=dict)
    reports_fetched: dict[str, str] = field(default_factory=dict)
    look_alikes_fetched: dict[str, str] = field(default_factory=dict)
    # What stood under the titles of different reports with one and the same body.
    same_bodies: dict[str, str] = field(default_factory=dict)
    # Reports of earlier runs that no list names any more: those that are still there, and those
    # that are gone.
    unlisted: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    # Documents that were not due for another look, and when the last one was.
    not_due: dict[str, str] = field(default_factory=dict)
    # What is named and cannot be had, in this run and in the one before it; where both agree it is
    # explained, and no shortfall.
    absent: dict[str, Absent] = field(default_factory=dict)
    absent_before: dict[str, Absent] = field(default_factory=dict)
    attachments_linked: dict[str, str] = field(default_factory=dict)
    attachments_fetched: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)
    unreachable: dict[str, str] = field(default_factory=dict)
    # Home pages that came and led nowhere: empty, a server's default page, moved, in maintenance.
    unreadable: dict[str, str] = field(default_factory=dict)
    forbidden_by_robots: dict[str, str] = field(default_factory=dict)
    refused_addresses: dict[str, str] = field(default_factory=dict)
    off_list_hosts: dict[str, str] = field(default_factory=dict)
    robots: dict[str, str] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    pages_opened_in_search: int = 0
    lists_left_unopened: list[str] = field(default_factory=list)
    errors: list[Reason] = field(default_factory=list)
    # Addresses that a budget or their own shape kept from being asked for.
    traps: dict[str, Reason] = field(default_factory=dict)
    # Hosts, or folders of hosts, that answered with challenges or refusals until nothing more was
    # asked of them.
    shut_hosts: dict[str, str] = field(default_factory=dict)
    # Attempts that brought no whole answer, by host.
    failed_attempts: dict[str, int] = field(default_factory=dict)
    # Home pages that gave no answer, and their addresses by the other scheme (http or https).
    other_scheme: dict[str, str] = field(default_factory=dict)
    # From an https address to a plain one.
    downgraded: dict[str, str] = field(default_factory=dict)
    # The agencies in whose sections alone lists lie, by the lists' addresses.
    owners: dict[str, str] = field(default_factory=dict)
    pages_rendered: int = 0
    # What pages that a browser made asked of other hosts, which was refused, by host.
    refused_to_pages: dict[str, str] = field(default_factory=dict)
    # Facts of the crawl that somebody outside can check: who asked, how fast, how much of which
    # host.
    ledger: dict[str, Any] = field(default_factory=dict)

    @property
    def lists_are_whole(self) -> bool:
        """Whether lists were found and read, each as far as it announces itself, and nothing
        refused itself.
        """
        fell_short = any(listing.shortfalls(self.explained) for listing in self.listings.values())
        return bool(self.listings) and not (
            fell_short or self.unreachable or self.blocked or self.shut_hosts
        )

    @property
    def explained(self) -> dict[str, Absent]:
        """What the portal names and has not got, as two runs in a row have found."""
        return agreed(self.absences, self.absent_before)

    @property
    def absences(self) -> dict[str, Absent]:
        """What the portal names and has not got, with the pages that lists have not got."""
        surplus = {
            listing.surplus: Absent(Absence.SURPLUS, listing.name, url)
            for url, listing in self.listings.items()
            if listing.surplus is not None
        }
        return self.absent | surplus

    def years_fetched(self) -> Counter[int | None]:
        """Count the fetched reports by the year that their titles name (None: no year)."""
        return Counter(year_of(title) for title in self.reports_fetched.values())

    def as_json(self, reasons: Sequence[Reason]) -> dict[str, Any]:
        """Return the evidence as the run record keeps it: long lists become a count and some
        examples.
        """
        said = {
            "traps": {url: sign.said.en for url, sign in self.traps.items()},
            "errors": [error.text.en for error in self.errors],
            "explained": {url: str(told) for url, told in self.explained.items()},
            "absent": {url: asdict(told) for url, told in self.absences.items()},
        }
        known = {key: value for key, value in asdict(self).items() if key != "absent_before"}
        data = {key: _shortened(key, value) for key, value in (known | said).items()}
        years = {
            str(year or "unknown"): count
            for year, count in sorted(self.years_fetched().items(), key=str)
        }
        return {**recorded(reasons), "reports_by_year": years, **data}


def note_on_scheme(evidence: Evidence) -> list[Reason]:
    """Say by which scheme a portal answered, where that is not the one that its file has."""
    answered = evidence.pages_opened_in_search or evidence.listings
    told = evidence.other_scheme.items() if answered else ()
    return [because(Code.OTHER_SCHEME, other=other).at(url) for url, other in told]


# Kept whole in the record; all else that may grow long is shortened.
_WHOLE = (
    *("absent", "listings", "robots", "delays", "shut_hosts", "failed_attempts"),
    *("owners", "ledger"),
)


def _shortened(key: str, value: Any) -> Any:
    if key in _WHOLE or not isinstance(value, dict | list):
        return value
    shown = value[:_EXAMPLES] if isinstance(value, list) else dict(list(value.items())[:_EXAMPLES])
    return {"count": len(value), "examples": shown}


def _missed_floors(evidence: Evidence, portal: Portal) -> list[Reason]:
    floors = portal.expect.reports if portal.expect else {}
    years = evidence.years_fetched()
    missing = {
        year: floor.min - years[year]
        for year, floor in sorted(floors.items())
        if years[year] < floor.min
    }
    # A report whose title names no year may be of any: it fills a gap before the gap counts as one.
    if sum(missing.values()) <= years[None]:
        return []
    return [
        because(Code.FEWER_THAN_EXPECTED, year=year, found=years[year], expected=floors[year].min)
        for year in missing
    ]


def _declares_none(portal: Portal) -> bool:
    return portal.expect is not None and all(
        floor.min == 0 for floor in portal.expect.reports.values()
    )


def _fewer_than_last_time(evidence: Evidence, portal: Portal, last: Run | None) -> list[Reason]:
    """Compare with the last good run. A floor that somebody wrote down outranks the comparison."""
    if last is None or (portal.expect and portal.expect.reports):
        return []
    then = int(last.evidence.get("reports_listed", {}).get("count", 0))
    listed = len(evidence.reports_listed)
    if listed + len(evidence.gone) >= then * _SHARE_OF_LAST_TIME:
        return []
    return [because(Code.FEWER_THAN_BEFORE, listed=listed, before=then, run=last.id)]


def _not_fetched(evidence: Evidence) -> Iterator[Reason]:
    # What turned out to be something else under a report's name is no report that is missing.
    explained = evidence.explained
    answered = {*evidence.reports_fetched, *evidence.look_alikes_fetched, *explained}
    listed, linked = evidence.reports_listed, evidence.attachments_linked
    if missing := len(listed.keys() - answered):
        yield because(Code.REPORTS_NOT_FETCHED, missing=missing, listed=len(listed))
    if missing := len(linked.keys() - {*evidence.attachments_fetched, *explained}):
        yield because(Code.ATTACHMENTS_NOT_FETCHED, missing=missing, linked=len(linked))


def left_out(evidence: Evidence) -> list[Reason]:
    """Say which addresses were not asked for, one reason for each kind of trap."""
    by_code: dict[Code, list[str]] = {}
    explained = evidence.explained
    traps = {url: sign for url, sign in evidence.traps.items() if url not in explained}
    for url, sign in traps.items():
        by_code.setdefault(sign.code, []).append(url)
    return [
        evidence.traps[urls[0]].at(f"{urls[0]:.200}", others=len(urls) - 1)
        for urls in by_code.values()
    ]


def shortfalls(evidence: Evidence, portal: Portal, last: Run | None = None) -> list[Reason]:
    """Say everything that keeps a run from being whole; an empty list means that it is. `last`: the
    last good run.
    """
    explained = evidence.explained
    found = [
        short.at(url)
        for url, listing in evidence.listings.items()
        for short in listing.shortfalls(explained)
    ]
    found += _not_fetched(evidence)
    if evidence.same_bodies:
        url, *others = evidence.same_bodies
        found.append(because(Code.ONE_BODY).at(url, others=len(others)))
    if not evidence.listings:
        found.append(because(Code.NO_LIST))
    if not evidence.reports_fetched and not _declares_none(portal):
        found.append(because(Code.NO_REPORTS))
    if evidence.lists_left_unopened:
        found.append(because(Code.LISTS_NOT_OPENED, count=len(evidence.lists_left_unopened)))
    found += left_out(evidence)
    found += _missed_floors(evidence, portal) + _fewer_than_last_time(evidence, portal, last)
    return found + evidence.errors


def _told(code: Code, by_address: dict[str, str]) -> list[Reason]:
    return [because(code, told=told).at(url) for url, told in list(by_address.items())[:_EXAMPLES]]


def judge_run(
    evidence: Evidence, portal: Portal, interruption: Reason | None, last: Run | None = None
) -> tuple[str, list[Reason]]:
    """Return the verdict on a run and the reasons for it.

    `interruption` says what stopped the run, if anything did; `last` is the portal's last good run.
    """
    if interruption:
        return INTERRUPTED, [interruption]
    if evidence.blocked or evidence.shut_hosts:
        return BLOCKED, _told(Code.SHUT_OUT, {**evidence.shut_hosts, **evidence.blocked})
    if evidence.unreadable and not (evidence.listings or evidence.reports_listed):
        return BLOCKED, _told(Code.NOTHING_TO_READ, evidence.unreadable)
    nothing_seen = not any(listing.pages_seen for listing in evidence.listings.values())
    if evidence.unreachable and nothing_seen:
        return UNREACHABLE, _told(Code.NO_ANSWER, evidence.unreachable)
    reasons = shortfalls(evidence, portal, last)
    notes = note_on_scheme(evidence)
    return (INCOMPLETE, [*reasons, *notes]) if reasons else (OK, notes)
