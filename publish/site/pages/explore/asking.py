"""What a reader typed into the form of the explorer: measures, divisions, agencies by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from foundation.normalise import half_width, simplified
from publish.schema.measures import Measure, measures
from publish.schema.search_names import SYNONYMS
from publish.site.data.archive import Rows
from publish.site.pages.explore.state import Asked, asked
from publish.site.pages.search.names import find_names
from publish.site.visit import Visit

ARGUMENTS: Final = ("measure", "kind", "level", "place", "agency", "from", "to", "by", "shown")
_MOST_MATCHES: Final = 25
_MOST_CHOICES: Final = 12


@dataclass(frozen=True)
class Understood:
    """A state, what was not understood, and what there is to choose from where several are called
    so; `is_plain` says that the address is that of the state already.
    """

    asked: Asked
    measures: tuple[Measure, ...] = ()
    places: Rows = ()
    agencies: Rows = ()
    is_plain: bool = True

    @property
    def is_settled(self) -> bool:
        """Whether the address says one thing, and all of it is understood."""
        return not (self.asked.complaints or self.measures or self.places)


async def understood(visit: Visit) -> Understood:
    """What the address asks for."""
    given = {name: visit.arguments(name) for name in ARGUMENTS}
    typed = dict(given)
    found_measures = find_measures(_first(given, "measure"))
    if len(found_measures) == 1:
        given["measure"] = (found_measures[0].name,)
    elif found_measures:
        given["measure"] = ()
    found_places = await _places(visit, _first(given, "place"))
    if len(found_places) == 1:
        given["place"] = (found_places[0]["id"],)
    elif found_places:
        given["place"] = ()
    had = any(typed.values())
    state = asked(given if any(given.values()) or not had else {**given, "by": ("year",)})
    regions = await visit.archive.regions()
    state = _placed(state, set(regions.by_code))
    return Understood(
        state,
        found_measures if len(found_measures) > 1 else (),
        found_places if len(found_places) > 1 else (),
        await _agencies(visit, state),
        given == typed and "find" not in visit.request.args and not _has_blanks(visit),
    )


def _first(given: dict[str, tuple[str, ...]], name: str) -> str:
    return next(iter(given[name]), "")


def _has_blanks(visit: Visit) -> bool:
    return any(not visit.argument(name) for name in ARGUMENTS if name in visit.request.args)


def _placed(found: Asked, codes: set[str]) -> Asked:
    """Without a division that there is not."""
    place = found.state.place
    if not place or place in codes:
        return found
    return Asked(found.state.but(place=""), (*found.complaints, ("place", place)))


def find_measures(typed: str) -> tuple[Measure, ...]:
    """The measures that go by what was typed: the one of this name or title, or all whose titles
    hold its words.
    """
    if not typed or typed in measures():
        return (measures()[typed],) if typed else ()
    wanted = _folded(typed)
    for one in measures().values():
        zh, en = _folded(one.title.zh), _folded(one.title.en)
        if wanted in (zh, en, f"{zh} / {en}"):
            return (one,)
    words = [SYNONYMS.get(word, word) for word in wanted.split()]
    ranked = [one for one in measures().values() if all(word in _told(one) for word in words)]
    return tuple(ranked[:_MOST_CHOICES])


def _told(one: Measure) -> str:
    return _folded(f"{one.title.zh} {one.title.en} {one.group.zh} {one.name}")


def _folded(text: str) -> str:
    return simplified(half_width(text)).lower().strip()


async def _places(visit: Visit, typed: str) -> Rows:
    """The divisions that go by what was typed; one called exactly so is the only one."""
    regions = await visit.archive.regions()
    if not typed or typed in regions.by_code:
        return ()
    found = [hit.row for hit in (await find_names(visit.archive, typed)).of("division")]
    exact = [row for row in found if row["name"] == typed]
    return tuple(exact if len(exact) == 1 else found[:_MOST_CHOICES])


async def _agencies(visit: Visit, found: Asked) -> Rows:
    """Agencies that go by what was sought, without those that are chosen already."""
    sought = visit.argument("find")
    hits = (await find_names(visit.archive, sought)).of("agency") if sought else ()
    chosen = set(found.state.agencies)
    return tuple(hit.row for hit in hits[:_MOST_MATCHES] if hit.row["id"] not in chosen)
