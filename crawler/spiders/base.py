"""What all families share: from channels or home to lists of reports; the documents themselves are
`documents`'s.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.context import Context, note_end
from crawler.evidence import LONGEST_LIST, Listing
from crawler.middlewares import Unreached
from crawler.middlewares.capture import ONCE
from crawler.pages.contents import is_a_report
from crawler.pages.forwarding import doors_of, frames_of
from crawler.pages.menus import menu_links
from crawler.pages.page import Link, Page, identity, page_of
from crawler.reasons import Code, because
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.documents import DocumentSpider
from crawler.spiders.missing import (
    is_missing,
    reason_of,
    unreadable_answer,
    unreadable_page,
)
from crawler.spiders.paging.pagers import Step
from crawler.spiders.paging.turning import Turning, begin_turning
from crawler.spiders.paging.unread import note_pager
from crawler.spiders.search.frontier import Candidate, Frontier, Source
from crawler.spiders.search.lists import (
    choose_reports,
    holds_reports,
    items_of,
    judged_by_page,
    leads_to_a_list,
    may_hold_lists,
)
from crawler.spiders.search.owners import Owners
from crawler.spiders.search.scoring import Promise, Role
from crawler.spiders.search.seen import Kind, Seen, role_beside

# Lists go before documents: what the portal announces is known before its documents are fetched.
_LIST_PRIORITY = 10
_POSTED = {"Content-Type": "application/x-www-form-urlencoded"}
# What a frame promises: the page itself where that is a list, else as much as the last resort.
_FRAME_OF_LIST, _FRAME = 98, 15


class FamilySpider(DocumentSpider):
    """Crawls one portal. A family says how its lists are read (`read_list`) and continued
    (`next_pages`).
    """

    # Addresses of articles, where links carry no date.
    article: re.Pattern[str]

    def __init__(self, context: Context, **arguments: Any) -> None:
        super().__init__(context, **arguments)
        self._frontier = Frontier(only_within=bool(context.portal.channels))
        self._searching = False
        # Pages on the way that hold reports beside other things: these are asked for when all lists
        # are known.
        self._strays: list[tuple[Page, Channel]] = []
        self._owners = Owners(self.portal.name)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> FamilySpider:
        """Build the spider; Scrapy calls this."""
        spider = super().from_crawler(crawler, *args, context=Context.of(crawler), **kwargs)
        crawler.signals.connect(spider._note_error, signals.spider_error)
        crawler.signals.connect(spider._look_once_more, signals.spider_idle)
        return spider

    @abstractmethod
    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read the items of one page of a list, and what it announces."""

    @abstractmethod
    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for further pages. `news`: how many items of this page were not seen before."""

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the channels of the portal's file, or with its home page."""
        for url in self.portal.channels:
            yield self._open(Candidate.declared(url, self.portal.name), self.parse_channel)
        if not self.portal.channels:
            yield Request(
                self.portal.home, self.parse_home, errback=self.failed, meta={"kind": "home"}
            )

    # Search

    def _open(self, candidate: Candidate, callback: Any) -> Request:
        self._frontier.seen(candidate.url)
        return Request(
            candidate.url,
            callback,
            errback=self.failed,
            priority=_LIST_PRIORITY,
            # The frontier knows what was opened; a request that Scrapy drops would leave the search
            # waiting for it.
            dont_filter=True,
            meta={"kind": "list", "link_text": candidate.name, ONCE: True},
            cb_kwargs={"candidate": candidate},
        )

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Take up the search for lists at the home page."""
        page = page_of(response.url, response.body)
        moved = self._moved(page, response.request)
        if moved is not None:
            yield moved
            return
        empty = unreadable_page(page)
        if empty is not None:
            self.evidence.unreadable[page.url] = empty
        for url in (self.portal.home, response.url):
            self._frontier.seen(url)
        self._strays.append((page, Channel(page.url, "home", False, Listing("home"))))
        self._offer(page, Source(page.url, Role.HOME))
        self._offer_frames(page, Candidate.home(page.url, page.title))
        yield from self._search()

    def search_links(self, page: Page) -> list[Link]:
        """Return the links by which the search goes on; families whose menus are not links add to
        them.
        """
        return [link for link in [*page.anchors, *menu_links(page)] if self.portal.owns(link.url)]

    def _offer(self, page: Page, source: Source) -> int:
        """Offer a page's links to the search; return how many lists of reports they promise."""
        for link in page.anchors:
            if not self.portal.owns(link.url) and may_hold_lists(link, page.url, source.role):
                self._is_own(link.url)
        links = [link for link in self.search_links(page) if leads_to_a_list(link, self.article)]
        return self._frontier.offer(links, source=source)

    def _offer_frames(self, page: Page, candidate: Candidate) -> None:
        """Offer framed pages: where a list is expected and not seen they hold it."""
        points = _FRAME_OF_LIST if candidate.annual else _FRAME
        whole = len([link for link in page.anchors if self.portal.owns(link.url)]) <= 2
        found = Promise(
            points, candidate.role, candidate.certain, home_only=not (candidate.annual or whole)
        )
        doors = doors_of(page) if candidate.role == Role.HOME else []
        for url in [*frames_of(page), *doors]:
            if self._is_own(url) and not self._frontier.knows(url):
                self._frontier.add(
                    Link(url, candidate.name),
                    found,
                    Source(page.url, Role.SECTION, candidate.group),
                )

    def _search(self) -> Iterator[Request]:
        """Open the best candidate, one at a time; at the end take the reports that stand on the
        pages of the way.
        """
        if self._searching:
            return
        candidate = self._frontier.next()
        if candidate is not None:
            self._searching = True
            self.evidence.pages_opened_in_search += 1
            yield self._open(candidate, self.parse_candidate)
            return
        self.evidence.lists_left_unopened = self._frontier.left_behind
        for page, channel in self._strays:
            yield from self._reports(self.read_list(page, channel).items, page, channel)
        self._strays.clear()

    def parse_candidate(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Look at a page that the search opened: a list of reports, or a step on the way to one."""
        self._searching = False
        yield from self.parse_channel(response, candidate)

    def parse_channel(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Follow the list on a page if it holds reports, and go on with the search from it."""
        page = page_of(response.url, response.body)
        moved = self._moved(page, response.request)
        if moved is not None and (
            identity(moved.url) == identity(candidate.url) or not self._frontier.knows(moved.url)
        ):
            self._frontier.seen(moved.url)
            yield moved
            return
        self._frontier.seen(response.url)
        yield from self._look_at(page, response, candidate)
        yield from self._search()

    def _look_at(self, page: Page, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Do with a page what it turns out to be for, and let the search learn from it."""
        seen = self._understood(page, candidate)
        lists = self._offer(
            page,
            Source(
                page.url,
                seen.role,
                candidate.group,
                candidate.depth,
                lists=bool(seen.reports),
                owner=candidate.owner,
            ),
        )
        led_on = bool(seen.reports or lists)
        annual, of_year = seen.channel.annual, seen.channel.of_year
        match seen.kind:
            case Kind.KNOWN_PART:
                led_on = False
            case Kind.REPORT:
                yield from self._promote(response, page, candidate.link)
                self._strays.append((page, seen.channel))
            case Kind.LIST:
                followed = self._channel(candidate.url, candidate.name, annual, of_year)
                self._owners.note(page, candidate)
                yield from self._follow(page, followed)
            case Kind.REPORTS_BESIDE:
                self._strays.append((page, seen.channel))
        if not led_on and not candidate.narrows:
            self._offer_frames(page, candidate)
        if annual and seen.reports:
            self._frontier.found = True
        self._frontier.learn(candidate, led_on)

    def _understood(self, page: Page, candidate: Candidate) -> Seen:
        """Say what a page is, by what was expected of it, what it calls itself and what it
        lists.
        """
        column = judged_by_page(page, candidate)
        url, name, listing = candidate.url, candidate.name, Listing(candidate.name)
        channel = Channel(url, name, column.annual, listing, of_year=column.of_year)
        read = self.read_list(page, channel)
        reports = choose_reports(read.items, column.annual, column.of_year, self.article)
        if is_a_report(page, names_reports=bool(reports)):
            kind = Kind.REPORT
        elif candidate.narrows and not self._any_unasked(reports):
            kind = Kind.KNOWN_PART
        elif holds_reports(reports, read.items, column, read.pages_announced):
            kind = Kind.LIST
        else:
            kind = Kind.REPORTS_BESIDE if reports else Kind.NOTHING
        is_annual = column.annual and (bool(reports) or column.certain)
        role = Role.ANNUAL if is_annual else role_beside(candidate)
        return Seen(kind, channel, role, reports)

    def _any_unasked(self, reports: list[Link]) -> bool:
        return any(identity(report.url) not in self._asked for report in reports)

    def _look_once_more(self) -> None:
        """When all is read, open a part of a list that may show more than the list did, then look
        what left the lists.

        Scrapy calls this when idle.
        """
        candidate = self._frontier.next_view(list(self.evidence.reports_listed.values()))
        requests = (
            [self._open(candidate, self.parse_candidate)]
            if candidate
            else list(self.unlisted_reports())
        )
        for request in requests:
            assert self.crawler.engine is not None
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    # Lists

    def _channel(self, url: str, name: str, annual: bool, of_year: bool = False) -> Channel:
        listing = self.evidence.listings.setdefault(url, Listing(name))
        return Channel(url, name, annual, listing, of_year=of_year)

    def list_request(self, url: str, channel: Channel, **arguments: Any) -> Request:
        """Return the request for a further page of a list."""
        self._frontier.seen(url)
        return Request(
            url,
            self.parse_list,
            errback=self.failed,
            priority=_LIST_PRIORITY,
            meta={"kind": "list", "page_url": channel.url, "link_text": channel.name},
            cb_kwargs={"channel": channel},
            **arguments,
        )

    def parse_list(self, response: Response, channel: Channel) -> Iterator[Request]:
        """Take up one further page of a list."""
        yield from self._follow(page_of(response.url, response.body), channel)

    def _follow(self, page: Page, channel: Channel) -> Iterator[Request]:
        read = self.read_list(page, channel)
        listing = channel.listing
        listing.announce(read.pages_announced, read.items_announced)
        names = [identity(item.url) for item in read.items]
        news = len(set(names) - channel.seen)
        channel.count(page.url, tuple(names))
        channel.seen.update(names)
        listing.items_seen = len(channel.seen)
        if listing.pages_seen == 1:
            note_pager(page, listing)
        yield from self._reports(read.items, page, channel)
        if listing.pages_seen < LONGEST_LIST and not self.survey:
            yield from self._go_on(page, channel, news)

    def _go_on(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for further pages as the family does; where it knows none, as the page's own script
        allows.
        """
        turning = channel.state(Turning)
        asked = [] if turning else list(self.next_pages(page, channel, news))
        yield from asked
        if not asked and channel.listing.pages_seen == 1 and turning is None:
            turning = begin_turning(page, channel)
        if turning is not None:
            if not news:
                channel.forgive(page.url)
            yield from self._turn(turning, channel, bool(news))

    def _turn(self, turning: Turning, channel: Channel, brought: bool) -> Iterator[Request]:
        step = turning.next(brought, channel.listing.pages_seen)
        if step is not None:
            yield self.request_step(step, channel)

    def request_step(self, step: Step, channel: Channel) -> Request:
        """Return the request for a further page, posted where its pager is a form that posts."""
        if step.body is None:
            return self.list_request(step.url, channel)
        return self.list_request(step.url, channel, method="POST", body=step.body, headers=_POSTED)

    def dated_links(self, page: Page) -> list[Link]:
        """Return the links of a page that are items of a list: dated, to an article or a file, or
        named as a report.
        """
        return items_of(page, self.article)

    def _reports(self, items: list[Link], page: Page, channel: Channel) -> Iterator[Request]:
        reports = choose_reports(items, channel.annual, channel.of_year, self.article)
        yield from self._ask(reports, page)

    # Failures

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note why a request brought nothing, and go on with the search if it was a step of
        that.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        reason = reason_of(failure)
        self.evidence.failures[request.url] = reason
        channel: Channel | None = request.cb_kwargs.get("channel")
        self.note_absence(failure)
        if channel is not None:
            turning = channel.state(Turning)
            if turning is not None and is_missing(failure):
                yield from self._turn(turning, channel, brought=False)
                return
            channel.listing.failed_pages[request.url] = reason
        elif request.meta["kind"] in ("home", "list"):
            self._note_unopened(request, failure, reason)
            yield from self._search()

    def _note_unopened(self, request: Request, failure: Failure, reason: str) -> None:
        if request.callback == self.parse_candidate:
            self._searching = False
        candidate: Candidate | None = request.cb_kwargs.get("candidate")
        empty = unreadable_answer(failure) if candidate is None else None
        if empty is not None:
            self.evidence.unreadable[request.url] = empty
        if candidate is not None and candidate.annual:
            self.evidence.listings.setdefault(request.url, Listing(candidate.name)).failed_pages[
                request.url
            ] = reason
        if candidate is not None and is_missing(failure):
            # A link that leads nowhere hides no list.
            return
        if isinstance(failure.value, HttpError | Unreached) or not isinstance(
            failure.value, IgnoreRequest
        ):
            self.evidence.unreachable[request.url] = reason

    def _note_error(self, failure: Failure) -> None:
        kind = failure.type.__name__ if failure.type else "Error"
        self.evidence.errors.append(because(Code.FAULT, told=f"{kind}: {failure.value}"))

    def closed(self, reason: str) -> None:
        """Note whose the lists are, and what ended the crawl before its time; Scrapy calls this
        last.
        """
        self.evidence.owners = self._owners.told(self._frontier)
        note_end(self.context, reason)
