"""Agencies: who they are across spellings and portals, of what kind, and by when they must
publish.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from foundation.agency_names import comparable
from foundation.rules import Rules, load
from publish.collect.regions import Divisions

Kind = Literal["government", "department", "township", "other"]
_Day = Annotated[str, Field(pattern=r"^[01]\d-[0-3]\d$")]


class _Kind(Rules):
    """How names of agencies of a kind end."""

    kind: Kind
    endings: tuple[str, ...]


class _Deadlines(Rules):
    """The last month and day in time, by kind of agency, from a report year on."""

    from_year: int
    department: _Day
    government: _Day
    township: _Day
    other: _Day


class _Agencies(Rules):
    """What agencies.yml says."""

    kinds: tuple[_Kind, ...]
    deadlines: tuple[_Deadlines, ...]


_AGENCIES = load("publish.schema", "agencies.yml", _Agencies)


@dataclass(frozen=True)
class Agency:
    """One agency: its stable id, and the division that name and portal place it in (None where the
    portal has none).

    `candidates` are divisions further down that its name would fit equally well: it is left where
    the portal is. `division` is how its name calls the portal's own division where that is not how
    the list of divisions does (青浔区 for 青浔县), and empty else. `body` is what the name says
    without its division, as it is compared.
    """

    id: str
    region: str | None
    candidates: tuple[str, ...] = ()
    division: str = field(default="", compare=False)
    body: str = field(default="", compare=False)


def identify(name: str, portal: str, region: str | None, divisions: Divisions) -> Agency:
    """The agency that goes by `name` on a portal whose division is `region`.

    Its id is the division's code and eight digits of the SHA-256 of the name without the
    division's, as names are compared (foundation/agency_names.yml): short, the same whether or not
    the name spells the division out and on whichever portal of that division it stands, and
    untouched by any other agency. A portal without a division stands in for it.
    """
    known = comparable(name)
    if region is None:
        return Agency(f"{portal.replace('/', '-')}-{_digest(known)}", None, body=known)
    placed = divisions.place(known, region)
    return Agency(
        f"{placed.code}-{_digest(placed.rest)}",
        placed.code,
        placed.candidates,
        placed.called,
        placed.rest,
    )


def as_printed(name: str, portal: str, region: str | None, divisions: Divisions) -> Agency:
    """The agency by its name as it is printed: the ids of archives before names were compared in
    full.
    """
    if region is None:
        return Agency(f"{portal.replace('/', '-')}-{_digest(name)}", None)
    placed = divisions.place(name, region)
    return Agency(f"{placed.code}-{_digest(placed.rest)}", placed.code, placed.candidates)


def kind(name: str) -> str:
    """government, department, township or other, told by the ending of the name (agencies.yml)."""
    for entry in _AGENCIES.kinds:
        if name.endswith(entry.endings):
            return entry.kind
    return "other"


def deadline(kind: str, year: int) -> date:
    """The last day on which the report for `year` is in time (agencies.yml says by which
    article).
    """
    rules = _AGENCIES.deadlines
    rule = next((rule for rule in rules if year >= rule.from_year), rules[-1])
    month, day = map(int, str(getattr(rule, kind)).split("-"))
    return date(year + 1, month, day)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
