"""When a report was published, by all that speaks of it, and whether that proves it late.

To call a report late is to accuse an agency. So the earliest day counts that any evidence gives;
the metadata of the page alone prove nothing, for sites write there the second in which a page was
made, or the day on which everything was moved to another system.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from publish.collect.documents import Document
from publish.collect.locations import day_in_china
from publish.collect.reports import Report

# A report is not published before its year is almost over: earlier dates belong to something else.
_EARLIEST = (12, 1)
# An agency signs, and publishes within half a year: what lies further behind its signature is the
# date of a second publication.
_BETWEEN = timedelta(days=183)
# 20240120, 2024-01-20, 2024-01/20, 2024/1/20, 2024_01_20 in an address, not within a longer number.
# Files that are uploaded have one more digit in front (P020240120…, W020240120…) and many behind.
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>20\d\d)(?P<s>[-_/]?)(?P<m>\d{1,2})(?:(?P=s)|(?<=-\d\d)/)(?P<d>\d{1,2})(?!\d)"
    r"|[PW]0(?P<y2>20\d\d)(?P<m2>\d\d)(?P<d2>\d\d)\d+"
)


class Witness(Enum):
    """What speaks of the day of publication."""

    PRINTED = "a line that the page prints"
    METADATA = "the page's metadata"
    LISTED = "the list that named it"
    ADDRESS = "its address"
    SIGNED = "its signature"
    SEEN = "its first capture"


@dataclass(frozen=True)
class Publication:
    """The earliest day of publication that is told, None where none is; and how many days that is
    after the deadline, None where that is not proven.
    """

    day: date | None
    days_late: int | None


def published(report: Report, deadline: date, elsewhere: Iterable[date] = ()) -> Publication:
    """When the report was published, and whether it was late.

    A correction of a report that came in time is not late: every version speaks. Of days
    `elsewhere` it is not known whether they are this report's: one in time leaves it open.
    """
    found = evidence(report)
    told = [
        day
        for witness in (Witness.PRINTED, Witness.METADATA, Witness.LISTED, Witness.ADDRESS)
        for day in found[witness]
    ]
    if not told:
        return Publication(_impossible(report), None)
    day = min(told)
    if day <= deadline:
        return Publication(day, None)
    if min(found[Witness.SEEN]) <= deadline:
        return Publication(min(found[Witness.SEEN]), None)
    first = date(report.year, *_EARLIEST)
    may_be_earlier = any(first <= other <= deadline for other in elsewhere)
    if may_be_earlier or not _is_proven(found, day, deadline):
        return Publication(None, None)
    return Publication(day, (day - deadline).days)


def _impossible(report: Report) -> date | None:
    """The day that the report states although its year was not over, where nothing better is
    said.
    """
    stated = report.chosen.published_on
    return date.fromisoformat(stated) if stated else None


def _is_proven(found: dict[Witness, set[date]], day: date, deadline: date) -> bool:
    """Whether more than a page's metadata says that the report came after the deadline, and its
    signature does not speak against it.
    """
    signed = min(found[Witness.SIGNED], default=None)
    if signed is not None and signed > deadline:
        return True
    if signed is not None and day - signed > _BETWEEN:
        return False
    return bool(found[Witness.PRINTED] or found[Witness.LISTED] or found[Witness.ADDRESS])


def evidence(report: Report) -> dict[Witness, set[date]]:
    """Every day that something gives for the publication of the report, by witness; days on which
    it cannot have been published are left out.
    """
    first = date(report.year, *_EARLIEST)
    found: dict[Witness, set[date]] = defaultdict(set)
    for document in report.documents:
        for holder in filter(None, (document, document.page)):
            for witness, day in testimony(holder):
                if day >= first:
                    found[witness].add(day)
    return found


def testimony(document: Document) -> Iterator[tuple[Witness, date]]:
    """Every day that a document and its address give, with what gives it."""
    version = document.version
    stated = Witness.PRINTED if document.is_dated_in_print else Witness.METADATA
    yield from _days(stated, document.stated_on)
    yield from _days(Witness.SIGNED, document.signed_on)
    yield from _days(Witness.LISTED, *version.listed)
    for day in address_days(document.location.url):
        yield Witness.ADDRESS, day
    for seen in version.seen:
        yield Witness.SEEN, day_in_china(seen)


def _days(witness: Witness, *texts: str | None) -> Iterator[tuple[Witness, date]]:
    return ((witness, day) for day in days_in(texts))


def days_in(texts: Iterable[str | None]) -> Iterator[date]:
    """The days among ISO dates as pages and lists give them; some are none of the calendar's."""
    for text in filter(None, texts):
        try:
            yield date.fromisoformat(text)
        except ValueError:
            continue


def address_days(url: str) -> Iterator[date]:
    """The whole dates that an address holds: 2024-01-20 in …/202401/t20240120_1.html."""
    for match in _IN_ADDRESS.finditer(url):
        parts = match.group("y", "m", "d") if match["y"] else match.group("y2", "m2", "d2")
        year, month, day = map(int, parts)
        try:
            yield date(year, month, day)
        except ValueError:
            continue
