from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from datasette.app import Datasette

from publish import build
from publish.schema.metadata import metadata
from publish.schema.queries import queries
from publish.schema.tables import tables
from publish.schema.views import views
from tests.publish.practice import PracticeCrawl, report_page

pytestmark = [pytest.mark.slow, pytest.mark.minutes(0.6)]


NAMES = [
    *(table.name for table in tables()),
    *(view.name for view in views()),
    *(query.name for query in queries()),
]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """The answers of a site on one small archive, which no test changes."""
    folder = tmp_path_factory.mktemp("site")
    state, archive = folder / "var", folder / "archive.db"
    crawl = PracticeCrawl(state)
    for year in (2022, 2024):
        body = report_page(
            "尚志市民政局", year, {"rules_issued": ""}, published_on=f"{year + 1}-05-20"
        )
        listed = f"{year + 1}-05-20"
        crawl.capture(f"{year}.html", body, link_text="年报", listed_on=listed)
    crawl.finish()
    build(state, archive)
    datasette = Datasette([], immutables=[str(archive)], metadata=metadata())
    asyncio.run(datasette.invoke_startup())

    def ask(path: str) -> Any:
        return asyncio.run(datasette.client.get(path, follow_redirects=True))

    return ask


@pytest.mark.parametrize("name", NAMES)
def test_every_table_view_and_query_opens(name: str, answer: Callable[[str], Any]) -> None:
    assert answer(f"/archive/{name}").status_code == 200


def test_a_reference_shows_its_label(answer: Callable[[str], Any]) -> None:
    [row, _] = answer("/archive/reports.json?_labels=on&_shape=array").json()
    assert row["agency"] == {"value": "230183-c6a93809", "label": "尚志市民政局"}


def test_words_of_two_characters_are_searched(answer: Callable[[str], Any]) -> None:
    assert len(answer("/archive/agencies.json?_search=民政&_shape=array").json()) == 1
    assert answer("/archive/agencies.json?_search=财政&_shape=array").json() == []


def test_the_queries_give_what_they_say(answer: Callable[[str], Any]) -> None:
    late = answer("/archive/late_reports.json?_shape=array").json()
    assert [(row["year"], row["days_late"]) for row in late] == [(2024, 109), (2022, 109)]
    missing = answer("/archive/missing_reports.json?_shape=array").json()
    assert [(row["agency_name"], row["year"]) for row in missing if row["year"] < 2025] == [
        ("尚志市民政局", 2023)
    ]
    history = answer("/archive/agency_history.json?agency=民政&_shape=array").json()
    assert [(row["year"], row["handled"]) for row in history] == [(2022, 3), (2024, 3)]
    by_year = answer("/archive/disclosure_by_year.json?_shape=array").json()
    assert by_year[0] == {
        "year": 2022,
        "kind": "department",
        "reports": 1,
        "handled": 3,
        "disclosed": 3,
        "disclosed_rate": 1.0,
    }
