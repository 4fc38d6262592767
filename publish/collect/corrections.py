"""Corrections: a report published anew at another address of the same portal, in place of one that
stays where it was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.rules import Rules, load
from publish.collect.documents import QUALITIES, Document
from publish.collect.figures import differences
from publish.collect.readings import Readings

# Readings of these qualities are sure enough to say that an agency changed its figures.
_SURE = ("verified", "consistent", "source_error")
_BRACKETS = re.compile(r"[\s()（）\[\]【】]")


class _Words(Rules):
    """What corrections.yml says."""

    marks: tuple[str, ...]


_WORDS = load("publish.schema", "corrections.yml", _Words)


@dataclass(frozen=True)
class Correction:
    """A document that took the place of another, which stays where it was."""

    old: Document
    new: Document


def corrections(documents: Iterable[Document], readings: Readings) -> list[Correction]:
    """The corrections among the current documents of one report, the earliest publication first.

    The later of two publications corrects the earlier: by its title, or by its date, where the
    titles are the same and the figures are not. Two documents of one report that say neither are
    twins, and which of them is right is for people to tell.
    """
    by_portal: dict[str, list[Document]] = defaultdict(list)
    for document in _speaking(documents):
        by_portal[document.location.portal].append(document)
    return [
        correction
        for published in by_portal.values()
        for correction in _in_order(published, readings)
    ]


def _in_order(published: list[Document], readings: Readings) -> list[Correction]:
    """Each document that another corrects, with the one that did so first."""
    found = []
    for old in published:
        later = [new for new in published if _corrects(new, old, readings)]
        if later:
            found.append(Correction(old, min(later, key=_order)))
    return sorted(found, key=lambda correction: _order(correction.old))


def _order(document: Document) -> tuple[str, ...]:
    return (*_dates(document), document.location.url)


def _speaking(documents: Iterable[Document]) -> list[Document]:
    """For each page the best of the documents that it shows or links, as far as it was read."""
    best: dict[tuple[str, str], Document] = {}
    for document in documents:
        if document.quality != "unparsed":
            place = (document.place.portal, document.place.url)
            known = best.setdefault(place, document)
            if QUALITIES.index(document.quality) < QUALITIES.index(known.quality):
                best[place] = document
    return list(best.values())


def _corrects(new: Document, old: Document, readings: Readings) -> bool:
    if new.place == old.place or (old.place.stands and not new.place.stands):
        return False
    if is_marked(new) and not is_marked(old) and not _is_later(old, new):
        return True
    if not _is_later(new, old) or not _title(new) or _title(new) != _title(old):
        return False
    if new.quality not in _SURE or old.quality not in _SURE:
        return False
    return any(differences(readings.load(old.sha256), readings.load(new.sha256)))


def is_marked(document: Document) -> bool:
    """Whether its title or the link to it says that it is a correction."""
    words = (document.title, document.location.link_text, document.place.link_text)
    return any(mark in text for text in words if text for mark in _WORDS.marks)


def _title(document: Document) -> str:
    """The title of the page, or else of the document, without what says that it is corrected."""
    page = document.page
    title = (page.title if page else None) or document.title or ""
    for mark in _WORDS.marks:
        title = title.replace(mark, "")
    return _BRACKETS.sub("", title)


def _is_later(new: Document, old: Document) -> bool:
    """Whether the first date that both give, and give otherwise, is later in the new one: that of
    the list, of the page, of the signature.
    """
    pairs = zip(_dates(new), _dates(old), strict=True)
    known = ((after, before) for after, before in pairs if after and before and after != before)
    after, before = next(known, ("", ""))
    return after > before


def _dates(document: Document) -> tuple[str, str, str]:
    page = document.page or document
    listed = next(iter(page.version.listed), "")
    return listed, page.stated_on or "", document.signed_on or page.signed_on or ""
