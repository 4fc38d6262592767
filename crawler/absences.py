"""What a portal names and has not got: explained, and no fault of a crawl, once two runs agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Absence(StrEnum):
    """Why something that a portal names cannot be had there; the log keeps the words."""

    MISSING = "missing"
    CIRCLE = "leads in a circle"
    ROBOTS = "closed by robots.txt"
    ELSEWHERE = "on a host that is not the portal's"
    LIMIT = "over a limit"
    OTHER = "something else under its title"
    SURPLUS = "a page more than the list has"


@dataclass(frozen=True)
class Absent:
    """Something that is named and cannot be had: why, by which words, and on which page it is
    named.
    """

    reason: Absence
    text: str
    page: str | None = None

    def __str__(self) -> str:
        return f"{self.reason} ({self.text})" if self.text else str(self.reason)


def absent_in(evidence: Mapping[str, Any]) -> dict[str, Absent]:
    """Return what the record of a run says was absent, by address; nothing where the record knows
    nothing of it.
    """
    found = evidence.get("absent") or {}
    return {
        url: Absent(**{**told, "reason": Absence(told["reason"])}) for url, told in found.items()
    }


def agreed(now: Mapping[str, Absent], before: Mapping[str, Absent]) -> dict[str, Absent]:
    """Return what two runs found absent for the same reason."""
    return {
        url: told
        for url, told in now.items()
        if url in before and before[url].reason == told.reason
    }
