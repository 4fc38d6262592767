"""A page that stands in the place of several reports is none, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.spiders.same_bodies import name_different_reports
from crawler.store.captures import CaptureStore
from tests.crawler.sites import CHANNEL, Answer, Site, crawled, html, serving, trs_site


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=4, per_page=9)) as site:
        yield site


REPORTS = [f"{CHANNEL}202401/t20240119_{number}.html" for number in (1000, 1001, 1002, 1003)]


@pytest.mark.loopback
def test_a_page_under_the_titles_of_several_agencies_is_no_report(site: Site, state: Path) -> None:
    notice = html(
        f"<html><body><h1>温馨提醒</h1>{'本页暂不提供查询服务，敬请谅解。' * 30}</body></html>"
    )
    for path in REPORTS[1:]:
        site.routes[path] = notice
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("incomplete", 1)
    assert "3 of 4 listed reports not fetched" in run.evidence["reasons"]
    store = CaptureStore(state, "yanshi")
    assert [capture.url for capture in store.captures("report")] == [site.base + REPORTS[0]]
    problems = {capture.problem for capture in store.captures("other") if capture.problem}
    assert problems == {"not a document: the same body stands under different titles"}


@pytest.mark.loopback
def test_they_are_reports_again_when_the_site_has_recovered(site: Site, state: Path) -> None:
    good = dict(site.routes)
    for path in REPORTS:
        site.routes[path] = Answer(b"%PDF-1.7 one and the same", headers={"Content-Type": "x/y"})
    assert crawled(site, state).reports == 0
    site.routes = good
    run = crawled(site, state)
    assert (run.verdict, run.reports) == ("ok", 4)


@pytest.mark.parametrize(
    ("title", "other", "different"),
    [
        ("练习市教育局2023年政府信息公开年报", "练习市财政局2023年政府信息公开年报", True),
        ("练习市教育局2023年政府信息公开年报", "练习市教育局2022年政府信息公开年报", True),
        ("练习市教育局2023年政府信息公开年报", "教育局2023年度政府信息公开工作年度报告", False),
        ("2023年政府信息公开年报", "练习市教育局2023年政府信息公开年报", False),
        ("政府信息公开年报", "2023年政府信息公开年报", False),
    ],
)
def test_titles_name_different_reports_by_year_or_agency(
    title: str, other: str, different: bool
) -> None:
    assert name_different_reports(title, other) == different
