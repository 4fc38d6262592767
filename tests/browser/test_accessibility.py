"""Every main page passes axe-core, in both languages and both colour schemes."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from tests.browser.conftest import Visiting
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "async options => ({violations: (await axe.run(options)).violations})"
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
Violations = Callable[[Any], list[str]]


@pytest.fixture(scope="module")
def violations() -> Violations:
    """What axe-core finds wrong with the page that is open: the rule, and where."""
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe-core is missing: it comes with the extra `test`"
    )
    axe = files(package).joinpath("axe.min.js").read_text()

    def found(page: Any) -> list[str]:
        # Evaluated by the browser's debugger, which the page's content security policy does not
        # bind.
        page.evaluate(axe)
        result = page.evaluate(RUN, OPTIONS)
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in result["violations"]
            for node in one["nodes"]
        ]

    return found


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
