"""When a portal is crawled again: often while reports are published, seldom in summer; numbers in
schedule.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import takewhile
from pathlib import Path

import yaml

from crawler.store.captures import Run

_CHINA = timezone(timedelta(hours=8))
# A little less than a day, so that a nightly crawl that began late yesterday does not skip tonight.
_EARLY = timedelta(hours=4)
_FINISHED = "ok"


@dataclass(frozen=True)
class _Schedule:
    """`periods`: (month and day on which it begins, days between crawls), in order; `after`: days
    by verdict.
    """

    periods: tuple[tuple[str, int], ...]
    after: dict[str, tuple[int, ...]]


@cache
def _schedule() -> _Schedule:
    data = yaml.safe_load(Path(__file__).with_name("schedule.yml").read_text(encoding="utf-8"))
    periods = sorted((str(entry["from"]), int(entry["every_days"])) for entry in data["periods"])
    return _Schedule(
        tuple(periods), {verdict: tuple(days) for verdict, days in data["after"].items()}
    )


def days_between(now: datetime) -> int:
    """Return how many days lie between two finished crawls of a portal at this time of the year."""
    today = now.astimezone(_CHINA).strftime("%m-%d")
    begun = [days for first, days in _schedule().periods if first <= today]
    return (begun or [_schedule().periods[-1][1]])[-1]


def _days_after(runs: Sequence[Run], now: datetime) -> int:
    verdict = runs[-1].verdict
    if verdict == _FINISHED:
        return days_between(now)
    steps = _schedule().after.get(verdict or "", (0,))
    alike = sum(1 for _ in takewhile(lambda run: run.verdict == verdict, reversed(runs)))
    return steps[min(alike, len(steps)) - 1]


def is_due(runs: Sequence[Run], now: datetime) -> bool:
    """Tell whether a portal is to be crawled now.

    `runs`: all its runs, oldest first; `now`: with a time zone. One that was never crawled is due,
    and so is one whose last run was killed, or lies in the future because the clock was wrong.
    """
    if not runs or runs[-1].ended_at is None:
        return True
    passed = now - datetime.fromisoformat(runs[-1].ended_at)
    return passed < timedelta(0) or passed >= timedelta(days=_days_after(runs, now)) - _EARLY
