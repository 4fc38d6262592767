"""Every measure of the explorer, computed anew over the reports that state both of its sides, on
random archives in which much is blank.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from publish.schema import ddl
from publish.schema.measures import PRESETS, Measure, measures
from publish.site.pages.explore.facts import facts_sql
from publish.site.pages.explore.result import Cell, Result, result
from publish.site.pages.explore.state import State, asked
from tests.publish.schema.test_shares import Row, fill, insert

Side = Callable[[Row], Any]
_SUM = re.compile(r"t\.\w+(?: \+ t\.\w+)*")


def added(expression: str) -> Side | None:
    """What an expression that only adds columns of report_totals gives for a report."""
    if not _SUM.fullmatch(expression):
        return None
    names = [name.removeprefix("t.") for name in expression.split(" + ")]
    return lambda row: None if None in [row[n] for n in names] else sum(row[n] for n in names)


def read_cleanly(row: Row) -> int | None:
    return 1 if row["quality"] in ("verified", "consistent", "source_error") else None


def dated(row: Row) -> int | None:
    return 1 if row["status"] in ("published", "late") else None


def asked_something(row: Row) -> int | None:
    return None if row["new_received"] is None else 1


OTHERS: dict[str, tuple[Side, Side]] = {
    "without_requests": (
        lambda row: None if row["new_received"] is None else (row["new_received"] == 0) + 0,
        asked_something,
    ),
    "contradicting": (lambda row: (row["quality"] == "source_error") + 0, read_cleanly),
    "late": (lambda row: (row["status"] == "late") + 0, dated),
    "changed": (lambda row: 0, lambda row: 1),
    "copied": (lambda row: None, lambda row: None),
    "reports": (lambda row: 1, lambda row: 1),
}


def sides(one: Measure) -> tuple[Side, Side] | None:
    if one.name in OTHERS:
        return OTHERS[one.name]
    upper, lower = added(one.sum), added(one.of)
    if one.kind != "share":
        lower = lambda row: 1  # noqa: E731
    return (upper, lower) if upper and lower else None


# Those that read other tables are asked of the demonstration instead.
TOLD = {name: found for name, one in measures().items() if (found := sides(one))}


@pytest.fixture(scope="module", params=range(6))
def world(request: pytest.FixtureRequest) -> Iterator[tuple[sqlite3.Connection, list[Row]]]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for statement in (*ddl.statements(), *ddl.finishing_statements()):
        connection.execute(statement)
    draw = random.Random(request.param)
    reports = fill(connection, draw)
    for row in reports:
        row["status"] = draw.choice(("published", "late", "undated"))
        row["agency"] = row["report"].rpartition("-")[0]
        insert(connection, "coverage", agency=row["agency"], year=row["year"], status=row["status"])
    yield connection, reports
    connection.close()


def shown(connection: sqlite3.Connection, state: State) -> Result:
    sql, parameters = facts_sql(state)
    rows = [dict(row) for row in connection.execute(sql, parameters)]
    return result(state, rows, {row["key"]: state.measure.title for row in rows})


KEYS: dict[str, Callable[[Row], str]] = {
    "year": lambda row: "",
    "kind": lambda row: row["kind"],
    "agency": lambda row: row["agency"],
    "division": lambda row: row["region"],
}


@pytest.mark.parametrize("by", KEYS)
def test_a_measure_is_computed_over_one_set_of_reports(
    by: str, world: tuple[sqlite3.Connection, list[Row]]
) -> None:
    connection, reports = world
    for name in TOLD:
        found = shown(connection, State(measures()[name], by=by))
        assert {key for key, _ in found.cells} == {KEYS[by](row) for row in reports}
        for (key, year), cell in found.cells.items():
            own = [row for row in reports if KEYS[by](row) == key and row["year"] == year]
            check(name, cell, own)


def check(name: str, cell: Cell, own: list[Row]) -> None:
    """A cell says of its reports what they say."""
    upper, lower = TOLD[name]
    is_share = measures()[name].kind == "share"
    both = [row for row in own if upper(row) is not None and lower(row) is not None]
    above, below = sum(map(upper, both)), sum(map(lower, both))
    assert (cell.reports, cell.known) == (len(own), len(both)), name
    assert cell.doubtful == sum(row["quality"] in ("doubtful", "source_error") for row in both)
    expected = above / below if is_share and below else above
    has_value = both and (below or not is_share)
    assert cell.value == (pytest.approx(expected) if has_value else None), name


def test_parts_are_shown_beside_each_other(world: tuple[sqlite3.Connection, list[Row]]) -> None:
    connection, reports = world
    state = State(measures()["denied_rate"], by="outcome")
    found = shown(connection, state)
    assert set(found.totals) == set(measures()["denied_rate"].parts["outcome"])
    for name, cell in found.totals.items():
        upper, lower = TOLD[name]
        both = [row for row in reports if upper(row) is not None and lower(row) is not None]
        assert cell.known == len(both)
        assert cell.numerator == sum(map(upper, both))
        assert cell.denominator == sum(map(lower, both))


@pytest.mark.parametrize("kind", ["government", "department", "other"])
def test_a_kind_counts_alone(kind: str, world: tuple[sqlite3.Connection, list[Row]]) -> None:
    connection, reports = world
    state = State(measures()["reports"], kind=kind, first=2021, last=2022)
    found = shown(connection, state)
    own = [row for row in reports if row["kind"] == kind and row["year"] in (2021, 2022)]
    assert found.whole.reports == len(own)
    assert not found.is_mixed


def test_a_mixture_of_governments_and_departments_is_said(
    world: tuple[sqlite3.Connection, list[Row]],
) -> None:
    connection, reports = world
    kinds = {row["kind"] for row in reports}
    both = "government" in kinds and len(kinds) > 1
    requests = measures()["3.new_received.total"]
    assert shown(connection, State(requests)).is_mixed == both
    assert not shown(connection, State(requests, by="kind")).is_mixed
    assert not shown(connection, State(measures()["reports"])).is_mixed


def test_every_measure_that_adds_columns_is_computed_anew() -> None:
    left = {name for name in measures() if name not in TOLD}
    assert {name for name in left if not name.startswith(("series.", "2."))} == set()


def test_every_preset_is_understood() -> None:
    for preset in PRESETS.values():
        found = asked({name: (value,) for name, value in preset.query.items()})
        assert found.complaints == ()
        assert {name: str(value) for name, value in found.state.query.items()} == preset.query
