"""Comparing agencies, and taking data away: charts beside their tables, addresses to share, CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from publish.schema.queries import queries
from tests.browser.conftest import Visiting
from tests.browser.readers import READERS
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(0.6)]
AGENCIES = ("松江口县人民政府", "鹿鸣川县人民政府")


def rows_of(page: Page) -> list[list[str]]:
    return [
        [cell.inner_text() for cell in row.locator("th, td").all()]
        for row in page.locator("#data tr").all()
    ]


def choose_agency(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_label(visitor.words.plain("compare.find")).fill(name)
    update(visitor)
    visitor.page.get_by_label(name).first.check()


def update(visitor: Visitor) -> None:
    update = visitor.words.plain("compare.update")
    visitor.follow(visitor.page.get_by_role("button", name=update))


@READERS
def test_a_comparison_is_its_address(visit: Visiting, language: str, size: ViewportSize) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/compare")
        for name in AGENCIES:
            choose_agency(visitor, name)
        page.get_by_label(visitor.words.plain("compare.add_figure")).select_option(
            "3.granted.total"
        )
        update(visitor)
        visitor.settle()
        found, address = rows_of(page), visitor.path
        assert [row[0] for row in found if row[0] in AGENCIES] == list(AGENCIES) * 3
        assert page.locator("figure.chart figcaption").count() == 3
        assert page.locator(".drawing svg, .drawing canvas").count() == 3
        assert visitor.overflowing() == []
    with visit(language=language) as other:
        assert rows_of(other.go(address)) == found


@READERS
def test_the_codebook_leads_to_a_csv_that_excel_opens(
    visit: Visiting, tmp_path: Path, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/codebook")
        expect(page.locator("#reports code").filter(has_text="published_on").first).to_be_visible()
        doors = page.get_by_role("navigation", name=visitor.words.plain("site.navigation"))
        visitor.follow(doors.get_by_role("link", name=visitor.words.plain("door.downloads")))
        with page.expect_download() as given:
            line = page.get_by_role("row").filter(has=page.get_by_text("reports", exact=True))
            line.get_by_role("link", name="Excel").click()
        given.value.save_as(tmp_path / "reports.csv")
    data = (tmp_path / "reports.csv").read_bytes()
    assert data.startswith("\N{BOM}id,".encode())
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert len(rows) == 80
    assert {"agency", "year", "published_on", "quality"} <= set(rows[0])


@READERS
def test_a_journalist_asks_a_ready_question_and_shares_the_answer(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    [question] = [query for query in queries() if query.name == "agency_history"]
    with visit(language=language, size=size) as visitor:
        part = visitor.words.plain_pair(
            question.parameters["agency"].zh, question.parameters["agency"].en
        )
        page = visitor.go("/archive")
        title = visitor.words.plain_pair(question.title.zh, question.title.en)
        visitor.follow(page.get_by_role("link", name=title).first)
        page.get_by_label(part).fill("鹿鸣川县档案馆")
        run = visitor.words.plain("database.run")
        visitor.follow(page.get_by_role("button", name=run))
        expect(page.locator("td.col-year")).to_have_text(["2020", "2021", "2022", "2023"])
        address = visitor.path
        with page.expect_download() as given:
            page.locator(".export-links").get_by_role("link", name="CSV", exact=True).click()
        text = given.value.path().read_text("utf-8-sig")
        assert [row["agency_name"] for row in csv.DictReader(text.splitlines())] == [
            "鹿鸣川县档案馆"
        ] * 4
    with visit(language=language) as other:
        page = other.go(address)
        expect(page.locator("td.col-agency_name")).to_have_text(["鹿鸣川县档案馆"] * 4)
        expect(page.get_by_label(part)).to_have_value("鹿鸣川县档案馆")
