"""Where in the outline of the statistics table a reader stands, and which row of the form a label
means there: several indicators are worded alike, and only their place tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract import forms
from extract.forms import Indicator, indicators


@dataclass
class Outline:
    """The last known row of the form, the open chapter, and the form's chapters as printed."""

    last: int | None = None
    chapter: str | None = None
    printed: dict[str, str] = field(default_factory=dict)

    def place_of(self, places: Sequence[int]) -> int | None:
        """The row that a label means of those that it may mean: the next one of the chapter that is
        open. None where that does not tell it.
        """
        if len(places) <= 1:
            return places[0] if places else None
        if self.last is None:
            return None
        chapter = _row(self.last).chapter
        inside = [place for place in places if _row(place).chapter == chapter]
        following = [place for place in inside if place > self.last]
        if following:
            return following[0]
        return inside[0] if len(inside) == 1 else None

    def move(self, text: str, place: int | None) -> None:
        """Note a chapter that begins, or the row of the form at which the document stands."""
        if place is not None:
            self._move_to(text, place)
        elif indicators.is_top_heading(text):
            self.chapter = indicators.shown(text)
            self.last = None

    def _move_to(self, text: str, place: int) -> None:
        row = _row(place)
        self.last = place
        if row.is_chapter:
            self.chapter = self.printed[row.chapter] = indicators.shown(text)

    def chapter_of(self, known: Indicator | None) -> str | None:
        """The chapter of an indicator as the document prints it, else as the form does."""
        if known is None:
            return self._open_chapter()
        if known.chapter in self.printed:
            return self.printed[known.chapter]
        is_of_the_form = self.chapter in self.printed.values()
        return known.chapter if self.chapter is None or is_of_the_form else self.chapter

    def _open_chapter(self) -> str | None:
        if self.chapter is None and self.last is not None:
            return _row(self.last).chapter
        return self.chapter


def _row(place: int) -> Indicator:
    return forms.statistics().rows[place]
