"""What a run has seen, and the verdict that follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from crawler.registry import Portal
from crawler.spiders.titles import year_of

OK, INCOMPLETE, BLOCKED = "ok", "incomplete", "blocked"
UNREACHABLE, INTERRUPTED = "unreachable", "interrupted"
# How many addresses of one kind of trouble the record names; the counts are always whole.
_EXAMPLES = 20


@dataclass
class Listing:
    """One list: the pages and items that it announces against those seen. None: it announces nothing."""

    name: str
    pages_announced: int | None = None
    items_announced: int | None = None
    pages_seen: int = 0
    items_seen: int = 0
    repeated_pages: list[str] = field(default_factory=list)
    failed_pages: dict[str, str] = field(default_factory=dict)

    def shortfalls(self) -> list[str]:
        """Say in what the list fell short of its own announcement."""
        found = []
        if self.pages_announced is not None and self.pages_seen < self.pages_announced:
            found.append(f"{self.pages_seen} of {self.pages_announced} pages seen")
        if self.items_announced is not None and self.items_seen < self.items_announced:
            found.append(f"{self.items_seen} of {self.items_announced} items seen")
        if self.repeated_pages:
            found.append(f"{len(self.repeated_pages)} pages repeat another")
        if self.failed_pages:
            found.append(f"{len(self.failed_pages)} pages failed")
        return found


@dataclass
class Evidence:
    """The facts of one run. Addresses are keys, so that nothing counts twice."""

    family: str | None = None
    listings: dict[str, Listing] = field(default_factory=dict)
    reports_listed: dict[str, str] = field(default_factory=dict)
    reports_fetched: dict[str, str] = field(default_factory=dict)
    attachments_linked: dict[str, str] = field(default_factory=dict)
    attachments_fetched: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)
    unreachable: dict[str, str] = field(default_factory=dict)
    forbidden_by_robots: dict[str, str] = field(default_factory=dict)
    refused_addresses: dict[str, str] = field(default_factory=dict)
    off_list_hosts: dict[str, str] = field(default_factory=dict)
    robots: dict[str, str] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    pages_opened_in_search: int = 0
    lists_left_unopened: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def years_fetched(self) -> Counter[int | None]:
        """Count the fetched reports by the year that their titles name (None: no year)."""
        return Counter(year_of(title) for title in self.reports_fetched.values())

    def as_json(self, reasons: list[str]) -> dict[str, Any]:
        """Return the evidence as the run record keeps it: long lists become a count and some examples."""
        data = {key: _shortened(key, value) for key, value in asdict(self).items()}
        years = {str(year or "unknown"): count for year, count in sorted(self.years_fetched().items(), key=str)}
        return {"reasons": reasons, "reports_by_year": years, **data}


def _shortened(key: str, value: Any) -> Any:
    if key in ("listings", "robots", "delays") or not isinstance(value, dict | list):
        return value
    shown = value[:_EXAMPLES] if isinstance(value, list) else dict(list(value.items())[:_EXAMPLES])
    return {"count": len(value), "examples": shown}


def _missed_floors(evidence: Evidence, portal: Portal) -> list[str]:
    floors = portal.expect.reports if portal.expect else {}
    years = evidence.years_fetched()
    missing = {year: floor.min - years[year] for year, floor in sorted(floors.items()) if years[year] < floor.min}
    # A report whose title names no year may be of any: it fills a gap before the gap counts as one.
    if sum(missing.values()) <= years[None]:
        return []
    return [f"{years[year]} reports of {year}, at least {floors[year].min} expected" for year in missing]


def _declares_none(portal: Portal) -> bool:
    return portal.expect is not None and all(floor.min == 0 for floor in portal.expect.reports.values())


def shortfalls(evidence: Evidence, portal: Portal) -> list[str]:
    """Say everything that keeps a run from being whole; an empty list means that it is."""
    found = [f"list {url}: {short}" for url, listing in evidence.listings.items() for short in listing.shortfalls()]
    missing = len(evidence.reports_listed.keys() - evidence.reports_fetched.keys())
    if missing:
        found.append(f"{missing} of {len(evidence.reports_listed)} listed reports not fetched")
    missing = len(evidence.attachments_linked.keys() - evidence.attachments_fetched.keys())
    if missing:
        found.append(f"{missing} of {len(evidence.attachments_linked)} attachments not fetched")
    if not evidence.listings:
        found.append("no list of annual reports found; write its address under channels:")
    if not evidence.reports_fetched and not _declares_none(portal):
        found.append("no reports at all")
    if evidence.lists_left_unopened:
        found.append(f"{len(evidence.lists_left_unopened)} likely lists left unopened when the search budget was spent")
    return found + _missed_floors(evidence, portal) + [f"error: {error}" for error in evidence.errors]


def judge_run(evidence: Evidence, portal: Portal, interrupted: bool) -> tuple[str, list[str]]:
    """Return the verdict on a run and the reasons for it."""
    if interrupted:
        return INTERRUPTED, ["stopped by a signal; the next crawl goes on where it was"]
    if evidence.blocked:
        return BLOCKED, [f"{url}: {sign}" for url, sign in list(evidence.blocked.items())[:_EXAMPLES]]
    nothing_seen = not any(listing.pages_seen for listing in evidence.listings.values())
    if evidence.unreachable and nothing_seen:
        return UNREACHABLE, [f"{url}: {reason}" for url, reason in list(evidence.unreachable.items())[:_EXAMPLES]]
    reasons = shortfalls(evidence, portal)
    return (INCOMPLETE, reasons) if reasons else (OK, [])
