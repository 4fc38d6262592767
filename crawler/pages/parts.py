"""The further pages of an article that its site has divided into several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.pages.page import Link, Page, identity

# What the links to them are called.
_TURNS = re.compile(r"[\W_]*(\d{1,2}|第\d{1,2}页|(下|后|尾|末)一?页|next)[\W_]*", re.IGNORECASE)
_NUMBERED = re.compile(r"[_-]\d{1,2}$")


def _stem_and_suffix(url: str) -> tuple[str, str]:
    stem, dot, suffix = urlsplit(url).path.rpartition(".")
    return (stem, suffix) if dot else (suffix, "")


def further_pages(page: Page) -> Iterator[Link]:
    """Return the links to further pages of the article on a page: numbered as its own address is,
    and called as pages are (t2024_1.html with 2 or 下一页 for t2024.html).
    """
    own, suffix = _stem_and_suffix(page.url)
    roots = {own, _NUMBERED.sub("", own)}
    for link in page.anchors:
        stem, other = _stem_and_suffix(link.url)
        is_part = bool(_NUMBERED.search(stem)) and _NUMBERED.sub("", stem) in roots
        if not is_part or other != suffix or not _TURNS.fullmatch(link.text):
            continue
        if identity(link.url) != identity(page.url):
            yield Link(link.url, page.title)
