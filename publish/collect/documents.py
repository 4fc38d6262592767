"""Documents: what each archived content says it is, and what the page and the link that led to it
add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from crawler.store.captures import Capture
from extract.contract import ReadingRecord
from extract.document import Document as Text
from extract.document import Paragraph
from extract.identity.names import is_carrier
from extract.identity.who import Identity, read_identity
from foundation.agency_names import comparable, is_same
from publish.collect.agencies import Agency, identify
from publish.collect.history import PortalHistory
from publish.collect.listings import listed_agency
from publish.collect.locations import Location, Version, day_in_china
from publish.collect.readings import Readings, failure
from publish.collect.regions import Divisions

# What told whose report a document is.
Source = Literal["document", "link", "list", "mention", "page", "portal"]
# Qualities from best to worst.
QUALITIES = ("verified", "consistent", "source_error", "doubtful", "unparsed")
# Years for which such reports can exist: the first regulation is of 2007.
YEARS = range(2007, 2101)
# Issues of readings that name the agency by the page around the report: it may publish for others.
_AROUND = ("agency_from_page", "agency_from_mention")
_MENTIONED = "agency_from_mention"
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")


@dataclass(frozen=True)
class Document:
    """One content of one address, with what is known of it.

    `agency`, `year`, `title` and `published_on` are the document's own where it has them, else
    those of the link that led to it, else those of its page; `source` says whose word on the agency
    was taken. `listed` is the agency that the list stands under, and `elsewhere` the division that
    the agency's name begins with where that is none of the portal's. `own_agency`, `own_year` and
    `stated_on` (the day of publication, in print or only in the page's metadata) are what it says
    itself. `refused_year` is the year that it says and that cannot be: it was not over when the
    document was archived. `failure` is why its reading failed, if so: it may still be known to be a
    report, by its link or page.
    """

    location: Location
    version: Version
    quality: str
    refused: str | None
    failure: str | None
    own_agency: Agency | None
    own_year: int | None
    agency: Agency | None
    agency_name: str | None
    year: int | None
    title: str | None
    signed_on: str | None
    published_on: str | None
    stated_on: str | None = None
    is_dated_in_print: bool = False
    page: Document | None = None
    refused_year: int | None = None
    source: Source = "document"
    listed: str | None = None
    elsewhere: str | None = None
    named_agencies: frozenset[str] = frozenset()
    named_years: frozenset[int] = frozenset()

    @property
    def sha256(self) -> str:
        """The document's digest."""
        return self.version.sha256

    @property
    def place(self) -> Location:
        """The address that shows it: its page's, where it hangs on one."""
        return (self.page or self).location

    @property
    def is_page(self) -> bool:
        """Whether it is a page that a list named, not an attachment of one."""
        return self.location.kind == "report"

    @property
    def is_report(self) -> bool:
        """Whether it is an annual report: by its tables, or at least by a title, its own or of the
        page it hangs on.
        """
        if self.refused is not None:
            return False
        return self.quality != "unparsed" or self.title is not None

    @property
    def is_inferred(self) -> bool:
        """Whether only what stands around it says whose it is, or whom it mentions: it may be
        another agency's.
        """
        return self.source in ("list", "mention", "portal")

    @property
    def is_told(self) -> bool:
        """Whether it is a report, and it is known whose and of which year."""
        return self.is_report and self.agency is not None and self.year is not None


@dataclass(frozen=True)
class _Page:
    """A page's address, and those of its contents that could be read."""

    location: Location
    contents: list[Document]

    def at(self, capture: Capture) -> Document | None:
        """The content that the page showed when `capture` was made, else its first readable one."""
        shown = self.location.shown_before(capture)
        known = (content for content in self.contents if content.version == shown)
        return next(known, next(iter(self.contents), None))


@dataclass(frozen=True)
class _Inherited:
    """What the page that links an attachment says, which holds where the attachment is silent."""

    agency: Agency | None = None
    agency_name: str | None = None
    year: int | None = None
    title: str | None = None
    signed_on: str | None = None
    published_on: str | None = None

    @classmethod
    def of(cls, page: Document | None) -> _Inherited:
        if page is None:
            return cls()
        return cls(
            agency=page.agency,
            agency_name=page.agency_name,
            year=page.year,
            title=page.title,
            signed_on=page.signed_on,
            published_on=page.published_on,
        )


class DocumentReader:
    """Makes the documents of one portal out of its history and the readings."""

    def __init__(self, history: PortalHistory, readings: Readings, divisions: Divisions) -> None:
        self._history = history
        self._readings = readings
        self._divisions = divisions
        self._pages: dict[str, _Page] = {}
        self._own_lists: dict[tuple[str, str], bool] = {}

    def documents(self) -> Iterator[Document]:
        """Every content that could be read: first the pages, then the attachments, each in order of
        URL and time.
        """
        for location in self._located("report"):
            contents = list(self._contents(location))
            self._pages[location.url] = _Page(location, contents)
            yield from contents
        for location in self._located("attachment"):
            yield from self._contents(location)

    def _located(self, kind: str) -> Iterator[Location]:
        return (location for location in self._history.locations if location.kind == kind)

    def _contents(self, location: Location) -> Iterator[Document]:
        for version in location.versions:
            if self._readings.unread(version.sha256) is None:
                yield self._document(location, version)

    def _document(self, location: Location, version: Version) -> Document:
        reading = self._readings.load(version.sha256)
        page = self._page_of(location, version)
        of_page = _Inherited.of(page)
        link = link_identity(location.link_text)
        listed = self._listed(location, link, reading)
        named, source = _named(reading, link, listed)
        name = named or of_page.agency_name
        over = int(version.capture.fetched_at[:4]) - 1
        stated = _seen_since(reading["published_on"], version)
        own_year = _possible(reading["year"], over)
        told_year = own_year or _told_year(reading, link, over)
        return Document(
            location=location,
            version=version,
            quality=reading["quality"],
            refused=_refusal(reading),
            failure=failure(reading),
            own_agency=self._agency(reading["agency"]),
            own_year=own_year,
            agency=self._agency(named) or of_page.agency,
            agency_name=name,
            year=told_year or of_page.year,
            title=reading["title"] or link.title or of_page.title,
            signed_on=reading["signed_on"] or of_page.signed_on,
            published_on=stated or of_page.published_on or _listed_on(version),
            stated_on=stated,
            is_dated_in_print=reading["published_by"] == "page",
            page=page,
            refused_year=_refused_year(reading, own_year),
            source=page.source if page and not named else source,
            listed=listed,
            elsewhere=self._elsewhere(name),
            named_agencies=self._ids(reading["agency"], link.agency, listed, name),
            named_years=_years(reading, location, page, over),
        )

    def _ids(self, *names: str | None) -> frozenset[str]:
        """The ids of the agencies that witnesses name."""
        return frozenset(agency.id for agency in map(self._agency, names) if agency is not None)

    def _listed(self, location: Location, link: Identity, reading: ReadingRecord) -> str | None:
        """The agency that the list stands under which names an address: by its name, or, where
        nothing else names one, by the section that it lies in.
        """
        listed = listed_agency(self._list_of(location))
        if listed is None and link.agency is None and _names_nobody(reading):
            return self._owner_of(location)
        return listed

    def _list_of(self, location: Location) -> str | None:
        """The words that led to the list which names an address."""
        channel = self._history.channels.get(location.page_url or "")
        return channel.name if channel else None

    def _owner_of(self, location: Location) -> str | None:
        """The agency in whose section alone the list lies that names an address; None where a
        report of that list says that it is another's.
        """
        page_url = location.page_url or ""
        channel = self._history.channels.get(page_url)
        owners = self._history.owners
        owner = owners.get(page_url) or (owners.get(channel.url) if channel else None)
        name = listed_agency(owner)
        if name is None or is_carrier(name) or channel is None:
            return None
        return name if self._is_its_own(channel.url, name) else None

    def _is_its_own(self, list_url: str, owner: str) -> bool:
        """Whether every report of a list that names an agency names this one."""
        if (list_url, owner) not in self._own_lists:
            named = self._named_in(list_url)
            self._own_lists[list_url, owner] = all(is_same(name, owner) for name in named)
        return self._own_lists[list_url, owner]

    def _named_in(self, list_url: str) -> Iterator[str]:
        """The agencies that the reports of a list name, in their links or as their own."""
        for location in self._located("report"):
            channel = self._history.channels.get(location.page_url or "")
            if channel is not None and channel.url == list_url:
                linked = link_identity(location.link_text).agency
                yield from [linked] if linked else self._own_words(location)

    def _own_words(self, location: Location) -> Iterator[str]:
        for version in location.versions:
            if self._readings.unread(version.sha256) is None:
                reading = self._readings.load(version.sha256)
                if reading["agency"] is not None and not _names_nobody(reading):
                    yield reading["agency"]

    def _elsewhere(self, name: str | None) -> str | None:
        region = self._history.portal.region
        found = self._divisions.elsewhere(name, region) if name and region else None
        return found.name if found else None

    def _page_of(self, location: Location, version: Version) -> Document | None:
        """The page that links an attachment, as it was when the attachment was fetched."""
        if location.kind != "attachment":
            return None
        page = self._pages.get(location.page_url or "")
        return page.at(version.capture) if page else None

    def _agency(self, name: str | None) -> Agency | None:
        portal = self._history.portal
        return identify(name, portal.id, portal.region, self._divisions) if name else None


def _named(reading: ReadingRecord, link: Identity, listed: str | None) -> tuple[str | None, Source]:
    """The agency by the document's own word, or the link's where the document's is that of the page
    around it, or is the shorter one; where both say nothing, by the list's. Who is only mentioned
    counts less than the list.
    """
    own, told = reading["agency"], link.agency
    if own is None:
        return (told, "link") if told is not None else (listed, "list")
    codes = {issue["code"] for issue in reading["issues"]}
    is_around = not codes.isdisjoint(_AROUND)
    if told is not None and (is_around or comparable(told).endswith(comparable(own))):
        return told, "link"
    if _MENTIONED not in codes:
        return own, "document"
    if listed is None or is_same(own, listed):
        return own, "mention" if listed is None else "document"
    return listed, "list"


def _names_nobody(reading: ReadingRecord) -> bool:
    """Whether a document names no agency as its own."""
    codes = {issue["code"] for issue in reading["issues"]}
    return reading["agency"] is None or _MENTIONED in codes


def _seen_since(day: str | None, version: Version) -> str | None:
    """A day of publication that was over, in China, when the document was archived; None for one
    that cannot be.
    """
    return day if day and day <= day_in_china(version.confirmed.fetched_at).isoformat() else None


def _years(
    reading: ReadingRecord, location: Location, page: Document | None, over: int
) -> frozenset[int]:
    """The years that the document, its title, the period that it states, the link and the page
    name.
    """
    words = f"{reading['title'] or ''} {location.link_text or ''}"
    stated = (check["left"] for check in reading["checks"] if check["subject"] == "stated_period")
    named = {reading["year"], *_YEAR.findall(words), *stated, page.year if page else None}
    years = {int(year) for year in named if year is not None}
    return frozenset(year for year in years if _possible(year, over) is not None)


def _possible(year: int | None, over: int) -> int | None:
    """A year that such reports can be about, and that was over when the document was archived."""
    return year if year in YEARS and year is not None and year <= over else None


def _refused_year(reading: ReadingRecord, own_year: int | None) -> int | None:
    """The year that a document says and that cannot be."""
    return None if own_year else reading["year"]


def _told_year(reading: ReadingRecord, link: Identity, over: int) -> int | None:
    """The year by the words of the link, else by the signature."""
    return _possible(link.year, over) or _signed_year(reading)


def _signed_year(reading: ReadingRecord) -> int | None:
    """The year before the signature's, where the year that a document names cannot be."""
    signed = _date(reading["signed_on"])
    return date.fromisoformat(signed).year - 1 if signed and reading["year"] else None


def _listed_on(version: Version) -> str | None:
    """The day that the list named first."""
    return _date(next(iter(version.listed), None))


def _date(text: str | None) -> str | None:
    """An ISO date as it came from a list; None for what is no day of the calendar."""
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _refusal(reading: ReadingRecord) -> str | None:
    """Why the extractor says that a document is something else than an annual report."""
    return next(
        (issue["message"] for issue in reading["issues"] if issue["code"] == "look_alike"), None
    )


@lru_cache(maxsize=4096)
def link_identity(link_text: str | None) -> Identity:
    """What the words of a link say, read as the extractor reads a title; a file's suffix is left
    off.
    """
    words = _SUFFIX.sub("", (link_text or "").strip())
    return read_identity(Text("text/plain", (Paragraph(words),)), ())
