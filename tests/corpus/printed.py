"""PDFs printed by a browser: the made HTML page, with a style for its tables, through headless
Chromium.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from crawler.browser.chromium import find_chromium
from tests.corpus import html
from tests.corpus.model import Draft, Sample
from tests.corpus.office import CACHE

FORMAT = "printed"
TABLES = ("spanned", "headed")
_GRID = "table{border-collapse:collapse;width:100%}td,th{border:1px solid #000}"
# How style sheets draw tables, and how they lay out what stands round them.
STYLES = {
    "collapsed borders": _GRID,
    "borders apart": (
        "table{border-collapse:separate;border-spacing:2px;border:1px solid #000}"
        "td,th{border:1px solid #000}"
    ),
    "the table's ground as rules": (
        "table{background:#000;border-collapse:separate;border-spacing:1px;border:0}"
        "td,th{background:#fff}"
    ),
    "striped rows": (
        "table{border-collapse:collapse}td,th{border:1px solid #ccc}"
        "tr:nth-child(even){background:#f2f6fb}th{background:#dbe7f3}"
    ),
    "dark heads": _GRID + "th{background:#245;color:#fff}",
    "tall rows": _GRID + "td,th{padding:14px 3px}",
    "tall whole rows": _GRID + "td,th{padding:16px 3px}tr{break-inside:avoid}",
    "dashed rules": _GRID + "td,th{border-style:dashed}",
    "landscape": _GRID + "@page{size:A4 landscape}",
    "shaded paragraphs": _GRID + "p{background:#eef}td p{background:none}",
    "small print": _GRID + "body{font-size:7px}table{font-size:7px}",
    "vertical groups": _GRID + "td[rowspan]{writing-mode:vertical-rl}",
}


def is_there() -> bool:
    """Whether a browser is there, and what drives it."""
    return find_spec("playwright") is not None and find_chromium() is not None


def style(draft: Draft) -> None:
    """Choose how the page's tables are drawn."""
    draft.page["table"] = draft.random.choice(TABLES)
    draft.page["encoding"], draft.page["declared"], draft.page["mark"] = "utf-8", "utf-8", b""
    draft.quirks = [name for name in draft.quirks if name not in html.TABLE_WRITERS]
    draft.page["print"] = draft.random.choice(list(STYLES))
    draft.quirks.append(f"P {draft.page['print']}")


def render(draft: Draft) -> bytes:
    """The page that is printed."""
    sheet = f"<style>{STYLES[draft.page['print']]}</style>"
    return html.render(draft) + sheet.encode()


def convert(samples: list[Sample]) -> dict[str, bytes]:
    """The PDF of each sample's page, by name; what was printed once is taken from the cache."""
    missing = [sample.data for sample in samples if not _cached(sample.data).is_file()]
    if missing and is_there():
        CACHE.mkdir(parents=True, exist_ok=True)
        for page, data in _printed(missing):
            _cached(page).write_bytes(data)
    return {
        sample.name: _cached(sample.data).read_bytes()
        for sample in samples
        if _cached(sample.data).is_file()
    }


def _cached(page: bytes) -> Path:
    return CACHE / f"{hashlib.sha256(page).hexdigest()}.printed.pdf"


def _printed(pages: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each page with its PDF, all by one browser that asks no network."""
    from playwright.sync_api import sync_playwright

    found = find_chromium()
    assert found is not None
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.path), args=arguments)
        tab = browser.new_context(offline=True, java_script_enabled=False).new_page()
        for page in pages:
            tab.set_content(page.decode(), wait_until="domcontentloaded")
            yield page, tab.pdf(print_background=True, prefer_css_page_size=True)
        browser.close()
