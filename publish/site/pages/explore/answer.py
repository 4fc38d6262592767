"""The answer to a state of the explorer: its sums, named, with what must be said beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from foundation.rules import Text
from publish.schema.measures import Measure, measures
from publish.site.charts.chart import text
from publish.site.data.archive import Archive, Rows
from publish.site.pages.explore.facts import facts
from publish.site.pages.explore.result import Result, result
from publish.site.pages.explore.state import State, values_of

MOST_SHOWN: Final = 100
"""So many keys stand on the page; the CSV holds all."""
_NAMES: Final = """
select id, name from agencies where id in (select value from json_each(:keys)) order by id
"""
_AS_OF: Final = "select max(last_crawl) as time from portals"


@dataclass(frozen=True)
class Answer:
    """A result with the names of whom it is of. `as_of` is the day of the newest crawl."""

    result: Result
    who: Text
    years: str
    as_of: str

    @property
    def state(self) -> State:
        """What it answers."""
        return self.result.state

    @property
    def title(self) -> Text:
        """The measure, of whom, when."""
        title = self.state.measure.title
        return Text(
            zh=f"{title.zh}：{self.who.zh}，{self.years}",
            en=f"{title.en}: {self.who.en}, {self.years}",
        )


async def answer(archive: Archive, state: State) -> Answer | None:
    """The answer to a state; None where it takes too long."""
    rows = await facts(archive, state)
    if rows is None:
        return None
    found = result(state, rows, await _labels(archive, state, rows))
    newest = await archive.one(_AS_OF)
    as_of = str((newest or {}).get("time") or "")[:10]
    return Answer(found, await _who(archive, state), _years(found), as_of)


def _years(found: Result) -> str:
    years = found.years
    if not years:
        return "—"
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


async def _labels(archive: Archive, state: State, rows: Rows) -> Mapping[str, Text]:
    """The names of the keys of a result, in the order in which they are shown."""
    if state.by in ("level", "kind"):
        return values_of(state.by)
    if state.by in ("applicant", "outcome"):
        return {one.name: one.title for one in state.parts}
    if state.by == "division":
        return await _divisions(archive, state)
    if state.by == "agency":
        return _texts(await agency_names(archive, tuple({row["key"] for row in rows})))
    return {"": state.measure.title}


async def _divisions(archive: Archive, state: State) -> dict[str, Text]:
    regions = await archive.regions()
    place = None if state.agencies else state.place
    found = {region.code: _same(region.name) for region in regions.below(place or None)}
    own = (
        text("explore.own", place=regions.by_code[place].name) if place else text("explore.nowhere")
    )
    return {**found, (place or ""): own}


async def agency_names(archive: Archive, keys: tuple[str, ...]) -> dict[str, str]:
    """The names of agencies by their ids, in the order of these."""
    rows = await archive.rows(_NAMES, keys=json.dumps(keys)) if keys else ()
    return {row["id"]: row["name"] for row in rows}


def _texts(names: Mapping[str, str]) -> dict[str, Text]:
    return {key: _same(name) for key, name in names.items()}


def _same(name: str) -> Text:
    return Text(zh=name, en=name)


async def _who(archive: Archive, state: State) -> Text:
    """Of whom a state is, in words."""
    if state.agencies:
        names = list((await agency_names(archive, state.agencies)).values())
        if len(names) == 1:
            return _same(names[0])
        return text("explore.several", count=len(names))
    regions = await archive.regions()
    parts = (
        [_same(regions.by_code[state.place].name)] if state.place else [text("explore.everywhere")]
    )
    for column, value in (("level", state.level), ("kind", state.kind)):
        if value:
            parts.append(values_of(column)[value])
    return Text(zh="·".join(one.zh for one in parts), en=", ".join(one.en for one in parts))


def measure_groups() -> dict[Text, list[Measure]]:
    """All measures under the labels of their groups."""
    groups: dict[Text, list[Measure]] = {}
    for one in measures().values():
        groups.setdefault(one.group, []).append(one)
    return groups
