"""Figures of the invented reports: drawn so that every rule of the forms holds, around sets that
real reports print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from extract.forms import Form, form, statistics
from samples.applications import Caseload, carried, draw_applications
from samples.stock import Movement, stock
from samples.world import Agency, Number, Oddity, read_yaml, years

Row = tuple[int | None, ...]


@dataclass(frozen=True)
class Figures:
    """All figures of one report, in the shape of the project's JSON: every row of table 3, null
    where not printed.

    The form of 2014 has no such tables, but the indicators of its statistics table.
    """

    form: str
    table2: dict[str, Number]
    table3: dict[str, Row]
    table4: dict[str, Row]
    statistics: dict[str, Number] = field(default_factory=dict)


@cache
def _sets() -> dict[str, Any]:
    return read_yaml("figures.yml")


def _given(oddity: Oddity) -> dict[str, Any]:
    return dict(_sets()[oddity.figures]) if oddity.figures else {}


def amount(yuan: int) -> str:
    """An amount in yuan as the exact decimal string in units of 10,000 yuan, without trailing
    zeros.
    """
    return format((Decimal(yuan) / 10000).normalize(), "f")


def _stock_keys(form_name: str, prefix: str) -> tuple[str, str | None, str]:
    if form_name == "2021":
        return f"{prefix}_issued", f"{prefix}_repealed", f"{prefix}_in_force"
    return f"{prefix}_made", None, f"{prefix}_published_total"


def _given_movement(agency: Agency, year: int, prefix: str) -> Movement | None:
    table2 = _given(agency.oddity(year)).get("table2", {})
    issued, repealed, in_force = _stock_keys(agency.form(year), prefix)
    if in_force not in table2:
        return None
    return Movement(
        table2[issued] or 0, (table2[repealed] or 0) if repealed else 0, table2[in_force]
    )


def _stocks(agency: Agency, prefix: str, size: int) -> dict[int, Movement]:
    given = {year: _given_movement(agency, year, prefix) for year in years()}
    return stock(years(), given, size, Random(f"{agency.name}/{prefix}"))


def _stock_figures(form_name: str, prefix: str, movement: Movement) -> dict[str, Number]:
    issued, repealed, in_force = _stock_keys(form_name, prefix)
    figures: dict[str, Number] = {issued: movement.issued, in_force: movement.in_force}
    if repealed:
        return {**figures, repealed: movement.repealed}
    return {**figures, f"{prefix}_published": movement.issued}


def _draw_figure(key: str, agency: Agency, random: Random) -> Number:
    if key == "procurement_amount_10k_yuan":
        return amount(random.randrange(20, 4000) * 1000)
    if key == "fees_10k_yuan":
        return amount(random.randint(agency.fees // 2, agency.fees) * 100)
    if key.endswith("_decisions"):
        return random.randint(agency.decisions // 3, agency.decisions)
    if key.endswith("_change"):
        return random.randint(-3, 9) if agency.decisions else 0
    return random.randint(1, 40) if agency.decisions else 0


def _table2(agency: Agency, year: int, random: Random) -> dict[str, Number]:
    layout = form(agency.form(year))
    known: dict[str, Number] = {}
    for prefix, size in (("rules", agency.rules), ("normative_documents", agency.documents)):
        known |= _stock_figures(layout.name, prefix, _stocks(agency, prefix, size)[year])
    drawn = {figure.key: _draw_figure(figure.key, agency, random) for figure in layout.figures}
    given: dict[str, Number] = _given(agency.oddity(year)).get("table2", {})
    return {key: {**drawn, **known, **given}[key] for key in drawn}


def _given_rows(agency: Agency, year: int) -> dict[str, list[int | None]]:
    rows: dict[str, list[int | None]] = _given(agency.oddity(year)).get("table3", {})
    return rows


def _boundaries(agency: Agency, random: Random) -> dict[int, tuple[int, ...]]:
    """For each year what it carries in: as a given set of that year, or of the year before, has it;
    drawn otherwise.
    """
    boundaries = {}
    for year in (*years(), years()[-1] + 1):
        before, after = _given_rows(agency, year - 1), _given_rows(agency, year)
        row = after.get("carried_in") or before.get("carried_out")
        boundaries[year] = (
            tuple(n or 0 for n in row[:-1]) if row else carried(agency.requests, random)
        )
    return boundaries


def _full(rows: dict[str, Sequence[int | None]], layout: Form) -> dict[str, Row]:
    empty: Row = (None,) * len(layout.table3.columns)
    return {key: tuple(rows.get(key, empty)) for key in layout.table3.row_keys}


def _table3(agency: Agency, year: int) -> dict[str, Row]:
    layout = form(agency.form(year))
    given = _given_rows(agency, year)
    if given:
        return _full(dict(given), layout)
    boundaries = _boundaries(agency, Random(f"{agency.name}/carried"))
    carries = Caseload(agency.requests, boundaries[year], boundaries[year + 1])
    return _full(
        dict(draw_applications(layout, carries, Random(f"{agency.name}/{year}/requests"))), layout
    )


def _draw_route(requests: int, random: Random) -> Row:
    most = min(requests // 15, 6)
    outcomes = [random.randint(0, most) for _ in range(4)] if most else [0, 0, 0, 0]
    return (*outcomes, sum(outcomes))


def _table4(agency: Agency, year: int, random: Random) -> dict[str, Row]:
    drawn = {
        key: _draw_route(agency.requests, random) for key in form(agency.form(year)).table4.row_keys
    }
    given = _given(agency.oddity(year)).get("table4", {})
    return {key: tuple(given.get(key, row)) for key, row in drawn.items()}


def _shifted(row: Row, by: Sequence[int]) -> Row:
    return tuple(
        None if value is None else value + step for value, step in zip(row, by, strict=True)
    )


def _contradict(figures: Figures, oddity: Oddity) -> Figures:
    table2, table3, table4 = dict(figures.table2), dict(figures.table3), dict(figures.table4)
    for key, by in oddity.shift.items():
        if key in table3:
            table3[key] = _shifted(table3[key], by)
        else:
            table2[key] = int(table2[key] or 0) + by
    table4.update({key: tuple(row) for key, row in oddity.put.items()})
    return Figures(figures.form, table2, table3, table4)


def _of_statistics(agency: Agency, year: int) -> Figures:
    layout, known = statistics(), agency.oddity(year).indicators
    return Figures(
        layout.name, {}, {}, {}, {row.key: known.get(row.key, 0) for row in layout.rows if row.unit}
    )


@cache
def figures(agency: Agency, year: int) -> Figures:
    """The figures that `agency` reports for `year`, contradictions of its oddity included; always
    the same.
    """
    if agency.form(year) == statistics().name:
        return _of_statistics(agency, year)
    random = Random(f"{agency.name}/{year}")
    table2, table4 = _table2(agency, year, random), _table4(agency, year, random)
    return _contradict(
        Figures(agency.form(year), table2, _table3(agency, year), table4), agency.oddity(year)
    )
