"""Everything an archive is made of, brought together before a row is written: portals, documents,
reports, agencies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from crawler.errors import CrawlerError
from crawler.registry.divisions import Division, registry_divisions
from crawler.registry.portals import Portal, load_portals
from publish.collect import agencies, issues
from publish.collect.aliases import aliases
from publish.collect.documents import Document, DocumentReader
from publish.collect.history import PortalHistory, histories
from publish.collect.issues import Issue
from publish.collect.kinship import likely_one
from publish.collect.own_office import with_own_office
from publish.collect.readings import Progress, Readings, read_all
from publish.collect.regions import Divisions, load_divisions
from publish.collect.reports import Report, assemble
from publish.collect.succession import Seam, seams
from publish.errors import RegistryUnreadable


@dataclass(frozen=True)
class AgencyRecord:
    """An agency with its reports in order of year, its name in full, and the portal that carries
    them.

    `body` is its name without the division's, as it is compared; `divisions` are the names that its
    division goes by in its reports beside the list's.
    """

    id: str
    name: str
    kind: str
    region: str | None
    portal: str
    reports: tuple[Report, ...]
    candidates: tuple[str, ...] = ()
    body: str = ""
    divisions: tuple[str, ...] = ()

    @cached_property
    def portals(self) -> tuple[str, ...]:
        """Every portal that has shown a report of it, in order."""
        documents = (document for report in self.reports for document in report.documents)
        return tuple(sorted({document.location.portal for document in documents}))

    @property
    def reported(self) -> frozenset[int]:
        """The years on which it reported."""
        return frozenset(report.year for report in self.reports)

    @property
    def years(self) -> range:
        """From its first to its last year."""
        return range(self.reports[0].year, self.reports[-1].year + 1)


@dataclass(frozen=True)
class Collection:
    """What the captures of a state folder amount to."""

    histories: tuple[PortalHistory, ...]
    divisions: Divisions
    readings: Readings
    documents: tuple[Document, ...]
    reports: tuple[Report, ...]
    # What is wrong with the logs that could not be read, by portal.
    damaged: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def agencies(self) -> tuple[AgencyRecord, ...]:
        """All agencies, in order of their ids."""
        regions = {history.portal.id: history.portal.region for history in self.histories}
        return tuple(
            _agency(list(group), regions)
            for _, group in groupby(self.reports, key=lambda report: report.agency)
        )

    @cached_property
    def regions(self) -> tuple[Division, ...]:
        """The divisions of agencies and portals and those above them, in order of code; unknown
        codes by themselves.
        """
        used = {agency.region for agency in self.agencies} | {
            history.portal.region for history in self.histories
        }
        found: dict[str, Division] = {}
        for code in filter(None, used):
            for division in self.divisions.chain(code) or [Division(code=code, name=code)]:
                found[division.code] = division
        return tuple(found[code] for code in sorted(found))

    @cached_property
    def successions(self) -> dict[str, Seam]:
        """What ended agencies were followed by, by the id of the one that ended."""
        told = {history.portal.id: history.portal.predecessors for history in self.histories}
        return {seam.predecessor: seam for seam in seams(self.agencies, told)}

    def successions_into(self, agency: str) -> tuple[Seam, ...]:
        """The seams at which an agency took the place of others."""
        return tuple(self._into.get(agency, ()))

    @cached_property
    def _into(self) -> dict[str, list[Seam]]:
        found: dict[str, list[Seam]] = defaultdict(list)
        for seam in self.successions.values():
            found[seam.successor].append(seam)
        return found

    def history(self, portal: str) -> PortalHistory:
        """The history of the portal with that id. Raises KeyError."""
        return self._by_portal[portal]

    @cached_property
    def _by_portal(self) -> dict[str, PortalHistory]:
        return {history.portal.id: history for history in self.histories}

    def agency(self, identity: str) -> AgencyRecord:
        """The agency with that id. Raises KeyError."""
        return self._by_id[identity]

    @cached_property
    def _by_id(self) -> dict[str, AgencyRecord]:
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The ids of today's agencies by those that they went by before."""
        regions = {
            history.portal.id: [*history.regions, history.portal.region]
            for history in self.histories
        }
        return aliases(self.documents, regions, self.divisions)

    @cached_property
    def newest_years(self) -> dict[str, int]:
        """The newest report year on each portal."""
        newest: dict[str, int] = defaultdict(int)
        for agency in self.agencies:
            newest[agency.portal] = max(newest[agency.portal], agency.reports[-1].year)
        return newest

    def form(self, report: Report) -> str | None:
        """The form that a report follows, as its figures' document shows it."""
        return self.readings.form(report.chosen.sha256)

    def issues(self) -> Iterator[Issue]:
        """What a person should look at that is about no report."""
        for reason in self.damaged.values():
            yield Issue("captures_unreadable", reason)
        for division in self.regions:
            if self.divisions.get(division.code) is None:
                yield issues.of_region(division.code)
        for agency in self.agencies:
            if agency.candidates:
                yield issues.of_agency(agency.name, agency.portal, agency.candidates)
        yield from self._kinship()
        for history in self.histories:
            yield from issues.of_captures(history, self.readings)
        yield from issues.of_documents(self.documents)

    def _kinship(self) -> Iterator[Issue]:
        """Agencies under several names, those that followed each other, and those that may be
        one.
        """
        for agency in self.agencies:
            if agency.divisions:
                yield issues.of_division(agency.name, agency.portal, agency.divisions)
        for seam in self.successions.values():
            before, after = self.agency(seam.predecessor), self.agency(seam.successor)
            yield issues.of_succession(before.name, after.name, after.portal)
        for one, other in likely_one(self.agencies, self.successions):
            yield issues.of_namesakes(one.name, other.name, one.portal)


