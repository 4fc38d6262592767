"""Finds the lists of annual reports from a home page: best link first, within a budget, and without
wrong turns.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crawler.pages.page import Link, identity
from crawler.pages.titles import agency_of, normalised, year_of
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
    """

    url: str
    role: Role
    group: str = ""
    depth: int = 0
    lists: bool = False

    @property
    def folder(self) -> str:
        """What the addresses of all pages below it begin with."""
        return identity(self.url).partition("?")[0].rpartition("/")[0] + "/"


@dataclass(frozen=True, order=True)
class Candidate:
    """A link worth opening. Ordered best first, then as found.

    `certain`: no doubt that it lists annual reports. `group`: the agencies of one page, which are
    left when several of them lead to nothing. `reserve`: opened only while nothing is found.
    `narrows`: it stands on a list of reports, of which it may show no more than a part.
    """

    rank: int
    order: int
    url: str = field(compare=False)
    name: str = field(compare=False)
    annual: bool = field(compare=False)
    role: Role = field(compare=False, default=Role.ANNUAL)
    certain: bool = field(compare=False, default=True)
    group: str = field(compare=False, default="")
    depth: int = field(compare=False, default=0)
    reserve: bool = field(compare=False, default=False)
    narrows: bool = field(compare=False, default=False)

    @property
    def source(self) -> Source:
        """The page that the candidate leads to, as one that links are offered from."""
        return Source(self.url, self.role, self.group, self.depth)


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
        self._passed: set[str] = set()
        self._menus: list[Candidate] = []
        self._known_before_menu = -1
        self._in_vain: Counter[str] = Counter()
        self._led_on: Counter[str] = Counter()
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
        """Take those links that promise something and were not offered before; return how many
        lists are among them.

        `source` tells where they stand; without it `inside_annual` tells whether that is a list of
        annual reports.
        """
        here = source or Source("", Role.ANNUAL if inside_annual else Role.HOME)
        lists = 0
        for link in links if here.depth < _DEEPEST else ():
            found = promise(link, here.role)
            if found.points and not self.knows(link.url) and self._fits(link, found, here):
                self.add(link, found, here)
                lists += found.role == Role.ANNUAL
        if here.role != Role.ANNUAL:
            self._passed.update(identity(link.url) for link in links)
        return lists

    def add(self, link: Link, found: Promise, source: Source) -> None:
        """Take a link with what it promises, whatever it was offered as before."""
        self.seen(link.url)
        annual = found.role == Role.ANNUAL
        narrows = annual and source.lists and names_part(link.text)
        self._push(
            Candidate(
                rank=-found.points,
                order=len(self._seen),
                url=link.url,
                name=link.text or link.context,
                annual=annual,
                role=found.role,
                certain=found.certain,
                group=self._group(link, found, source),
                depth=source.depth + 1,
                reserve=found.home_only
                and (source.role not in _HOMES or found.points <= _resort()),
                narrows=narrows,
            )
        )

    def _push(self, candidate: Candidate) -> None:
        heapq.heappush(self._views if candidate.narrows else self._heap, candidate)

    def _fits(self, link: Link, found: Promise, source: Source) -> bool:
        part = found.role == Role.ANNUAL and names_part(link.text)
        if self._only_within:
            return part
        if found.points <= CHANNELS.parts_of_sections.score and identity(link.url) in self._passed:
            # What other pages link too is no part of this section.
            return False
        if source.role != Role.ANNUAL or not part:
            return source.role != Role.ANNUAL or found.role == Role.ANNUAL
        # An agency that every page of the portal links belongs to the portal's menu and not to the
        # list.
        in_menu = identity(link.url) in self._passed and year_of(link.text) is None
        return not in_menu or self._lies_below(link, source)

    def _lies_below(self, link: Link, source: Source) -> bool:
        return identity(link.url).startswith(source.folder)

    def _group(self, link: Link, found: Promise, source: Source) -> str:
        part = (
            source.role == Role.ANNUAL
            and names_part(link.text)
            and (source.lists or (names_agency(link.text) and not self._lies_below(link, source)))
        )
        return identity(source.url) if part or found.role == Role.AGENCY else source.group

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
        part = self._best(self._views, [normalised(title) for title in titles])
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
            return candidate
        return None

    def _is_needless(self, candidate: Candidate) -> bool:
        # Where some agencies have led to reports others may have none.
        patience = CHANNELS.patience * (1 + self._led_on[candidate.group])
        abandoned = bool(candidate.group) and self._in_vain[candidate.group] >= patience
        return abandoned or (candidate.reserve and self.found)

    def _put_off(self, candidate: Candidate) -> None:
        if candidate.reserve and candidate.role == Role.AGENCIES:
            heapq.heappush(self._menus, replace(candidate, reserve=False))

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
            if (each.annual or each.group) and not self._is_needless(each)
        )
        return [candidate.url for candidate in likely]


def _resort() -> int:
    return CHANNELS.last_resorts.score


def _is_covered(candidate: Candidate, titles: Sequence[str]) -> bool:
    """Tell whether so many known reports bear a part's year or agency that the part will show no
    others.
    """
    name = normalised(candidate.name)
    year = year_of(name)
    wanted = str(year) if year else name
    return len([title for title in titles if wanted in title]) >= (
        _OF_A_YEAR if year else _OF_AN_AGENCY
    )
