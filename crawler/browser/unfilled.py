"""Which pages are empty until a browser fills them."""

from __future__ import annotations

from crawler.pages.impostors import is_html
from crawler.pages.page import Page
from crawler.registry.portals import Portal

# A report page with scripts and fewer visible characters than this has its text from a script.
_LEAST_TEXT = 200


def needs_browser(portal: Portal, kind: str, body: bytes) -> bool:
    """Tell whether a page is to be made by a browser: all lists of a portal with `render: true`,
    reports if empty.
    """
    if not portal.render or not is_html(body):
        return False
    if kind in ("home", "list"):
        return True
    return (
        kind == "report" and b"<script" in body.lower() and len(Page("", body).text) < _LEAST_TEXT
    )
