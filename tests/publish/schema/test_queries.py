from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from publish import build
from publish.schema.ddl import finishing_statements, statements
from publish.schema.queries import Query, queries
from tests.publish.assess.test_reused_text import prose
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, report_page
from tests.publish.test_the_form_of_2014 import of_2014

GOVERNMENT, BUREAU, TOWN = "尚志市人民政府", "尚志市民政局", "尚志市亚布力镇人民政府"
EMPTY = pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive in which every query finds something."""
    folder = tmp_path_factory.mktemp("queries")
    state = folder / "var"
    practice = PracticeCrawl(state)
    text, figures = prose(1), {"fees_10k_yuan": "2.29", "normative_documents_issued": 1}
    wrong = balanced(5) | {"total": [4, 0, 0, 0, 0, 0, 4]}
    pages = {
        "g2016": of_2014(),
        "g2023": report_page(GOVERNMENT, 2023, figures, balanced(9, 0, 2), "2024-03-20", text),
        "g2024": report_page(GOVERNMENT, 2024, figures, balanced(50, 1), "2025-03-20", text),
        "b2022": report_page(BUREAU, 2022, {}, balanced(3), "2023-05-20"),
        "b2024": report_page(BUREAU, 2024, {}, wrong, "2025-01-20"),
        "t2024": report_page(TOWN, 2024, {}, balanced(1), "2025-01-20").replace(*_lost_suit()),
    }
    for name, body in pages.items():
        listed = {"listed_on": "2023-05-20"} if name == "b2022" else {}
        practice.capture(f"{name}.html", body, link_text="年报", **listed)
    practice.finish()
    again = PracticeCrawl(state)
    again.capture("t2024.html", pages["t2024"].replace(b"<td", b"<td "), link_text="年报")
    again.capture(
        "b2022.html", report_page(BUREAU, 2022, {}, balanced(4), "2023-05-20"), link_text="年报"
    )
    again.finish()
    build(state, folder / "archive.db")
    return Archive(folder / "archive.db")


def _lost_suit() -> tuple[bytes, bytes]:
    """The row of table 4 with no dispute, and with one suit lost of two brought."""
    cell = '<td colspan="1" rowspan="1">{}</td>'
    none = "".join(cell.format(0) for _ in range(15))
    lost = "".join(
        cell.format(1 if place in (5, 6) else 2 if place == 9 else 0) for place in range(15)
    )
    return none.encode(), lost.encode()


def ask(archive: Archive, name: str, **given: str) -> list[dict[str, object]]:
    [query] = [query for query in queries() if query.name == name]
    connection = sqlite3.connect(archive.path)
    connection.row_factory = sqlite3.Row
    try:
        rows = connection.execute(query.sql, dict.fromkeys(query.parameters, "") | given).fetchall()
    finally:
        connection.close()
    return [dict(row) for row in rows]


@EMPTY
def test_every_query_gives_rows_when_nothing_is_asked_for(query: Query, archive: Archive) -> None:
    assert len(ask(archive, query.name)) > 0


@EMPTY
def test_every_column_of_a_result_has_a_name_in_both_languages(
    query: Query, archive: Archive
) -> None:
    assert set(ask(archive, query.name)[0]) <= query.columns.keys()


def test_no_name_of_a_column_is_left_over(archive: Archive) -> None:
    shown = {column for query in queries() for column in ask(archive, query.name)[0]}
    assert shown == queries()[0].columns.keys()


def test_columns_are_called_what_they_are_called_in_the_tables() -> None:
    late = queries()[0].columns["days_late"]
    assert (late.zh, late.en) == ("逾期天数", "Days late")


@EMPTY
def test_every_query_takes_all_of_its_parameters(query: Query, archive: Archive) -> None:
    given = {
        "region": "230100", "year": "2024", "newest_year": "2024", "kind": "government", "agency": "人民", "label": "x",
        "similarity": "0.9", "relation": "neighbour", "indicator": "published_early",
    }  # fmt: skip
    rows = ask(archive, query.name, **{name: given[name] for name in query.parameters})
    assert {row["year"] for row in rows if "year" in row} <= (
        {2024} if "year" in query.parameters else YEARS
    )


YEARS = {2016, 2022, 2023, 2024}


def test_a_division_means_all_below_it(archive: Archive) -> None:
    rows = ask(archive, "busiest_agencies", region="230000")
    assert {row["agency_name"] for row in rows} == {GOVERNMENT, BUREAU, TOWN}
    assert {row["agency_name"] for row in ask(archive, "busiest_agencies", region="230183103")} == {
        TOWN
    }
    assert ask(archive, "busiest_agencies", region="410000") == []


def test_the_queries_say_what_they_promise(archive: Archive) -> None:
    [carried, _] = ask(archive, "carry_over_mismatch")
    assert (carried["year"], carried["carried_in"], carried["carried_out_last_year"]) == (
        2024,
        1,
        2,
    )
    assert ask(archive, "in_force_mismatch")[0]["difference"] == -1
    assert ask(archive, "largest_changes")[0]["difference"] == 41
    [lost] = ask(archive, "litigation_lost")
    assert (lost["agency_name"], lost["litigation_lost"], lost["litigation"]) == (TOWN, 1, 2)
    assert {row["agency_name"] for row in ask(archive, "contradictions")} == {BUREAU}
    assert [row["similarity"] for row in ask(archive, "copied_reports")] == [1.0]
    [replaced] = ask(archive, "replaced_reports")
    assert (replaced["agency_name"], replaced["changed_figures"]) == (BUREAU, 6)
    assert [row["fees_10k_yuan"] for row in ask(archive, "fees")] == [2.29, 2.29]


def test_the_totals_are_those_of_the_tables(archive: Archive) -> None:
    joined = (
        "select count(*) from report_totals t "
        "join applications a on a.report = t.report and a.outcome = 'new_received' "
        "join reviews v on v.report = t.report and v.route = 'litigation_direct' "
    )
    same = "t.new_received is a.total and t.received_from_natural_person is a.natural_person"
    same += (
        " and t.litigation_direct_corrected is v.corrected and t.litigation_direct_total is v.total"
    )
    assert (
        archive.values(f"{joined} where {same}")
        == archive.values("select count(*) from report_totals")
        == [5]
    )


def test_the_planner_has_its_statistics(archive: Archive) -> None:
    tables = set(archive.values("select distinct tbl from sqlite_stat1"))
    assert {"reports", "checks", "assessments", "text_reuse", "report_totals", "coverage"} <= tables


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for statement in (*statements(), *finishing_statements()):
        connection.execute(statement)
    yield connection
    connection.close()


@EMPTY
def test_a_query_of_an_empty_archive_fails_in_no_way(
    query: Query, empty: sqlite3.Connection
) -> None:
    rows = empty.execute(query.sql, dict.fromkeys(query.parameters, "")).fetchall()
    assert [row for row in rows if query.name != "refusal_reasons"] == []


@EMPTY
def test_no_query_walks_a_table_of_many_rows_a_report(
    query: Query, empty: sqlite3.Connection
) -> None:
    plan = empty.execute(
        f"explain query plan {query.sql}", dict.fromkeys(query.parameters, "")
    ).fetchall()
    called = {"checks c": "c", "assessments s": "s", "text_reuse u": "u", "statistics s": "s"}
    large = {f"SCAN {alias}" for name, alias in called.items() if name in query.sql}
    assert [step for *_, step in plan if step in large] == []
