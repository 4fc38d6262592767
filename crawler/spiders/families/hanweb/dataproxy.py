"""The dataproxy of Hanweb JCMS: what a column page says of it, how it is asked, and the records in
its answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from html import unescape
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from crawler.pages.page import Link, Page

_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL)
_NEXT = re.compile(r"""<nextgroup>\s*<!\[CDATA\[.*?href\s*=\s*["']([^"']+)["']""", re.DOTALL)
_ADDRESS = re.compile(r"""proxyUrl["']?\s*[:=]\s*["']([^"']+)["']""")
_UNIT = re.compile(r"""["']#(\w+)["']\s*\)\s*\.jpage""")
_COLUMN = re.compile(r"/col/col(\d+)/")
_WEBSITE = re.compile(r"""\bwebid["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?<![^&])page=(\d+)")


class Dialect(Enum):
    """The ways in which installations of the dataproxy want to be asked, the most common first.

    FORM posts, as the product's own script does, and names both the page and the window of records,
    so that whoever listens to either answers with what follows. ADDRESS asks for the same without a
    form. PAGE_ONLY changes nothing but the page in the address that the column names, whose other
    parameters may be encrypted. AS_NAMED begins with that address as it stands, where groups are
    counted from 0.
    """

    FORM = "form"
    ADDRESS = "address"
    PAGE_ONLY = "page only"
    AS_NAMED = "as named"


@dataclass(frozen=True)
class Ask:
    """A request for records: its address, and the form to post where there is one."""

    url: str
    form: str | None = None


@dataclass(frozen=True)
class Proxy:
    """A dataproxy as a column page names it: address and query, which is kept to the byte but for
    what must change.
    """

    url: str

    def ask(self, dialect: Dialect, seen: int, size: int, number: int) -> Ask:
        """Return the request for the records after `seen` ones, `size` at a time; `number` counts
        pages as named.
        """
        window = {
            "page": seen // size + 1,
            "startrecord": seen + 1,
            "endrecord": seen + size,
            "perpage": size,
        }
        everything = _with(self.url, window)
        if dialect is Dialect.FORM:
            return Ask(everything, urlsplit(everything).query)
        if dialect is Dialect.ADDRESS:
            return Ask(everything)
        named = _PAGE_NUMBER.search(urlsplit(self.url).query)
        first = int(named[1]) if named else 1
        step = number - 1 if dialect is Dialect.PAGE_ONLY else number - 2
        return Ask(_with(self.url, {"page": first + step}))


def _with(url: str, numbers: dict[str, int]) -> str:
    """Return an address with some fields of its query replaced, or added at the end."""
    parts = urlsplit(url)
    query = parts.query
    for name, value in numbers.items():
        query, replaced = re.subn(rf"(?<![^&]){name}=[^&]*", f"{name}={value}", query, count=1)
        if not replaced:
            query = f"{query}&{name}={value}".lstrip("&")
    return urlunsplit(parts._replace(query=query))


def find_proxy(page: Page) -> Proxy | None:
    """Return the dataproxy of the next group of records, or the one that the pager's settings
    name.
    """
    following = _NEXT.search(page.source)
    if following:
        return Proxy(urljoin(page.base, unescape(following[1])))
    address, unit, column = (
        _ADDRESS.search(page.source),
        _UNIT.search(page.source),
        _COLUMN.search(page.url),
    )
    if address is None or unit is None or column is None:
        return None
    website = _WEBSITE.search(page.source)
    fields = f"col=1&appid=1&webid={website[1] if website else 1}&path=%2F"
    fields += f"&columnid={column[1]}&sourceContentType=1"
    name = quote(page.meta("SiteName"))
    return Proxy(
        f"{urljoin(page.base, address[1])}?{fields}"
        f"&unitid={unit[1]}&webname={name}&permissiontype=0"
    )


def records(page: Page) -> list[Link]:
    """Return the records of a page's datastore as links: each is a list item, a table row or a
    block of its own.
    """
    rows = [record.strip() for record in _RECORD.findall(page.source)]
    rows = [unescape(row) if row.startswith("&lt;") else row for row in rows]
    listed = "".join(row if _is_row(row) else f"<div>{row}</div>" for row in rows)
    if any(map(_is_row, rows)):
        listed = f"<table>{listed}</table>"
    return Page(page.url, f"<html><body>{listed}</body></html>".encode()).links


def _is_row(record: str) -> bool:
    return record[:3].lower() == "<tr"
