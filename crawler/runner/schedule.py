"""When a portal is crawled again: often while reports are published, seldom in summer; numbers in
schedule.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Annotated

from pydantic import AfterValidator, Field

from crawler.registry.hours import CHINA
from crawler.store.captures import Run
from foundation.rules import Rules, load

# A little less than a day, so that a nightly crawl that began late yesterday does not skip tonight.
EARLY = timedelta(hours=4)
_FINISHED = "ok"


class _Period(Rules):
    """A part of the year: the month and day on which it begins, and the days between crawls."""

    begins: Annotated[str, Field(alias="from", pattern=r"^[01]\d-[0-3]\d$")]
    every_days: int


def _in_order(periods: tuple[_Period, ...]) -> tuple[_Period, ...]:
    return tuple(sorted(periods, key=lambda period: period.begins))


class _Schedule(Rules):
    """How often a portal is asked again; `after`: days after runs that failed, by verdict."""

    periods: Annotated[tuple[_Period, ...], Field(min_length=1), AfterValidator(_in_order)]
    after: dict[str, tuple[int, ...]]


_SCHEDULE = load(__package__, "schedule.yml", _Schedule)


def days_between(now: datetime) -> int:
    """Return how many days lie between two finished crawls of a portal at this time of the year."""
    today = now.astimezone(CHINA).strftime("%m-%d")
    periods = _SCHEDULE.periods
    begun = [period for period in periods if period.begins <= today]
    # Before the first period of a year, the last one of the year before is still in force.
    return (begun or periods)[-1].every_days


def _days_after(runs: Sequence[Run], now: datetime) -> int:
    verdict = runs[-1].verdict
    if verdict == _FINISHED:
        return days_between(now)
    steps = _SCHEDULE.after.get(verdict or "", (0,))
    alike = sum(1 for _ in takewhile(lambda run: run.verdict == verdict, reversed(runs)))
    return steps[min(alike, len(steps)) - 1]


def is_due(runs: Sequence[Run], now: datetime) -> bool:
    """Tell whether a portal is to be crawled now.

    `runs`: its runs from the last good one on, oldest first; `now`: with a time zone. One that was
    never crawled is due, and so is one whose last run was killed, or lies in the future because
    the clock was wrong.
    """
    if not runs or runs[-1].ended_at is None:
        return True
    passed = now - datetime.fromisoformat(runs[-1].ended_at)
    return passed < timedelta(0) or passed >= timedelta(days=_days_after(runs, now)) - EARLY
