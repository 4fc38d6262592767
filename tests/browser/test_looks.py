"""Pages fit the window they are shown in, keep the language that was chosen, and serve those who
have no mouse.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Visiting
from tests.browser.pages import PAGES
from tests.browser.visitor import DESKTOP, PHONE

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
MOST_TABS = 60


@pytest.mark.parametrize("language", ["both", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_is_wider_than_its_window(
    visit: Visiting, size: ViewportSize, language: str
) -> None:
    with visit(size=size, language=language) as visitor:
        wider = {}
        for name, path in PAGES.items():
            visitor.go(path)
            wider[name] = visitor.overflowing()
        assert {name: found for name, found in wider.items() if found} == {}


def test_dark_is_dark_and_light_is_light(visit: Visiting) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        with visit(scheme=scheme) as visitor:
            page = visitor.go(PAGES["agency"])
            visitor.settle()
            seen[scheme] = sum(int(part) for part in page.evaluate(BACKGROUND)[4:-1].split(",")) / 3
    assert seen["light"] > 230
    assert seen["dark"] < 50


def test_a_chosen_language_lasts(visit: Visiting) -> None:
    with visit(language="zh") as visitor:
        page = visitor.go(PAGES["report"])
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        expect(page.locator("#checks h2")).to_have_text("勾稽核对")
        visitor.follow(page.get_by_role("link", name="English", exact=True))
        assert visitor.path == PAGES["report"]
        expect(page.locator("html")).to_have_attribute("lang", "en")
        for name in ("coverage", "table", "search"):
            visitor.go(PAGES[name])
            expect(page.locator(".masthead nav a").nth(3)).to_have_text("Quality")
            expect(page.locator("span.zh")).to_have_count(0)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link or field of that name has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.get_attribute("aria-label") == name or focused.inner_text().strip() == name:
            return
    pytest.fail(f"{name} cannot be reached by the keyboard")


def test_the_keyboard_is_enough(visit: Visiting) -> None:
    with visit(language="en") as visitor:
        page = visitor.go("/")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("combobox")).to_be_focused()
        page.keyboard.type("鹿鸣川县档案馆")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Search")
        tab_to(page, "鹿鸣川县档案馆")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("鹿鸣川县档案馆")
        tab_to(page, "Compare with other agencies")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Compare agencies")
