"""What holds a report's tables is a report, whatever its address and its name promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.pages.contents import is_a_report
from crawler.pages.page import Page
from crawler.store.captures import CaptureStore
from tests.crawler.sites import Site, crawled, html, report_page, serving
from tests.publish.practice import report_page as whole_report

pytestmark = [pytest.mark.loopback]

NAMED = [f"演示县第{number}局2023年政府信息公开工作年度报告" for number in range(4)]
MENU = "".join(
    f'<li><a href="/nb/1000{number}.html">{title}</a></li>' for number, title in enumerate(NAMED)
)


def listed(*items: tuple[str, str]) -> str:
    rows = "".join(
        f'<li><a href="{path}">{title}</a><span>2024-01-19</span></li>' for path, title in items
    )
    return f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}</ul></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    """A portal whose government names its own report by the year alone, in a folder of its own."""
    site = Site()
    departments = [(f"/nb/1000{number}.html", title) for number, title in enumerate(NAMED)]
    site.routes["/"] = html('<html><body><a href="/nb/">政府信息公开年报</a></body></html>')
    site.routes["/nb/"] = html(
        listed(*departments, ("/nb/20777/index.html", "2023年年报"), ("/nb/20778/", "2022年年报"))
    )
    site.routes |= {path: html(report_page(title).decode()) for path, title in departments}
    for path, year in (("/nb/20777/index.html", 2023), ("/nb/20778/", 2022)):
        page = whole_report("演示县人民政府", year).decode()
        site.routes[path] = html(page.replace("</body>", f"<ul>{MENU}</ul></body>"))
    with serving(site):
        yield site


def test_a_report_in_a_folder_of_its_own_under_a_short_name_is_found(
    site: Site, state: Path
) -> None:
    run = crawled(site, state, family="generic")
    found = {
        each.url.removeprefix(site.base)
        for each in CaptureStore(state, "yanshi").captures("report")
    }
    assert {"/nb/20777/index.html", "/nb/20778/"} <= found
    assert (run.verdict, run.reports) == ("ok", 6)
    assert [path for path, times in Counter(site.paths()).items() if times > 1] == []


def test_a_list_of_reports_beside_a_few_words_about_them_is_none() -> None:
    words = "政府信息公开年度报告：总体情况、主动公开政府信息情况、行政复议、存在的主要问题。" * 20
    page = Page("http://a.gov.cn/nb/", f"<html><p>{words}</p><ul>{MENU}</ul></html>".encode())
    assert (is_a_report(page, names_reports=True), is_a_report(page, False)) == (False, True)
