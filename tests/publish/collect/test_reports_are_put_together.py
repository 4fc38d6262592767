from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, page, report_page

BUREAU = "尚志市民政局"
Built = Callable[..., Archive]


def test_a_page_that_shows_its_report_is_one_report(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture(
        "2024.html",
        report_page(BUREAU, 2024, published_on="2025-01-20"),
        link_text="年报",
        listed_on="2025-01-21",
    )
    crawl.finish()
    report = built().row("select * from reports")
    assert (report["id"], report["agency"], report["year"]) == (
        "230183-c6a93809-2024",
        "230183-c6a93809",
        2024,
    )
    assert (report["form"], report["quality"], report["failed_checks"]) == ("2021", "verified", 0)
    assert (report["published_on"], report["versions"], report["gone_since"]) == (
        "2025-01-20",
        1,
        None,
    )
    assert report["url"] == report["page_url"] == crawl.url("2024.html")


def test_a_report_in_the_attachment_has_the_identity_of_its_page(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    title = f"{BUREAU}2024年政府信息公开工作年度报告"
    shell = page(
        title, f"<h1>{title}</h1><p>见附件</p>", '<meta name="PubDate" content="2025-01-20">'
    )
    tables = report_page(BUREAU, 2024, table3=balanced(7), title="政府信息公开工作年度报告")
    crawl.capture("2024.html", shell, link_text=title)
    crawl.capture(
        "files/1.html", tables, "attachment", page_url=crawl.url("2024.html"), link_text="附件"
    )
    crawl.finish()
    archive = built()
    report = archive.row("select * from reports")
    assert (report["year"], report["published_on"]) == (2024, "2025-01-20")
    assert (report["url"], report["page_url"]) == (
        crawl.url("files/1.html"),
        crawl.url("2024.html"),
    )
    assert archive.values("select name from agencies") == [BUREAU]
    assert archive.values("select total from applications where outcome = 'new_received'") == [7]
    roles = archive.rows("select url, role from captures order by url")
    assert [(row["url"].rpartition("/")[2], row["role"]) for row in roles] == [
        ("2024.html", "page"),
        ("1.html", "figures"),
    ]


def test_a_page_that_says_nothing_still_leads_to_its_report(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("2024.html", page("通知公告", "<p>请见附件。</p>"), link_text="年报下载")
    crawl.capture(
        "1.html",
        report_page(BUREAU, 2024),
        "attachment",
        page_url=crawl.url("2024.html"),
        link_text="附件",
    )
    crawl.finish()
    archive = built()
    assert archive.values("select page_url from reports") == [crawl.url("2024.html")]
    assert archive.rows("select role, report from captures order by url desc") == [
        {"role": "page", "report": "230183-c6a93809-2024"},
        {"role": "figures", "report": "230183-c6a93809-2024"},
    ]
    assert archive.values("select code from issues") == []


def test_an_attachment_s_own_year_wins_and_the_conflict_is_told(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    title = f"{BUREAU}2024年政府信息公开工作年度报告"
    crawl.capture("2024.html", page(title, f"<h1>{title}</h1><p>见附件</p>"), link_text=title)
    crawl.capture(
        "1.html",
        report_page(BUREAU, 2023),
        "attachment",
        page_url=crawl.url("2024.html"),
        link_text="附件",
    )
    crawl.finish()
    archive = built()
    assert archive.rows("select year, quality from reports order by year") == [
        {"year": 2023, "quality": "verified"},
        {"year": 2024, "quality": "unparsed"},
    ]
    assert archive.values("select message from issues where code = 'attachment_differs'") == [
        "the attachment says year 2023, its page 2024"
    ]


def test_of_two_documents_the_better_reading_is_published_and_the_twin_kept(
    state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state)
    wrong = balanced(3) | {"carried_out": [1, 0, 0, 0, 0, 0, 1]}
    crawl.capture("a.html", report_page(BUREAU, 2024, table3=wrong), link_text="年报")
    crawl.capture("b.html", report_page(BUREAU, 2024, table3=balanced(3)), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.row("select quality, url from reports") == {
        "quality": "verified",
        "url": crawl.url("b.html"),
    }
    assert archive.rows("select url, role from captures order by url") == [
        {"url": crawl.url("a.html"), "role": "twin"},
        {"url": crawl.url("b.html"), "role": "figures"},
    ]
    assert archive.values("select message from issues where code = 'twin_differs'") == [
        f"2 figures differ from {crawl.url('a.html')}: 3.carried_out.natural_person 0 / 1,"
        " 3.carried_out.total 0 / 1"
    ]


def test_the_same_bytes_at_two_addresses_are_no_contradiction(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    for path in ("b.html", "a.html"):
        crawl.capture(path, report_page(BUREAU, 2024), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select url from reports") == [crawl.url("a.html")]
    assert archive.values("select count(*) from issues") == [0]


def test_an_agency_on_two_portals_is_one_agency(state: Path, built: Built) -> None:
    for portal, region, name in (
        ("city", "230100", "尚志市民政局"),
        ("county", "230183", "民政局"),
    ):
        crawl = PracticeCrawl(state, portal, region)
        crawl.capture(
            "1.html", report_page(name, 2023 if portal == "city" else 2024), link_text="年报"
        )
        crawl.finish()
    archive = built()
    agency = archive.row("select * from agencies")
    assert (agency["name"], agency["portal"], agency["reports"], agency["kind"]) == (
        BUREAU,
        "county",
        2,
        "department",
    )
    assert archive.values("select name from regions order by code") == [
        "黑龙江省",
        "哈尔滨市",
        "尚志市",
    ]


def test_a_township_is_one_agency_however_its_name_is_written(state: Path, built: Built) -> None:
    names = ("亚布力镇政府", "尚志市亚布力镇人民政府", "亚布力镇人民政府")
    crawl = PracticeCrawl(state)
    for year, name in zip((2022, 2023, 2024), names, strict=True):
        crawl.capture(f"{year}.html", report_page(name, year), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.row("select name, kind, level, region, reports from agencies") == {
        "name": "尚志市亚布力镇人民政府", "kind": "township", "level": "township", "region": "230183103", "reports": 3,
    }  # fmt: skip
    assert archive.row("select name, parent from regions where code = '230183103'") == {
        "name": "亚布力镇", "parent": "230183",
    }  # fmt: skip


def test_a_township_whose_name_fits_several_is_left_apart_with_an_issue(
    state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state, region="410300", name="洛阳市人民政府")
    for path, name in (("a.html", "城关镇人民政府"), ("b.html", "汝阳县城关镇人民政府")):
        crawl.capture(path, report_page(name, 2024), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select region from agencies order by region") == ["410300", "410326100"]
    issue = archive.row("select code, message, portal from issues")
    assert (issue["code"], issue["portal"]) == ("agency_ambiguous", "test")
    assert "城关镇人民政府 may be of any of 410308100, 410325100, 410326100" in issue["message"]


def test_a_change_at_the_same_address_is_told_figure_by_figure(state: Path, built: Built) -> None:
    for received in (3, 4):
        crawl = PracticeCrawl(state)
        crawl.capture(
            "1.html", report_page(BUREAU, 2024, table3=balanced(received)), link_text="年报"
        )
        crawl.finish()
    archive = built()
    assert archive.values("select total from applications where outcome = 'granted'") == [4]
    assert archive.values("select versions from reports") == [2]
    assert archive.values("select count(*) from changes") == [6]
    assert archive.rows(
        "select row_key, old_value, new_value from changes where column_key = 'total' order by id"
    ) == [
        {"row_key": row, "old_value": 3, "new_value": 4}
        for row in ("granted", "new_received", "total")
    ]
    assert archive.rows(
        "select distinct old.role as old, new.role as new from changes "
        "join captures old on old.id = old_capture join captures new on new.id = new_capture"
    ) == [{"old": "version", "new": "figures"}]


def test_a_correction_in_page_and_file_is_one_change_and_a_correction_taken_back_is_another(
    state: Path, built: Built
) -> None:
    for received in (3, 4, 3, 4):
        crawl = PracticeCrawl(state)
        page = report_page(BUREAU, 2024, table3=balanced(received))
        crawl.capture("1.html", page, link_text="年报")
        crawl.capture(
            "1-print.html",
            page.replace(b"<td", b"<td "),
            kind="attachment",
            link_text="年报",
            page_url=crawl.url("1.html"),
        )
        crawl.finish()
    archive = built()
    assert archive.values("select count(*) from reports") == [1]
    received = (
        "select old_value, new_value from changes where row_key = 'new_received' and column_key ="
        " 'total' order by id"
    )
    assert [tuple(row.values()) for row in archive.rows(received)] == [(3, 4), (4, 3), (3, 4)]


def test_a_changed_shell_changes_no_figure(state: Path, built: Built) -> None:
    for prose in ("浏览 1 次。", "浏览 2 次。"):
        crawl = PracticeCrawl(state)
        crawl.capture("1.html", report_page(BUREAU, 2024, prose=prose), link_text="年报")
        crawl.finish()
    archive = built()
    assert archive.values("select versions from reports") == [2]
    assert archive.values("select count(*) from changes") == [0]


def test_a_report_that_was_taken_down_stays_with_its_date(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page(BUREAU, 2024), link_text="年报")
    crawl.finish()
    crawl = PracticeCrawl(state)
    gone = crawl.capture("1.html", page("404", "没有"), "other", 404, link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select gone_since from reports") == [gone.fetched_at]
    assert archive.values("select role from captures order by status") == ["figures", "gone"]
    assert archive.values("select total from applications where outcome = 'granted'") == [3]


def test_a_page_that_became_something_else_keeps_the_report(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page(BUREAU, 2024), link_text="年报")
    crawl.finish()
    crawl = PracticeCrawl(state)
    title = f"{BUREAU}2024年政府信息公开工作年度报告"
    crawl.capture("1.html", page(title, f"<h1>{title}</h1><p>正在维护</p>"), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.row("select quality, versions from reports") == {
        "quality": "verified",
        "versions": 2,
    }
    assert archive.values("select code from issues") == ["version_tables_differ"]


def test_what_is_no_report_is_counted_and_nothing_else(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture(
        "n.html",
        page("春季植树活动", "<h1>春季植树活动</h1><p>种树。</p>"),
        link_text="春季植树活动",
    )
    crawl.finish()
    archive = built()
    assert archive.values("select count(*) from reports") == [0]
    issue = archive.row("select code, portal, report from issues")
    assert issue == {"code": "not_a_report", "portal": "test", "report": None}
    assert archive.row("select role, report from captures") == {"role": "none", "report": None}


def test_the_link_names_the_report_where_the_page_does_not(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    link = f"{BUREAU}2024年政府信息公开工作年度报告"
    body = (
        report_page("X", 0).split(b"<h1>")[0].replace("X0年政府信息公开工作年度报告".encode(), b"")
    )
    tables = report_page(BUREAU, 2024).split(b"</h1>")[1]
    crawl.capture("1.html", body + tables, link_text=link, listed_on="2025-02-30")
    crawl.finish()
    archive = built()
    assert archive.row("select year, title, published_on from reports") == {
        "year": 2024,
        "title": link,
        "published_on": None,
    }
    assert archive.values("select name from agencies") == [BUREAU]


def a_clock_that_stood_ahead(state: Path, run: int, years: int) -> None:
    """Put the captures of a run, and the run, into the future."""
    with sqlite3.connect(state / "captures/test/log.db") as log:
        ahead = f"strftime('%Y-%m-%dT%H:%M:%SZ', {{}}, '+{years} years')"
        name = "(select id from runs where number = ?)"
        moved = ahead.format("fetched_at")
        log.execute(f"update captures set fetched_at = {moved} where run = {name}", (run,))
        moved = ahead.format("started_at")
        log.execute(f"update runs set started_at = {moved} where number = ?", (run,))


def test_a_clock_that_stood_ahead_once_publishes_no_version_that_was_replaced(
    state: Path, built: Built
) -> None:
    for received in (3, 4):
        crawl = PracticeCrawl(state)
        crawl.capture(
            "1.html", report_page(BUREAU, 2024, table3=balanced(received)), link_text="年报"
        )
        crawl.finish()
    a_clock_that_stood_ahead(state, run=1, years=1)
    archive = built()
    assert archive.values("select total from applications where outcome = 'new_received'") == [4]
    changes = "select old_value, new_value from changes where row_key = 'granted'"
    assert archive.rows(f"{changes} and column_key = 'total'") == [{"old_value": 3, "new_value": 4}]
    report = archive.row("select first_seen, last_seen from reports")
    assert report["first_seen"] < report["last_seen"]
    [issue] = archive.rows("select code, portal from issues")
    assert issue == {"code": "clock_set_back", "portal": "test"}
