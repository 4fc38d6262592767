"""A report that is published anew at another address, with other figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, page, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市民政局"
FIRST, SECOND = {"penalty_decisions": 346}, {"penalty_decisions": 364}
CHANGES = """
select o.url as old, n.url as new, old_value, new_value from changes
join captures o on o.id = old_capture join captures n on n.id = new_capture
"""


def publish(
    crawl: PracticeCrawl, path: str, figures: dict[str, int], day: str, mark: str = ""
) -> None:
    title = f"{BUREAU}2024年政府信息公开工作年度报告{mark}"
    body = report_page(BUREAU, 2024, figures, title=title)
    crawl.capture(path, body, link_text=title, listed_on=day)


@pytest.mark.parametrize("paths", [("a.html", "b.html"), ("b.html", "a.html")])
def test_the_later_publication_is_current_and_the_earlier_one_a_version(
    paths: tuple[str, str], state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state)
    publish(crawl, paths[1], SECOND, "2025-03-10")
    publish(crawl, paths[0], FIRST, "2025-01-20")
    crawl.finish()
    archive = built()
    assert archive.values("select penalty_decisions from disclosures") == [364]
    assert archive.row("select versions, url from reports") == {
        "versions": 2,
        "url": crawl.url(paths[1]),
    }
    assert archive.rows(CHANGES) == [
        {"old": crawl.url(paths[0]), "new": crawl.url(paths[1]), "old_value": 346, "new_value": 364}
    ]
    roles = archive.rows("select url, role from captures order by role")
    assert [row["role"] for row in roles] == ["figures", "version"]
    assert archive.values("select status from coverage where year = 2024") == ["published"]
    assert archive.values("select code from issues") == []


def test_a_title_that_says_correction_is_one_without_a_date(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    publish(crawl, "a.html", SECOND, "2025-01-20", mark="（更正）")
    publish(crawl, "b.html", FIRST, "2025-01-20")
    crawl.finish()
    assert built().values("select penalty_decisions from disclosures") == [364]


def test_a_correction_that_was_taken_down_leaves_the_first_publication(
    state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state)
    publish(crawl, "a.html", FIRST, "2025-01-20")
    publish(crawl, "b.html", SECOND, "2025-03-10")
    crawl.finish()
    crawl = PracticeCrawl(state)
    publish(crawl, "a.html", FIRST, "2025-01-20")
    crawl.capture("b.html", page("404", "没有"), "other", 404, link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select penalty_decisions from disclosures") == [346]
    assert archive.values("select gone_since from reports") == [None]


def test_the_same_figures_at_a_later_address_are_no_correction(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    publish(crawl, "a.html", FIRST, "2025-01-20")
    publish(crawl, "b.html", FIRST | {"rules_issued": 0}, "2025-03-10")
    crawl.finish()
    archive = built()
    assert archive.values("select url from reports") == [crawl.url("a.html")]
    assert archive.values("select count(*) from changes") == [0]


def test_two_that_differ_and_say_neither_are_twins(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    publish(crawl, "a.html", FIRST, "2025-01-20")
    publish(crawl, "b.html", SECOND, "2025-01-20")
    crawl.finish()
    archive = built()
    assert archive.values("select code from issues") == ["twin_differs"]
    assert archive.values("select count(*) from changes") == [0]


def test_a_correction_of_a_correction_is_told_step_by_step(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    publish(crawl, "a.html", FIRST, "2025-01-20")
    publish(crawl, "b.html", SECOND, "2025-03-10")
    publish(crawl, "c.html", {"penalty_decisions": 365}, "2025-04-10")
    crawl.finish()
    archive = built()
    assert archive.values("select penalty_decisions from disclosures") == [365]
    assert archive.rows("select old_value, new_value from changes order by id") == [
        {"old_value": 346, "new_value": 364},
        {"old_value": 364, "new_value": 365},
    ]
