"""The running text of a report as the witnesses of agency and year are looked for in it, worked out
once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.identity.sections import Section, introduction
from foundation import dates
from foundation.normalise import in_simplified


@dataclass(frozen=True)
class Written:
    """Text squashed, with years and dates in Arabic numerals: what stands before the first section,
    and each section under its number.
    """

    opening: str
    sections: tuple[tuple[int | None, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The opening and the sections in their order."""
        return (self.opening, *(text for _, text in self.sections))

    def of(self, *numbers: int | None) -> tuple[str, ...]:
        """The sections with one of these numbers."""
        return tuple(text for number, text in self.sections if number in numbers)


def spelled(text: str) -> str:
    """A text of many lines squashed into one, with years and dates in Arabic numerals, and in
    simplified characters where it is written in traditional ones.
    """
    return in_simplified(dates.arabic_text(text))


def written(document: Document, sections: Sequence[Section]) -> Written:
    """The running text of a document that has these sections. Links are none of its own words."""
    opening = [block.text for block in introduction(document) if not block.linked]
    return Written(
        "".join(map(spelled, opening)),
        tuple((section.number, spelled(section.text)) for section in sections),
    )
