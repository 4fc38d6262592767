"""Lists …/pc/list.html whose entries stand in the page as the JSON of a script: articleList, each
with its title, its day and its addresses for screens and for telephones.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

from crawler.pages.page import Link, Page, identity
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.generic import ARTICLE, GenericSpider
from crawler.spiders.paging import answers

_ENTRIES = re.compile(r"""articleList["']?\s*[:=]\s*(?=\[)""")


class PclistSpider(GenericSpider):
    """How the product serves further pages nobody has told: what a list announces and the page does
    not show makes it incomplete.
    """

    name = "pclist"
    article = re.compile(rf"/pc/content/content_\d+\.html$|{ARTICLE}", re.IGNORECASE)

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the entries in the page's script, and the links to documents beside them."""
        read = super().read_list(page, channel)
        entries = list(_entries(page))
        known = {identity(link.url) for link in entries}
        others = [link for link in read.items if identity(link.url) not in known]
        return ListPage([*entries, *others], read.pages_announced, read.items_announced)


def _entries(page: Page) -> list[Link]:
    decoder = json.JSONDecoder(strict=False)
    for found in _ENTRIES.finditer(page.source):
        try:
            entries, _ = decoder.raw_decode(page.source, found.end())
        except ValueError:
            continue
        links = [answers.link(_flat(entry, page), page.base) for entry in entries]
        return [link for link in links if link and link.text]
    return []


def _flat(entry: dict[str, Any], page: Page) -> dict[str, Any]:
    """Return an entry with its address for screens: its own words hold it as JSON; where they do
    not, it is called by its number.
    """
    try:
        addresses = json.loads(entry.get("urls") or "{}")
    except (ValueError, TypeError):
        addresses = {}
    by_number = urljoin(page.url, f"content/content_{entry.get('id')}.html")
    url = addresses.get("pc") if isinstance(addresses, dict) else None
    return {"title": entry.get("title"), "pubdate": entry.get("pubDate"), "url": url or by_number}
