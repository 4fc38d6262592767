"""The search box offers names as one types: by mouse, by keyboard, and with nothing to hinder who
hears the page.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, ViewportSize, expect

from tests.browser.conftest import Violations, Visiting
from tests.browser.readers import READERS

pytestmark = pytest.mark.loopback


def never_answer(route: Route) -> None:
    pass


@READERS
@pytest.mark.parametrize("start", ["/", "/search"])
def test_a_name_is_offered_and_opened_by_the_keyboard(
    visit: Visiting, violations: Violations, language: str, size: ViewportSize, start: str
) -> None:
    with visit(language=language, size=size) as visitor:
        page = visitor.go(start)
        box = page.get_by_role("combobox")
        box.press_sequentially("fagaiwei", delay=10)
        option = page.get_by_role("option", name="云岭市发展和改革委员会")
        expect(option).to_be_visible()
        box.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
        assert violations(page) == []
        assert visitor.overflowing() == []
        with page.expect_navigation():
            box.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("云岭市发展和改革委员会")


def test_a_choice_calls_off_the_answer_under_way(visit: Visiting) -> None:
    with visit(language="zh") as visitor:
        page = visitor.go("/search")
        box = page.get_by_role("combobox")
        box.fill("fagaiwei")
        option = page.get_by_role("option", name="云岭市发展和改革委员会")
        expect(option).to_be_visible()
        page.route("**/search/suggest.json*", never_answer)
        with page.expect_request("**/search/suggest.json*"):
            box.fill("fagaiweiyuanhui")
        with page.expect_event("requestfailed"):
            box.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
        with page.expect_navigation():
            box.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("云岭市发展和改革委员会")
        assert visitor.path.startswith("/agency/")


def test_enter_searches_for_what_was_typed_once_the_list_is_closed(visit: Visiting) -> None:
    with visit(language="zh") as visitor:
        page = visitor.go("/search")
        box = page.get_by_role("combobox")
        box.fill("fagaiwei")
        expect(page.get_by_role("listbox")).to_be_visible()
        box.press("ArrowDown")
        box.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        with page.expect_navigation():
            box.press("Enter")
        assert visitor.path.startswith("/search?")


def test_escape_closes_the_list_and_enter_searches(visit: Visiting) -> None:
    with visit(language="zh") as visitor:
        page = visitor.go("/")
        box = page.get_by_role("combobox")
        box.press_sequentially("发改委", delay=10)
        expect(page.get_by_role("listbox")).to_be_visible()
        box.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        with page.expect_navigation():
            box.press("Enter")
        expect(page.locator("#agencies ol li a")).to_have_text(["云岭市发展和改革委员会"])
        assert visitor.path.startswith("/search?")


def test_a_click_opens_what_is_offered(visit: Visiting) -> None:
    with visit(language="en") as visitor:
        page = visitor.go("/search")
        page.get_by_role("combobox").press_sequentially("yanhui", delay=10)
        with page.expect_navigation():
            page.get_by_role("option", name="雁回镇").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("雁回镇")
        assert visitor.path.startswith("/region/")
