"""What a portal names and has not got keeps one night from being whole, and no night after that."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.absences import Absence, Absent
from crawler.evidence import Evidence, judge_run
from crawler.reasons import Code
from tests.crawler.sites import (
    CHANNEL,
    Answer,
    Site,
    crawled,
    html,
    list_page,
    report_page,
    serving,
    trs_site,
)

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(2)]

PATH = f"{CHANNEL}202401/t20240119_1000.html"
TITLE = "演示县第0局2023年政府信息公开工作年度报告"
OTHER = "演示县第1局2023年政府信息公开工作年度报告"
PAGE = report_page(TITLE)


def missing(site: Site) -> None:
    site.routes[PATH] = html("404", 404)


def missing_in_words(site: Site) -> None:
    site.routes[PATH] = html("<html><body>您访问的页面不存在或已删除</body></html>")


def redirected_in_a_circle(site: Site) -> None:
    there = f"{CHANNEL}202401/t20240119_7777.html"
    site.routes[PATH] = Answer(status=302, headers={"Location": there})
    site.routes[there] = Answer(status=302, headers={"Location": PATH})


def refreshed_in_a_circle(site: Site) -> None:
    meta = f'<meta http-equiv="refresh" content="0; url={PATH}">'
    site.routes[PATH] = html(f"<html><head>{meta}</head><body></body></html>")


def closed_by_robots(site: Site) -> None:
    site.routes["/robots.txt"] = Answer(f"User-agent: *\nDisallow: {PATH}\n".encode())


def moved_to_a_foreign_host(site: Site) -> None:
    site.routes[PATH] = Answer(status=302, headers={"Location": "http://127.0.0.77:9/a.html"})


def listed_on_a_foreign_host(site: Site) -> None:
    items = [("http://127.0.0.77:9/a.html", TITLE), ("./202401/t20240119_1001.html", OTHER)]
    site.routes[CHANNEL] = html(list_page(items, 1, 0))


def over_the_limit(site: Site) -> None:
    body = gzip.compress(b" ") * 30_000
    coded = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    site.routes[PATH] = Answer(body, headers=coded)


def of_an_endless_address(site: Site) -> None:
    items = [("./a/a/a/a/a/a/1.html", TITLE), ("./202401/t20240119_1001.html", OTHER)]
    site.routes[CHANNEL] = html(list_page(items, 1, 0))


def without_its_file(site: Site) -> None:
    site.routes[PATH] = html(report_page(TITLE, '<a href="./none.docx">附件</a>').decode())


def without_a_year_of_its_list(site: Site) -> None:
    items = [
        ("./202401/t20240119_1000.html", TITLE),
        ("./202401/t20240119_1001.html", OTHER),
    ]
    menu = '<div><a href="/zwgk/zfxxgknb/2019n/">2019年政府信息公开年报</a></div>'
    site.routes[CHANNEL] = html(list_page(items, 1, 0).replace("<body>", f"<body>{menu}"))


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(trs_site(reports=2, per_page=9)) as site:
        yield site


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (missing, Absence.MISSING),
        (missing_in_words, Absence.MISSING),
        (redirected_in_a_circle, Absence.CIRCLE),
        (refreshed_in_a_circle, Absence.CIRCLE),
        (closed_by_robots, Absence.ROBOTS),
        (moved_to_a_foreign_host, Absence.ELSEWHERE),
        (listed_on_a_foreign_host, Absence.ELSEWHERE),
        (over_the_limit, Absence.LIMIT),
        (of_an_endless_address, Absence.LIMIT),
        (without_its_file, Absence.MISSING),
        (without_a_year_of_its_list, Absence.MISSING),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_two_nights_agree_on_is_explained(
    site: Site, state: Path, fault: Callable[[Site], None], reason: Absence
) -> None:
    fault(site)
    runs = [crawled(site, state) for _ in range(3)]
    assert [run.verdict for run in runs] == ["incomplete", "ok", "ok"]
    assert [run.evidence["explained"]["count"] for run in runs] == [0, 1, 1]
    [told] = runs[1].evidence["explained"]["examples"].values()
    assert told.startswith(reason)


def test_what_was_explained_and_comes_back_is_fetched(site: Site, state: Path) -> None:
    whole = site.routes[PATH]
    missing(site)
    assert [crawled(site, state).verdict for _ in range(2)] == ["incomplete", "ok"]
    site.routes[PATH] = whole
    run = crawled(site, state)
    assert (run.verdict, run.reports, run.evidence["absent"]) == ("ok", 2, {})


@pytest.mark.parametrize("second", ["status 500", "another absence"])
def test_what_two_nights_do_not_agree_on_stays_open(site: Site, state: Path, second: str) -> None:
    missing(site)
    crawled(site, state)
    if second == "status 500":
        site.routes[PATH] = html("500", 500)
    else:
        closed_by_robots(site)
    assert crawled(site, state).verdict == "incomplete"


def test_a_page_of_a_list_that_is_missing_is_never_explained(site: Site, state: Path) -> None:
    items = [("./202401/t20240119_1000.html", TITLE), ("./202401/t20240119_1001.html", OTHER)]
    site.routes[CHANNEL] = html(list_page(items, 2, 0))
    assert [crawled(site, state).verdict for _ in range(3)] == ["incomplete"] * 3


FIRST = [("./202401/t20240119_1000.html", TITLE)]
SECOND = [("./202401/t20240119_1001.html", OTHER)]


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([FIRST + SECOND, []], id="an empty page"),
        pytest.param([FIRST, SECOND, SECOND], id="the page before once more"),
    ],
)
def test_a_page_more_than_a_list_has_is_explained(
    site: Site, state: Path, pages: list[list[tuple[str, str]]]
) -> None:
    for number, shown in enumerate(pages):
        name = f"index_{number}.html" if number else ""
        site.routes[CHANNEL + name] = html(list_page(shown, len(pages), number))
    runs = [crawled(site, state) for _ in range(3)]
    assert [run.verdict for run in runs] == ["incomplete", "ok", "ok"]
    assert [run.reports for run in runs] == [2, 2, 2]
    # The list has grown by a page, and that is missing: another page than the one explained.
    last = len(pages)
    for number, shown in enumerate(pages):
        name = f"index_{number}.html" if number else ""
        site.routes[CHANNEL + name] = html(list_page(shown, last + 1, number))
    assert crawled(site, state).verdict == "incomplete"


def test_a_pager_that_does_not_turn_is_never_explained(site: Site, state: Path) -> None:
    for number in range(2):
        name = f"index_{number}.html" if number else ""
        site.routes[CHANNEL + name] = html(list_page(FIRST, 2, number))
    assert [crawled(site, state).verdict for _ in range(3)] == ["incomplete"] * 3


def test_a_page_of_a_list_over_a_limit_is_never_explained(site: Site, state: Path) -> None:
    site.routes[CHANNEL] = html(list_page(FIRST + SECOND, 2, 0))
    coded = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    bomb = Answer(gzip.compress(b" ") * 30_000, headers=coded)
    site.routes[f"{CHANNEL}index_1.html"] = bomb
    assert [crawled(site, state).verdict for _ in range(3)] == ["incomplete"] * 3


def of_a_notice(site: Site) -> None:
    told = "<p>现将政府信息公开有关事项通告如下。</p>" * 30
    site.routes[PATH] = html(f"<html><body><h1>关于网站调整的通告</h1>{told}</body></html>")


def of_another_agency(site: Site) -> None:
    site.routes[PATH] = html(report_page(OTHER).decode())
    site.routes[PATH.replace("1000", "1001")] = html(report_page(OTHER).decode())


@pytest.mark.parametrize("fault", [of_a_notice, of_another_agency])
def test_something_else_under_a_title_is_no_report(
    site: Site, state: Path, fault: Callable[[Site], None]
) -> None:
    fault(site)
    runs = [crawled(site, state) for _ in range(2)]
    assert [run.verdict for run in runs] == ["incomplete", "ok"]
    assert [run.reports for run in runs] == [1, 1]
    [told] = runs[1].evidence["explained"]["examples"].values()
    assert told.startswith(Absence.OTHER)


def test_the_budget_of_a_run_explains_nothing(site: Site, state: Path) -> None:
    runs = [crawled(site, state, budget=4) for _ in range(2)]
    assert [run.verdict for run in runs] == ["incomplete", "incomplete"]


def test_what_is_explained_is_no_reason_of_a_verdict() -> None:
    absent = {"http://a/1": Absent(Absence.MISSING, TITLE)}
    evidence = Evidence(absent=absent, absent_before=absent, reports_listed={"http://a/1": TITLE})
    _, reasons = judge_run(evidence, Site(base="http://127.0.0.1").portal(), None)
    assert [reason.code for reason in reasons] == [Code.NO_LIST, Code.NO_REPORTS]
