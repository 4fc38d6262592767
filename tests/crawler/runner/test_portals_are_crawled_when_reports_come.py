"""The calendar of crawls: daily while reports are published, seldom in summer, with growing
patience for what fails.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.runner.schedule import days_between, is_due
from crawler.store.captures import Run

NIGHT = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)


def run(ended: datetime | None, verdict: str | None = "ok") -> Run:
    stamp = ended.strftime("%Y-%m-%dT%H:%M:%SZ") if ended else None
    return Run("r", "p", "2026-01-01T00:00:00Z", stamp, verdict, 1, 1, 1, None, 1.0, {})


def failing(verdict: str, times: int, last: datetime) -> list[Run]:
    return [
        run(last - timedelta(days=30)),
        *(run(last - timedelta(days=times - n), verdict) for n in range(1, times + 1)),
    ]


@pytest.mark.parametrize(
    ("day", "days"),
    [
        ("2026-01-01", 30),
        ("2026-01-02", 1),
        ("2026-03-31", 1),
        ("2026-04-11", 7),
        ("2026-07-01", 30),
        ("2026-12-31", 30),
    ],
)
def test_reports_are_looked_for_daily_until_april_and_seldom_in_summer(day: str, days: int) -> None:
    assert days_between(datetime.fromisoformat(f"{day}T04:00:00+00:00")) == days


def test_the_day_is_that_of_china() -> None:
    assert days_between(datetime(2026, 1, 1, 15, 59, tzinfo=UTC)) == 30
    assert days_between(datetime(2026, 1, 1, 16, 0, tzinfo=UTC)) == 1


def test_a_portal_never_crawled_or_killed_in_the_middle_is_due() -> None:
    assert is_due([], NIGHT)
    assert is_due([run(None, None)], NIGHT)
    assert is_due([run(NIGHT - timedelta(minutes=1), "interrupted")], NIGHT)


def test_a_nightly_crawl_that_began_late_yesterday_does_not_skip_tonight() -> None:
    assert is_due([run(NIGHT - timedelta(hours=20))], NIGHT)
    assert not is_due([run(NIGHT - timedelta(hours=19))], NIGHT)


def test_in_summer_a_finished_portal_is_left_in_peace_for_a_month() -> None:
    summer = NIGHT.replace(month=8)
    assert not is_due([run(summer - timedelta(days=29))], summer)
    assert is_due([run(summer - timedelta(days=30))], summer)


@pytest.mark.parametrize(("times", "days"), [(1, 1), (2, 2), (3, 4), (4, 7), (9, 7)])
def test_a_portal_that_keeps_blocking_is_asked_less_and_less(times: int, days: int) -> None:
    last = NIGHT - timedelta(days=days)
    assert is_due(failing("blocked", times, last), NIGHT)
    assert not is_due(failing("blocked", times, last + timedelta(hours=5)), NIGHT)


def test_a_failure_of_another_kind_begins_anew() -> None:
    last = NIGHT - timedelta(days=1)
    runs = [*failing("blocked", 4, last - timedelta(days=1)), run(last, "unreachable")]
    assert is_due(runs, NIGHT)


def test_a_clock_that_was_ahead_does_not_stop_the_crawls() -> None:
    assert is_due([run(NIGHT + timedelta(days=400))], NIGHT)
