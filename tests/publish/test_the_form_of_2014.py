"""Reports on 2014-2018: the statistics table and prose, from real readings into the archive and
onto the site.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from datasette.app import Datasette
from lxml import html

from publish.schema.metadata import metadata
from tests.extract.tables.test_statistics import CLOSING, OPENING, Rows, html_table, national
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl

Built = Callable[..., Archive]
FUNDS = "政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）"
STAFF = "从事政府信息公开工作人员数"


def page(*parts: str) -> bytes:
    before, after = ("".join(f"<p>{line}</p>" for line in lines) for lines in (OPENING, CLOSING))
    return (
        f'<html><meta charset="utf-8"><body>{before}{"".join(parts)}{after}</body></html>'.encode()
    )


def of_2014(figures: dict[str, str] | None = None) -> bytes:
    rows: Rows = national(figures)
    return page("<p>附表</p>", html_table([*rows, ["村级公开栏数", "个", "77"]]))


def crawl(state: Path, *bodies: bytes) -> None:
    """One run for each body, all of one address."""
    for body in bodies:
        run = PracticeCrawl(state)
        run.capture("2016.html", body, link_text="2016年年报")
        run.finish()


def shown(archive: Archive, path: str) -> html.HtmlElement:
    async def answered() -> str:
        datasette = Datasette([], immutables=[str(archive.path)], metadata=metadata())
        await datasette.invoke_startup()
        answer = await datasette.client.get(path)
        assert answer.status_code == 200
        return str(answer.text)

    return html.fromstring(asyncio.run(answered()))


def test_every_indicator_is_a_row_with_its_exact_value(state: Path, built: Built) -> None:
    crawl(state, of_2014())
    archive = built()
    assert archive.row("select form, year, quality from reports") == {
        "form": "2014",
        "year": 2016,
        "quality": "verified",
    }
    assert archive.values("select count(*) from statistics") == [
        len([row for row in national() if row[1] != "—"])
    ]
    asked = "select chapter, unit, value, exact, row_key from statistics where label = ?"
    assert archive.row(asked, FUNDS) == {
        "chapter": "八、机构建设和保障经费情况",
        "unit": "万元",
        "value": 12.5,
        "exact": "12.5",
        "row_key": FUNDS,
    }
    assert archive.row(asked, "村级公开栏数")["exact"] == "77"
    twice = "select row_key, exact from statistics where label = '被依法纠错数' order by id"
    assert archive.rows(twice) == [
        {"row_key": "四、行政复议数量/被依法纠错数", "exact": "2"},
        {"row_key": "五、行政诉讼数量/被依法纠错数", "exact": "0"},
    ]
    assert archive.values("select count(*) from disclosures") == [0]


def test_what_is_no_number_stands_among_the_cells_and_is_null(state: Path, built: Built) -> None:
    crawl(state, of_2014({"staff": "", "funds": "约三万"}))
    archive = built()
    joined = """
        select s.label, s.value, s.exact, c.statutory_table, c.status, c.raw from cells c
        join statistics s on s.report = c.report and s.row_key = c.row_key order by c.id"""
    assert archive.rows(joined) == [
        {
            "label": STAFF,
            "value": None,
            "exact": None,
            "statutory_table": "statistics",
            "status": "blank",
            "raw": "",
        },
        {
            "label": FUNDS,
            "value": None,
            "exact": None,
            "statutory_table": "statistics",
            "status": "unreadable",
            "raw": "约三万",
        },
    ]
    assert archive.values("select quality from reports") == ["doubtful"]
    assert archive.values("select statutory_table from tables") == ["statistics"]
    assert {"unknown_indicator", "not_a_number"} <= set(archive.values("select code from issues"))


def test_sums_of_the_statistics_table_are_checked(state: Path, built: Built) -> None:
    crawl(state, of_2014({"requests_by_internet": "8"}))
    failed = (
        "select subject, left_value, right_value from checks where rule = 'statistics_sum' and"
        " result = 'fail'"
    )
    archive = built()
    assert archive.rows(failed) == [{"subject": "收到申请数", "left_value": 11, "right_value": 12}]
    assert archive.values("select failed_checks from reports") == [1]


def test_an_indicator_that_was_changed_after_publication_is_told(state: Path, built: Built) -> None:
    crawl(state, of_2014(), of_2014({"trained": "61"}))
    assert built().rows(
        "select statutory_table, row_key, column_key, old_value, new_value from changes"
    ) == [
        {
            "statutory_table": "statistics",
            "row_key": "接受培训人员数",
            "column_key": None,
            "old_value": 60,
            "new_value": 61,
        }
    ]


def test_the_page_shows_every_indicator_and_no_zero_for_nothing(state: Path, built: Built) -> None:
    crawl(state, of_2014({"staff": "", "funds": "约三万"}))
    archive = built()
    [report] = archive.values("select id from reports")
    rows = shown(archive, f"/report/{report}").xpath("//section[@id='statistics']//tbody/tr")
    found = {
        row.xpath("string(./th)"): " ".join(row.xpath("string(./td[last()])").split())
        for row in rows
    }
    assert len(rows) == len(archive.rows("select id from statistics"))
    assert (found["收到申请数"], found["村级公开栏数"]) == ("12", "77")
    assert found[STAFF].startswith("空")
    assert rows[[row.xpath("string(./th)") for row in rows].index(FUNDS)].xpath(
        ".//td//@title"
    ) == ["约三万"]
    assert not found[FUNDS][:1].isdigit()
    front = " ".join(shown(archive, "/").text_content().split())
    assert str(len(rows) - 2) in front


def test_one_label_printed_twice_shows_each_number_in_its_row(state: Path, built: Built) -> None:
    local = [["村级公开栏数", "个", "5"], ["村级公开栏数", "个", ""], ["村级公开栏数", "个", "9"]]
    crawl(state, page("<p>附表</p>", html_table([*national(), *local])))
    archive = built()
    [report] = archive.values("select id from reports")
    printed = archive.values(
        "select exact from statistics where label = '村级公开栏数' order by id"
    )
    rows = shown(archive, f"/report/{report}").xpath(
        "//section[@id='statistics']//tr[th='村级公开栏数']"
    )
    numbers = [row.xpath("string(.//span[@class='number'])") or None for row in rows]
    assert numbers == printed
    assert printed in (["5", None, "9"], ["5", "9"])


@pytest.fixture
def prose() -> bytes:
    """A report that states its figures in sentences alone."""
    return page(
        "<p>全年受理政府信息公开申请12件，均按期答复。</p>", "<p>全年主动公开政府信息365条。</p>"
    )


def test_a_report_of_prose_is_told_apart_from_one_whose_tables_are_lost(
    prose: bytes, state: Path, built: Built
) -> None:
    crawl(state, prose)
    archive = built()
    report = archive.row("select id, form, quality from reports")
    assert (report["form"], report["quality"]) == ("prose", "unparsed")
    assert archive.values("select count(*) from statistics") == [0]
    text = shown(archive, f"/report/{report['id']}").text_content()
    assert "没有统计表" in text
    assert "365条" in text
