"""What all families share: from channels or home to lists, from lists to reports, from reports to attachments."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.addresses import host_and_port
from crawler.context import Context
from crawler.evidence import Listing
from crawler.impostors import is_html
from crawler.middlewares import Unreached
from crawler.pages import Link, Page, identity
from crawler.spiders.attachments import find_attachments, is_file
from crawler.spiders.discovery import Candidate, Frontier, names_annual_channel
from crawler.spiders.titles import judge

# The most pages of one list that are asked for; a list that announces more comes out incomplete.
MOST_PAGES = 500
# Lists go before documents: what the portal announces is known before its documents are fetched.
_LIST_PRIORITY, _ATTACHMENT_PRIORITY = 10, 5


@dataclass
class Channel:
    """A list that is being followed: its evidence, the items seen, the pages seen, and what a family remembers."""

    url: str
    name: str
    annual: bool
    listing: Listing
    seen: set[str] = field(default_factory=set)
    prints: set[tuple[str, ...]] = field(default_factory=set)
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ListPage:
    """What a family reads from one page of a list. None: the page announces no such number."""

    items: list[Link]
    pages_announced: int | None = None
    items_announced: int | None = None


class FamilySpider(Spider):
    """Crawls one portal. A family says how its lists are read (`read_list`) and continued (`next_pages`)."""

    # Addresses of articles, where links carry no date.
    article: re.Pattern[str]

    def __init__(self, context: Context, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.context = context
        self.portal = context.portal
        self.evidence = context.evidence
        self._frontier = Frontier(only_within=bool(context.portal.channels))
        self._searching = False
        self._home: Page | None = None
        self._asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> FamilySpider:
        """Build the spider; Scrapy calls this."""
        spider = super().from_crawler(crawler, *args, context=Context.of(crawler), **kwargs)
        crawler.signals.connect(spider._note_error, signals.spider_error)
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
            yield self._open(Candidate(0, 0, url, self.portal.name, annual=True), self.parse_channel)
        if not self.portal.channels:
            yield Request(self.portal.home, self.parse_home, errback=self.failed, meta={"kind": "home"})

    # Search

    def _open(self, candidate: Candidate, callback: Any) -> Request:
        self._frontier.seen(candidate.url)
        return Request(
            candidate.url,
            callback,
            errback=self.failed,
            priority=_LIST_PRIORITY,
            meta={"kind": "list", "link_text": candidate.name},
            cb_kwargs={"candidate": candidate},
        )

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Take up the search for lists at the home page."""
        self._home = Page(response.url, response.body)
        self._frontier.seen(response.url)
        self._frontier.offer(self.search_links(self._home))
        yield from self._search()

    def search_links(self, page: Page) -> list[Link]:
        """Return the links by which the search goes on; families whose menus are not links add to them."""
        return [link for link in page.anchors if self.portal.owns(link.url)]

    def _search(self) -> Iterator[Request]:
        """Open the best candidate, one at a time; at the end look at the home page itself."""
        if self._searching:
            return
        candidate = self._frontier.next()
        if candidate is not None:
            self._searching = True
            self.evidence.pages_opened_in_search += 1
            yield self._open(candidate, self.parse_candidate)
            return
        self.evidence.lists_left_unopened = self._frontier.left_behind
        if not self.evidence.listings and self._home is not None:
            # Not a list by itself, so it leaves no evidence as one.
            yield from self._follow(self._home, Channel(self._home.url, "home", False, Listing("home")))

    def parse_candidate(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Look at a page that the search opened: a list of reports, or a step on the way to one."""
        self._searching = False
        yield from self.parse_channel(response, candidate)

    def parse_channel(self, response: Response, candidate: Candidate) -> Iterator[Request]:
        """Follow the list on a page if it holds reports, and go on with the search from it."""
        page = Page(response.url, response.body)
        annual = candidate.annual or names_annual_channel(page.meta("ColumnName"))
        channel = Channel(candidate.url, candidate.name, annual, Listing(candidate.name))
        if annual or any(judge(item.text).report for item in self.read_list(page, channel).items):
            yield from self._follow(page, self._channel(candidate.url, candidate.name, annual))
        self._frontier.offer(self.search_links(page), inside_annual=annual)
        yield from self._search()

    # Lists

    def _channel(self, url: str, name: str, annual: bool) -> Channel:
        listing = self.evidence.listings.setdefault(url, Listing(name))
        return Channel(url, name, annual, listing)

    def list_request(self, url: str, channel: Channel, **arguments: Any) -> Request:
        """Return the request for a further page of a list."""
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
        yield from self._follow(Page(response.url, response.body), channel)

    def _follow(self, page: Page, channel: Channel) -> Iterator[Request]:
        read = self.read_list(page, channel)
        listing = channel.listing
        listing.pages_announced = _larger(listing.pages_announced, read.pages_announced)
        listing.items_announced = _larger(listing.items_announced, read.items_announced)
        names = [identity(item.url) for item in read.items]
        news = len(set(names) - channel.seen)
        self._count_page(page, channel, tuple(names))
        channel.seen.update(names)
        listing.items_seen = len(channel.seen)
        yield from self._reports(read.items, page, channel)
        if listing.pages_seen < MOST_PAGES:
            yield from self.next_pages(page, channel, news)

    def _count_page(self, page: Page, channel: Channel, names: tuple[str, ...]) -> None:
        listing = channel.listing
        if names and names in channel.prints:
            listing.repeated_pages.append(page.url)
        elif names or not listing.pages_seen:
            # A further page without items (a stub past the end) is none, and a shortfall if it was announced.
            listing.pages_seen += 1
        channel.prints.add(names)

    def dated_links(self, page: Page) -> list[Link]:
        """Return the links of a page that are items of a list: with a date beside them, to an article, or to a file."""
        return [link for link in page.links if link.date or self.article.search(link.url) or is_file(link.url)]

    def _reports(self, items: list[Link], page: Page, channel: Channel) -> Iterator[Request]:
        for item in items:
            if identity(item.url) in self._asked or not judge(item.text, channel.annual).report:
                continue
            self._asked.add(identity(item.url))
            if self._is_own(item.url):
                self.evidence.reports_listed[item.url] = item.text
                yield self._report_request(item, page)

    def _is_own(self, url: str) -> bool:
        if self.portal.owns(url):
            return True
        self.evidence.off_list_hosts.setdefault(host_and_port(url)[0], url)
        return False

    # Reports and their attachments

    def _report_request(self, item: Link, page: Page) -> Request:
        meta = {"kind": "report", "page_url": page.url, "link_text": item.text, "listed_on": item.date}
        return Request(item.url, self.parse_report, errback=self.failed, meta=meta, cb_kwargs={"item": item})

    def parse_report(self, response: Response, item: Link) -> Iterator[Request]:
        """Note a report as fetched and ask for what belongs to it."""
        self.evidence.reports_fetched[item.url] = item.text
        if not is_html(response.body) and is_file(item.url):
            return
        for link in find_attachments(Page(response.url, response.body)):
            if identity(link.url) not in self._asked and self._is_own(link.url):
                self._asked.add(identity(link.url))
                self.evidence.attachments_linked[link.url] = link.text
                yield self._attachment_request(link, response, item)

    def _attachment_request(self, link: Link, response: Response, item: Link) -> Request:
        meta = {"kind": "attachment", "page_url": response.url, "link_text": link.text, "listed_on": item.date}
        return Request(
            link.url,
            self.parse_attachment,
            errback=self.failed,
            priority=_ATTACHMENT_PRIORITY,
            meta=meta,
            cb_kwargs={"link": link},
        )

    def parse_attachment(self, response: Response, link: Link) -> None:
        """Note an attachment as fetched."""
        self.evidence.attachments_fetched[link.url] = link.text

    # Failures

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note why a request brought nothing, and go on with the search if it was a step of that."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reason = _reason(failure)
        self.evidence.failures[request.url] = reason
        channel: Channel | None = request.cb_kwargs.get("channel")
        if channel is not None:
            channel.listing.failed_pages[request.url] = reason
        elif request.meta["kind"] in ("home", "list"):
            self._note_unopened(request, failure, reason)
            yield from self._search()

    def _note_unopened(self, request: Request, failure: Failure, reason: str) -> None:
        if request.callback == self.parse_candidate:
            self._searching = False
        candidate: Candidate | None = request.cb_kwargs.get("candidate")
        if candidate is not None and candidate.annual:
            self.evidence.listings.setdefault(request.url, Listing(candidate.name)).failed_pages[request.url] = reason
        if isinstance(failure.value, HttpError | Unreached) or not isinstance(failure.value, IgnoreRequest):
            self.evidence.unreachable[request.url] = reason

    def _note_error(self, failure: Failure) -> None:
        self.evidence.errors.append(f"{failure.type.__name__ if failure.type else 'Error'}: {failure.value}")

    def closed(self, reason: str) -> None:
        """Note that the crawl was stopped from outside; Scrapy calls this last."""
        if reason == "shutdown" and self.context.failure is None:
            self.context.stopped_by_signal = True


def _larger(first: int | None, second: int | None) -> int | None:
    return max((value for value in (first, second) if value is not None), default=None)


def _reason(failure: Failure) -> str:
    if isinstance(failure.value, HttpError):
        return f"status {failure.value.response.status}"
    text = str(failure.value).splitlines()
    return f"{type(failure.value).__name__}: {text[0] if text else ''}".rstrip(": ")
