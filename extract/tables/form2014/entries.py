"""What is read of the statistics table: its indicators, each with label, unit and number."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from extract import forms
from extract.cells.numbers import Status
from extract.tables.figures import Figure, TableReading

# Without the header words of the form, fewer of its indicators than this prove a local table, not
# the national one.
_FEWEST_OF_FORM = 10


@dataclass(frozen=True)
class Entry:
    """One indicator: its key in the form (None for a label that the form does not have), chapter,
    label, unit, number.

    `chapter` is None where neither the document nor the form tells it; `unit` likewise.
    """

    key: str | None
    chapter: str | None
    label: str
    unit: str | None
    figure: Figure

    @property
    def status(self) -> Status:
        """What its cell holds."""
        return self.figure.value.status

    @property
    def number(self) -> int | Decimal:
        """Its number as it counts in a sum."""
        return self.figure.value.value or 0


@dataclass
class StatisticsReading(TableReading):
    """All that was read of the statistics table, in the order of the document."""

    entries: list[Entry] = field(default_factory=list)
    has_own_header: bool = False

    @property
    def keys(self) -> set[str]:
        """Keys of the indicators that the document prints."""
        return {entry.key for entry in self.entries if entry.key is not None}

    @property
    def is_national(self) -> bool:
        """Whether it is the national table, and not a local one with some of its indicators."""
        return self.has_own_header or len(self.keys) >= _FEWEST_OF_FORM

    @property
    def is_complete(self) -> bool:
        """Whether every indicator of the form is printed."""
        return self.keys >= {row.key for row in forms.statistics().rows if row.unit}
