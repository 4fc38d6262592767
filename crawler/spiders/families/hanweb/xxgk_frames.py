"""The xxgk module of Hanweb: a tree of agencies and catalogues, lists from search.jsp, reports by
agency and year.

A year's report is at xxgkAnnualReport.jsp?area=AGENCY&fbtime=YEAR, whether or not a page links it;
a year without a report answers 200 with an empty shell (unconfirmed). So years are asked for from
the newest backwards until none comes.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from crawler.middlewares import unexpected_answers
from crawler.pages.page import Link, Page, page_of
from crawler.reasons import Code, because
from crawler.spiders.base import FamilySpider
from crawler.spiders.channel import Channel
from crawler.spiders.families.hanweb.xxgk_tree import (
    Frame,
    belongs_to_module,
    holds_report,
    module_addresses,
    names_shortcut,
    read_frame,
    shown_titles,
)
from crawler.spiders.missing import is_missing
from crawler.spiders.search.frontier import Candidate
from foundation.normalise import folded

# The year of the first reports: the regulation took effect in May 2008.
_FIRST_YEAR = 2008
# So many years without a report in a row, before the first one found and after it, and no more are
# asked for.
_MISSES_BEFORE, _MISSES_AFTER = 3, 2
# A year that so many agencies have not reported on, and none has, is not asked of the others.
_AGENCIES_WITHOUT = 2
_POSTED = {
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "X-Requested-With": "XMLHttpRequest",
}
_PAGES = re.compile(r"共\s*(\d+)\s*页|\d+\s*/\s*(\d+)\s*页")
# Trees go before all else: they name what the pages leave out.
_TREE_PRIORITY = 20


@dataclass
class _Agency:
    """An agency whose years are asked for one after the other; `exact`: the page says which years
    there are.
    """

    frame: Frame
    area: str
    years: list[int]
    exact: bool
    found: int = 0
    misses: int = 0


@dataclass(frozen=True)
class _Catalogue:
    """A page of a catalogue that search.jsp is asked for; `fields`: what names the catalogue."""

    frame: Frame
    fields: dict[str, str]
    number: int = 1


class XxgkFrames(FamilySpider):
    """What spiders of Hanweb's products share: they stand side by side on one portal."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._known: set[str] = set()
        self._agencies: deque[_Agency] = deque()
        self._frames: deque[Frame] = deque()
        self._agency: _Agency | None = None
        self._asking = False
        self._present: Counter[int] = Counter()
        self._absent: Counter[int] = Counter()
        self._titles: set[str] = set()

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        """Have answers judged before they are archived; Scrapy calls this."""
        super().update_settings(settings)
        unexpected_answers.use(settings)

    def dated_links(self, page: Page) -> list[Link]:
        """Return the items of a list without the reports that are asked for by agency and year."""
        return [link for link in super().dated_links(page) if not names_shortcut(link.url)]

    def search_links(self, page: Page) -> list[Link]:
        """Return the links by which the search goes on; the module's own are asked for by what it
        says itself.
        """
        return [link for link in super().search_links(page) if not belongs_to_module(link.url)]

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Look for the module on the home page as well."""
        page = page_of(response.url, response.body)
        self._reserve(page)
        yield from super().parse_home(response)
        yield from self._enter(read_frame(page))

    def parse_channel(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Follow a list, and take up what the page says of the module."""
        page = page_of(response.url, response.body)
        self._reserve(page)
        yield from super().parse_channel(response, candidate)
        yield from self._enter(read_frame(page))

    def _reserve(self, page: Page) -> None:
        """Keep the search from opening what is asked for in the module's own way: frames, and what
        scripts lead to.
        """
        for url in module_addresses(page):
            self._frontier.seen(url)
            # Reports that are asked for by agency and year need no last resort.
            self._frontier.found = self._frontier.found or names_shortcut(url)

    def _enter(self, frame: Frame) -> Iterator[Request]:
        trees = [tree for tree in frame.trees if self._is_new(tree) and self.portal.owns(tree)]
        for tree in trees:
            meta = {"kind": "list", "page_url": frame.page_url, "link_text": "tree.jsp"}
            keywords = {"frame": frame}
            yield Request(
                tree,
                self.parse_tree,
                errback=self.tree_failed,
                priority=_TREE_PRIORITY,
                meta=meta,
                cb_kwargs=keywords,
            )
        if frame.page_url and not trees:
            yield from self._take_up(frame)

    def parse_tree(self, response: Response, frame: Frame) -> Iterator[Request]:
        """Read agencies and catalogues, then ask for reports."""
        tree = read_frame(page_of(response.url, response.body), everywhere=True)
        yield from self._take_up(frame.joined(tree))

    def tree_failed(self, failure: Any) -> Iterator[Request]:
        """Note that the tree could not be had, and ask for what is known without it."""
        self.evidence.errors.append(because(Code.TREE_NOT_READ).at(failure.request.url))
        yield from self._take_up(failure.request.cb_kwargs["frame"])

    def _is_new(self, name: str) -> bool:
        new = name not in self._known
        self._known.add(name)
        return new

    def _take_up(self, frame: Frame) -> Iterator[Request]:
        if self.survey:
            return
        for area in frame.areas if frame.annual_address else ():
            if self._is_new(f"{frame.annual_address} {area}"):
                offered = sorted(frame.years_of(area), reverse=True)
                # A single year is where a link begins, and not a choice.
                exact = len(offered) > 1
                years = (
                    offered if exact else list(range(date.today().year - 1, _FIRST_YEAR - 1, -1))
                )
                self._agencies.append(_Agency(frame, area, years, exact))
        if frame.search_address:
            self._frames.append(frame)
        if not self._asking:
            yield from self._proceed()

    # Agencies and years

    def _proceed(self) -> Iterator[Request]:
        """Ask for the next year of the agency at hand, else of the next agency; after the last one
        search.
        """
        self._asking = False
        while self._agency is not None or self._agencies:
            agency = self._agency = self._agency or self._agencies.popleft()
            year = self._next_year(agency)
            if year is not None:
                self._asking = True
                yield self._year_request(agency, year)
                return
            self._agency = None
        while self._frames:
            yield from self._search_catalogues(self._frames.popleft())

    def _next_year(self, agency: _Agency) -> int | None:
        while agency.years:
            year = agency.years.pop(0)
            if agency.exact:
                return year
            if agency.misses >= (_MISSES_AFTER if agency.found else _MISSES_BEFORE):
                return None
            # Below an agency's reports a second year without one is asked for where no other agency
            # has missed it.
            enough = 1 if agency.found and agency.misses else _AGENCIES_WITHOUT
            if self._present[year] or self._absent[year] < enough:
                return year
            agency.misses += 1
        return None

    def _year_request(self, agency: _Agency, year: int) -> Request:
        frame = agency.frame
        address = f"{frame.annual_address}?{urlencode({'area': agency.area, 'fbtime': year})}"
        text = f"{frame.areas[agency.area]}{year}年政府信息公开工作年度报告"
        item = frame.offers.get((agency.area, year)) or Link(address, text)
        channel = self._channel(frame.annual_address, "xxgkAnnualReport.jsp", annual=True)
        channel.listing.pages_seen = 1
        self.evidence.reports_listed[item.url] = item.text
        request = self._report_request(
            item, Page(frame.named_on.get(agency.area, frame.page_url), b"")
        )
        keywords = {"item": item, "agency": agency, "year": year}
        meta = {**request.meta, unexpected_answers.WANTED: holds_report}
        return request.replace(
            callback=self.parse_year, errback=self.year_failed, meta=meta, cb_kwargs=keywords
        )

    def parse_year(
        self, response: Response, item: Link, agency: _Agency, year: int
    ) -> Iterator[Request]:
        """Take up a year's report, or note that there is none, and go on to the next year."""
        if holds_report(response.url, response.body):
            agency.found, agency.misses = agency.found + 1, 0
            self._present[year] += 1
            self.evidence.listings[agency.frame.annual_address].items_seen += 1
            self._titles |= shown_titles(page_of(response.url, response.body))
            yield from self.parse_report(response, item)
        else:
            self._note_absent(item, agency, year)
        yield from self._proceed()

    def year_failed(self, failure: Any) -> Iterator[Request]:
        """Note a year that could not be had, and go on to the next one."""
        item, agency, year = (
            failure.request.cb_kwargs[name] for name in ("item", "agency", "year")
        )
        if is_missing(failure):
            self._note_absent(item, agency, year)
        else:
            agency.misses += 1
            yield from self.failed(failure)
        yield from self._proceed()

    def _note_absent(self, item: Link, agency: _Agency, year: int) -> None:
        agency.misses += 1
        self._absent[year] += 1
        self.evidence.reports_listed.pop(item.url, None)

    # Catalogues

    def _search_catalogues(self, frame: Frame) -> Iterator[Request]:
        """Ask search.jsp for the catalogues of annual reports, or for everything that bears the
        words in its title.
        """
        catalogues = frame.annual_catalogues or ({} if self._titles else {"": "政府信息公开年报"})
        for code, name in catalogues.items():
            fields = frame.search_fields(code)
            if self._is_new(f"{frame.search_address} {fields['area']} {code}"):
                channel = self._channel(
                    f"{frame.search_address}#{fields['area']}/{code}", name, annual=bool(code)
                )
                yield self._search_page(channel, _Catalogue(frame, fields))

    def _search_page(self, channel: Channel, catalogue: _Catalogue) -> Request:
        frame = catalogue.frame
        form = urlencode({**catalogue.fields, "currpage": str(catalogue.number)})
        headers = {**_POSTED, "Referer": frame.page_url}
        request = self.list_request(
            f"{frame.search_address}?{form}", channel, method="POST", body=form, headers=headers
        )
        named = {"channel": channel, "catalogue": catalogue}
        return request.replace(callback=self.parse_search, cb_kwargs=named)

    def parse_search(
        self, response: Response, channel: Channel, catalogue: _Catalogue
    ) -> Iterator[Request]:
        """Read one page of search.jsp: items as in any list, and 共N页."""
        page, listing = page_of(response.url, response.body), channel.listing
        pages = _PAGES.search(page.text)
        listing.pages_announced = max(
            int(pages[1] or pages[2]) if pages else 1, listing.pages_announced or 1
        )
        links = self.dated_links(page)
        news = {link.url for link in links} - channel.seen
        channel.seen |= news
        listing.items_seen = len(channel.seen)
        listing.pages_seen += bool(news) or catalogue.number == 1
        # What was found by agency and year stands in the catalogue a second time.
        yield from self._reports(
            [link for link in links if folded(link.text) not in self._titles], page, channel
        )
        if news and catalogue.number < listing.pages_announced:
            following = replace(catalogue, number=catalogue.number + 1)
            yield self._search_page(channel, following)
