"""Every share of every question and view, computed anew over the reports that state both of its
sides, on random archives in which much is blank.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from publish.schema import ddl
from publish.schema.queries import REFUSALS, queries
from publish.schema.tables import table, tables
from publish.schema.views import views

Row = dict[str, Any]
Side = Callable[[Row], int | None]
KINDS = ("government", "department", "township", "other")
QUALITIES = ("verified", "consistent", "source_error", "doubtful")
APPLICANTS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other")
QUESTIONS = {query.name: query for query in queries()}
TOTALS = [column.name for column in table("report_totals").columns if column.type == "integer"]
REASONS = [name for name in TOTALS if name.startswith(REFUSALS)]


def of(*names: str) -> Side:
    """The sum of figures; None where one of them is not stated."""

    def side(row: Row) -> int | None:
        values = [row[name] for name in names]
        return None if None in values else sum(values)

    return side


def by_year_before(row: Row) -> int | None:
    return row["before"]["new_received"] if row["before"] else None


class Share(NamedTuple):
    """A share: its sides, the columns of its row in the answer, which reports count."""

    column: str
    upper: Side
    lower: Side
    group: tuple[str, ...]
    counts: Callable[[Row], bool] = lambda row: True


def reliable(row: Row) -> bool:
    return row["quality"] in ("verified", "consistent")


def adds_up(row: Row) -> bool:
    found = of(*(f"received_from_{name}" for name in APPLICANTS))(row)
    return found is not None and found == row["new_received"]


def denied(row: Row) -> int | None:
    return of(*(name for name in REASONS if name.startswith("denied_")))(row)


GRANTED, HANDLED = of("granted", "partially_granted"), of("total")
LOST = of("litigation_direct_corrected", "litigation_after_review_corrected")
SUITS = of("litigation_direct_total", "litigation_after_review_total")
SHARES: dict[str, list[Share]] = {
    "disclosure_by_year": [
        Share("disclosed_rate", GRANTED, HANDLED, ("year", "kind"), reliable),
    ],
    "disclosure_by_region": [
        Share("disclosed_rate", GRANTED, HANDLED, ("region", "year", "kind"), reliable),
    ],
    "agency_history": [Share("disclosed_rate", GRANTED, HANDLED, ("report",))],
    "busiest_agencies": [Share("disclosed_rate", GRANTED, HANDLED, ("report",))],
    "litigation_lost": [Share("lost_rate", LOST, SUITS, ("report",))],
    "largest_changes": [Share("times", of("new_received"), by_year_before, ("report",))],
    "applicants_by_year": [
        Share(name, of(f"received_from_{name}"), of("new_received"), ("year", "kind"), adds_up)
        for name in APPLICANTS
    ],
    "refusal_reasons": [Share("share_of_handled", of("requests"), HANDLED, ("kind", "reason"))],
    "disclosure_rates": [
        Share("granted_rate", of("granted"), HANDLED, ("report",)),
        Share("disclosed_rate", GRANTED, HANDLED, ("report",)),
        Share("denied_rate", denied, HANDLED, ("report",)),
    ],
}


def insert(connection: sqlite3.Connection, into: str, **given: Any) -> None:
    """A row of a table; what must not be null and is not given is empty, 0 or the first value."""
    empty: dict[str, Any] = {"text": "[]", "integer": 0, "real": 0.0, "any": 0}
    must = {
        column.name: next(iter(column.values), empty[column.type])
        for column in table(into).columns
        if not column.nullable
    }
    row = must | given
    marks = ", ".join("?" * len(row))
    connection.execute(
        f"insert into {into} ({', '.join(row)}) values ({marks})", tuple(row.values())
    )


def random_totals(draw: random.Random) -> Row:
    """Numbers as reports give them: many blank; now and then the applicants add up."""
    row: Row = {name: draw.choice((None, 0, draw.randrange(50))) for name in TOTALS}
    if draw.random() < 0.6:
        row |= {f"received_from_{name}": draw.randrange(9) for name in APPLICANTS}
        row["new_received"] = sum(row[f"received_from_{name}"] for name in APPLICANTS)
    return row


def fill(connection: sqlite3.Connection, draw: random.Random) -> list[Row]:
    """A random archive; gives its reports with all that shares are made of."""
    reports = []
    insert(connection, "regions", code="990000", name="云岭省", level="province")
    for number in range(draw.randrange(2, 12)):
        agency = f"990000-{number:08x}"
        kind = draw.choice(KINDS)
        insert(
            connection, "agencies", id=agency, name=agency, kind=kind, region="990000", reports=1
        )
        before: Row | None = None
        for year in range(2020, 2024):
            if draw.random() < 0.2:
                before = None
                continue
            report, quality = f"{agency}-{year}", draw.choice(QUALITIES)
            row = random_totals(draw)
            insert(connection, "reports", id=report, agency=agency, year=year, document="ab" * 32, first_seen="2024",
                   quality=quality, versions=1, media_type=None)  # fmt: skip
            insert(connection, "report_totals", report=report, **row)
            insert(connection, "applications", report=report, outcome="granted")
            known = {"report": report, "year": year, "kind": kind, "region": "990000"}
            reports.append({**known, "quality": quality, "before": before, **row})
            before = row
    return reports


@pytest.fixture(scope="module", params=range(12))
def world(request: pytest.FixtureRequest) -> Iterator[tuple[sqlite3.Connection, list[Row]]]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for statement in (*ddl.statements(), *ddl.finishing_statements()):
        connection.execute(statement)
    yield connection, fill(connection, random.Random(request.param))
    connection.close()


def answer(connection: sqlite3.Connection, name: str) -> list[Row]:
    """All rows of a question, nothing asked for, or of a view."""
    query = QUESTIONS.get(name)
    asked = dict.fromkeys(query.parameters, "") if query else {}
    sql = query.sql if query else f"select * from {name}"
    return [dict(row) for row in connection.execute(sql, asked)]


def rows_of(name: str, reports: list[Row]) -> list[Row]:
    """What a share is summed over: reports, or reports and reasons."""
    if name != "refusal_reasons":
        return reports
    return [{**row, "reason": key, "requests": row[key]} for row in reports for key in REASONS]


@pytest.mark.parametrize("name", SHARES)
def test_both_sides_of_a_share_are_of_the_same_reports(
    name: str, world: tuple[sqlite3.Connection, list[Row]]
) -> None:
    connection, reports = world
    for row in answer(connection, name):
        for share in SHARES[name]:
            own = tuple(row[key] for key in share.group)
            counted = [
                one
                for one in rows_of(name, reports)
                if share.counts(one) and tuple(one[key] for key in share.group) == own
            ]
            assert row[share.column] == expected(share, counted), (name, own)


def expected(share: Share, counted: list[Row]) -> Any:
    """The share over the rows in which both sides are known."""
    pairs = [(share.upper(one), share.lower(one)) for one in counted]
    known = [(upper, lower) for upper, lower in pairs if upper is not None and lower is not None]
    lower = sum(below for _, below in known)
    return pytest.approx(sum(above for above, _ in known) / lower, abs=6e-3) if lower else None


def test_every_share_is_among_those_that_are_computed_anew() -> None:
    shown = {
        (query.name, column)
        for query in queries()
        for column, told in query.columns.items()
        if told.shown == "share" and f"as {column}" in query.sql
    }
    rates = {
        (view.name, column.name)
        for view in views()
        for column in view.columns
        if column.type == "real" and column.name.endswith("_rate")
    }
    computed = {(name, share.column) for name, shares in SHARES.items() for share in shares}
    assert shown | rates | {("largest_changes", "times")} == computed


def test_every_division_in_a_question_is_of_a_share_or_a_mean() -> None:
    divided = {described.name for described in (*queries(), *views()) if "nullif(" in described.sql}
    parameters_only = {"copied_reports", "statistics_over_years", "assessments_by_indicator",
                       "weakest_reports"}  # fmt: skip
    assert divided - parameters_only == SHARES.keys()


def test_the_names_of_tables_are_known() -> None:
    assert {"report_totals", "applications"} <= {one.name for one in tables()}


def test_a_reason_says_of_which_reports_its_share_is(
    world: tuple[sqlite3.Connection, list[Row]],
) -> None:
    connection, reports = world
    for row in answer(connection, "refusal_reasons"):
        own = [one for one in reports if one["kind"] == row["kind"]]
        stated = [one[row["reason"]] for one in own if one[row["reason"]] is not None]
        both = [one for one in own if one[row["reason"]] is not None and one["total"] is not None]
        assert row["reports"] == len(stated) and row["both_reports"] == len(both)
        assert row["requests"] == (sum(stated) if stated else None)
        assert row["both_handled"] == (sum(one["total"] for one in both) if both else None)


@pytest.mark.parametrize(
    "name",
    ["disclosure_by_year", "refusal_reasons", "applicants_by_year", "requests_by_kind"],
)
def test_governments_and_departments_are_not_added_together(
    name: str, world: tuple[sqlite3.Connection, list[Row]]
) -> None:
    connection, reports = world
    found = {row["kind"] for row in answer(connection, name)}
    assert found <= {one["kind"] for one in reports}
    assert "不可相加" in QUESTIONS[name].description.zh


def test_no_question_is_cut() -> None:
    assert [query.name for query in queries() if " limit " in query.sql] == []
