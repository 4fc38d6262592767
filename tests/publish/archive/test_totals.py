"""The totals of the archive are those of its rows, and what pages ask of them needs no look at
every row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish.archive.totals import FIGURES, TABLES
from publish.schema import ddl
from publish.schema import tables as schema
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, report_page

COVERAGE = """select a.region, c.year, c.status, count(*) as agencies from coverage c join agencies a on a.id = c.agency
  group by 1, 2, 3 order by 1, 2, 3"""


@pytest.fixture
def archive(state: Path, built: Callable[..., Archive]) -> Archive:
    crawl = PracticeCrawl(state)
    for name in ("尚志市亚布力镇人民政府", "尚志市水务局"):
        for year in (2021, 2023):
            table3 = balanced(5)
            if name.endswith("水务局"):
                table3["granted"] = [4, 0, 0, 0, 0, 0, 4]
            crawl.capture(
                f"{name}{year}.html",
                report_page(name, year, {"rules_issued": 3}, table3),
                link_text="年报",
            )
    crawl.finish()
    return built()


def test_coverage_is_added_up_by_division_year_and_status(archive: Archive) -> None:
    totals = archive.rows("select region, year, status, agencies from coverage_totals order by id")
    assert totals == archive.rows(COVERAGE) and sum(row["agencies"] for row in totals) >= 6


def test_failed_checks_are_added_up_by_rule_and_division(archive: Archive) -> None:
    failed = archive.rows(
        "select rule, count(*) as failed, count(distinct report) as reports from checks "
        "where result = 'fail' group by rule order by rule"
    )
    totals = archive.rows(
        "select rule, sum(failed) as failed, sum(reports) as reports from check_totals group by"
        " rule order by rule"
    )
    assert totals == failed and {row["reports"] for row in totals} == {2}
    assert set(archive.values("select distinct region from check_totals")) == {"230183"}


def test_rows_and_figures_are_counted(archive: Archive) -> None:
    counted = {
        row["name"]: row["rows"] for row in archive.rows("select name, rows from row_totals")
    }
    assert counted.keys() == {table.name for table in schema.tables()} - {*TABLES} | {FIGURES}
    for table in counted.keys() - {FIGURES}:
        assert counted[table] == archive.row(f"select count(*) as rows from {table}")["rows"]
    # Each of the four reports prints table 2, 25 rows of 7 in table 3, and 15 cells in table 4.
    per_report = archive.values(
        "select count(*) from (select 1 from applications where total is not null group by report)"
    )
    assert per_report == [4] and counted[FIGURES] == 4 * (figures_of_table2(archive) + 25 * 7 + 15)


def figures_of_table2(archive: Archive) -> int:
    row = archive.rows("select * from disclosures limit 1")[0]
    exact = {schema.exact_amount(name) for name in row if name.endswith(schema.AMOUNT_SUFFIX)}
    return sum(value is not None for name, value in row.items() if name not in exact | {"report"})


@pytest.fixture
def empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for statement in (*ddl.statements(), *ddl.finishing_statements()):
        connection.execute(statement)
    return connection


@pytest.mark.parametrize(
    "sql, index",
    [
        (
            "select report from checks where result = 'fail' and rule = 'balance' order by report",
            "checks_result_rule_report",
        ),
        ("select max(started_at) from crawls where portal = 'x'", "crawls_portal_started_at"),
        ("select id from reports order by first_seen desc limit 9", "reports_first_seen"),
        (
            "select report, noticed_at from changes group by noticed_at, report",
            "changes_noticed_at_report",
        ),
    ],
)
def test_what_pages_ask_is_answered_by_an_index(
    empty: sqlite3.Connection, sql: str, index: str
) -> None:
    plan: list[Any] = empty.execute(f"explain query plan {sql}").fetchall()
    assert index in " ".join(row[3] for row in plan)
    assert not [row for row in plan if "TEMP B-TREE" in row[3]]
