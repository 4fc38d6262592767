"""What the links of a page are: items of a list, ways to other lists, and, of the items, which are
reports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.pages.attachments import is_file
from crawler.pages.contents import column_of
from crawler.pages.menus import clickable_links, scripted_links
from crawler.pages.page import Link, Page
from crawler.pages.titles import is_collection, judge, names_agency_too, year_of
from crawler.registry.hosts import are_sisters, host_and_port
from crawler.spiders.search.frontier import Candidate
from crawler.spiders.search.scoring import (
    Role,
    in_annual_folder,
    names_agency,
    names_annual_channel,
    names_certainly,
    names_gateway,
    names_other_column,
    names_part,
    promise,
)
from foundation.normalise import folded

_LIST_ADDRESS = re.compile(
    r"(/|/(index|list|default)\w*\.\w+|/col/col\d+(/.*)?|/column/\w+)$", re.IGNORECASE
)
# From this share of reports on a page is a list of reports, whatever it is called; a shorter list
# is followed anyway.
_LEAST_SHARE, _FEW_PAGES = 0.3, 3
_TITLE_PARTS = re.compile(r"[-_|—–>»]+")
_YEAR_FOLDER = re.compile(r"/((19|20)\d{2})(n|nd|ndbg|ngknb|nb)?([_-]\d+)?/")


def is_list_address(url: str) -> bool:
    """Tell whether an address is that of a folder or column rather than of an article."""
    return bool(_LIST_ADDRESS.search(urlsplit(url).path))


def is_item(link: Link, article: re.Pattern[str]) -> bool:
    """Tell whether a link is an item of a list: with a date beside it, to an article, or to a
    file.
    """
    return bool(link.date or article.search(link.url) or is_file(link.url))


def names_whole(link: Link) -> bool:
    """Tell whether a link names agency, year and report in full, and so is one wherever it
    leads.
    """
    named = (
        judge(link.text).report and year_of(link.text) is not None and names_agency_too(link.text)
    )
    return named and not is_list_address(link.url)


def items_of(page: Page, article: re.Pattern[str]) -> list[Link]:
    """Return the items of the lists on a page: its links, elements that a click opens an article
    or a report by, and what a script lists that is named as a report.
    """
    known = {link.url for link in page.links}
    clicked = {link.url: link for link in clickable_links(page) if link.url not in known}
    opened = [link for link in clicked.values() if article.search(link.url) or names_whole(link)]
    short = names_certainly(column_of(page)) or in_annual_folder(page.url)

    def is_named(link: Link) -> bool:
        return names_whole(link) or (short and _names_shortly(link))

    drawn = [link for link in scripted_links(page) if link.url not in {*known, *clicked}]
    listed = [link for link in page.links if is_item(link, article) or is_named(link)]
    return listed + opened + [link for link in drawn if is_named(link)]


def _names_shortly(link: Link) -> bool:
    """Tell whether a link names year and report in the short form of a channel of annual reports,
    and no part of it.
    """
    named = judge(link.text, in_channel=True).report and year_of(link.text) is not None
    return named and not names_part(link.text) and not is_list_address(link.url)


def leads_to_a_list(link: Link, article: re.Pattern[str]) -> bool:
    """Tell whether a link may lead to a list: it is no item, or its name is a column's and not an
    article's.
    """
    if is_collection(link.text) and not is_file(link.url):
        return True
    if not is_item(link, article):
        return not names_whole(link)
    if is_file(link.url):
        return False
    column = names_gateway(link.text) and not _names_whose(link.text)
    return (column and not link.date) or (names_part(link.text) and is_list_address(link.url))


def _names_whose(name: str) -> bool:
    """Tell whether the name of a column says whose it is, as that of one report does."""
    return "信息公开" in folded(name) and names_agency_too(name)


def may_hold_lists(link: Link, url: str, role: Role) -> bool:
    """Tell whether a link on a page at `url` leads to another host that is worth naming: to a list
    of annual reports, or, under the same registered domain, to the section of disclosure.
    """
    if promise(link, role).role == Role.ANNUAL:
        return True
    sisters = are_sisters(host_and_port(link.url)[0], host_and_port(url)[0])
    return sisters and names_gateway(link.text)


def _main_blocks(items: Sequence[Link]) -> set[str]:
    """Return the blocks that are the list itself: of reports with whole names, or by year; else
    that of most items.
    """
    named = {item.block for item in items if judge(item.text).report or _stands_by_year(item)}
    return named or {block for block, _ in Counter(item.block for item in items).most_common(1)}


def _stands_by_year(item: Link) -> bool:
    """Tell whether an item stands under a year, or is a year in the row of an agency."""
    return _is_year(item.context) or (_is_year(item.text) and names_agency(item.context))


def _is_year(name: str) -> bool:
    return names_part(name) and year_of(name) is not None


def choose_reports(
    items: Sequence[Link], annual: bool, of_year: bool, article: re.Pattern[str]
) -> list[Link]:
    """Return the items that are reports. Short names count only in the list itself of a channel of
    annual reports.
    """
    main = _main_blocks(items) if annual else set()
    return [item for item in items if _is_report(item, item.block in main, of_year, article)]


def names_column(link: Link) -> bool:
    """Tell whether a link that looks like one to an article bears the name of a list: of all years,
    or of a year.

    A year in the row of an agency is the report of that agency and year.
    """
    if link.date or names_agency_too(link.text) or names_agency(link.context):
        return False
    whole = judge(link.text).report and year_of(link.text) is not None
    return not whole and (names_certainly(link.text) or names_part(link.text))


def _is_report(item: Link, in_channel: bool, of_year: bool, article: re.Pattern[str]) -> bool:
    if judge(item.text).report:
        whose = names_agency_too(item.text)
        return not (names_column(item) or (is_list_address(item.url) and not whose))
    short = in_channel and judge(item.text, True, of_year or _is_year(item.context)).report
    return short and not (
        names_part(item.text) and is_list_address(item.url) and not article.search(item.url)
    )


def owner_by_title(page: Page, portal: str) -> str:
    """Return the agency that the title of a list names beside column and site, "" for none:
    民政局 of 政府信息公开年报_民政局_云溪县人民政府.
    """
    parts = (part.strip() for part in _TITLE_PARTS.split(page.title))
    named = [part for part in parts if names_agency(part) and not _is_portal(part, portal)]
    return named[0] if len(named) == 1 else ""


def _is_portal(name: str, portal: str) -> bool:
    return name in portal or portal in name or name.endswith("政府")


class Column(NamedTuple):
    """What a column is to hold: annual reports, these for certain, and those of one year."""

    annual: bool
    certain: bool
    of_year: bool


def judged_by_page(page: Page, candidate: Candidate) -> Column:
    """Return what a page is to hold, by what was expected of it and what it calls itself."""
    column = column_of(page)
    spoken = (
        names_other_column(column)
        and not names_annual_channel(column)
        and "信息公开" not in folded(column)
    )
    contradicted = spoken and not names_part(column)
    annual = (candidate.annual and not contradicted) or names_annual_channel(column)
    certain = annual and (
        candidate.certain or names_certainly(column) or in_annual_folder(page.url)
    )
    named = any(names_part(name) and year_of(name) is not None for name in (candidate.name, column))
    in_folder = _YEAR_FOLDER.search(urlsplit(page.url).path) is not None
    return Column(annual, certain, named or in_folder)


def holds_reports(
    reports: Sequence[Link], items: Sequence[Link], column: Column, pages: int | None
) -> bool:
    """Tell whether a page is a list of reports that is worth following to its end."""
    if column.annual:
        return column.certain or bool(reports) or not items
    beside = [item for item in items if item.block in {report.block for report in reports}]
    return bool(reports) and (
        len(reports) >= _LEAST_SHARE * len(beside) or (pages or 1) <= _FEW_PAGES
    )
