"""Candidates for the title of a report, from the lines of the page and from its metadata, and the
one that the other evidence speaks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.document import Document
from extract.identity.evidence import Evidence, title_parts
from extract.identity.front import Line
from extract.identity.names import agency_name, is_site, level_at_head
from extract.identity.titles import Title, parse_title, titles_in
from foundation.agency_names import comparable, is_same

Source = Literal["heading", "line", "cell", "meta", "page_title", "site_and_title", "attachment"]

_META_TITLES = ("articletitle", "名称", "信息名称", "标题", "title", "og:title")
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?)\b|download", re.IGNORECASE)
# Points: what a title names counts more than where it stands, and what others confirm most.
_AGENCY, _AGENCY_BY_LEVEL, _YEAR = 4.0, 2.5, 2.0
_CONFIRMED, _CONFIRMED_IN_PART, _PERIOD_DIFFERS = 3.0, 2.0, -1.0
_REPEATED = 0.5
_BY_SOURCE = {
    "heading": 0.5,
    "line": 0.4,
    "meta": 0.3,
    "cell": 0.3,
    "page_title": 0.2,
    # A site's name in front of a title that names no agency: that of the report if others say so.
    "site_and_title": -4.5,
    "attachment": -1.0,
}
# Names of columns stand in the metadata of a page and in its cells; in its text a report may have
# such a title.
_MAY_BE_BARE = ("heading", "line")


@dataclass(frozen=True)
class Candidate:
    """A title, where it was found, and at which line in front of the report (-1: at none)."""

    title: Title
    source: Source
    line: int = -1


def candidates(document: Document, lines: Sequence[Line]) -> list[Candidate]:
    """Every title that the document and its page offer, in order of their sources."""
    found = [*_in_lines(lines), *_in_metadata(document), *_in_attachments(document)]
    return [
        candidate
        for candidate in found
        if not candidate.title.is_bare or candidate.source in _MAY_BE_BARE
    ]


def agencies_of(found: Sequence[Candidate]) -> list[str]:
    """The agencies that titles name, without those that may be the site's or of another file."""
    return [
        candidate.title.agency
        for candidate in found
        if candidate.title.agency and candidate.source not in ("site_and_title", "attachment")
    ]


def _in_lines(lines: Sequence[Line]) -> Iterator[Candidate]:
    for at, title in titles_in(lines):
        source: Source = "cell" if lines[at].cell else "heading" if lines[at].heading else "line"
        yield Candidate(title, source, at)


def _in_metadata(document: Document) -> Iterator[Candidate]:
    for name in _META_TITLES:
        title = parse_title(document.metadata.get(name, ""))
        if title is not None:
            yield Candidate(title, "meta")
    for part in title_parts(document.title):
        yield from _in_page_title(part)


def _in_page_title(text: str) -> Iterator[Candidate]:
    """The title in the title of a page, in which the site's name may stand first, with a space."""
    whole = parse_title(text)
    first, _, rest = " ".join(text.split()).partition(" ")
    behind = parse_title(rest) if agency_name(first) or is_site(first) else None
    if behind is not None and (behind.agency or is_site(first) or first.endswith("政府")):
        yield Candidate(behind, "page_title")
        if whole is not None and behind.agency is None:
            yield Candidate(whole, "site_and_title")
    elif whole is not None:
        yield Candidate(whole, "page_title")


def _in_attachments(document: Document) -> Iterator[Candidate]:
    for text, target in document.links:
        title = parse_title(text) if _FILE.search(f"{text} {target}") else None
        if title is not None:
            yield Candidate(title, "attachment")


def choose(
    found: Sequence[Candidate], evidence: Evidence, periods: Sequence[int]
) -> Candidate | None:
    """The candidate with the most points; the fuller name, then the first, of several with the
    same.
    """
    sources: dict[str, set[str]] = {}
    for candidate in found:
        sources.setdefault(candidate.title.text, set()).add(candidate.source)

    def rank(candidate: Candidate) -> tuple[float, int]:
        repeated = _REPEATED * len(sources[candidate.title.text])
        return _points(candidate, evidence, periods) + repeated, len(candidate.title.named)

    return max(found, key=rank, default=None)


def _points(candidate: Candidate, evidence: Evidence, periods: Sequence[int]) -> float:
    title = candidate.title
    points = _BY_SOURCE[candidate.source]
    if title.agency is not None:
        # Who publishes on a site is the one that the site is named for, more often than not.
        others = evidence.agencies(publishers=candidate.source != "site_and_title")
        confirmation = _confirmation(title.agency, others)
        by_level = bool(level_at_head(title.named)) and not confirmation
        points += confirmation + (_AGENCY_BY_LEVEL if by_level else _AGENCY)
    if title.year is not None:
        points += _YEAR
        points += _PERIOD_DIFFERS if periods and title.year not in periods else 0
    return points


def _confirmation(agency: str, others: Sequence[str]) -> float:
    if any(comparable(agency) == comparable(other) for other in others):
        return _CONFIRMED
    return _CONFIRMED_IN_PART if any(is_same(agency, other) for other in others) else 0
