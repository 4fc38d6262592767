"""What kinship and succession ask of an agency."""

from __future__ import annotations

from typing import Protocol


class Office(Protocol):
    """An agency by where it is, what it is called, and the years on which it reported."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def region(self) -> str | None:
        """Its division."""

    @property
    def portal(self) -> str:
        """Its portal."""

    @property
    def body(self) -> str:
        """What its name says without the division, as it is compared."""

    @property
    def reported(self) -> frozenset[int]:
        """The years on which it reported."""

    @property
    def years(self) -> range:
        """From its first to its last report."""
