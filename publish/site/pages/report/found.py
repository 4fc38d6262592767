"""Where in a report's text stands what a reader searched for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from publish.site.data.archive import Row, Rows
from publish.site.data.query import Piece, Query


@dataclass(frozen=True)
class Found:
    """A section with hits: its number on the page, its lines with what is marked in them, and the
    first line that has a mark; None where only the heading has.
    """

    number: int
    lines: tuple[tuple[Piece, ...], ...]
    first: int | None

    @property
    def marked(self) -> bool:
        """Whether a line of it has a mark."""
        return self.first is not None


def found_in(sections: Rows, query: Query) -> Callable[[Row], Found | None]:
    """A function that says what was found in a section; nothing where nothing is searched for."""
    numbers = {section["id"]: number for number, section in enumerate(sections, 1)}

    def found(section: Row) -> Found | None:
        if not query.terms:
            return None
        lines = [line for line in section["text"].splitlines() if line.strip()]
        pieces = tuple(query.pieces(line, whole=True) for line in lines)
        marked = (place for place, line in enumerate(pieces) if any(mark for _, mark in line))
        first = next(marked, None)
        in_heading = any(mark for _, mark in query.pieces(section["heading"] or "", whole=True))
        if first is None and not in_heading:
            return None
        return Found(numbers[section["id"]], pieces, first)

    return found
