"""No number is broken over lines, at a desk and on a phone: least of all where it is proved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Page, ViewportSize

from tests.browser.conftest import Visiting
from tests.browser.pages import PAGES
from tests.browser.visitor import PHONE

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(0.7)]
WIDE: ViewportSize = {"width": 1440, "height": 900}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
# Every run of digits that is seen and stands on more than one line; addresses, digests and paths
# of places may break.
BROKEN = """() => {
  const found = [], numbers = /(?<![\\w./:%#-])[0-9][0-9,]*(?:\\.[0-9]+)?%?(?![\\w/:-])/g;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (text.parentElement.closest("code, pre, .hash, .outside, script, style, noscript")) continue;
    for (const match of text.data.matchAll(numbers)) {
      const range = document.createRange();
      range.setStart(text, match.index);
      range.setEnd(text, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top)));
      if (lines.size > 1) found.push(match[0]);
    }
  }
  return found;
}"""


def broken(page: Page | Frame) -> list[str]:
    """The numbers of a page or frame that stand on more than one line."""
    found: list[str] = page.evaluate(BROKEN)
    return found


@SIZES
@pytest.mark.parametrize("cell", ["3.new_received.total", "3.granted.natural_person"])
def test_no_number_of_a_captured_document_is_broken(
    visit: Visiting, size: ViewportSize, cell: str
) -> None:
    with visit(size=size) as visitor:
        for report in ("990101-19b7f48b-2022", "990102-19b7f48b-2022", "990100-19b7f48b-2020"):
            page = visitor.go(f"/report/{report}/{cell.replace('.', '/')}")
            visitor.settle()
            frames = [frame for frame in page.frames if frame != page.main_frame]
            assert frames and [broken(frame) for frame in frames] == [[]], report


@SIZES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_of_a_page_is_broken(visit: Visiting, size: ViewportSize, language: str) -> None:
    with visit(size=size, language=language) as visitor:
        found = {name: broken(visitor.go(path)) for name, path in PAGES.items()}
        assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_a_broken_number_would_be_found(visit: Visiting) -> None:
    with visit(size=PHONE) as visitor:
        page = visitor.go("/")
        page.evaluate(
            "document.body.innerHTML ="
            " '<p style=\"width: 1ch; overflow-wrap: anywhere; margin: 0\">125</p>'"
        )
        assert broken(page) == ["125"]
