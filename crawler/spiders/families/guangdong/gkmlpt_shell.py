"""The script shell of gkmlpt: its tree of categories, the address of their articles, the text in a
script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crawler.pages.page import Link, Page
from crawler.spiders.search.frontier import names_annual_channel

_SID = re.compile(r"""\bSID["']?\s*:\s*['"]?(\w+)""")
_TREE = re.compile(r"""\bTREE["']?\s*:\s*(?=\[)""")
_CONTENT = re.compile(r"""\bDETAIL["']?\s*:\s*(?=\{)""")
_TAB = "/gkmlpt/annualreport"
_API = "/gkmlpt/api/all/"


def is_interface(url: str) -> bool:
    """Tell whether an address is that of a category's articles."""
    return _API in url


def _decoded(page: Page, start: re.Pattern[str]) -> Any:
    """Return the JSON that begins behind a name in the page's script, or None."""
    found = start.search(page.source)
    try:
        return (
            json.JSONDecoder(strict=False).raw_decode(page.source, found.end())[0]
            if found
            else None
        )
    except json.JSONDecodeError:
        return None


def shell_tree(page: Page) -> list[dict[str, Any]]:
    """Return the categories at the top of a shell's tree; none where the page is no shell."""
    tree = _decoded(page, _TREE)
    return [node for node in tree if isinstance(node, dict)] if isinstance(tree, list) else []


def nodes(tree: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return all categories of a tree, each before its children."""
    for node in tree:
        yield node
        yield from nodes(node.get("children") or [])


def interface(page: Page, category: str) -> str:
    """Return the address of the first page of a category's articles, below the shell's own
    prefix.
    """
    parts = urlsplit(page.url)
    prefix = parts.path.partition("/gkmlpt")[0].rstrip("/") if "/gkmlpt" in parts.path else ""
    sid = _SID.search(page.source)
    query = f"?page=1&sid={sid[1]}" if sid else "?page=1"
    return f"{parts.scheme}://{parts.netloc}{prefix}{_API}{category}{query}"


def jumps(page: Page) -> list[Link]:
    """Return categories that live on another page, and addresses whose category stands behind #."""
    links = [
        (node.get("jump_url"), str(node.get("name") or "")) for node in nodes(shell_tree(page))
    ]
    found = [
        Link(url, name)
        for url, name in ((page.resolve(jump or ""), name) for jump, name in links)
        if url
    ]
    for anchor in page.tree.iter("a"):
        href, _, category = (anchor.get("href") or "").partition("#")
        url = page.resolve(href)
        if url and category.isdigit() and url.endswith(_TAB):
            found.append(Link(f"{url}#{category}", str(anchor.text_content()).strip()))
    return found


def annual_categories(page: Page) -> list[Link]:
    """Return the lists of the tree's categories of annual reports.

    A category's own list holds those of its children as well, unless it counts fewer articles than
    they do.
    """
    tree = shell_tree(page)
    named = [node for node in nodes(tree) if names_annual_channel(str(node.get("name") or ""))]
    if not named and len(tree) == 1 and urlsplit(page.url).path.endswith(_TAB):
        named = tree
    inside = {
        id(child)
        for node in named
        if not node.get("jump_url")
        for child in nodes(node.get("children") or [])
    }
    tops = [node for node in named if id(node) not in inside and not node.get("jump_url")]
    wanted = [each for node in tops for each in _lists(node)]
    return [Link(interface(page, str(node["id"])), str(node.get("name") or "")) for node in wanted]


def _lists(node: dict[str, Any]) -> list[dict[str, Any]]:
    children = [child for child in node.get("children") or [] if not child.get("jump_url")]
    own, below = (
        sum(int(each.get("post_count") or 0) for each in group) for group in ([node], children)
    )
    if not children or own >= below > 0:
        return [node]
    return ([node] if own else []) + [each for child in children for each in _lists(child)]


def detail(page: Page) -> str:
    """Return the text of an article that its script holds as _CONFIG.DETAIL.content; empty where
    there is none.
    """
    found = _decoded(page, _CONTENT)
    return str(found.get("content") or "") if isinstance(found, dict) else ""
