"""Reports: the documents of one agency and year brought together, and the one chosen whose figures
are published.

The rule, in this order: of the contents of one address the newest that could be read (the agency's
present word; what differs from older ones is in `changes`); of the publications of one portal the
one that corrects the others; between addresses the better quality,
then pages before attachments, then the earlier date of publication, then portal and address in
alphabetical order. An address that still stands goes before one that is gone, and that
before one that leads elsewhere.
The time of crawling decides nothing: the order of captures does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publish.collect.corrections import Correction, corrections
from publish.collect.documents import QUALITIES, Document
from publish.collect.locations import Location, capture_id
from publish.collect.readings import Readings


@dataclass(frozen=True)
class Report:
    """The report of one agency for one year: the document its figures come from, and all others
    that are the same. `corrections` are the publications that a later one corrects.
    """

    agency: str
    year: int
    chosen: Document
    documents: tuple[Document, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def id(self) -> str:
        """Agency id and year: short, and stable as long as the agency is."""
        return f"{self.agency}-{self.year}"

    @property
    def versions(self) -> int:
        """How many versions it has had: contents of the chosen document's address, and earlier
        publications that were corrected.
        """
        same = sum(document.location == self.chosen.location for document in self.documents)
        return same + len(self.corrections)

    @property
    def page(self) -> Document:
        """The page that shows or links the report."""
        return self.chosen.page or self.chosen

    @property
    def first_seen(self) -> str:
        """When any of its documents was first archived, UTC."""
        return min(document.version.capture.fetched_at for document in self.documents)

    @property
    def last_seen(self) -> str:
        """When any of its documents was last confirmed, UTC."""
        return max(document.version.last_seen for document in self.documents)

    @property
    def gone_since(self) -> str | None:
        """When the last of its addresses went, if all have gone; an attachment is as gone as its
        page, and an address that leads elsewhere is not asked.
        """
        places = [document.place for document in self.documents]
        asked = [location for location in places if not location.moved]
        gone = [location.gone.fetched_at for location in asked if location.gone]
        return max(gone) if gone and len(gone) == len(asked) else None

    @property
    def twins(self) -> list[Document]:
        """The current documents at other addresses, of other content, in order of address."""
        others = [
            document for document in self.current if document.location != self.chosen.location
        ]
        return [document for document in others if document.sha256 != self.chosen.sha256]

    @property
    def current(self) -> list[Document]:
        """The newest readable content of each address, without those that were corrected at
        another.
        """
        return [
            document for document in currents(self.documents) if not self._is_superseded(document)
        ]

    def _is_superseded(self, document: Document) -> bool:
        return any(document.place == correction.old.place for correction in self.corrections)

    def role(self, document: Document) -> str:
        """What a document of the report is to it, as `captures.role` says."""
        if document is self.chosen:
            return "figures"
        if document.location == self.chosen.location or self._is_superseded(document):
            return "version"
        return (
            "page"
            if self.chosen.page is not None and document.location == self.chosen.page.location
            else "twin"
        )


def assemble(documents: Iterable[Document], readings: Readings) -> list[Report]:
    """The reports among the documents, in order of agency and year."""
    groups: dict[tuple[str, int], list[Document]] = defaultdict(list)
    for document in documents:
        if document.is_report and document.agency is not None and document.year is not None:
            groups[document.agency.id, document.year].append(document)
    return [_report(*name, groups[name], readings) for name in sorted(groups)]


def currents(documents: Iterable[Document]) -> list[Document]:
    """The newest readable content of each address, in order of portal and address."""
    by_location: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        by_location[document.location.portal, document.location.url].append(document)
    return [max(by_location[place], key=_newest_readable) for place in sorted(by_location)]


def locations(report: Report) -> list[Location]:
    """The addresses of a report, each once, in order."""
    return [document.location for document in currents(report.documents)]


def roles(reports: Iterable[Report]) -> Iterator[tuple[str, str, str]]:
    """Capture id, report id and role of every archived response that a report rests on; the last
    word on one counts.

    A page may say nothing of its own and still lead to a report; where it is part of another
    report, it is that one's.
    """
    known = list(reports)
    for report in known:
        for document in report.documents:
            if document.page is not None:
                yield document.page.version.id, report.id, "page"
    for report in known:
        for document in report.documents:
            yield document.version.id, report.id, report.role(document)
        for location in locations(report):
            for silent in location.silences:
                yield capture_id(silent), report.id, "gone"


def _report(agency: str, year: int, documents: list[Document], readings: Readings) -> Report:
    published = currents(documents)
    corrected = corrections(published, readings)
    superseded = [correction.old.place for correction in corrected]
    standing = [document for document in published if document.place not in superseded]
    # Dates that contradict each other may name each publication the correction of another.
    chosen = min(standing or published, key=_preference)
    return Report(agency, year, chosen, tuple(documents), tuple(corrected))


def _newest_readable(document: Document) -> tuple[bool, int]:
    return document.quality != "unparsed", document.version.confirmed.id


def _standing(document: Document) -> int:
    """Whether its address still shows a readable document, is gone, leads elsewhere, or never
    showed one: the lower, the nearer to what the agency says today.
    """
    shown = document.place
    if document.quality == "unparsed":
        return 3
    if shown.moved or document.location.moved:
        return 2
    return 1 if shown.gone else 0


def _preference(document: Document) -> tuple[int, int, bool, str, str, str]:
    location = document.location
    published = document.published_on or "9999"
    return (
        _standing(document),
        QUALITIES.index(document.quality),
        not document.is_page,
        published,
        location.portal,
        location.url,
    )
