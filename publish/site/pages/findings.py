"""Findings for the front page: what the newest year of some measures says, each with its chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from publish.schema.measures import measures
from publish.site.addresses import with_query
from publish.site.data.archive import Archive
from publish.site.drawings.canvas import NARROW, as_text
from publish.site.drawings.plot import number
from publish.site.pages.explore.answer import Answer, answer
from publish.site.pages.explore.plotting import Drawer
from publish.site.pages.explore.state import State
from publish.site.visit import Visit

# The words of a finding stand in words/findings.yml, under the name of its state.
_STATES: Final = {
    "contradicting": State(measures()["contradicting"]),
    "disclosed": State(measures()["disclosed_rate"], kind="government", level="county"),
    "copied": State(measures()["copied"]),
}


@dataclass(frozen=True)
class Finding:
    """One sentence, its chart, and where it stands in the explorer."""

    sentence: Markup
    drawing: Markup
    address: str


async def findings(visit: Visit) -> tuple[Finding, ...]:
    """The findings that the archive has; what takes too long is left out."""
    answers = await _answers(visit.archive)
    return tuple(finding for name, one in answers for finding in _finding(visit, name, one))


async def _answers(archive: Archive) -> list[tuple[str, Answer]]:
    found = [(name, await answer(archive, state)) for name, state in _STATES.items()]
    return [(name, one) for name, one in found if one is not None]


async def front_map(visit: Visit) -> Finding | None:
    """Rates granted by governments of counties as a map of the first divisions that are several."""
    regions = await visit.archive.regions()
    place = (regions.shown[0].parent or "") if regions.shown else ""
    # Of one level: a government's report may hold those below it.
    state = _STATES["disclosed"].but(place=place, by="division", shown="map")
    found = await answer(visit.archive, state)
    if found is None or not Drawer(found, visit.words, visit.path).is_drawn:
        return None
    drawing = Markup(as_text(Drawer(found, visit.words, visit.path).draw(NARROW)))
    address = with_query(visit.path("/explore"), **state.query)
    return Finding(visit.words("finding.map", years=found.years), drawing, address)


def _finding(visit: Visit, name: str, found: Answer) -> Iterator[Finding]:
    known = [year for year in found.result.years if _is_known(found, year)]
    if not known:
        return
    cell = found.result.cells["", known[-1]]
    told = {
        "year": known[-1],
        "value": number(cell.value, "share"),
        "count": number(cell.numerator, "count"),
        "of": number(cell.denominator, "count"),
    }
    drawing = Markup(as_text(Drawer(found, visit.words, visit.path).draw(NARROW)))
    address = with_query(visit.path("/explore"), **found.state.query)
    yield Finding(visit.words(f"finding.{name}", **told), drawing, address)


def _is_known(found: Answer, year: int) -> bool:
    cell = found.result.cell("", year)
    return cell is not None and cell.value is not None
