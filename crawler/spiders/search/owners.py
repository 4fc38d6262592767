"""Whose the lists are that a run followed: by their own titles, or by the sections that they lie
in.
"""

from __future__ import annotations

from crawler.pages.page import Page
from crawler.spiders.search.frontier import Candidate, Frontier
from crawler.spiders.search.lists import owner_by_title


class Owners:
    """The lists that were followed, with the agencies that their titles name."""

    def __init__(self, portal: str) -> None:
        self._portal = portal
        self._followed: list[tuple[str, str, str]] = []

    def note(self, page: Page, candidate: Candidate) -> None:
        """Note the first page of a list, and the candidate that led there."""
        self._followed.append((page.url, candidate.url, owner_by_title(page, self._portal)))

    def told(self, frontier: Frontier) -> dict[str, str]:
        """The agencies by the addresses of the lists, that asked for and that which answered; asked
        when all sections are known.
        """
        told: dict[str, str] = {}
        for page_url, asked_for, titled in self._followed:
            owner = titled or frontier.owner_of(asked_for)
            if owner:
                told |= {page_url: owner, asked_for: owner}
        return told
