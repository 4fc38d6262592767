"""What the archive says of a state of the explorer: sums over one set of reports, by key, year,
kind, level and form.

Both sides of a share are added up over the reports in which both are known.
"""

from __future__ import annotations

from typing import Final

from publish.schema.measures import Measure
from publish.site.data.archive import Archive, Rows, SqlValue
from publish.site.pages.explore.state import State

MILLISECONDS: Final = 3_000
_KEYS: Final = {
    "year": "''",
    "level": "a.level",
    "kind": "a.kind",
    "agency": "a.id",
    "division": "coalesce(p.top, '')",
}
# Every division with the highest above it.
_TOPS: Final = """
with recursive places(code, top) as (
  select code, code from regions where parent is null
  union all select g.code, places.top from regions g join places on g.parent = places.code
)
"""
# A division, and those below it with the one directly below it that holds them.
_BELOW: Final = """
with recursive below(code, top) as (
  select code, code from regions where parent = :place
  union all select g.code, below.top from regions g join below on g.parent = below.code
), places(code, top) as (select :place, :place union all select code, top from below)
"""
_WITHIN: Final = """
with recursive within(code) as (
  select :place union select g.code from regions g join within on g.parent = within.code
)
"""
_FACTS: Final = """
select key, year, kind, level, form, count(*) as reports, count(n + d) as known,
  sum(doubtful) filter (where n + d is not null) as doubtful,
  sum(n) filter (where d is not null) as numerator,
  sum(d) filter (where n is not null) as denominator
from ({reports})
group by key, year, kind, level, form
"""
_REPORTS: Final = """
select {key} as key, r.year, a.kind, a.level, r.form,
  r.quality in ('doubtful', 'source_error') as doubtful,
  {sum} as n, {of} as d, r.id as report, r.quality, a.id as agency, a.name as agency_name
from agencies a {places} join reports r on r.agency = a.id
  {joins}
where {conditions}
"""
# Those that state it first, the highest before the others.
_LISTED: Final = """
select report, agency, agency_name, year, quality, n, d from (
{reports}
) where key = :key and (:year is null or year = :year)
order by n + d is null, n desc, year desc, report limit :limit offset :offset
"""


async def facts(archive: Archive, state: State) -> Rows | None:
    """The sums of a state; None where that takes too long."""
    sql, parameters = facts_sql(state)
    return await archive.remembered_in_time(MILLISECONDS, sql, **parameters)


def facts_sql(state: State) -> tuple[str, dict[str, SqlValue]]:
    """The query of a state, and its parameters."""
    selects = [_FACTS.replace("{reports}", _reports(state, one)).strip() for one in state.parts]
    return _begun(state) + "\nunion all\n".join(selects), parameters_of(state)


def listed_sql(state: State) -> tuple[str, dict[str, SqlValue]]:
    """A page of the reports that a state counts under `:key` (and in `:year`), each with its two
    numbers, and the parameters of the state.
    """
    selects = "\nunion all\n".join(_reports(state, one).strip() for one in state.parts)
    return _begun(state) + _LISTED.format(reports=selects).strip(), parameters_of(state)


def parameters_of(state: State) -> dict[str, SqlValue]:
    """The values of the named parameters of a state's query."""
    found: dict[str, SqlValue] = {
        "kind": state.kind,
        "level": state.level,
        "place": state.place,
        "first": state.first,
        "last": state.last,
    }
    named = {f"agency{number}": agency for number, agency in enumerate(state.agencies)}
    used = found if not state.agencies else {"first": state.first, "last": state.last}
    return {name: value for name, value in (used | named).items() if value not in ("", None)}


def _begun(state: State) -> str:
    """What stands before the query: the divisions that it is about."""
    if state.agencies and state.by != "division":
        return ""
    if state.by == "division":
        return (_BELOW if _is_below(state) else _TOPS).lstrip()
    return _WITHIN.lstrip() if state.place else ""


def _reports(state: State, measure: Measure) -> str:
    is_split = len(state.parts) > 1
    return _REPORTS.format(
        key=f"'{measure.name}'" if is_split else _KEYS.get(state.by, "''"),
        sum=measure.sum,
        of=measure.of,
        places=_placed(state),
        joins="\n  ".join(measure.joins),
        conditions="\n  and ".join(_conditions(state)),
    )


def _placed(state: State) -> str:
    """What joins a division to an agency; one whose division is not known counts as nowhere's."""
    if state.by != "division":
        return ""
    return f"{'' if _is_below(state) else 'left '}join places p on p.code = a.region"


def _is_below(state: State) -> bool:
    return bool(state.place) and not state.agencies


def _conditions(state: State) -> list[str]:
    if state.agencies:
        names = ", ".join(f":agency{number}" for number in range(len(state.agencies)))
        found = [f"a.id in ({names})"]
    else:
        found = [
            *(["a.kind = :kind"] if state.kind else []),
            *(["a.level = :level"] if state.level else []),
            *(["a.region in (select code from within)"] if _is_within(state) else []),
        ]
    years = (("r.year >= :first", state.first), ("r.year <= :last", state.last))
    return [*found, *(condition for condition, year in years if year)] or ["true"]


def _is_within(state: State) -> bool:
    return bool(state.place) and state.by != "division"
