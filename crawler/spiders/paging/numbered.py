"""Static lists whose further pages are called name_1.html, name_2.html …: walked in order, until
one is missing.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from twisted.python.failure import Failure

from crawler.evidence import LONGEST_LIST
from crawler.pages.page import Link, Page
from crawler.spiders.base import FamilySpider
from crawler.spiders.channel import Channel, ListPage
from crawler.spiders.missing import is_missing

# createPageHTML("page", 3, 0, "index", "html", 42): an element's id (some themes), pages, current
# page, name, suffix. The call may stand in a comment or in a string, so the source is searched and
# not the tree.
_CALL = re.compile(
    r"""createPageHTML\(\s*(?:\\?['"][^'"]*['"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,"""
    r"""\s*\\?['"]([^'"\\]+)\\?['"]\s*,\s*\\?['"]\.?(\w+)\\?['"]"""
)
_COUNTS = re.compile(
    r"""\b(?:count_?pages?|page_?count|total_?pages?|pages_?total)["']?\s*[:=]\s*["']?(\d+)""", re.I
)
_NUMBERED = re.compile(r"([\w-]+?)_(\d+)\.(s?html?)$")
_PAGER_WORDS = re.compile(r"^(\d+|[>»›]+|下一?页|后一页|尾页|末页|最后一?页|next|last)$", re.I)


@dataclass(frozen=True)
class Pager:
    """What a list page says of its further pages: how many pages there are, which this one is, how
    they are called.
    """

    total: int | None
    current: int
    stem: str
    suffix: str
    # The numbers that addresses of further pages carry, in the order in which they are asked for.
    numbers: tuple[int, ...] = ()

    def address(self, base: str, number: int) -> str:
        """Return the address of the page that bears a number."""
        return urljoin(base, f"{self.stem}_{number}.{self.suffix}")


def is_numbered(url: str) -> bool:
    """Tell whether an address is that of a further page."""
    return bool(_NUMBERED.fullmatch(urlsplit(url).path.rpartition("/")[2]))


def script_pager(page: Page) -> Pager | None:
    """Return the pager that a call of createPageHTML describes, without numbers: products count
    differently.
    """
    call = _CALL.search(page.source)
    return Pager(int(call[1]), int(call[2]), call[3], call[4]) if call else None


def without_pager(links: list[Link]) -> list[Link]:
    """Leave out the links of a pager: they are pages of a list that is followed anyway, and no
    other lists.
    """
    return [link for link in links if not _PAGER_WORDS.match(link.text.replace(" ", ""))]


def linked_pager(page: Page) -> Pager | None:
    """Return the pager that links to further pages describe: 2, 3, 下一页, 尾页."""
    folder = urljoin(page.url, ".")
    links = [link.url for link in page.anchors if _PAGER_WORDS.match(link.text)]
    names = [
        _NUMBERED.fullmatch(url.removeprefix(folder)) for url in links if url.startswith(folder)
    ]
    found = [name for name in names if name]
    if not found:
        return None
    numbers = [int(name[2]) for name in found if int(name[2])]
    every = tuple(range(min(numbers, default=1), max(numbers, default=0) + 1))
    return Pager(len(every) + 1 if every else None, 0, found[0][1], found[0][3], every)


def counted_pager(page: Page, first: int) -> Pager | None:
    """Return the pager of a page that only counts (pageCount = 3); `first`: the number in the
    second page's name.
    """
    count = _COUNTS.search(page.source)
    name = re.fullmatch(
        r"([\w-]+)\.(s?html?)", urlsplit(page.url).path.rpartition("/")[2] or "index.html"
    )
    if count is None or name is None or _NUMBERED.fullmatch(name[0]):
        return None
    total = int(count[1])
    return Pager(total, 0, name[1], name[2], tuple(range(first, first + total - 1)))


@dataclass
class Numbers:
    """How far the numbered pages of a list are asked for. `left`: those that are not, in order.

    `guess`: the address of the page that bears the number of all pages, while that may be wrong.
    """

    pager: Pager
    base: str
    left: list[int]
    asked: int | None = None
    guess: str = ""

    def drop_beyond(self) -> None:
        """Leave out the numbers above the one that was asked for last."""
        if self.asked is not None:
            self.left = [number for number in self.left if number < self.asked]

    def take(self) -> str:
        """Return the address of the next page, which is asked for from now on."""
        self.asked = self.left.pop(0)
        url = self.pager.address(self.base, self.asked)
        if self.asked == self.pager.total:
            self.guess = url
        return url


class NumberedSpider(FamilySpider):
    """Follows lists of numbered pages one after the other. A family says what its pager looks like
    (`pager`).
    """

    @abstractmethod
    def pager(self, page: Page) -> Pager | None:
        """Return what a page says of the list's further pages, or None where it says nothing."""

    def search_links(self, page: Page) -> list[Link]:
        """Return the links by which the search goes on, without those of the list's own pager."""
        return without_pager(super().search_links(page))

    def read_list(self, page: Page, channel: Channel) -> ListPage:
        """Read dated links and links to articles, and the number of pages from the pager."""
        pager = self.pager(page)
        return ListPage(self.dated_links(page), pages_announced=pager.total if pager else None)

    def next_pages(self, page: Page, channel: Channel, news: int) -> Iterator[Request]:
        """Ask for the next page. After a page without items, which is none, only lower numbers are
        of use.
        """
        numbers = channel.state(Numbers)
        if numbers is None:
            pager = self.pager(page)
            if pager is None:
                return
            numbers = channel.begin(Numbers(pager, page.url, list(pager.numbers[:LONGEST_LIST])))
        elif not news:
            numbers.drop_beyond()
        yield from self._next_number(numbers, channel)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Go on with a list after a page that could not be had: past a missing one nothing more is
        to be expected.
        """
        yield from super().failed(failure)
        channel: Channel | None = failure.request.cb_kwargs.get("channel")  # type: ignore[attr-defined]
        numbers = channel.state(Numbers) if channel else None
        if channel is None or numbers is None:
            return
        if is_missing(failure):
            numbers.drop_beyond()
        yield from self._next_number(numbers, channel)

    def _next_number(self, numbers: Numbers, channel: Channel) -> Iterator[Request]:
        listing, total = channel.listing, numbers.pager.total
        if total is not None and listing.pages_seen >= total:
            # Every page is there: a number that led nowhere was a wrong guess.
            listing.failed_pages.pop(numbers.guess, None)
            numbers.guess = ""
        elif numbers.left:
            yield self.list_request(numbers.take(), channel)
