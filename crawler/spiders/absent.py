"""Why the portal itself has not got what it names, told by how a request for it failed."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import DownloadCancelledError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from crawler.absences import Absence
from crawler.encodings import OVER_THE_LIMIT
from crawler.middlewares.budget import BudgetSpent, Trap
from crawler.middlewares.impostors import Impostor
from crawler.middlewares.own_hosts import OffList
from crawler.middlewares.redirects import InACircle
from crawler.middlewares.robots import ForbiddenByRobots
from crawler.spiders.missing import is_missing
from crawler.store.captures import is_over_a_limit

_BY_EXCEPTION: dict[type[Exception], Absence] = {
    InACircle: Absence.CIRCLE,
    ForbiddenByRobots: Absence.ROBOTS,
    OffList: Absence.ELSEWHERE,
    Trap: Absence.LIMIT,
    DownloadCancelledError: Absence.LIMIT,
}


def absence_of(failure: Failure) -> Absence | None:
    """Return why the portal itself has not got what was asked for, or None where that is not
    known.
    """
    if is_missing(failure):
        return Absence.MISSING
    value = failure.value
    if isinstance(value, BudgetSpent):
        return None
    if isinstance(value, Impostor) and is_over_a_limit(str(value)):
        return Absence.LIMIT
    causes = [value, *(each.value for each in getattr(value, "reasons", ()))]
    if any(isinstance(cause, ParseError) and OVER_THE_LIMIT in str(cause) for cause in causes):
        return Absence.LIMIT
    return next((told for cause in causes for told in _told_by(cause)), None)


def _told_by(cause: Any) -> list[Absence]:
    return [told for kind, told in _BY_EXCEPTION.items() if isinstance(cause, kind)]
