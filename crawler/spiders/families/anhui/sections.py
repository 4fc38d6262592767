"""Addresses of Anhui's platform: an agency's section, its annual reports, and the report of a
year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.pages.page import Link, Page, identity
from crawler.pages.titles import judge, names_agency_too

_SECTION = re.compile(r"^([^?]*?/public/column/(\d+))/?(?:\?(.*))?$")
_REPORT_OF_YEAR = re.compile(
    r"/OpennessAnnualReport/year/show/(\d+)/((?:19|20)\d{2})\.html$", re.IGNORECASE
)
_YEAR = re.compile(r"^\s*((?:19|20)\d{2})\s*年?度?\s*$")
# An address with type and year anywhere in the source: a script may open it.
_ADDRESS = re.compile(r"[^\"'\s<>()]*\?[^\"'\s<>()]*\btitle=(?:19|20)\d{2}[^\"'\s<>()]*")
_ANNUAL_TYPE = "3"
# The action that shows the agencies related to one, which are all of the site.
_DIRECTORY = "rel"


@dataclass(frozen=True)
class Section:
    """An agency's section: its address without query, its number, and the query by which a part of
    it is asked for.
    """

    column: str
    organ: str
    query: str

    @property
    def fields(self) -> dict[str, str]:
        """The query by its fields."""
        return dict(parse_qsl(self.query))

    @property
    def is_annual(self) -> bool:
        """Whether it is the part that holds annual reports."""
        return self.fields.get("type") == _ANNUAL_TYPE

    @property
    def lists_agencies(self) -> bool:
        """Whether it is the part that lists all agencies of the site."""
        return self.fields.get("action") == _DIRECTORY


def section_of(url: str) -> Section | None:
    """Return the agency's section that an address belongs to."""
    found = _SECTION.match(url)
    return Section(found[1], found[2], found[3] or "") if found else None


def year_of_address(url: str) -> int | None:
    """Return the year of an address that is that of an agency's report for a year."""
    report = _REPORT_OF_YEAR.search(urlsplit(url).path)
    if report:
        return int(report[2])
    section = section_of(url)
    title = _YEAR.match(section.fields.get("title", "")) if section and section.is_annual else None
    return int(title[1]) if title else None


def of_year(section: Section, year: int, name: str) -> Link:
    """Return the link to the report of an agency, `name`, for a year."""
    query = urlencode(
        {**section.fields, "type": _ANNUAL_TYPE, "action": "detail", "title": str(year)}
    )
    return Link(f"{section.column}?{query}", _title(name or f"机构{section.organ}", year))


def _title(name: str, year: int) -> str:
    return f"{name}{year}年政府信息公开工作年度报告"


def year_links(page: Page, name: str) -> list[Link]:
    """Return the reports that a page offers by year: as links, in its scripts, or as choices of a
    select.

    A link says no more than its year as a rule: then `name`, the agency's, makes a title of it.
    """
    linked = {link.url: link for link in page.links}
    found: dict[str, Link] = {}
    for url in [*linked, *_scripted(page), *_chosen(page)]:
        year = year_of_address(url)
        if year is not None and identity(url) not in found:
            link = linked.get(url, Link(url, ""))
            text = (
                link.text
                if judge(link.text).report and names_agency_too(link.text)
                else _named(url, name, year)
            )
            found[identity(url)] = Link(url, text, link.date)
    return list(found.values())


def _named(url: str, name: str, year: int) -> str:
    section, report = section_of(url), _REPORT_OF_YEAR.search(urlsplit(url).path)
    organ = section.organ if section else report[1] if report else ""
    return _title(name or f"机构{organ}", year)


def _scripted(page: Page) -> Iterator[str]:
    urls = (page.resolve(address) for address in _ADDRESS.findall(unescape(page.source)))
    return (url for url in urls if url)


def _chosen(page: Page) -> Iterator[str]:
    section = section_of(page.url)
    if section is None or not section.is_annual:
        return
    for option in page.tree.iter("option"):
        year = _YEAR.match(option.get("value") or option.text_content())
        if year:
            yield of_year(section, int(year[1]), "").url
