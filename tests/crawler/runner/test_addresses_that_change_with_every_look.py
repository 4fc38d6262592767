"""Session ids and random numbers in addresses: a report is one, however often its list is looked
at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.pages.page import identity, resolve
from crawler.pages.volatile import Entry, same_as_before
from crawler.store.captures import CaptureStore
from tests.crawler.sites import Answer, Site, crawled, html, report_page, serving

pytestmark = [pytest.mark.loopback]

YEARS = (2022, 2023, 2024)


def title(year: int) -> str:
    return f"青浔县水务局{year}年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("/nb/index.html?t=784691580", "/nb/index.html"),
        ("/nb/show.jsp?id=3&_=1701400000000", "/nb/show.jsp?id=3"),
        ("/nb/show.jsp?id=3&r=0.1", "/nb/show.jsp?id=3"),
        ("/nb/a.html?0.4711", "/nb/a.html"),
        ("/nb/show.jsp;jsessionid=AB12CD!-1?id=3", "/nb/show.jsp?id=3"),
        ("/nb/show.php?id=3&PHPSESSID=0a1b2c3d4e5f", "/nb/show.php?id=3"),
        ("/nb/show.jsp?rand=7&id=3", "/nb/show.jsp?id=3"),
        # What may say which page it is stays.
        ("/nb/list.jsp?t=12", "/nb/list.jsp?t=12"),
        ("/nb/list.jsp?t=20240119", "/nb/list.jsp?t=20240119"),
        ("/nb/show.asp?1701400000", "/nb/show.asp?1701400000"),
        ("/gk/api?sid=755001&page=2", "/gk/api?sid=755001&page=2"),
    ],
)
def test_what_clocks_and_dice_put_into_an_address_is_left_off(href: str, kept: str) -> None:
    assert resolve("http://a.gov.cn/", href) == f"http://a.gov.cn{kept}"


def test_session_ids_in_a_folder_stay_in_the_address_and_make_no_second_page() -> None:
    first, second = "http://a.gov.cn/(S(k1j2))/nb/1.html", "http://a.gov.cn/(S(m3n4))/nb/1.html"
    assert resolve("http://a.gov.cn/", first) == first
    assert identity(first) == identity(second) == "a.gov.cn/nb/1.html"


def entries(*pairs: tuple[str, str]) -> list[Entry]:
    return [Entry(f"http://a.gov.cn{path}", text) for path, text in pairs]


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        # Every entry has another number, and none is told by it.
        (
            [("/1.jsp?id=1&x=7", "a"), ("/1.jsp?id=2&x=7", "b")],
            [("/1.jsp?id=1&x=3", "a"), ("/1.jsp?id=2&x=4", "b")],
            {"/1.jsp?id=1&x=7": "/1.jsp?id=1&x=3", "/1.jsp?id=2&x=7": "/1.jsp?id=2&x=4"},
        ),
        # A new report beside them is none of the known ones.
        (
            [("/1.html?x=7", "a"), ("/2.html?x=7", "b"), ("/3.html?x=7", "c")],
            [("/1.html?x=3", "a"), ("/2.html?x=4", "b")],
            {"/1.html?x=7": "/1.html?x=3", "/2.html?x=7": "/2.html?x=4"},
        ),
        # The field says which report it is: published anew, all of them.
        (
            [("/1.jsp?id=8", "a"), ("/1.jsp?id=9", "b")],
            [("/1.jsp?id=1", "a"), ("/1.jsp?id=2", "b")],
            {},
        ),
        # One entry may have been published anew; a file is the same whatever follows its name.
        ([("/1.jsp?id=8", "a")], [("/1.jsp?id=1", "a")], {}),
        ([("/1.html?x=8", "a")], [("/1.html?x=1", "a")], {"/1.html?x=8": "/1.html?x=1"}),
        # A field that one of them kept does not change by itself.
        (
            [("/1.jsp?a=1&x=7", "a"), ("/2.jsp?a=1&x=4", "b")],
            [("/1.jsp?a=1&x=3", "a"), ("/2.jsp?a=1&x=4", "b")],
            {},
        ),
        # Two entries of one name that nothing else tells apart.
        (
            [("/1.html?x=7", "a"), ("/1.html?x=8", "a")],
            [("/1.html?x=3", "a"), ("/1.html?x=4", "a")],
            {},
        ),
    ],
)
def test_what_changes_by_itself_is_learned_from_two_looks(
    now: list[tuple[str, str]], before: list[tuple[str, str]], found: dict[str, str]
) -> None:
    learned = same_as_before(entries(*now), entries(*before))
    assert {
        new.removeprefix("http://a.gov.cn"): old[-1].removeprefix("http://a.gov.cn")
        for new, old in learned.items()
    } == found


class AnyQuery(dict[str, Any]):
    """Routes that answer whatever stands behind the question mark, or as a session id."""

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path) or super().get(urlsplit(path).path.split(";")[0], default)


def random_query(year: int, look: int) -> str:
    return f"/nb/{year}01201.html?r=0.{look}{year}"


def unknown_name(year: int, look: int) -> str:
    return f"/nb/show.jsp?id={year}&xk={look}{year}7"


def session_in_path(year: int, look: int) -> str:
    return f"/nb/{year}01201.html;jsessionid=A1B2C3{look}"


def session_in_query(year: int, look: int) -> str:
    return f"/nb/{year}01201.html?PHPSESSID=a1b2c3d4{look}"


Naming = Callable[[int, int], str]


def site_of(naming: Naming, refused: Callable[[str], bool] = lambda path: False) -> Site:
    """A portal that names its reports anew at every look. `refused`: addresses that it has not
    any more.
    """
    site = Site(routes=AnyQuery())
    looks = count(1)

    def listed(request: BaseHTTPRequestHandler) -> Answer:
        look = next(looks)
        site.look = look  # type: ignore[attr-defined]
        rows = "".join(
            f'<li><a href="{naming(year, look)}">{title(year)}</a><span>{year + 1}-01-20</span>'
            for year in YEARS
        )
        return html(f"<html><head><title>政府信息公开年报</title></head><ul>{rows}</ul></html>")

    def shown(request: BaseHTTPRequestHandler) -> Answer:
        year = next(year for year in YEARS if str(year) in request.path)
        if refused(request.path):
            return html("404", 404)
        return html(report_page(title(year)).decode())

    home = '<a href="/nb/index.html?t=784691580">政府信息公开年报</a>'
    site.routes |= {"/": html(f"<html><body>{home}</body></html>"), "/nb/index.html": listed}
    site.routes |= {urlsplit(naming(year, 0)).path.split(";")[0]: shown for year in YEARS}
    return site


@pytest.fixture
def asked_for() -> Iterator[Callable[[Site, Path, int], list[int]]]:
    """Crawl a site so many times; return how many requests each crawl made."""

    def crawl_again(site: Site, state: Path, times: int) -> list[int]:
        with serving(site):
            runs = [crawled(site, state, family="generic") for _ in range(times)]
        assert [(run.verdict, run.reports) for run in runs] == [("ok", 3)] * times
        return [run.requests for run in runs]

    yield crawl_again


@pytest.mark.parametrize(
    "naming",
    [random_query, unknown_name, session_in_path, session_in_query],
    ids=lambda n: n.__name__,
)
def test_a_later_night_costs_what_the_first_did(
    state: Path, naming: Naming, asked_for: Callable[[Site, Path, int], list[int]]
) -> None:
    assert asked_for(site_of(naming), state, 3) == [6, 6, 6]
    reports = CaptureStore(state, "yanshi").captures("report")
    assert len({capture.url for capture in reports}) == len(YEARS)


def test_a_report_that_is_gone_under_its_old_name_is_asked_for_by_that_of_today(
    state: Path, asked_for: Callable[[Site, Path, int], list[int]]
) -> None:
    site: Site = site_of(unknown_name, lambda path: f"xk={site.look}" not in path)  # type: ignore[attr-defined]
    assert asked_for(site, state, 2) == [6, 9]