def collect(
    state: Path, portals: Path | None, workers: int, progress: Progress | None
) -> Collection:
    """Read what `state` holds. `portals` is a registry folder whose descriptions replace those of
    the last crawls.

    Raises RegistryUnreadable, CapturesUnreadable, OutputUnwritable (the reading cache).
    """
    described, added = _registry(portals) if portals else ([], ())
    captured = histories(state)
    found = _described(captured.readable, described)
    stored = (division for history in found for division in history.portal.divisions)
    divisions = load_divisions([*stored, *added])
    readings = read_all(state, found, workers, progress)
    documents = tuple(
        document for history in found for document in _documents(history, readings, divisions)
    )
    reports = tuple(assemble(documents, readings))
    return Collection(tuple(found), divisions, readings, documents, reports, captured.damaged)


def _documents(
    history: PortalHistory, readings: Readings, divisions: Divisions
) -> Iterator[Document]:
    documents = DocumentReader(history, readings, divisions).documents()
    return with_own_office(documents, history, divisions)


def _registry(directory: Path) -> tuple[list[Portal], tuple[Division, ...]]:
    try:
        return load_portals(directory), registry_divisions(directory)
    except CrawlerError as error:
        raise RegistryUnreadable(str(error)) from error


def _described(found: Sequence[PortalHistory], portals: list[Portal]) -> list[PortalHistory]:
    """The histories with the registry's descriptions, and its portals that were never crawled."""
    by_id = {history.portal.id: history for history in found}
    for portal in portals:
        crawled = by_id.get(portal.id, PortalHistory(portal))
        by_id[portal.id] = replace(crawled, portal=portal)
    return [by_id[portal_id] for portal_id in sorted(by_id)]


def _agency(reports: list[Report], regions: dict[str, str | None]) -> AgencyRecord:
    documents = [document for report in reports for document in report.documents]
    identity = next(
        document.agency for document in reports[-1].documents if document.agency is not None
    )
    named = [document for document in documents if _division(document) == identity.division]
    name = _fullest(document.agency_name for document in named)
    divisions = {_division(document) for document in documents}
    homes = {report.chosen.location.portal for report in reports}
    portal = min(homes, key=lambda portal: (regions[portal] != identity.region, portal))
    return AgencyRecord(
        reports[0].agency,
        name,
        agencies.kind(name),
        identity.region,
        portal,
        tuple(reports),
        identity.candidates,
        identity.body,
        tuple(sorted(filter(None, divisions))),
    )


def _division(document: Document) -> str:
    """How a document's agency calls the division of its portal, where not as the list does."""
    return document.agency.division if document.agency else ""


def _fullest(names: Iterable[str | None]) -> str:
    return min(filter(None, names), key=lambda name: (-len(name), name))
