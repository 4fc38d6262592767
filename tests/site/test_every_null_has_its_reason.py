"""Where a report has no number, its agency's page says why; not read is said of nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from publish.schema.metadata import metadata
from tests.site.archives import AGENCY, ANNEX, NEW, OLD, build_archive
from tests.site.conftest import Get, parsed, text_of

CELLS = [
    (NEW, "3", "new_received", "blank", "空白"),
    (NEW, "3", "total", "not_applicable", "印为斜线"),
    (NEW, "4", "review", "unreadable", "未读出"),
    (OLD, "4", "review", None, "未印"),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """The columns of figures on the page of an agency, by year."""
    path: Path = build_archive(tmp_path_factory.mktemp("nulls") / "archive.db")
    with closing(sqlite3.connect(path)) as archive, archive:
        for number, (report, table, row, status, _) in enumerate(CELLS):
            name, key = {"3": ("applications", "outcome"), "4": ("reviews", "route")}[table]
            archive.execute(
                f"update {name} set total = null where report = ? and {key} = ?", (report, row)
            )
            if status:
                archive.execute(
                    "insert into cells (id, report, statutory_table, row_key, column_key, raw,"
                    " status) values (?, ?, ?, ?, 'total', '/', ?)",
                    (900 + number, report, table, row, status),
                )
    site = Datasette(files=[str(path)], metadata=metadata())
    cookies = {"gongkai_language": "zh"}
    found = parsed(asyncio.run(site.client.get(f"/agency/{AGENCY}", cookies=cookies)))
    return {
        int(text_of(row.xpath("./th")[0])): [text_of(cell) for cell in row.xpath("./td")[3:8]]
        for row in found.xpath("//table[contains(@class, 'years')]/tbody/tr")
    }


def test_each_status_has_its_own_word(page: dict[int, list[str]]) -> None:
    received, handled, share, reviews, _ = page[2023]
    assert (received, handled, reviews) == ("空白", "印为斜线", "未读出")
    assert share == "印为斜线"
    assert page[2020][3] == "未印"


def test_a_form_without_the_figure_is_not_called_unread(page: dict[int, list[str]]) -> None:
    assert page[2014] == ["该年格式无此项"] * 5


def test_a_year_without_a_report_says_nothing_of_figures(page: dict[int, list[str]]) -> None:
    assert page[2021] == ["—"] * 5


def test_what_the_statistics_table_counts_alike_is_shown(get: Get, tmp_path: Path) -> None:
    path = build_archive(tmp_path / "archive.db")
    with closing(sqlite3.connect(path)) as archive, archive:
        archive.execute(
            "insert into statistics (id, report, label, value, exact, indicator, row_key)"
            " values (900, ?, '收到申请数', 19, '19', 'requests_received', '收到申请数')",
            (ANNEX,),
        )
    site = Datasette(files=[str(path)], metadata=metadata())
    years = asyncio.run(site.client.get(f"/agency/{AGENCY}.json")).json()["years"]
    [of_2014] = [year for year in years if year["year"] == 2014]
    assert of_2014["received"] == 19
    assert of_2014["reasons"]["handled"] == "other_form" and "received" not in of_2014["reasons"]


def test_a_comparison_tells_no_number_from_no_report(get: Get) -> None:
    page = parsed(get(f"/compare?agency={AGENCY}", cookies={"gongkai_language": "zh"}))
    cells = {text_of(cell) for cell in page.xpath("//section[@id='data']//td")}
    assert "—" not in cells and "无数" in cells
