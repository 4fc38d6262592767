"""Late and missing are said only where nothing speaks for the agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from publish.collect.publication import address_days
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, page, report_page

Built = Callable[..., Archive]
BUREAU = "尚志市民政局"
LATE = "2024-05-06"
STATUS = (
    "select status, days_late, published_on from coverage where year = 2023 and agency ="
    " '230183-c6a93809'"
)


def published(
    state: Path, built: Built, path: str = "1.html", **options: str
) -> tuple[object, ...]:
    """What coverage says of a report for 2023 whose page has these dates."""
    crawl = PracticeCrawl(state)
    listed = {"listed_on": options["listed"]} if "listed" in options else {}
    body = report_page(BUREAU, 2023, published_on=options.get("stated"))
    if "printed" in options:
        body = body.replace(b"</h1>", f"</h1><p>发布时间：{options['printed']}</p>".encode())
    if "signed" in options:
        body = body.replace(
            b"</body>", f"<p>{BUREAU}</p><p>{options['signed']}</p></body>".encode()
        )
    crawl.capture(path, body, link_text="年报", **listed)
    crawl.finish()
    return tuple(built().row(STATUS).values())


def test_a_line_that_the_page_prints_proves_it_late(state: Path, built: Built) -> None:
    assert published(state, built, printed=LATE) == ("late", 96, LATE)


def test_what_the_page_s_metadata_alone_say_proves_nothing(state: Path, built: Built) -> None:
    assert published(state, built, stated=LATE) == ("undated", None, None)


def test_page_and_list_together_prove_it_late(state: Path, built: Built) -> None:
    assert published(state, built, stated="2024-05-08", listed=LATE) == ("late", 96, LATE)


def test_the_earliest_of_all_dates_counts(state: Path, built: Built) -> None:
    dates = {"stated": LATE, "listed": "2024-01-19"}
    assert published(state, built, **dates) == ("published", None, "2024-01-19")


def test_a_date_in_the_address_speaks_for_the_agency(state: Path, built: Built) -> None:
    path = "zwgk/202401/t20240122_1.html"
    assert published(state, built, path, stated=LATE, listed=LATE) == (
        "published",
        None,
        "2024-01-22",
    )


def test_a_second_publication_years_after_the_signature_is_not_the_first(
    state: Path, built: Built
) -> None:
    dates = {"stated": "2025-08-01", "listed": "2025-08-01", "signed": "2024年1月20日"}
    assert published(state, built, **dates) == ("undated", None, None)


def test_a_signature_after_the_deadline_is_proof(state: Path, built: Built) -> None:
    dates = {"stated": LATE, "signed": "2024年4月30日"}
    assert published(state, built, **dates) == ("late", 96, LATE)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.example/zwgk/202401/t20240122_17.html", [date(2024, 1, 22)]),
        ("http://a.example/art/2024/1/22/art_17_5.html", [date(2024, 1, 22)]),
        ("http://a.example/2024-01-22/17.html", [date(2024, 1, 22)]),
        ("http://a.example/2024-01/22/content_17.html", [date(2024, 1, 22)]),
        ("http://a.example/202401/22.html", []),
        ("http://a.example/P020240122381900511.pdf", [date(2024, 1, 22)]),
        ("http://a.example/content_20241345.html", []),
        ("http://a.example/123202401224567.html", []),
    ],
)
def test_whole_dates_of_an_address_are_found(address: str, expected: list[date]) -> None:
    assert list(address_days(address)) == expected


def test_a_correction_of_a_report_that_came_in_time_is_not_late(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page(BUREAU, 2023), link_text="年报", listed_on="2024-01-20")
    crawl.finish()
    crawl = PracticeCrawl(state)
    corrected = report_page(BUREAU, 2023, {"licensing_decisions": 5})
    crawl.capture("1.html", corrected, link_text="年报", listed_on=LATE)
    crawl.finish()
    assert built().row(STATUS)["status"] == "published"


def test_the_date_of_a_list_belongs_to_what_was_captured_with_it(state: Path, built: Built) -> None:
    for year in (2022, 2023):
        crawl = PracticeCrawl(state)
        listed = f"{year + 1}-01-20"
        crawl.capture("1.html", report_page(BUREAU, year), link_text="年报", listed_on=listed)
        crawl.finish()
    assert built().rows(
        "select c.year, c.status, c.published_on, a.listed_on from coverage c"
        " join reports r on r.id = c.report join captures a on a.id = r.capture order by 1"
    ) == [
        {"year": year, "status": "published", "published_on": f"{year + 1}-01-20", "listed_on": f"{year + 1}-01-20"}
        for year in (2022, 2023)
    ]  # fmt: skip


# Missing

ABSENT = (
    "select status, reason from coverage where agency = '230183-c6a93809' and year = 2022"
)  # fmt: skip


def around(state: Path, agency: str = BUREAU) -> PracticeCrawl:
    """A crawl of reports for 2021 and 2023, without 2022."""
    crawl = PracticeCrawl(state)
    for year in (2021, 2023):
        body = report_page(agency, year)
        crawl.capture(f"{year}.html", body, link_text="年报", listed_on=f"{year + 1}-01-20")
    return crawl


def absent(crawl: PracticeCrawl, built: Built, **evidence: object) -> tuple[object, ...]:
    crawl.finish(**evidence)
    return tuple(built().row(ABSENT).values())


def test_a_year_is_missing_where_all_was_read(state: Path, built: Built) -> None:
    assert absent(around(state), built) == ("missing", None)


def test_a_link_that_brought_nothing_may_be_the_report(state: Path, built: Built) -> None:
    crawl = around(state)
    crawl.capture("x.html", page("500", "x"), "other", 500, link_text="年报", problem="HTTP 500")
    assert absent(crawl, built) == ("unknown", "unread_document")


def test_a_link_of_another_year_is_not_the_report(state: Path, built: Built) -> None:
    crawl = around(state)
    link = f"{BUREAU}2020年政府信息公开工作年度报告"
    crawl.capture("x.html", page("500", "x"), "other", 500, link_text=link, problem="HTTP 500")
    assert absent(crawl, built) == ("missing", None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # A run that calls itself whole may have been refused the very report.
        (
            {"reason": "closed by robots.txt", "text": f"{BUREAU}2022年年报", "page": "list.html"},
            ("unknown", "not_to_be_had"),
        ),
        ({"reason": "over a limit", "text": "年报", "page": None}, ("unknown", "not_to_be_had")),
        # One of another year is not the report, and a list that is not there hides none.
        (
            {"reason": "missing", "text": f"{BUREAU}2020年年报", "page": "list.html"},
            ("missing", None),
        ),
        ({"reason": "missing", "text": "2019年", "page": None}, ("missing", None)),
    ],
)
def test_what_is_named_and_cannot_be_had_may_be_the_report(
    state: Path, built: Built, told: dict[str, str | None], expected: tuple[object, ...]
) -> None:
    assert absent(around(state), built, absent={"http://a/x": told}) == expected


def test_a_report_that_names_nobody_may_be_the_one(state: Path, built: Built) -> None:
    crawl = around(state)
    whole = report_page(BUREAU, 2022).decode().replace(BUREAU, "").replace("2022", "")
    crawl.capture("x.html", whole.encode(), link_text="年报")
    assert absent(crawl, built) == ("unknown", "unplaced_document")


def test_a_page_about_something_else_is_no_doubt(state: Path, built: Built) -> None:
    crawl = around(state)
    crawl.capture("x.html", page("植树", "<h1>春季植树活动</h1><p>种树。</p>"), link_text="植树")
    assert absent(crawl, built) == ("missing", None)


def test_a_list_of_another_agency_is_no_doubt(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    for name, words in (("own", BUREAU), ("other", "水务局")):
        crawl.capture(f"{name}.html", page(words, "<ul></ul>"), "list", link_text=words)
    own, other = crawl.url("own.html"), crawl.url("other.html")
    for year in (2021, 2023):
        crawl.capture(f"{year}.html", report_page(BUREAU, year), link_text="年报", page_url=own)
    crawl.capture(
        "x.html", page("500", "x"), "other", 500, link_text="年报", page_url=other, problem="x"
    )  # fmt: skip
    assert absent(crawl, built) == ("missing", None)


def test_an_agency_under_another_name_that_published_is_told(state: Path, built: Built) -> None:
    crawl = around(state)
    crawl.capture("x.html", report_page("尚志市民政管理局", 2022), link_text="年报")
    assert absent(crawl, built) == ("unknown", "related_agency")


def test_an_agency_that_another_follows_is_missing_no_more(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    for year, name in ((2021, BUREAU), (2023, "尚志市民政管理局")):
        crawl.capture(f"{year}.html", report_page(name, year), link_text="年报")
    crawl.finish()
    assert built().rows(
        "select year, reason from coverage where agency = '230183-c6a93809'"
        " and year between 2022 and 2025 order by year"
    ) == [
        {"year": 2022, "reason": None},
        *({"year": year, "reason": "related_agency"} for year in (2023, 2024, 2025)),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "尚志市民政和社会事务局",
        "尚志市民政局、残疾人联合会",
        "市民政局",
        "县民政局",
        "尚志市民正局",
        "尚治市民政局",
    ],
)
def test_an_agency_of_a_like_name_that_published_may_be_the_one(
    name: str, state: Path, built: Built
) -> None:
    crawl = around(state)
    crawl.capture("x.html", report_page(name, 2022), link_text="年报")
    crawl.finish()
    told = "select status from coverage where year = 2022 and agency = '230183-c6a93809'"
    assert built().values(told) in (["unknown"], ["undated"])


def test_a_like_name_that_reported_in_the_same_year_is_another(state: Path, built: Built) -> None:
    crawl = around(state)
    for year in (2022, 2023):
        body = report_page("尚志市民政和社会事务局", year)
        crawl.capture(f"x{year}.html", body, link_text="年报")
    assert absent(crawl, built) == ("missing", None)


def begun(state: Path, built: Built, *names: str) -> list[str]:
    """What is said of an agency's years after its last, when others began the year after it."""
    crawl = PracticeCrawl(state)
    for year in (2021, 2022):
        crawl.capture(f"{year}.html", report_page(BUREAU, year), link_text="年报")
    for at, name in enumerate(names):
        crawl.capture(f"new{at}.html", report_page(name, 2023), link_text="年报")
    crawl.finish()
    told = "select distinct status from coverage where year > 2022 and agency = '230183-c6a93809'"
    return built().values(told)


