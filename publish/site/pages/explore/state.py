"""What the explorer is asked to show: a measure, of whom, in which years, by what, and as what.

Every state is an address; `State.query` gives its arguments, in one order, without those that are
empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from foundation.rules import Text
from publish.schema import tables as schema
from publish.schema.measures import Measure, measures
from publish.site.charts.chart import text

WAYS: Final = ("year", "level", "division", "kind", "agency", "applicant", "outcome")
"""By what a measure can be shown."""
VIEWS: Final = ("line", "bar", "ranking", "map", "table")
"""As what it can be shown."""
MOST_AGENCIES: Final = 40
DEFAULTS: Final = {
    "measure": "disclosed_rate",
    "kind": "government",
    "by": "level",
    "shown": "line",
}
_FIRST: Final = 2007
_LAST: Final = 2100
Complaint = tuple[str, str]


@dataclass(frozen=True)
class State:
    """A state of the explorer. What is empty does not narrow it down."""

    measure: Measure
    kind: str = ""
    level: str = ""
    place: str = ""
    agencies: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    by: str = "year"
    shown: str = "line"

    @cached_property
    def query(self) -> dict[str, Any]:
        """Its arguments in addresses."""
        arguments = {
            "measure": self.measure.name,
            "kind": self.kind,
            "level": self.level,
            "place": self.place,
            "agency": self.agencies,
            "from": self.first,
            "to": self.last,
            "by": self.by,
            "shown": self.shown,
        }
        return {name: value for name, value in arguments.items() if value not in (None, "", ())}

    @property
    def ways(self) -> tuple[str, ...]:
        """By what its measure can be shown."""
        split = tuple(self.measure.parts)
        return tuple(way for way in WAYS if way not in ("applicant", "outcome") or way in split)

    @property
    def parts(self) -> tuple[Measure, ...]:
        """The measures that are shown: its parts, or itself."""
        names = dict(self.measure.parts).get(self.by)  # type: ignore[call-overload]
        return tuple(measures()[name] for name in names) if names else (self.measure,)

    def but(self, **changed: Any) -> State:
        """The state with something else in it."""
        return replace(self, **changed)


@dataclass(frozen=True)
class Asked:
    """A state, and what of the address was not understood: each argument with its value."""

    state: State
    complaints: tuple[Complaint, ...] = ()


def asked(arguments: Mapping[str, tuple[str, ...]]) -> Asked:
    """The state that an address asks for; what is wrong in it is named and left out."""
    complaints: list[Complaint] = []
    given = {name: values[0] for name, values in arguments.items() if values}
    if not given:
        given = dict(DEFAULTS)

    def one_of(name: str, allowed: Any, otherwise: str) -> str:
        value = given.get(name, "")
        if value and value not in allowed:
            complaints.append((name, value))
        return value if value in allowed else otherwise

    measure = measures()[one_of("measure", measures(), DEFAULTS["measure"])]
    named = arguments.get("agency", ())
    complaints += [("agency", one) for one in named[MOST_AGENCIES:]]
    state = State(
        measure=measure,
        kind=one_of("kind", values_of("kind"), ""),
        level=one_of("level", values_of("level"), ""),
        place=given.get("place", ""),
        agencies=named[:MOST_AGENCIES],
        first=_year(given, "from", complaints),
        last=_year(given, "to", complaints),
    )
    by = one_of("by", state.ways, "agency" if named else "year")
    shown = one_of("shown", VIEWS, "line")
    # A map is of divisions, whatever else was chosen.
    state = state.but(by="division" if shown == "map" else by, shown=shown)
    return Asked(state, tuple(complaints))


def _year(given: Mapping[str, str], name: str, complaints: list[Complaint]) -> int | None:
    value = given.get(name, "")
    is_year = value.isascii() and value.isdigit() and _FIRST <= int(value[:9]) <= _LAST
    if value and not is_year:
        complaints.append((name, value))
    return int(value) if is_year else None


def values_of(column: str) -> dict[str, Text]:
    """The values that `kind` or `level` of an agency may have, with their labels."""
    return dict(schema.table("agencies").column(column).values)


def way_label(way: str) -> Text:
    """What a way of showing is called."""
    return text(f"explore.by_{way}")
