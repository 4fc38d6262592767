"""What a hostile document says is text in a real browser: it runs nothing, loads nothing and breaks
no page.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.visitor import PHONE
from tests.site.archives import AGENCY, HOSTILE, HOSTILE_AGENCY, HOSTILE_TEXT
from tests.site.examples import DATASETTE_PAGES, HOSTILE_ONES, SMALL, pages

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
RAW = "%3Cimg+src%3Dx+onerror%3Dalert(5)%3E"
PAGES = sorted(
    {
        # The hostile report has no figures, and so no page of one.
        *(path for path in pages(HOSTILE_ONES) if SMALL["figure"] not in path),
        *pages(SMALL),
        *DATASETTE_PAGES,
        f"/compare?agency={HOSTILE_AGENCY}&agency={AGENCY}&find={RAW}",
        f"/search?q={RAW}",
        "/archive/agencies?_facet=name",
        f"/archive/agency_history?agency={RAW}",
    }
)
MARKUP = "main :is(script, img, iframe, object, embed), main [onerror], [href^='javascript:']"


@pytest.mark.parametrize("path", PAGES)
def test_hostile_texts_are_inert(visit_hostile: Visiting, path: str) -> None:
    with visit_hostile(size=PHONE) as visitor:
        page = visitor.go(path)
        visitor.settle()
        expect(page.locator(MARKUP)).to_have_count(0)
        assert visitor.overflowing() == []


def test_hostile_texts_are_shown_as_they_are(visit_hostile: Visiting) -> None:
    with visit_hostile() as visitor:
        page = visitor.go(f"/agency/{HOSTILE_AGENCY}")
        expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_TEXT)
        assert visitor.go(f"/report/{HOSTILE}").title().startswith(HOSTILE_TEXT)
