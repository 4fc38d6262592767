"""A list that is being followed, and what a page of it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from crawler.evidence import Listing
from crawler.pages.page import Link

State = TypeVar("State")


@dataclass
class Channel:
    """A list that is being followed: its evidence, the items seen, the pages seen, and how far its
    family is with it. `now`: the items of the page that is looked at; `first` and `last`: those of
    the first page that had some and of the last; `end`: the address of the page that showed the
    last ones once more.

    Each class of spiders has a state of its own, a dataclass, so that a family and the one that it
    is built on never write over each other's.
    """

    url: str
    name: str
    annual: bool
    listing: Listing
    seen: set[str] = field(default_factory=set)
    prints: set[tuple[str, ...]] = field(default_factory=set)
    of_year: bool = False
    now: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    end: str | None = None
    _states: dict[type, object] = field(default_factory=dict)

    def state(self, kind: type[State]) -> State | None:
        """Return the state of a kind, or None while there is none."""
        state = self._states.get(kind)
        return state if isinstance(state, kind) else None

    def begin(self, state: State) -> State:
        """Keep a state as the one of its kind, and return it."""
        self._states[type(state)] = state
        return state

    def count(self, url: str, names: tuple[str, ...]) -> None:
        """Count a page of the list by the identities of its items."""
        listing, self.now = self.listing, names
        if self._is_one_too_many(names):
            listing.surplus = f"{url}#{listing.pages_announced}"
        elif names and names in self.prints:
            self._repeat(url, names)
        elif names or not listing.pages_seen:
            # A further page without items (a stub past the end) is none, and a shortfall if it was
            # announced. Neither is a first page that leaves its items to a script.
            listing.pages_seen += not (listing.pages_seen == 1 and not self.first)
            self._begin_page(names)
        self.prints.add(names)

    def _is_one_too_many(self, names: tuple[str, ...]) -> bool:
        """Tell whether a page is the last that is announced and none: empty, or the one before it
        once more. The second of two that is the first may be a pager that does not turn.
        """
        seen = self.listing.pages_seen
        is_last = bool(self.first) and self.listing.pages_announced == seen + 1
        return is_last and (not names or (names == self.last and seen > 1))

    def _begin_page(self, names: tuple[str, ...]) -> None:
        if self.listing.surplus is not None:
            # More comes behind it: it stood in another's place.
            self.listing.surplus = None
        if self.end is not None:
            # More comes behind the page that seemed to be the end: it stood in another's place.
            self.listing.repeated_pages.append(self.end)
            self.end = None
        self.first = self.first or names
        self.last = names

    def _repeat(self, url: str, names: tuple[str, ...]) -> None:
        """Take the last page, come once more where a further one was asked for, as the end of the
        list; any other page that repeats one hides what should have been there.
        """
        seen, announced = self.listing.pages_seen, self.listing.pages_announced
        is_end = names == self.last and seen > 1 and (announced is None or seen >= announced)
        if self.end is None and is_end:
            self.end = url
        else:
            self.listing.repeated_pages.append(url)

    def forgive(self, url: str) -> None:
        """Take back that a page repeats another: its number was a guess."""
        if url in self.listing.repeated_pages:
            self.listing.repeated_pages.remove(url)
        self.end = None if self.end == url else self.end


@dataclass(frozen=True)
class ListPage:
    """What a family reads from one page of a list. None: the page announces no such number."""

    items: list[Link]
    pages_announced: int | None = None
    items_announced: int | None = None
