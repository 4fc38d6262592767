"""Which agency reports: the title's where it names one, else the best witness's; its name as full
as any witness gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.identity.evidence import Evidence, Witness
from extract.identity.names import GRAMMAR, ends_above, is_place, level_at_head
from extract.identity.titles import Title
from extract.tables.figures import Issue
from foundation.agency_names import comparable, is_same

_SOURCE_ISSUES = {
    "announced": ("agency_from_text", "the agency stands in the prose only"),
    "signature": ("agency_from_signature", "the agency stands in the signature only"),
    "contact": ("agency_from_mention", "the agency is named as the one to ask only"),
    "subject": ("agency_from_mention", "the agency is named as the one that did the work only"),
    "rules": ("agency_from_mention", "the agency is named as the one that made its rules only"),
    "publisher": ("agency_from_page", "the agency stands in the page around the report only"),
}


@dataclass(frozen=True)
class Decision:
    """The agency, None where nothing names one, and what a person should look at."""

    agency: str | None
    issues: tuple[Issue, ...] = ()


def decide(title: Title | None, evidence: Evidence, titled: Sequence[str] = ()) -> Decision:
    """The agency by title and witnesses; `titled` are the agencies of all titles that were found,
    of which another may be fuller.
    """
    others = [*titled, *evidence.agencies()]
    if title is not None and title.agency is not None:
        name = _fullest(title.agency, title.named, others, evidence.places)
        issues = [*_completed(title, name), *_differing(name, evidence.witnesses)]
        return Decision(_printed(name), tuple(issues))
    if not evidence.witnesses:
        return Decision(None, (Issue("agency_missing", "the document names no agency"),))
    first = evidence.witnesses[0]
    name = _fullest(first.agency, first.agency, others, evidence.places)
    return Decision(_printed(name), (Issue(*_SOURCE_ISSUES[first.source]),))


def _printed(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")


def _fullest(name: str, named: str, others: Sequence[str], places: Sequence[str]) -> str:
    """The name as the witness gives it that says more: with the place in front, or the body that
    reports for it.
    """
    fuller = next(_fuller(name, named, others), name)
    return _placed(fuller, places)


def _fuller(name: str, named: str, others: Sequence[str]) -> Iterator[str]:
    known = comparable(name)
    for other in others:
        front = comparable(other).removesuffix(known)
        is_front = ends_above(front) or bool(level_at_head(known))
        if front and front != comparable(other) and is_front:
            yield other
    for other in others:
        if is_place(named) and _reports_for(other, named):
            yield other


def _reports_for(agency: str, place: str) -> bool:
    """Whether an agency is the body of a place: 横琴粤澳深度合作区执行委员会."""
    _, found, body = agency.rpartition(place)
    return bool(found) and body in GRAMMAR.bodies


def _placed(name: str, places: Sequence[str]) -> str:
    """A name that begins with a level (县教育局) with the division that the site is named for."""
    level = level_at_head(name)
    place = next((place for place in places if level and place.endswith(level)), None)
    return place + name.removeprefix(level) if place else name


def _completed(title: Title, name: str) -> Iterator[Issue]:
    if title.named != name:
        yield Issue("agency_completed", f"the title names {title.named}, which is read as {name}")


def _differing(name: str, witnesses: Sequence[Witness]) -> Iterator[Issue]:
    """The signature that names another agency than the title; other witnesses name others often."""
    for witness in witnesses:
        if witness.source == "signature" and not is_same(name, witness.agency):
            yield Issue("agency_differs", f"title says {name}, signature {witness.agency}")
