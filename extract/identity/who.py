"""Who reports, on which year, and when: every witness in the document and in the page around it is
heard, and what they say is weighed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.document import Document
from extract.identity import period
from extract.identity.agency import decide
from extract.identity.candidates import Candidate, agencies_of, candidates, choose
from extract.identity.evidence import gather
from extract.identity.front import Line, front_lines
from extract.identity.information import information
from extract.identity.publication import DaySource, read_publication
from extract.identity.sections import Section
from extract.identity.signature import Signature, read_signature
from extract.identity.written import Written, written
from extract.tables.figures import Issue

# Blocks at the beginning among which an information table may stand.
_LONGEST_FRONT = 12


@dataclass
class Identity:
    """What a report says of itself; what it does not say is None.

    `published_by` tells a day of publication that the page prints from that of an update and from
    one that only its metadata give.
    """

    agency: str | None = None
    year: int | None = None
    title: str | None = None
    signed_on: date | None = None
    published_on: date | None = None
    published_by: DaySource = "metadata"
    period_years: tuple[int, ...] = ()
    title_year: int | None = None
    issues: list[Issue] = field(default_factory=list)

    def note(self, code: str, message: str) -> None:
        """Record something that a person should look at."""
        self.issues.append(Issue(code, message))


def read_identity(document: Document, sections: Sequence[Section]) -> Identity:
    """Find agency, year, title and dates of a document, with an issue for each that had to be taken
    elsewhere or that is contradicted.
    """
    identity = Identity()
    if not document.metadata:
        # Formats without a page around them may still have the portal's information table in front
        # of the report.
        document = replace(document, metadata=information(document.blocks[:_LONGEST_FRONT]))
    lines = front_lines(document)
    signature = _sign(document, identity)
    text = written(document, sections)
    evidence = gather(document, lines, text, signature.agency)
    identity.period_years = period.stated_periods("".join(text.texts))
    found = candidates(document, lines)
    chosen = choose(found, evidence, identity.period_years)
    _entitle(chosen, identity)
    decision = decide(chosen.title if chosen else None, evidence, agencies_of(found))
    identity.agency = decision.agency
    identity.issues += decision.issues
    published = _published(document, lines, chosen, identity)
    _date(identity, text, published)
    return identity


def _sign(document: Document, identity: Identity) -> Signature:
    signature = read_signature(document)
    identity.signed_on = signature.day
    if signature.impossible:
        identity.note(
            "impossible_date", f"the signature's date does not exist: {signature.impossible}"
        )
    return signature


def _entitle(chosen: Candidate | None, identity: Identity) -> None:
    if chosen is None:
        identity.note("title_missing", "the document names no title")
        return
    identity.title = chosen.title.text
    identity.title_year = chosen.title.year


def _published(
    document: Document, lines: Sequence[Line], chosen: Candidate | None, identity: Identity
) -> date | None:
    """The day of publication, which must lie behind the reported year where no label says so."""
    years = [*identity.period_years, identity.title_year]
    signed = identity.signed_on
    first = next((year for year in years if year in period.POSSIBLE), None)
    if signed is not None and (first is None or first >= signed.year):
        first = signed.year - 1
    earliest = date(first, 12, 31) if first is not None else None
    title_at = chosen.line if chosen is not None else -1
    found = read_publication(lines, title_at, document.metadata, earliest)
    identity.published_on = found.day
    identity.published_by = found.by
    return found.day


def _date(identity: Identity, text: Written, published: date | None) -> None:
    """The year by all that speak of it, with an issue where the title does not name it, or names
    another.
    """
    periods = identity.period_years
    witnesses = period.Witnesses(
        period=periods[0] if len(periods) == 1 else None,
        title=identity.title_year,
        opening=period.opening_year(text.opening),
        signature=period.reported_year(identity.signed_on),
        prose=period.spoken_year([text.opening, *text.of(1, 5, None)]),
        published=period.reported_year(published),
    )
    # Dates alone say of a document with no title of a report that it has a date, and no more.
    is_told = identity.title is not None or not witnesses.is_by_dates_alone
    identity.year = witnesses.verdict() if is_told else None
    if identity.year is None:
        identity.note("year_missing", "the document names no year")
    elif identity.title_year is None:
        _note_source(identity, witnesses)
    elif identity.title_year != identity.year:
        identity.note(
            "title_year_differs",
            f"the title says {identity.title_year}, the rest of the document {identity.year}",
        )


def _note_source(identity: Identity, witnesses: period.Witnesses) -> None:
    if witnesses.period == identity.year:
        identity.note(
            "year_from_period", "the year stands in the statistics period, not in the title"
        )
    elif identity.year in (witnesses.opening, witnesses.prose):
        identity.note("year_from_text", "the year stands in the prose only")
    else:
        identity.note("year_from_date", "the year was worked out from the date of the report")
