from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from extract import forms
from publish.schema import ddl
from publish.schema.tables import Column, Table, View, table, tables
from publish.schema.views import views

EVERYTHING: list[Table | View] = [*tables(), *views()]
CHINESE = re.compile("[一-鿿]")
# Names that are the same in Chinese texts.
INTERNATIONAL = {"robots.txt", "SHA-256"}


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for statement in (*ddl.statements(), *ddl.finishing_statements()):
        connection.execute(statement)
    yield connection
    connection.close()


def test_the_tables_are_those_of_the_design() -> None:
    assert {table.name for table in tables()} == {
        "regions", "portals", "agencies", "aliases", "reports", "sections", "disclosures", "applications", "reviews", "statistics",
        "report_totals", "cells", "tables", "checks", "issues", "changes", "captures", "crawls", "coverage",
        "indicators", "assessments", "text_reuse", "series_years", "coverage_totals", "check_totals", "row_totals",
    }  # fmt: skip
    assert [view.name for view in views()] == [
        "report_wide",
        "disclosure_rates",
        "region_year",
        "series",
    ]


def test_every_table_is_strict(empty: sqlite3.Connection) -> None:
    strict = {
        name
        for name, is_strict in empty.execute(
            "select name, strict from pragma_table_list where type = 'table'"
        )
        if is_strict
    }
    assert strict == {table.name for table in tables()}


@pytest.mark.parametrize("described", EVERYTHING, ids=lambda described: described.name)
def test_every_column_is_described_in_both_languages(described: Table | View) -> None:
    texts = [described.title, described.description]
    assert [text for text in texts if not CHINESE.search(text.zh) or CHINESE.search(text.en)] == []
    for column in described.columns:
        assert CHINESE.search(column.zh) or column.zh in INTERNATIONAL, column.name
        assert column.en and not CHINESE.search(column.en), column.name


@pytest.mark.parametrize("described", EVERYTHING, ids=lambda described: described.name)
def test_the_database_has_exactly_the_described_columns(
    described: Table | View, empty: sqlite3.Connection
) -> None:
    cursor = empty.execute(f"select * from {described.name}")
    assert [column[0] for column in cursor.description] == [
        column.name for column in described.columns
    ]


@pytest.mark.parametrize("described", tables(), ids=lambda described: described.name)
def test_every_facet_and_reference_is_indexed(described: Table, empty: sqlite3.Connection) -> None:
    indexed = {row[0] for row in empty.execute(
        "select info.name from pragma_index_list(?) as list, pragma_index_info(list.name) as info where info.seqno = 0",
        (described.name,),
    )}  # fmt: skip
    wanted = {column.name for column in described.columns if column.facet or column.references}
    assert wanted - indexed == set()


@pytest.mark.parametrize("described", tables(), ids=lambda described: described.name)
def test_references_name_the_key_they_lead_to(described: Table, empty: sqlite3.Connection) -> None:
    declared = empty.execute(
        'select "from", "table", "to" from pragma_foreign_key_list(?)', (described.name,)
    )
    assert {(column, other): key for column, other, key in declared} == {
        (column.name, column.references): table(column.references).key[0]
        for column in described.columns
        if column.references
    }


def test_every_figure_of_the_forms_has_its_column() -> None:
    columns = [column.name for column in table("disclosures").columns]
    assert set(forms.disclosure_keys()) <= set(columns)
    assert {"fees_yuan", "procurement_amount_yuan"} <= set(columns)
    wide = {column.name for column in views()[0].columns}
    table3, table4 = forms.form("2021").table3, forms.form("2021").table4
    expected = {
        f"applications_{row}_{column}" for row in table3.row_keys for column in table3.column_keys
    }
    expected |= {
        f"reviews_{row}_{column}" for row in table4.row_keys for column in table4.column_keys
    }
    assert expected <= wide
    assert len(expected) == 26 * 7 + 3 * 5


def test_amounts_stand_twice_and_keep_their_types() -> None:
    types = {column.name: column.type for column in table("disclosures").columns}
    assert (types["fees_10k_yuan"], types["fees_yuan"], types["rules_issued"]) == (
        "real",
        "integer",
        "integer",
    )


def test_every_figure_may_be_null() -> None:
    for name, keys in (("disclosures", 1), ("applications", 2), ("reviews", 2)):
        assert [column.name for column in table(name).columns[keys:] if not column.nullable] == []


def test_a_value_outside_its_list_is_refused(empty: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        empty.execute("insert into regions values ('1', 'x', 'city', null)")


def test_a_text_in_a_number_column_is_refused(empty: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        empty.execute("insert into disclosures (report, rules_issued) values ('r', '无')")


def test_a_description_says_its_unit_and_note_in_one_line() -> None:
    column = Column(
        name="delay", zh="间隔", en="Delay", zh_note="实际。", en_note="In force.", unit="秒 s"
    )
    assert column.description == "间隔（实际） · Delay (In force) [秒 s]"
