"""A year of `gongkai crawl --due` on one portal: what it costs beside the first crawl, and when what
changes is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from crawler.registry.hours import CHINA
from crawler.runner.schedule import days_between
from crawler.store.captures import CaptureStore, Run
from tests.crawler.nights import by_night
from tests.crawler.sites import (
    CHANNEL,
    Answer,
    Site,
    crawled,
    html,
    report_page,
    revalidating,
    serving,
    trs_site,
)

pytestmark = [pytest.mark.loopback]

YEAR = datetime.now(UTC).year - 1
NEW = f"{CHANNEL}202601/t20260119_1.html"
NEW_TITLE = f"演示县新区{YEAR}年政府信息公开工作年度报告"
# A report of the last season is seen within so many days after it changed, an older one, one that
# its list has dropped.
RECENT, OLDER, UNLISTED = 14, 210, 14
# Between two crawls in autumn so many days pass: a bound ends in the first crawl behind it.
LONGEST_PAUSE = 30


def old(number: int) -> str:
    return f"{CHANNEL}202401/t20240119_{1000 + number}.html"


@dataclass
class Year:
    """A portal over a year. `changed`: the day on which each address became another; `noticed`: that
    on which a crawl saw it; `asked` and `received`: requests and bytes of each crawl.
    """

    site: Site
    state: Path
    changed: dict[str, int] = field(default_factory=dict)
    noticed: dict[str, int] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def count(self, run: Run) -> None:
        hosts = run.evidence["ledger"]["hosts"].values()
        self.runs.append(run)
        self.asked.append(len(self.site.asked))
        self.received.append(sum(host["bytes"] for host in hosts))

    def night(self, day: int, pause: int) -> None:
        run = by_night(self.site, self.state, pause, family=None)
        self.count(run)
        # What changes on a day has changed before its night.
        for path in self.site.paths():
            if path in self.changed:
                self.noticed.setdefault(path, day)

    def publish(self, day: int) -> None:
        listed = self.site.routes[CHANNEL]
        assert isinstance(listed, Answer)
        item = f'<ul><li><a href="{NEW}">{NEW_TITLE}</a></li>'
        self.site.routes[CHANNEL] = html(listed.body.decode().replace("<ul>", item, 1))
        self.replace(NEW, day)

    def replace(self, path: str, day: int) -> None:
        title = NEW_TITLE if path == NEW else "演示县第7局2023年政府信息公开工作年度报告"
        page = report_page(f"{title}（{day}）")
        self.site.routes[path] = revalidating(page, "text/html", f'"{day}"')
        self.changed[path] = day
        self.noticed.pop(path, None)

    def remove(self, path: str, day: int) -> None:
        self.site.routes[path] = html("404", 404)
        self.changed[path] = day

    def unlist(self, path: str, day: int) -> None:
        listed = self.site.routes[CHANNEL]
        assert isinstance(listed, Answer)
        name = path.removeprefix(CHANNEL)
        rows = listed.body.decode().split("<li>")
        left = "<li>".join(row for row in rows if name not in row)
        self.site.routes[CHANNEL] = html(left)
        self.remove(path, day)


def calendar() -> list[tuple[int, int]]:
    """The crawls of a year by its schedule: the day of each, and how many have passed."""
    first, crawls, day = date(2026, 1, 2), [], 0
    while day < 365:
        noon = datetime.combine(first + timedelta(days=day), time(12), CHINA)
        pause = days_between(noon)
        day += pause
        crawls.append((day, pause))
    return crawls


@pytest.mark.minutes(1)
def test_a_night_without_news_costs_next_to_nothing(state: Path) -> None:
    with serving(trs_site(reports=16, per_page=10)) as site:
        year = Year(site, state)
        year.count(crawled(site, state, family=None))
        year.night(1, 0)
        assert (year.runs[1].verdict, year.runs[1].reports) == ("ok", 16)
        assert year.asked[1] <= 0.15 * year.asked[0]
        # Reports of a test are short beside their list; those of portals are not.
        assert year.received[1] <= 0.25 * year.received[0]


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_a_year_costs_what_four_crawls_do_and_nothing_is_overlooked(state: Path) -> None:
    with serving(trs_site(reports=240, per_page=20)) as site:
        year = Year(site, state)
        year.count(crawled(site, state, family=None))
        for day, pause in calendar():
            if day == 10:
                year.replace(old(7), day)
            if day == 20:
                year.publish(day)
            if day == 40:
                year.replace(NEW, day)
            if day == 60:
                year.unlist(old(3), day)
            if day == 70:
                year.remove(old(150), day)
            year.night(day, pause)
        late = {path: year.noticed.get(path, 9999) - day for path, day in year.changed.items()}
        print(year.asked, year.received, late, sum(year.asked) / year.asked[0])
        assert len(year.asked) > 110
        assert sum(year.asked) <= 4 * year.asked[0]
        assert late[NEW] <= RECENT
        assert late[old(3)] <= UNLISTED
        assert max(late[old(7)], late[old(150)]) <= OLDER + LONGEST_PAUSE
        captures = CaptureStore(state, "yanshi").captures("report")
        digests = {each.sha256 for each in captures if each.status == 200}
        assert len(digests) == 240 + 1 + 2
