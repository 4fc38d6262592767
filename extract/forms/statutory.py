"""The statutory tables by name: one word for each, wherever one is spoken of."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

StatutoryRecord = int | Literal["statistics"]
"""A statutory table as the JSON of a reading names it (form.md)."""


class Statutory(StrEnum):
    """A statutory table. The forms since 2019 number theirs by the section that holds them.

    The value is the table's name in archive.db and in addresses.
    """

    DISCLOSURES = "2"
    REQUESTS = "3"
    DISPUTES = "4"
    STATISTICS = "statistics"

    @property
    def record(self) -> StatutoryRecord:
        """The table's name in the JSON of a reading."""
        return "statistics" if self is Statutory.STATISTICS else int(self)

    @property
    def in_words(self) -> str:
        """The table in the sentence of an issue."""
        return f"table {'of statistics' if self is Statutory.STATISTICS else self}"

    @classmethod
    def of_record(cls, record: StatutoryRecord) -> Statutory:
        """The table that the JSON of a reading names."""
        return cls(str(record))


NUMBERED = (Statutory.DISCLOSURES, Statutory.REQUESTS, Statutory.DISPUTES)
"""The tables of the forms since 2019."""
