"""Which divisions and agencies followed which: the table of succession.yml, and the rule that finds
the agencies of an archive in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from foundation.rules import Rules, load
from publish.collect.office import Office

Kind = Literal["renamed", "merged"]
_Code = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]


class Change(Rules):
    """A division that got another code, and mostly another name, and by which document."""

    code: _Code
    name: str
    to: _Code
    year: int
    source: str


class Reform(Rules):
    """Agencies that one agency took the place of, and by which document.

    One that was `renamed` went on under another name; one that was `merged` took over the work of
    several, in whole or in part.
    """

    name: str
    predecessors: tuple[str, ...]
    kind: Kind
    year: int
    source: str


class _Succession(Rules):
    """What succession.yml says."""

    divisions: tuple[Change, ...]
    agencies: tuple[Reform, ...]


_KNOWN = load("publish.schema", "succession.yml", _Succession)
CHANGES = _KNOWN.divisions
REFORMS = _KNOWN.agencies


@dataclass(frozen=True)
class Seam:
    """An agency that ended and the one that took its place on the same portal.

    `last` is the last year on which the predecessor reported. `is_whole` says that the successor
    has no report of a year in which the predecessor still had one.
    """

    predecessor: str
    successor: str
    kind: Kind
    last: int
    is_whole: bool


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
    for successor, predecessors, kind in _entries(told):
        after = bodies.get(successor)
        for name in predecessors:
            before = bodies.get(name)
            if before is None or after is None or before.id in known:
                continue
            if after.years[-1] > before.years[-1]:
                known.add(before.id)
                last = before.years[-1]
                yield Seam(before.id, after.id, kind, last, after.years[0] > last)


def _entries(told: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str], Kind]]:
    """What the portal's description says comes before what the table says. An agency that took the
    place of one other there was renamed.
    """
    for successor, predecessors in told.items():
        yield successor, predecessors, "renamed" if len(predecessors) == 1 else "merged"
    for reform in REFORMS:
        yield reform.name, reform.predecessors, reform.kind
