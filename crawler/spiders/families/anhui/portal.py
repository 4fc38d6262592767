"""Anhui's two platforms: agencies' sections under /public/column/<organ>, and the older /openness/
lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.evidence import LONGEST_LIST
from crawler.middlewares import unexpected_answers
from crawler.pages.page import Link, Page, identity, page_of
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.families.anhui.labels import Label, label_of
from crawler.spiders.families.anhui.sections import (
    Section,
    of_year,
    section_of,
    year_links,
    year_of_address,
)
from crawler.spiders.families.generic import GenericSpider
from crawler.spiders.families.hanweb.xxgk_tree import holds_report
from crawler.spiders.missing import is_missing
from crawler.spiders.paging.pagers import Step, announced_pages
from crawler.spiders.search.frontier import Source
from crawler.spiders.search.scoring import Promise, Role, names_agency

_NUMBERED = re.compile(r"/page_\d+\.html$")
# The year of the first reports, and so many years without one in a row that no earlier ones are
# asked for.
_FIRST_YEAR, _MISSES = 2008, 2
# What the list of all agencies promises: more than any list of reports.
_DIRECTORY_POINTS = 120
# The longest name of an agency that stands in front of a list's name.
_LONGEST_NAME = 16


@dataclass
class Fragments:
    """How far a section is asked for by its label, where it has one. `shown_on`: the section's own
    page; `number`: the page that came last.
    """

    label: Label | None
    shown_on: str
    number: int


class AnhuiSpider(GenericSpider):
    """Of each agency's section the part of type 3 is opened, in the form in which the first
    agency's page links it.

    A report is a page of its own, or that of an agency and a year:
    …?type=3&action=detail&title=2022.
    """

    name = "anhui"
    article = re.compile(
        r"/public/content/\d+|/public/\d+/\d+\.html$|/(?:OpennessAnnualReport|Xxgknb|OpennessContent)/show/\d+\.html$"
        r"|/OpennessAnnualReport/year/show/\d+/\d{4}\.html$|/\d{6,}\.html$",
        re.IGNORECASE,
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._organs: dict[str, str] = {}
        self._shown: set[str] = set()
        # How an agency's page links its annual reports, once one has shown it; "": they stand on
        # that page.
        self._annual_query: str | None = None
        self._walks: dict[str, tuple[Section, int]] = {}
        # The page that lists all agencies of the site, while it is awaited.
        self._directory: str | None = None
        self._awaits_directory = False

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """Have answers judged before they are archived; Scrapy calls this."""
        super().update_settings(settings)
        unexpected_answers.use(settings)

    # Search

    def search_links(self, page: Page) -> list[Link]:
        """Return the page's links, with the annual reports of all agencies in the place of their
        sections.
        """
        links = [link for link in super().search_links(page) if year_of_address(link.url) is None]
        if self._directory and identity(page.url) == identity(self._directory):
            self._awaits_directory = False
        for link in links:
            self._note(link)
            self._note_directory(link, page)
        own = section_of(page.url)
        if own and self._annual_query is None and year_links(page, ""):
            self._annual_query = own.query
        return [*(link for link in links if section_of(link.url) is None), *self._sections()]

    def _note(self, link: Link) -> None:
        section = section_of(link.url)
        if section is None:
            return
        name = link.text if names_agency(link.text) else ""
        self._organs[section.column] = self._organs.get(section.column) or name
        if section.is_annual and self._annual_query is None:
            self._annual_query = section.query

    def _note_directory(self, link: Link, page: Page) -> None:
        """Have the list of all agencies opened before anything else, once a site: agencies have
        their names from there.
        """
        section = section_of(link.url)
        if self._directory or self.portal.channels or not section or not section.lists_agencies:
            return
        self._directory = link.url
        self._awaits_directory = identity(link.url) != identity(page.url)
        if self._awaits_directory:
            promised = Promise(_DIRECTORY_POINTS, Role.AGENCIES)
            self._frontier.add(Link(link.url, link.text), promised, Source(page.url, Role.SECTION))

    def _sections(self) -> Iterator[Link]:
        if self._awaits_directory:
            return
        if self._annual_query is None:
            # One agency's page shows how the others' annual reports are to be asked for.
            column = next((each for each in self._organs if each not in self._shown), None)
            if column is not None:
                self._shown.add(column)
                yield Link(column, "政府信息公开")
            return
        query = f"?{self._annual_query}" if self._annual_query else ""
        for column, name in self._organs.items():
            yield Link(column + query, f"{name[-_LONGEST_NAME:]}政府信息公开年报")

    # Lists

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the links to documents and the years that the page offers."""
        read = super().read_list(page, channel)
        section = section_of(page.url)
        years = year_links(page, self._organs.get(section.column, "") if section else "")
        known = {identity(link.url) for link in years}
        others = [link for link in read.items if identity(link.url) not in known]
        return ListPage([*others, *years], read.pages_announced, read.items_announced)

    def parse_list(self, response: Response, channel: Channel) -> Iterator[Request]:
        """Take up a fragment, whose links are relative to the section that shows it."""
        page = page_of(response.url, response.body)
        asked = channel.state(Fragments)
        page.base = asked.shown_on if asked else page.base
        yield from self._follow(page, channel)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the pages of the label that the section's script names; where there is none, as
        the pager says.
        """
        asked = channel.state(Fragments)
        if asked is None:
            # The section's own page may hold the first items already.
            asked = channel.begin(Fragments(label_of(page), page.url, 1 if news else 0))
        elif not news:
            return
        if asked.label is not None:
            yield from self._next_fragment(asked, asked.label, channel)
            return
        yield from super().next_pages(page, channel, news)
        section = section_of(page.url)
        if section and section.is_annual and not channel.seen:
            yield from self._walk(section, date.today().year, 0, page)

    def _next_fragment(self, asked: Fragments, label: Label, channel: Channel) -> Iterator[Request]:
        announced = label.pages or channel.listing.pages_announced or LONGEST_LIST
        if asked.number < min(announced, LONGEST_LIST):
            asked.number += 1
            headers = {"X-Requested-With": "XMLHttpRequest", "Referer": asked.shown_on}
            yield self.list_request(label.address(asked.number), channel, headers=headers)

    def further_pages(self, page: Page, first: str) -> list[Step]:
        """Return the pages that the pager links, or else those that a list of page_1.html
        announces.
        """
        linked = super().further_pages(page, first)
        if linked or not _NUMBERED.search(urlsplit(first).path):
            return linked
        numbers = range(2, (announced_pages(page) or 1) + 1)
        return [Step(urljoin(first, f"page_{number}.html"), number) for number in numbers]

    # Reports

    def _walk(self, section: Section, year: int, misses: int, page: Page) -> Iterator[Request]:
        """Ask for the report of the year before: where a page offers no years, from the newest one
        backwards.
        """
        if year > _FIRST_YEAR and misses <= _MISSES:
            link = of_year(section, year - 1, self._organs.get(section.column, ""))
            self._walks[link.url] = (section, misses)
            yield from self._ask([link], page)

    def _report_request(self, item: Link, page: Page) -> Request:
        request = super()._report_request(item, page)
        if year_of_address(item.url) is not None:
            request.meta[unexpected_answers.WANTED] = holds_report
        return request

    def parse_report(self, response: Response, item: Link) -> Iterator[Request]:
        """Take up a report; a year that was never reported on answers with an empty page, which is
        none.
        """
        present = year_of_address(item.url) is None or holds_report(response.url, response.body)
        if present:
            yield from super().parse_report(response, item)
        else:
            self.evidence.reports_listed.pop(item.url, None)
        yield from self._walk_on(item, present)

    def _walk_on(self, item: Link, present: bool) -> Iterator[Request]:
        year = year_of_address(item.url)
        if item.url in self._walks and year is not None:
            section, misses = self._walks[item.url]
            yield from self._walk(
                section, year, 0 if present else misses + 1, Page(section.column, b"")
            )

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note a failure, but for a year whose page is not there."""
        request: Request = failure.request  # type: ignore[attr-defined]
        item: Link | None = request.cb_kwargs.get("item")
        if self._awaits_directory and request.url == self._directory:
            self._awaits_directory = False
            here = Source(request.url, Role.AGENCIES)
            self._frontier.offer(list(self._sections()), source=here)
        if item is not None and year_of_address(item.url) is not None and is_missing(failure):
            self.evidence.reports_listed.pop(item.url, None)
            yield from self._walk_on(item, present=False)
            return
        yield from super().failed(failure)