def test_the_one_that_began_when_an_agency_ended_may_have_taken_its_place(
    state: Path, built: Built
) -> None:
    assert begun(state, built, "尚志市社会事务局") == ["unknown"]


def test_of_several_that_began_none_is_taken_for_the_one_that_followed(
    state: Path, built: Built
) -> None:
    assert begun(state, built, "尚志市社会事务局", "尚志市水务局") == ["missing"]


@pytest.mark.parametrize(
    "body",
    [
        report_page(BUREAU, 2022, title=f"{BUREAU}2021-2022年政府信息公开工作年度报告"),
        report_page(BUREAU, 2021, prose="统计期限自2022年1月1日至2022年12月31日。"),
    ],
    ids=["two years in the title", "another year in the period"],
)
def test_a_report_that_names_another_year_too_may_be_that_year_s(
    body: bytes, state: Path, built: Built
) -> None:
    crawl = around(state)
    crawl.capture("x.html", body, link_text="年报")
    assert absent(crawl, built)[0] != "missing"


@pytest.mark.parametrize(
    "line",
    [
        "更新时间：2024-05-06",
        "浏览时间：2024-05-06",
        "打印时间：2024-05-06",
        "发布时间：2032-05-06",
    ],
)
def test_a_day_that_is_not_that_of_publication_proves_nothing(
    line: str, state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state)
    body = report_page(BUREAU, 2023).replace(b"</h1>", f"</h1><p>{line}</p>".encode())
    crawl.capture("1.html", body, link_text="年报")
    crawl.finish()
    assert built().row(STATUS)["status"] == "undated"


