"""Which divisions and agencies followed which: the table of succession.yml, and the rule that finds
the agencies of an archive in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import Field

from foundation.rules import Rules, load

_Code = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]


class Change(Rules):
    """A division that got another code, and mostly another name, and by which document."""

    code: _Code
    name: str
    to: _Code
    year: int
    source: str


class Reform(Rules):
    """Agencies that one agency took the place of, and by which document."""

    name: str
    predecessors: tuple[str, ...]
    year: int
    source: str


class _Succession(Rules):
    """What succession.yml says."""

    divisions: tuple[Change, ...]
    agencies: tuple[Reform, ...]


_KNOWN = load("publish.schema", "succession.yml", _Succession)
CHANGES = _KNOWN.divisions
REFORMS = _KNOWN.agencies


class Office(Protocol):
    """What succession asks of an agency."""

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
    def years(self) -> range:
        """From its first to its last report."""


@dataclass(frozen=True)
class Seam:
    """An agency that ended and the one that took its place on the same portal.

    `is_whole` says that the successor has no report of a year in which the predecessor still had
    one: then the later one's series goes on where the earlier one's ends.
    """

    predecessor: str
    successor: str
    is_whole: bool

    def is_continued_by(self, agency: str) -> bool:
        """Whether an agency's series goes on where the predecessor's ends."""
        return self.is_whole and self.successor == agency


def seams(
    agencies: Iterable[Office], told: Mapping[str, Mapping[str, Sequence[str]]]
) -> list[Seam]:
    """The successions among agencies of one portal and division, each predecessor once.

    `told` is what portals' descriptions say, by portal and name of the successor. A predecessor is
    followed only by an agency that reports on a later year than its last.
    """
    by_place: dict[tuple[str, str | None], dict[str, Office]] = defaultdict(dict)
    for agency in agencies:
        by_place[agency.portal, agency.region][agency.body] = agency
    return [
        seam
        for (portal, _), bodies in sorted(by_place.items(), key=lambda entry: str(entry[0]))
        for seam in _at(bodies, told.get(portal, {}))
    ]


def _at(bodies: Mapping[str, Office], told: Mapping[str, Sequence[str]]) -> Iterator[Seam]:
    known = set()
    for successor, predecessors in _pairs(told):
        after = bodies.get(successor)
        for name in predecessors:
            before = bodies.get(name)
            if before is None or after is None or before.id in known:
                continue
            if after.years[-1] > before.years[-1]:
                known.add(before.id)
                yield Seam(before.id, after.id, after.years[0] > before.years[-1])


def _pairs(told: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """What the portal's description says comes before what the table says."""
    yield from told.items()
    yield from ((reform.name, reform.predecessors) for reform in REFORMS)
