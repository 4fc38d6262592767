"""Hanweb jpaas (大汉 JCMS 4): lists that the interface sends as HTML inside JSON, paged by
paramJson.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapy import Request

from crawler.pages.page import Page
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.hanweb.columns import HanwebSpider
from crawler.spiders.paging import answers
from crawler.spiders.paging.counted import CountedPages

_INTERFACE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
# 'webId':'33' inside an attribute or a script; the braces around it are not JSON.
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|(\w+))""")
_DATA = re.compile(r"""queryData["']?\s*[:=]\s*(["']?)\s*(\{[^{}]*\})""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(count|rows|pageNo|unitUrl)\s*[:=]\s*["']?([^"'\s,<>]+)""", re.IGNORECASE
)
_FIXED = {"parseType": "bulidstatic", "pageType": "column"}
_DEFAULT_ROWS = 15


@dataclass(frozen=True)
class Unit:
    """A list of a page: the address that builds it, what it must be told, records in all and on
    each page.
    """

    address: str
    fields: dict[str, str]
    count: int | None
    rows: int

    def pages(self, shown: int) -> int | None:
        """Return how many pages there are. A count smaller than the `shown` items can only be one
        of pages.
        """
        if self.count is None:
            return None
        return self.count if self.count < min(shown, self.rows) else -(-self.count // self.rows)

    def items(self, shown: int) -> int | None:
        """Return how many records there are, None where they are not what is counted."""
        return (
            self.count if self.count is not None and self.count >= min(shown, self.rows) else None
        )

    def ask(self, number: int) -> str:
        """Return the address of a page of the list: only inside paramJson does the interface look
        for its number.
        """
        paging = json.dumps({"pageNo": number, "pageSize": str(self.rows)}, separators=(",", ":"))
        return f"{self.address}?{urlencode({**_FIXED, **self.fields, 'paramJson': paging})}"


@dataclass(frozen=True)
class Column:
    """What a column's own page says: its unit, where it has one, and how many items it shows."""

    unit: Unit | None
    shown: int


class JpaasSpider(CountedPages, HanwebSpider):
    """Columns name their unit in the attributes of a pager; older columns of the same vendor stand
    beside them.
    """

    name = "jpaas"
    article = re.compile(
        r"/art/\d{4}/art_[0-9a-f]{32}\.html$|/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html$"
    )

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the fragment in an answer of the interface, or the page, and what the pager says."""
        if answers.is_json(page.source):
            fragment = _fragment(page)
            return ListPage(
                self.dated_links(fragment), items_announced=channel.listing.items_announced
            )
        unit = find_unit(page)
        if unit is None:
            return super().read_list(page, channel)
        items = self.dated_links(page)
        return ListPage(items, items_announced=unit.items(len(items)))

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for pages of the unit one after the other; also for the first where the column shows
        less than that.
        """
        column = channel.state(Column) or channel.begin(Column(find_unit(page), len(channel.seen)))
        unit = column.unit
        if unit is None:
            yield from super().next_pages(page, channel, news)
            return
        pages = unit.pages(column.shown)
        whole = pages is not None and channel.listing.pages_seen >= pages
        yield from self.counted_pages(
            page,
            channel,
            news,
            lambda number: self._unit_request(unit, number, channel),
            shown=_is_shown(unit, column.shown),
            whole=whole and _is_shown(unit, column.shown),
        )

    def _unit_request(self, unit: Unit, number: int, channel: Channel) -> Request:
        return self.list_request(unit.ask(number), channel, headers={"Referer": channel.url})


def _is_shown(unit: Unit, shown: int) -> bool:
    return shown >= min(unit.rows, unit.count or unit.rows)


def find_unit(page: Page) -> Unit | None:
    """Return the unit that a column's pager names, or None where no pager does."""
    for element in page.tree.xpath("//*[@uniturl or @querydata]"):
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        return _unit(page, attributes, attributes.get("querydata", ""))
    data = _DATA.search(page.source)
    if data is None or "jpaas-publish-server" not in page.source:
        return None
    return _unit(
        page, {name.lower(): value for name, value in _ATTRIBUTE.findall(page.source)}, data[2]
    )


def _unit(page: Page, attributes: dict[str, str], data: str) -> Unit:
    pairs = {
        name: single or double or bare
        for name, single, double, bare in _PAIR.findall(unescape(data))
    }
    fields = {
        name: value
        for name, value in pairs.items()
        if name not in ("pageNo", "pageSize", "paramJson")
    }
    count, rows = (re.search(r"\d+", attributes.get(name, "")) for name in ("count", "rows"))
    address = urljoin(page.base, attributes.get("uniturl", "").partition("?")[0] or _INTERFACE)
    return Unit(
        address, fields, int(count[0]) if count else None, int(rows[0]) if rows else _DEFAULT_ROWS
    )


def _fragment(page: Page) -> Page:
    """Return the HTML inside an answer as a page: data is an object with html, or the HTML
    itself.
    """
    data: Any = answers.parse(page.source)
    data = data.get("data", data) if isinstance(data, dict) else data
    html = data.get("html", "") if isinstance(data, dict) else data
    text = unescape(str(html)) if str(html).lstrip().startswith("&lt;") else str(html)
    return Page(page.url, f"<html><body>{text}</body></html>".encode())
