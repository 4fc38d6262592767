from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.store.captures import Run
from publish.collect.coverage import absent, last_due_year
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, page, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市民政局"
STATUS = (
    "select status from coverage where agency = '230183-c6a93809' and year <= 2024 order by year"
)

LISTED = {"b": "2022-02-05"}


def run(verdict: str, started_at: str) -> Run:
    return Run("r1", "test", started_at, None, verdict, 1, 1, 0, None, 1.0, {})


def crawl(state: Path, verdict: str = "ok", **pages: bytes) -> None:
    practice = PracticeCrawl(state)
    for name, body in pages.items():
        listed = {"listed_on": LISTED[name]} if name in LISTED else {}
        practice.capture(f"{name}.html", body, link_text="年报", **listed)
    practice.finish(verdict)


def test_every_year_has_its_state(state: Path, built: Built) -> None:
    crawl(
        state,
        a=report_page(BUREAU, 2020, published_on="2021-01-31"),
        b=report_page(BUREAU, 2021, published_on="2022-02-05"),
        c=report_page(BUREAU, 2023),
        d=report_page("尚志市人民政府", 2024, published_on="2025-03-31"),
    )
    coverage = built().rows(
        "select year, status, deadline, days_late from coverage "
        "where agency = '230183-c6a93809' and year < 2025 order by year"
    )
    assert [tuple(row.values()) for row in coverage] == [
        (2020, "published", "2021-01-31", None),
        (2021, "late", "2022-01-31", 5),
        (2022, "missing", "2023-01-31", None),
        (2023, "undated", "2024-01-31", None),
        (2024, "missing", "2025-01-31", None),
    ]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [("blocked", "blocked"), ("incomplete", "unknown"), ("unreachable", "unknown")],
)
def test_what_a_poor_crawl_did_not_see_is_not_missing(
    verdict: str, expected: str, state: Path, built: Built
) -> None:
    pages = {
        f"y{year}": report_page(BUREAU, year, published_on=f"{year + 1}-01-20")
        for year in (2022, 2024)
    }
    crawl(state, verdict, **pages)
    assert built().values(STATUS) == ["published", expected, "published"]


def test_a_portal_that_blocks_later_takes_nothing_back(state: Path, built: Built) -> None:
    crawl(state, y2022=report_page(BUREAU, 2022, published_on="2023-01-20"))
    PracticeCrawl(state).finish("blocked")
    assert built().values(STATUS) == ["published", "blocked", "blocked"]


def test_a_report_that_is_there_and_cannot_be_read_is_unreadable(state: Path, built: Built) -> None:
    title = f"{BUREAU}2023年政府信息公开工作年度报告"
    crawl(
        state,
        a=report_page(BUREAU, 2022, published_on="2023-01-20"),
        b=page(
            title,
            f"<h1>{title}</h1><p><img src='1.png'></p>",
            '<meta name="PubDate" content="2024-01-20">',
        ),
        c=report_page(BUREAU, 2024, published_on="2025-01-20"),
    )
    archive = built()
    assert archive.values(STATUS) == ["published", "unreadable", "published"]
    assert archive.values("select quality from reports where year = 2023") == ["unparsed"]


def test_prose_before_the_forms_is_no_unreadable_report(state: Path, built: Built) -> None:
    title = f"{BUREAU}2010年政府信息公开工作年度报告"
    text = "".join(f"<p>{heading}</p><p>本局全年主动公开政府信息32条。</p>" for heading in OUTLINE)
    crawl(
        state,
        a=page(title, f"<h1>{title}</h1>{text}", '<meta name="PubDate" content="2011-03-20">'),
    )
    archive = built()
    assert archive.row("select form, quality from reports") == {
        "form": "prose",
        "quality": "unparsed",
    }
    assert archive.values("select status from coverage where year = 2010") == ["published"]


OUTLINE = (
    "一、概述", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、政府信息公开的收费及减免情况",
    "五、因政府信息公开申请行政复议、提起行政诉讼的情况", "六、存在的主要问题及改进情况",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "verdict", "started_at", "expected"),
    [
        ("department", "ok", "2025-01-31T15:59:59Z", "due"),  # still the 31st in China
        ("department", "ok", "2025-01-31T16:00:00Z", "missing"),
        ("government", "ok", "2025-03-31T12:00:00Z", "due"),
        ("government", "ok", "2025-04-01T12:00:00Z", "missing"),
        ("department", "blocked", "2025-01-15T00:00:00Z", "due"),
        ("department", "blocked", "2025-02-15T00:00:00Z", "blocked"),
        ("department", "incomplete", "2025-01-15T00:00:00Z", "due"),
        ("department", "incomplete", "2025-02-15T00:00:00Z", "unknown"),
    ],
)
def test_a_report_is_missing_only_after_its_deadline_in_china(
    kind: str, verdict: str, started_at: str, expected: str
) -> None:
    assert absent(kind, 2024, [run(verdict, started_at)]).status == expected


def test_the_portal_that_saw_least_of_an_agency_s_reports_decides() -> None:
    whole, blocked = run("ok", "2025-02-15T00:00:00Z"), run("blocked", "2025-02-15T00:00:00Z")
    assert absent("department", 2024, [whole, whole]).status == "missing"
    assert absent("department", 2024, [whole, blocked]).status == "blocked"
    assert absent("department", 2024, [whole, None]).reason == "never_crawled"


def test_a_portal_never_crawled_tells_nothing() -> None:
    assert absent("department", 2024, [None]).status == "unknown"
    assert last_due_year("department", None) == 0


@pytest.mark.parametrize(
    ("kind", "started_at", "expected"),
    [
        ("department", "2025-02-01T00:00:00Z", 2024),
        ("government", "2025-02-01T00:00:00Z", 2023),
        ("government", "2025-04-02T00:00:00Z", 2024),
    ],
)
def test_the_newest_year_that_was_due_is_by_the_kind(
    kind: str, started_at: str, expected: int
) -> None:
    assert last_due_year(kind, run("ok", started_at)) == expected


def test_a_year_that_nobody_on_the_portal_has_published_is_missing_too(
    state: Path, built: Built
) -> None:
    crawl(state, a=report_page(BUREAU, 2019, published_on="2020-01-20"))
    assert built().values(STATUS) == [
        "published",
        "missing",
        "missing",
        "missing",
        "missing",
        "missing",
    ]
