"""Where the text of a report stands on a page that does not name it: what the numbered headings of
the form enclose.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.pages.contents import HEADINGS
from crawler.pages.page import Page, asked_once
from foundation.normalise import folded
from foundation.numbering import COUNT

_NUMBERED = re.compile(f"^{COUNT}[、.]")
# One heading is a link in a menu or a part of the text; the text has several.
_LEAST_HEADINGS = 2
_LONGEST_HEADING = 40
_LINES = ("p", "div", "h1", "h2", "h3", "h4", "h5", "strong", "span", "b")


def _is_heading(element: HtmlElement) -> bool:
    if next(element.iterdescendants(*_LINES), None) is not None:
        return False
    text = folded(element.text_content())
    if len(text) > _LONGEST_HEADING or not _NUMBERED.match(text):
        return False
    return any(re.search(heading, text) for heading in HEADINGS)


@asked_once
def outlined(page: Page) -> HtmlElement | None:
    """Return the smallest element that holds all numbered headings of the form, or None where
    there are too few or only the whole page holds them.
    """
    headings = [element for element in page.tree.iter(*_LINES) if _is_heading(element)]
    texts = {folded(heading.text_content()) for heading in headings}
    if len(texts) < _LEAST_HEADINGS:
        return None
    shared = [set(heading.iterancestors()) for heading in headings]
    above = set.intersection(*shared)
    nearest = next(each for each in headings[0].iterancestors() if each in above)
    return None if nearest.tag in ("body", "html") else nearest
