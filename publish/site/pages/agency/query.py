"""An agency and its reports, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from publish.site.data.archive import Archive, Row, Rows

_AGENCY: Final = """
select a.*, g.name as region_name, p.name as portal_name from agencies a
  left join regions g on g.code = a.region join portals p on p.id = a.portal where a.id = :id
"""
_YEARS: Final = """
select y.year, c.status, c.deadline, c.days_late, r.id, r.form, r.quality, r.published_on,
  coalesce(r.title, r.id) as heading,
  n.total as received, i.total as carried_in, t.total as handled, o.total as carried_out,
  g.total as granted, p.total as partially_granted,
  (select k.result from checks k where k.report = r.id and k.rule = 'carry_over'
    and k.subject = 'total') as carry_over,
  v.total as reviews, d.total as litigation_direct, l.total as litigation_after_review,
    s.fees_10k_yuan as fees
from (select year from coverage where agency = :id union select year from reports
where agency = :id) y
  left join coverage c on c.agency = :id and c.year = y.year
  left join reports r on r.agency = :id and r.year = y.year
  left join applications n on n.report = r.id and n.outcome = 'new_received'
  left join applications i on i.report = r.id and i.outcome = 'carried_in'
  left join applications t on t.report = r.id and t.outcome = 'total'
  left join applications o on o.report = r.id and o.outcome = 'carried_out'
  left join applications g on g.report = r.id and g.outcome = 'granted'
  left join applications p on p.report = r.id and p.outcome = 'partially_granted'
  left join reviews v on v.report = r.id and v.route = 'review'
  left join reviews d on d.report = r.id and d.route = 'litigation_direct'
  left join reviews l on l.report = r.id and l.route = 'litigation_after_review'
  left join disclosures s on s.report = r.id
order by y.year desc
"""
# What stands in the cells of totals that hold no number, and what the form of 2014 printed instead.
_CELLS: Final = """
select r.year, c.statutory_table || '.' || c.row_key as place, c.status
from reports r join cells c on c.report = r.id
where r.agency = :id and c.column_key = 'total' and c.value is null
"""
_OF_2014: Final = """
select r.year, cast(s.value as integer) as received from reports r
  join statistics s on s.report = r.id and s.indicator = 'requests_received'
where r.agency = :id and r.form = '2014' and s.value is not null
"""
_PLACES: Final = {
    "received": ("3.new_received",),
    "handled": ("3.total",),
    "disclosed_rate": ("3.granted", "3.partially_granted", "3.total"),
    "reviews": ("4.review",),
    "litigation": ("4.litigation_direct", "4.litigation_after_review"),
}
_FORMS: Final = ("2019", "2021")
_DIVISIONS: Final = """
with recursive above(code, name, parent, depth) as (
  select code, name, parent, 0 from regions where code = :code
  union all
  select g.code, g.name, g.parent, depth + 1 from regions g join above on g.code = above.parent
    where depth < 6
)
select code, name from above order by depth desc
"""


@dataclass(frozen=True)
class Link:
    """From one year to the next: what the earlier report carries out, what the later one carries
    in.
    """

    earlier: Row
    later: Row

    @property
    def verdict(self) -> Literal["match", "mismatch", "open"]:
        """Whether the two agree; open where one of them is not known, or where another agency was
        merged into this one between the two.
        """
        out, into = self.earlier["carried_out"], self.later["carried_in"]
        if out is None or into is None or self.later["carry_over"] == "not_computable":
            return "open"
        return "match" if out == into else "mismatch"


@dataclass(frozen=True)
class Agency:
    """An agency, the divisions it belongs to (the highest first), and its years (the newest
    first).
    """

    row: Row
    divisions: Rows
    years: Rows

    @property
    def chain(self) -> tuple[Link, ...]:
        """What was carried from each year to the next, the oldest first; years of other forms have
        nothing to carry.
        """
        carrying = [year for year in reversed(self.years) if year["form"] in ("2019", "2021")]
        return tuple(Link(a, b) for a, b in pairwise(carrying) if b["year"] == a["year"] + 1)


async def load_agency(archive: Archive, agency: str) -> Agency | None:
    """The agency with this id, or None."""
    row = await archive.one(_AGENCY, id=agency)
    if row is None:
        return None
    years = await archive.rows(_YEARS, id=agency)
    nothing = {
        (cell["year"], cell["place"]): cell["status"]
        for cell in await archive.rows(_CELLS, id=agency)
    }
    earlier = await _of_2014(archive, agency)
    rated = (_with_rates({**year, **earlier.get(year["year"], {})}) for year in years)
    return Agency(
        row,
        await archive.rows(_DIVISIONS, code=row["region"]),
        tuple({**year, "reasons": _reasons(year, nothing)} for year in rated),
    )


async def _of_2014(archive: Archive, agency: str) -> dict[int, Row]:
    """What the statistics table of 2014 counts as later forms do, by year; nothing where the
    archive is of before its indicators were told.
    """
    if not await archive.database.table_exists("series_years"):
        return {}
    return {row["year"]: row for row in await archive.rows(_OF_2014, id=agency)}


def _reasons(year: Row, nothing: dict[tuple[int, str], str]) -> dict[str, str]:
    """Why a figure of a report has no number: the status of its cell, `absent` where the document
    does not print it, `other_form` where its form has no such cell, `none_handled` for a share of
    nothing.
    """
    missing = [name for name in _PLACES if year["id"] and year[name] is None]
    if year["form"] not in _FORMS:
        return dict.fromkeys(missing, "other_form")
    reasons = {}
    for name in missing:
        told = [nothing.get((year["year"], place)) for place in _PLACES[name]]
        reasons[name] = next((status for status in told if status), "absent")
    if "disclosed_rate" in reasons and year["handled"] == 0:
        reasons["disclosed_rate"] = "none_handled"
    return reasons


def _with_rates(year: Row) -> Row:
    """The year with what is computed of its figures; nothing where one of them is not known."""
    granted, partial, handled = year["granted"], year["partially_granted"], year["handled"]
    known = None not in (granted, partial, handled) and handled > 0
    direct, after = year["litigation_direct"], year["litigation_after_review"]
    return {
        **year,
        "disclosed_rate": (granted + partial) / handled if known else None,
        "litigation": None if None in (direct, after) else direct + after,
    }
