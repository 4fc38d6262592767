"""Finds the lists of annual reports from a home page: best link first, within a budget, and without
wrong turns.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crawler.pages.page import Link, identity
from crawler.pages.titles import agency_of, year_of
from crawler.spiders.search.scoring import (
    CHANNELS,
    Promise,
    Role,
    names_agency,
    names_annual_channel,
    names_part,
    promise,
    score,
)
from foundation.normalise import folded

__all__ = ["Candidate", "Frontier", "Source", "names_annual_channel", "score"]

# Steps from the home page after which nothing is followed any more: a portal's sections are not
# nested deeper.
_DEEPEST = 8
# Pages whose links of any name for disclosure lead to the whole of what a portal or an agency
# discloses.
_HOMES = (Role.HOME, Role.AGENCY)
# So many reports that are known of a year, or of an agency, are all that a list of several years
# and agencies has.
_OF_A_YEAR, _OF_AN_AGENCY = 3, 2


@dataclass(frozen=True)
class Source:
    """The page that links are offered from: its address, what it is, and how it was come by.

    `lists`: it lists reports itself, so that its parts may be no more than other views of it.
    `owner`: the agency in whose section it lies.
    """

    url: str
    role: Role
    group: str = ""
    depth: int = 0
    lists: bool = False
    owner: str = ""

    @property
    def folder(self) -> str:
        """What the addresses of all pages below it begin with."""
        return identity(self.url).partition("?")[0].rpartition("/")[0] + "/"


@dataclass(frozen=True, order=True)
class Candidate:
    """A link worth opening. Ordered best first, then as found.

    `certain`: no doubt that it lists annual reports. `group`: the agencies of one page, which are
    left when several of them lead to nothing. `reserve`: opened only while nothing is found.
    `narrows`: it stands on a list of reports, of which it may show no more than a part. `date`: the
    day beside the link, as a report has one and hardly any list. `owner`: the agency in whose
    section it lies, as the link to that section names it.
    """

    rank: int
    order: int
    url: str = field(compare=False)
    name: str = field(compare=False)
    role: Role = field(compare=False)
    certain: bool = field(compare=False)
    group: str = field(compare=False, default="")
    depth: int = field(compare=False, default=0)
    reserve: bool = field(compare=False, default=False)
    narrows: bool = field(compare=False, default=False)
    date: str | None = field(compare=False, default=None)
    owner: str = field(compare=False, default="")

    @classmethod
    def declared(cls, url: str, name: str) -> Candidate:
        """Return the list of annual reports that a portal's file, or its own tree of columns,
        names: nobody searched for it.
        """
        return cls(0, 0, url, name, Role.ANNUAL, certain=True)

    @classmethod
    def home(cls, url: str, title: str) -> Candidate:
        """Return the page that the search begins at."""
        return cls(0, 0, url, title, Role.HOME, certain=True)

    @classmethod
    def found(cls, link: Link, promised: Promise, source: Source, order: int) -> Candidate:
        """Return a link of a page as what it promises to be. `order`: a later one has a greater."""
        return cls(
            rank=-promised.points,
            order=order,
            url=link.url,
            name=link.text or link.context,
            role=promised.role,
            certain=promised.certain,
            group=_group(link, promised, source),
            depth=source.depth + 1,
            reserve=_is_reserve(promised, source),
            narrows=source.lists and _is_part(link, promised),
            date=link.date,
            owner=_owner(link, promised, source),
        )

    @property
    def link(self) -> Link:
        """The link that was taken, as far as it is known."""
        return Link(self.url, self.name, self.date)

    @property
    def annual(self) -> bool:
        """Whether it promises to be a list of annual reports."""
        return self.role == Role.ANNUAL

    @property
    def source(self) -> Source:
        """The page that the candidate leads to, as one that links are offered from."""
        return Source(self.url, self.role, self.group, self.depth, owner=self.owner)


class Frontier:
    """The candidates that are not opened yet. Deterministic: the same links in the same order give
    the same walk.

    `only_within`: take nothing but the parts of lists of annual reports (by year, by agency).
    """

    def __init__(self, only_within: bool) -> None:
        self._only_within = only_within
        self._heap: list[Candidate] = []
        self._views: list[Candidate] = []
        self._seen: set[str] = set()
        # What is to be opened, by address: of several names the one that promises most.
        self._waiting: dict[str, Candidate] = {}
        self._passed: set[str] = set()
        self._menus: list[Candidate] = []
        self._known_before_menu = -1
        self._in_vain: Counter[str] = Counter()
        self._led_on: Counter[str] = Counter()
        # In whose sections the addresses are linked, "" for in nobody's.
        self._claims: defaultdict[str, set[str]] = defaultdict(set)
        self._owners: set[str] = set()
        self._left = {False: CHANNELS.budget, True: CHANNELS.budget_of_lists}
        self.found = False

    def seen(self, url: str) -> None:
        """Note an address that needs no opening any more."""
        self._seen.add(identity(url))

    def knows(self, url: str) -> bool:
        """Tell whether an address was opened, or waits to be."""
        return identity(url) in self._seen

    def offer(
        self, links: Sequence[Link], inside_annual: bool = False, source: Source | None = None
    ) -> int:
        """Take those links that promise something, or more than the names under which they wait;
        return how many lists are among them.

        `source` tells where they stand; without it `inside_annual` tells whether that is a list of
        annual reports.
        """
        here = source or Source("", Role.ANNUAL if inside_annual else Role.HOME)
        lists = 0
        self._claim(links, here.owner)
        for link in links if here.depth < _DEEPEST else ():
            promised = promise(link, here.role)
            if self._is_news(link, promised) and self._fits(link, promised, here):
                self.add(link, promised, here)
                lists += promised.role == Role.ANNUAL
        if here.role != Role.ANNUAL:
            self._passed.update(identity(link.url) for link in links)
        return lists

    def _claim(self, links: Sequence[Link], owner: str) -> None:
        for link in links:
            self._claims[identity(link.url)].add(owner)
        if owner:
            self._owners.add(owner)

    def owner_of(self, url: str) -> str:
        """Return the agency in whose section alone an address is linked; "" where it is linked
        elsewhere too, as what stands in the menu of every page is, or where no second section shows
        whether it is.
        """
        claims = self._claims.get(identity(url), set())
        is_clear = len(claims) == 1 and len(self._owners) > 1
        return next(iter(claims)) if is_clear else ""

    def _is_news(self, link: Link, promised: Promise) -> bool:
        """Tell whether a link promises something, and more than its address does by now."""
        if not promised.points or not self.knows(link.url):
            return promised.points > 0
        waiting = self._waiting.get(identity(link.url))
        return waiting is not None and promised.points > -waiting.rank

    def add(self, link: Link, promised: Promise, source: Source) -> None:
        """Take a link with what it promises, whatever it was offered as before."""
        self.seen(link.url)
        candidate = Candidate.found(link, promised, source, order=len(self._seen))
        self._waiting[identity(link.url)] = candidate
        self._push(candidate)

    def _push(self, candidate: Candidate) -> None:
        heapq.heappush(self._views if candidate.narrows else self._heap, candidate)

    def _fits(self, link: Link, promised: Promise, source: Source) -> bool:
        """Tell whether a link may be what it promises, standing where it does."""
        if self._only_within:
            # The lists are given: nothing but their parts is wanted.
            return _is_part(link, promised)
        linked_elsewhere = identity(link.url) in self._passed
        if linked_elsewhere and promised.points <= CHANNELS.parts_of_sections.score:
            # What other pages link too is no part of this section.
            return False
        if source.role != Role.ANNUAL:
            # On the way to a list whatever promises something may lead on.
            return True
        if not _is_part(link, promised):
            # From a list of annual reports nothing leads on but to another one.
            return promised.role == Role.ANNUAL
        if not linked_elsewhere or year_of(link.text) is not None:
            # What this list alone names is its part, and so is a year.
            return True
        # An agency that every page of the portal links belongs to the portal's menu and not to the
        # list, unless it lies below that.
        return _lies_below(link, source)

    def next(self) -> Candidate | None:
        """Return the best candidate, or None when there is none that is worth a request or the
        budget is spent.
        """
        return self._best(self._heap, ())

    def next_view(self, titles: Sequence[str]) -> Candidate | None:
        """Return the best part of a list that was read itself, if it may show more; asked when all
        lists are read.

        `titles`: those of the known reports. A year or an agency with several of them needs no list
        of its own; where all of them are one agency's, those of the others may stand on the sites
        that a menu of agencies leads to.
        """
        part = self._best(self._views, [folded(title) for title in titles])
        # After a menu that brought nothing the others are left.
        if (
            part
            or len({agency_of(title) for title in titles}) > 1
            or len(titles) == self._known_before_menu
        ):
            return part
        self._known_before_menu = len(titles)
        return self._best(self._menus, ())

    def _best(self, heap: list[Candidate], titles: Sequence[str]) -> Candidate | None:
        while heap:
            candidate = heapq.heappop(heap)
            if not self._waits(candidate):
                continue
            if self._is_needless(candidate) or _is_covered(candidate, titles):
                self._put_off(candidate)
                continue
            # What agencies lead to is limited by patience, as the parts of lists are by what they
            # bring.
            limit = candidate.annual or bool(candidate.group)
            if not self._left[limit]:
                self._push(candidate)
                return None
            self._left[limit] -= 1
            del self._waiting[identity(candidate.url)]
            return candidate
        return None

    def _waits(self, candidate: Candidate) -> bool:
        """Tell whether a candidate is to be opened still, and under no better name."""
        return self._waiting.get(identity(candidate.url)) is candidate

    def _is_needless(self, candidate: Candidate) -> bool:
        # Where some agencies have led to reports others may have none.
        patience = CHANNELS.patience * (1 + self._led_on[candidate.group])
        abandoned = bool(candidate.group) and self._in_vain[candidate.group] >= patience
        return abandoned or (candidate.reserve and self.found)

    def _put_off(self, candidate: Candidate) -> None:
        """Let a candidate go; a menu of agencies is of use when all lists are read."""
        del self._waiting[identity(candidate.url)]
        if candidate.reserve and candidate.role == Role.AGENCIES:
            menu = replace(candidate, reserve=False)
            self._waiting[identity(candidate.url)] = menu
            heapq.heappush(self._menus, menu)

    def learn(self, candidate: Candidate, led_on: bool) -> None:
        """Note whether an opened candidate led to reports or to lists of them."""
        if candidate.group:
            self._in_vain[candidate.group] = 0 if led_on else self._in_vain[candidate.group] + 1
            self._led_on[candidate.group] += led_on

    @property
    def left_behind(self) -> list[str]:
        """The addresses of likely lists that the budget left unopened."""
        likely = (
            each
            for each in self._heap
            if (each.annual or each.group) and self._waits(each) and not self._is_needless(each)
        )
        return [candidate.url for candidate in likely]


def _is_part(link: Link, promised: Promise) -> bool:
    """Tell whether a link names a part of a list of annual reports: a year, an agency."""
    return promised.role == Role.ANNUAL and names_part(link.text)


def _lies_below(link: Link, source: Source) -> bool:
    return identity(link.url).startswith(source.folder)


def _is_reserve(promised: Promise, source: Source) -> bool:
    """Tell whether a link is worth a request only while nothing is found."""
    is_last_resort = promised.points <= CHANNELS.gateway_folders.score
    return promised.home_only and (source.role not in _HOMES or is_last_resort)


def _owner(link: Link, promised: Promise, source: Source) -> str:
    """Return the agency whose section a link leads into or stays in, "" for nobody's."""
    leads_into = promised.role == Role.AGENCY or _is_part(link, promised)
    return link.text if leads_into and names_agency(link.text) else source.owner


def _group(link: Link, promised: Promise, source: Source) -> str:
    """Return the page whose agencies are judged together with the link, or "" for none."""
    if promised.role == Role.AGENCY or _names_one_of_many(link, source):
        return identity(source.url)
    return source.group


def _names_one_of_many(link: Link, source: Source) -> bool:
    """Tell whether a link of a list of annual reports names one of its parts, or another agency's
    site.
    """
    if source.role != Role.ANNUAL or not names_part(link.text):
        return False
    return source.lists or (names_agency(link.text) and not _lies_below(link, source))


def _is_covered(candidate: Candidate, titles: Sequence[str]) -> bool:
    """Tell whether so many known reports bear a part's year or agency that the part will show no
    others. What bears a date may be a report itself under a short name.
    """
    if candidate.date is not None:
        return False
    name = folded(candidate.name)
    year = year_of(name)
    wanted = str(year) if year else name
    return len([title for title in titles if wanted in title]) >= (
        _OF_A_YEAR if year else _OF_AN_AGENCY
    )
