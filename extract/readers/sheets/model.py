"""A sheet as it is shown: what every reader of spreadsheets makes of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from extract.errors import Unreadable
from extract.readers.manners import Manner, cannot_be_seen

MAX_CELLS = 200_000
# Points: letters of this size are dots on the page.
SMALLEST_SIZE = 2.0
# Points between the figures of a column and its sides; of a font's size, the width of a digit.
_PADDING, _DIGIT = 2.0, 0.5
Position = tuple[int, int]
NOTHING: frozenset[str] = frozenset()


class Field(NamedTuple):
    """The content of one cell: its text as shown, with issue codes (issues.yml).

    `left_out` says what stands in the cell and is no part of the text; `doubts` why a figure in it
    is not to be trusted. `room` is the width that a number takes, in digits of the sheet's usual
    size: one that its columns do not have shows as ###.
    """

    text: str
    left_out: frozenset[str] = NOTHING
    doubts: frozenset[str] = NOTHING
    room: float = 0.0


class Range(NamedTuple):
    """Cells that are merged or lie together: first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, position: Position) -> bool:
        """Whether a cell is one of the range."""
        row, column = position
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def positions(self) -> Iterator[Position]:
        """Each row and column of the range. Raises Unreadable where there are too many."""
        if (self.bottom - self.top + 1) * (self.right - self.left + 1) > MAX_CELLS:
            raise Unreadable("the workbook merges more cells than the limit allows")
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


@dataclass
class Sheet:
    """A visible sheet: its cells that hold anything, by row and column counted from 0.

    `widths` are those of its columns in digits, `width` that of all others; 0 where none is known.
    """

    name: str
    fields: dict[Position, Field] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    pictures: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    width: float = 0.0


@dataclass
class Workbook:
    """The visible sheets of a file, and how many hidden ones were left out."""

    media_type: str
    sheets: list[Sheet]
    hidden: int = 0


class Look(NamedTuple):
    """How a cell or a part of its text is set, as far as it matters for what is seen."""

    struck: bool = False
    raised: bool = False
    colour: str | None = None
    ground: str | None = None
    size: float = 11.0

    @property
    def manner(self) -> Manner:
        """The manner in which text of this look is shown."""
        if self.struck:
            return "struck"
        if cannot_be_seen(self.colour, self.ground) or self.size <= SMALLEST_SIZE:
            return "unseen"
        return "raised" if self.raised else "shown"


def digits_in(points: float, usual_size: float) -> float:
    """How many digits of the usual size a column has room for, from its width in points."""
    return (points - _PADDING) / (_DIGIT * usual_size)


def general(value: float | str | bool | date | time) -> str:
    """A value as it would be printed without a format: whole numbers without a fraction, others in
    15 digits.
    """
    if isinstance(value, float):
        is_exact = value.is_integer() and abs(value) < 2**53
        return str(int(value)) if is_exact else f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, bool):
        return str(value).upper()
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)
