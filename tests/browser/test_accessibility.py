"""Every main page passes axe-core, in both languages and both colour schemes."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Violations, Visiting
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_no_page_keeps_anybody_out(
    visit: Visiting, violations: Violations, language: str, scheme: str
) -> None:
    with visit(language=language, scheme=scheme) as visitor:
        found = {}
        for name, path in PAGES.items():
            visitor.go(path)
            visitor.settle()
            found[name] = violations(visitor.page)
        assert {name: one for name, one in found.items() if one} == {}


def test_axe_sees_what_is_wrong(visit: Visiting, violations: Violations) -> None:
    with visit() as visitor:
        page = visitor.go("/portals")
        page.evaluate("document.body.append(document.createElement('img'))")
        assert "image-alt" in {one.partition(":")[0] for one in violations(page)}
