"""A researcher who knows no SQL finds an agency, a figure and the place it was printed in, and what
is missing.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from samples import ExpectedReport, expected_reports
from tests.browser.conftest import Visiting
from tests.browser.readers import READERS
from tests.browser.visitor import DESKTOP, PHONE

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
AGENCY, YEAR = "白桦湾区人民政府", 2022
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def expected(agency: str, year: int) -> ExpectedReport:
    [found] = [
        one for one in expected_reports(demo_only=True) if (one.agency, one.year) == (agency, year)
    ]
    return found


@SIZES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_the_search_box_to_the_place_of_a_figure(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    total = expected(AGENCY, YEAR).table3["new_received"][-1]
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/")
        page.get_by_role("combobox").fill(AGENCY)
        page.keyboard.press("Enter")
        visitor.follow(page.locator("#agencies").get_by_role("link", name=AGENCY, exact=True))
        expect(page.get_by_role("heading", level=1)).to_have_text(AGENCY)
        assert visitor.overflowing() == []

        visitor.follow(page.locator("table.years").get_by_role("link", name=f"{AGENCY}{YEAR}年"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            f"{YEAR}年政府信息公开工作年度报告"
        )
        cell = page.locator('[id="c-3.new_received.total"]')
        expect(cell).to_have_text(str(total))
        assert visitor.overflowing() == []

        visitor.follow(cell.get_by_role("link"))
        expect(page.locator(".facts strong.number").first).to_have_text(str(total))
        visitor.settle()
        expect(page.frame_locator("iframe.original").locator(":target")).to_have_text(str(total))
        assert re.search(r"3\Wnew_received\Wtotal$", visitor.path)
        expect(page.locator(".facts").last).to_contain_text(re.compile("[0-9a-f]{64}"))
        assert visitor.overflowing() == []


@READERS
def test_a_figure_is_the_same_in_the_table_of_its_source(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/search?q=" + AGENCY)
        visitor.follow(page.locator("#reports").get_by_role("link", name=f"{YEAR}年").first)
        shown = {
            one.get_attribute("id"): one.inner_text()
            for one in page.locator("td.figure").all()[:40]
        }
        visitor.follow(
            page.locator('[id="c-2.licensing_handled"], td.figure').first.get_by_role("link")
        )
        current = page.locator("td.current")
        assert current.inner_text() == shown[current.get_attribute("id")]


@READERS
def test_from_the_heat_map_to_the_missing_reports(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        missing = visitor.words.plain("coverage_mark.missing")
        page = visitor.go("/")
        visitor.follow(page.locator("#heat").get_by_role("link", name="松江口县"))
        expect(page.get_by_role("heading", level=1)).to_have_text("松江口县")
        visitor.settle()
        assert page.locator(".drawing svg, .drawing canvas").count() == 2

        visitor.follow(page.locator('a.button[href*="/coverage"]'))
        line = page.get_by_role("row").filter(has_text="松江口县科学技术局")
        expect(line.locator("td.mark-missing").first).to_have_text(missing)
        page.locator("select[name=status]").select_option("missing")
        page.locator("select[name=year]").select_option("2022")
        visitor.follow(page.get_by_role("button", name=visitor.words.plain("page.show")))
        expect(page.locator("table.matrix tbody th a")).to_have_text(["松江口县科学技术局"])
        expect(page.locator("table.matrix tbody td")).to_have_text([missing])


@READERS
def test_from_a_failed_check_to_the_figures_that_break_it(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/quality")
        visitor.follow(page.get_by_role("link", name=f"{AGENCY}{YEAR}年"))
        failed = page.locator("#checks tr.result-fail")
        expect(failed).to_have_count(len(expected(AGENCY, YEAR).fails))
        sides = [one.inner_text() for one in failed.first.locator("td.side").all()]
        assert sides == ["57", "58"]
        visitor.follow(failed.first.get_by_role("link"))
        name = visitor.path.partition("#c-")[2]
        expect(page.locator(f'[id="c-{name}"]')).to_have_class(re.compile("failing"))
        expect(page.locator(f'[id="c-{name}"]')).to_be_in_viewport()
