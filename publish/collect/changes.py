"""Changes: the figures of a report that differ between one version and the next, each told once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from crawler.store.captures import Capture
from publish.collect.documents import Document
from publish.collect.figures import Address, Difference, Value, differences
from publish.collect.locations import Location, Stay, Version
from publish.collect.readings import Readings
from publish.collect.reports import Report, locations


@dataclass(frozen=True)
class Replacement:
    """One version took the place of another; `noticed` is the capture that showed it."""

    old: Version
    new: Version
    noticed: Capture


@dataclass(frozen=True)
class Change:
    """One figure that a new version of a report gives otherwise than the one before."""

    difference: Difference
    replacement: Replacement


def changes_of(report: Report, readings: Readings) -> Iterator[Change]:
    """What each new version of a report changed, in the order in which it was noticed.

    A report that stands at two addresses, as a page and as a file, is corrected at both: that is
    one change. Between portals there is no common order, so one that repeats the changes of another
    tells nothing new.
    """
    told: Counter[Difference] = Counter()
    for changes in _by_portal(report, readings):
        seen: Counter[Difference] = Counter()
        for change in _told_once(changes):
            seen[change.difference] += 1
            if seen[change.difference] > told[change.difference]:
                yield change
        told |= seen


def _by_portal(report: Report, readings: Readings) -> Iterator[list[Change]]:
    """The changes at every address of the report, repeated ones too, for each portal in order."""
    replaced: dict[str, list[Replacement]] = defaultdict(list)
    for location in locations(report):
        replaced[location.portal] += _replacements(location, report.documents)
    for correction in report.corrections:
        old, new = correction.old.version, correction.new.version
        replaced[new.capture.portal].append(Replacement(old, new, new.capture))
    for portal in sorted(replaced):
        in_order = sorted(replaced[portal], key=lambda replacement: replacement.noticed.id)
        yield [
            Change(difference, replacement)
            for replacement in in_order
            for difference in differences(
                readings.load(replacement.old.sha256), readings.load(replacement.new.sha256)
            )
        ]


def _replacements(location: Location, documents: Iterable[Document]) -> Iterator[Replacement]:
    """Where one readable content of the report took the place of another at an address, whatever
    stood there in between.
    """
    readable = {
        document.sha256
        for document in documents
        if document.location == location and document.quality != "unparsed"
    }
    stays = [stay for stay in location.stays if stay.version.sha256 in readable]
    return (_replacement(old, new) for old, new in pairwise(stays) if old.version != new.version)


def _replacement(old: Stay, new: Stay) -> Replacement:
    return Replacement(old.version, new.version, new.since)


def _told_once(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes without those that only bring an address to what was told of another already."""
    told: dict[Address, Value] = {}
    for change in changes:
        address, new = change.difference.address, change.difference.new
        if address not in told or told[address] != new:
            yield change
        told[address] = new
