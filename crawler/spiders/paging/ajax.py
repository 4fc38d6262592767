"""Lists of no known product that a script fetches: $.get("/list.json?cid=5&page=" + n), answered by
JSON or HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from crawler.pages.page import Page

# A call that fetches, and the address with the number of a page at its end or before further
# fields.
_CALL = re.compile(
    r"""(?:\.(?:get|post|getJSON|load|ajax)\s*\(|\bfetch\s*\(|\burl\s*[:=])\s*["']([^"'\s]+[?&]"""
    r"""(?:page|pages|page_?no|page_?num|page_?index|curr_?page|current_?page|pn)=)["']\s*\+\s*[\w.]+"""
    r"""(?:\s*\+\s*["'](&[^"']*)["'])?""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fetched:
    """A list that a script fetches page by page: what its addresses begin and end with."""

    prefix: str
    suffix: str

    def address(self, number: int) -> str:
        """Return the address of page `number`, counted from 1."""
        return f"{self.prefix}{number}{self.suffix}"


def fetched_list(page: Page) -> Fetched | None:
    """Return the list that a script of the page fetches, or None where none does."""
    scripts = "\n".join(script.text or "" for script in page.tree.iter("script"))
    found = _CALL.search(unescape(scripts))
    return Fetched(urljoin(page.base, found[1]), found[2] or "") if found else None
