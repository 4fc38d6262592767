"""Keeps a crawl out of traps: a budget of requests for each run, and no addresses that only a trap
has.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.context import Component
from crawler.reasons import Code, Reason, because

# Addresses of real pages are shorter, lie less deep, and do not go round in circles.
LONGEST_ADDRESS = 2000
_DEEPEST = 20
_MOST_REPEATS = 3


class Trap(IgnoreRequest):
    """The address looks like a trap, or the budget is spent: raised before the request is sent."""


class BudgetSpent(Trap):
    """The budget of the run is spent: raised before the request is sent."""


def sign_of_a_trap(url: str) -> Reason | None:
    """Say by what an address gives itself away as a trap, or return None."""
    if len(url) > LONGEST_ADDRESS:
        return because(Code.ADDRESS_TOO_LONG, length=len(url))
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > _DEEPEST:
        return because(Code.PATH_TOO_DEEP, levels=len(segments))
    repeats = max(Counter(segments).values(), default=0)
    return because(Code.PATH_REPEATS, times=repeats) if repeats > _MOST_REPEATS else None


class BudgetMiddleware(Component):
    """Refuses what is beyond the portal's budget or looks like a trap, and notes it: the run is
    then incomplete.
    """

    def process_request(self, request: Request) -> None:
        """Let ordinary requests pass. Raises Trap or BudgetSpent."""
        sign = sign_of_a_trap(request.url)
        if sign is not None:
            self._context.evidence.traps.setdefault(request.url, sign)
            raise Trap(sign.said.en)
        budget = self._context.portal.budget
        if self._context.writer.counts()[0] >= budget:
            spent = because(Code.BUDGET_SPENT, budget=budget)
            self._context.evidence.traps.setdefault(request.url, spent)
            raise BudgetSpent(spent.said.en)
