"""Every way in which a list goes on, for every product that has pages: no report is lost, or the
verdict says that something is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.registry.portals import Portal
from crawler.runner.run import crawl
from crawler.store.captures import Run
from tests.crawler.many_sites import Site, serving_many
from tests.crawler.spiders.paged import CHANNEL, Habit, generic, generic_habits
from tests.crawler.spiders.paged_products import COLUMNS, PRODUCTS

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]

# Pagers of static pages that offer one page more than there are: what they announce is not there,
# and the verdict may say so.
STATIC = ("trs", "ucap", "vsb", "jeecms", "nfcms", "aspnet")
# By day one habit of so many is tried, a different one of each kind; at night all are.
STEP = 5


@dataclass(frozen=True)
class Case:
    """A list of a product with one habit."""

    product: str
    family: str
    habit: Habit
    site: Site


def cases(
    product: str, family: str, made: Callable[[Habit], Site], habits: list[Habit]
) -> list[Case]:
    return [Case(product, family, habit, made(habit)) for habit in habits]


def every_case() -> list[Case]:
    found = cases("generic", "generic", generic, generic_habits())
    for product, (family, made, habits) in PRODUCTS.items():
        found += cases(product, family, made, habits)
    return found


def crawled_at_once(tried: list[Case], state: Path) -> dict[Case, Run]:
    with serving_many([case.site for case in tried], "127.0.61.1") as homes:
        portals = [
            Portal.model_validate(
                {
                    "id": f"{number}",
                    "name": "演示县人民政府",
                    "home": f"{home}/",
                    "delay": 0.0,
                    "family": case.family,
                    "channels": [home + COLUMNS.get(case.product, CHANNEL)],
                    "allow_loopback": True,
                }
            )
            for number, (case, home) in enumerate(zip(tried, homes, strict=True))
        ]
        runs = crawl(portals, state, None, lambda *_: None)
    return {tried[int(run.portal)]: run for run in runs}


def told(case: Case, run: Run) -> str:
    found = f"{run.reports} of {case.habit.items}, {run.verdict}"
    return f"{case.product} {case.habit}: {found} {run.evidence['reasons']}"


def wrong(found: dict[Case, Run]) -> list[str]:
    """Lists of which a report is lost, and alarms about lists that are whole."""
    strays = []
    for case, run in found.items():
        may_alarm = case.product in STATIC and case.habit.has_more
        if run.reports < case.habit.items or (run.verdict != "ok" and not may_alarm):
            strays.append(told(case, run))
    return strays


def test_lists_of_many_habits_are_read_to_their_end(state: Path) -> None:
    tried = every_case()[::STEP]
    assert {case.product for case in tried} == {"generic", *PRODUCTS}
    assert wrong(crawled_at_once(tried, state)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(STEP))
def test_lists_of_every_habit_are_read_to_their_end(part: int, state: Path) -> None:
    assert wrong(crawled_at_once(every_case()[part::STEP], state)) == []
