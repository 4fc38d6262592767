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
    family is with it.

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
        listing = self.listing
        if names and names in self.prints:
            listing.repeated_pages.append(url)
        elif names or not listing.pages_seen:
            # A further page without items (a stub past the end) is none, and a shortfall if it was
            # announced.
            listing.pages_seen += 1
        self.prints.add(names)


@dataclass(frozen=True)
class ListPage:
    """What a family reads from one page of a list. None: the page announces no such number."""

    items: list[Link]
    pages_announced: int | None = None
    items_announced: int | None = None