def test_another_agency_that_published_is_no_doubt(state: Path, built: Built) -> None:
    crawl = around(state)
    crawl.capture("x.html", report_page("尚志市水务局", 2022), link_text="年报")
    assert absent(crawl, built) == ("missing", None)


def mentioning(year: int, whom: str) -> bytes:
    """A report that says no more of who reports than whom to ask."""
    return report_page("", year, prose=f"如有疑问，请与{whom}联系（地址：中山路2号）。")


def test_who_is_only_to_be_asked_takes_no_doubt_from_another(state: Path, built: Built) -> None:
    crawl = around(state)
    crawl.capture("x.html", mentioning(2022, "尚志市政务服务中心"), link_text="年报")
    assert absent(crawl, built) == ("unknown", "unplaced_document")


def test_an_agency_that_is_only_mentioned_misses_nothing(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    for year in (2020, 2022):
        body = mentioning(year, "尚志市政务服务中心")
        crawl.capture(f"{year}.html", body, link_text="年报", listed_on=f"{year + 1}-01-20")
    crawl.finish()
    assert built().rows(
        "select c.year, c.status, c.reason from coverage c join agencies a on a.id = c.agency"
        " where a.name = '尚志市政务服务中心' and c.year = 2021"
    ) == [{"year": 2021, "status": "unknown", "reason": "unplaced_document"}]
