"""When a document is asked for again: often while its report is recent, then by how often it
changed; and a page on the way to lists by that alone. Numbers in revisits.yml.

The rate of changes is estimated as by Cho and Garcia-Molina, "Estimating Frequency of Change" (ACM
Transactions on Internet Technology 3, 2003), section 4.2: how often a document changed between two
looks does not tell how many changes there were.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from crawler.pages.titles import year_of
from crawler.registry.hours import CHINA
from crawler.runner.schedule import EARLY
from crawler.store.captures import Capture
from crawler.store.log import History
from foundation.rules import Rules, load

Days = Annotated[int, Field(ge=1)]


class Bounds(Rules):
    """How many days lie between two looks at something."""

    least_days: Days
    most_days: Days


class _Revisits(Rules):
    """What revisits.yml says."""

    recent_days: Days
    recent_most_days: Days
    documents: Bounds
    pages: Bounds
    unlisted: Bounds
    chance_of_change: Annotated[float, Field(gt=0, lt=1)]


_RULES = load(__package__, "revisits.yml", _Revisits)
DOCUMENTS, PAGES, UNLISTED = _RULES.documents, _RULES.pages, _RULES.unlisted


def is_due_again(history: History, now: datetime, bounds: Bounds = DOCUMENTS) -> bool:
    """Tell whether a document, or a page, is to be asked for again; `now`: with a time zone.

    One whose last look lies in the future, because a clock was wrong, is due.
    """
    looked = datetime.fromisoformat(history.latest.fetched_at)
    wait = timedelta(days=_days_to_wait(history, now, bounds))
    return looked > now or now - looked >= wait - EARLY


def _days_to_wait(history: History, now: datetime, bounds: Bounds) -> int:
    if bounds is DOCUMENTS and is_recent(history, now):
        looked = datetime.fromisoformat(history.latest.fetched_at)
        age = looked - datetime.fromisoformat(history.begun)
        return min(max(age.days, 1), _RULES.recent_most_days)
    every = days_between_looks(history, bounds)
    if history.looks > 1:
        return every
    # All that a portal has comes in one night; from then on each has a night of its own.
    return 1 + int(history.latest.fingerprint[:8], 16) % every


def is_recent(history: History, now: datetime) -> bool:
    """Tell whether a report, or a file of one, is of the last season by its title or its list."""
    listed = _listed(history.latest)
    if listed is not None and now.date() - listed <= timedelta(days=_RULES.recent_days):
        return True
    known = now - datetime.fromisoformat(history.begun)
    year = year_of(history.latest.link_text or "")
    is_new = known <= timedelta(days=_RULES.recent_days)
    return is_new and year is not None and year >= now.astimezone(CHINA).year - 1


def days_between_looks(history: History, bounds: Bounds = DOCUMENTS) -> int:
    """Return how many days may lie between two looks at something that is not recent."""
    known = datetime.fromisoformat(history.latest.fetched_at)
    days = (known - datetime.fromisoformat(history.begun)) / timedelta(days=1)
    intervals = history.looks - 1
    if not history.changes or days <= 0 or intervals < 1:
        return bounds.most_days
    changed = min(history.changes, intervals)
    rate = math.log((intervals + 0.5) / (intervals - changed + 0.5)) * intervals / days
    wanted = -math.log(1 - _RULES.chance_of_change) / rate
    return round(min(max(wanted, bounds.least_days), bounds.most_days))


def _listed(capture: Capture) -> date | None:
    try:
        return date.fromisoformat(capture.listed_on or "")
    except ValueError:
        return None
