"""From a question to a chart to the reports to the cell, by the keyboard alone, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import ViewportSize, expect

from publish.site.wording.words import COOKIE
from tests.browser.conftest import Violations, Visiting
from tests.browser.readers import READERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(0.7)]
SMALLEST = """() => [...document.querySelectorAll("main *")]
    .filter(one => one.checkVisibility() && [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(one => [parseFloat(getComputedStyle(one).fontSize) * drawn(one), one.outerHTML.slice(0, 90)])
    .filter(([size]) => size < 11.9);
function drawn(one) {
    const svg = one.closest("svg");
    return svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
}"""


def press_until(visitor: Visitor, name: str, most: int = 120) -> None:
    """Go from control to control until the one of this label has the focus."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.evaluate(
            "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
        )
        if name in (focused or ""):
            return
    raise AssertionError(f"{name} cannot be reached")


@READERS
def test_a_question_becomes_a_chart_by_the_keyboard_alone(
    visit: Visiting, violations: Violations, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        page, plain = visitor.go("/explore"), visitor.words.plain
        press_until(visitor, plain("explore.measure"))
        page.keyboard.press("Control+a")
        page.keyboard.type("公开率" if language == "zh" else "Rate granted in whole")
        press_until(visitor, plain("explore.place"))
        page.keyboard.type("云岭市")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if page.locator(".notice a").count():
            visitor.follow(page.locator(".notice a").first)
        expect(page.locator("#chart svg:visible")).to_have_count(1)
        assert "place=990100" in visitor.path
        assert violations(page) == []
        assert visitor.overflowing() == []


@READERS
@pytest.mark.parametrize("shown", ["line", "bar", "ranking", "map", "table"])
def test_every_chart_is_legible_and_keeps_nobody_out(
    visit: Visiting, violations: Violations, language: str, size: ViewportSize, shown: str
) -> None:
    by = "division" if shown == "map" else "kind"
    with visit(language=language, size=size) as visitor:
        page = visitor.go(f"/explore?measure=disclosed_rate&by={by}&shown={shown}")
        assert page.locator("#chart svg:visible").count() == (shown != "table")
        assert page.evaluate(SMALLEST) == []
        assert violations(page) == []
        assert visitor.overflowing() == []


@READERS
def test_a_bar_opens_its_reports_and_each_of_them_the_cell(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/explore?measure=3.granted.total&kind=government&by=year&shown=bar")
        bar = page.locator("#chart svg:visible a").last
        bar.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            visitor.words.plain("explore.reports_title")
        )
        visitor.follow(page.locator("tbody th a").first)
        assert page.url.endswith("#c-3.granted.total")
        expect(page.locator("[id='c-3.granted.total']")).to_be_in_viewport()


@READERS
def test_the_map_is_reached_by_the_keyboard_and_says_its_values(
    visit: Visiting, language: str, size: ViewportSize
) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go("/explore?measure=disclosed_rate&kind=government&by=division&shown=map")
        tile = page.locator("#chart svg:visible a")
        press_until(visitor, "演示省")
        assert "%" in (tile.first.get_attribute("aria-label") or "")
        row = page.locator("#data tbody tr").first
        expect(row).to_contain_text("演示省")


def test_without_scripts_everything_is_there(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies([{"name": COOKIE, "value": "zh", "url": site}])
    page = context.new_page()
    page.goto(f"{site}/explore")
    page.get_by_label("分项").select_option("kind")
    page.get_by_role("button", name="显示").click()
    page.wait_for_url("**by=kind**")
    assert page.locator(".plot-wide svg path.line").count() == 1
    context.close()


def test_the_frame_is_shown_in_another_page(visit: Visiting) -> None:
    with visit(language="en") as visitor:
        page = visitor.go("/explore/embed?measure=disclosed_rate&by=level&language=en")
        assert page.locator("nav").count() == 0
        expect(page.locator("svg:visible")).to_have_count(1)
