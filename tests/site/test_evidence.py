"""Evidence reads as words: every fact that a crawl or an assessment records has a name in both
languages.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from crawler.evidence import Evidence, Listing
from crawler.reasons import Code, because
from publish.assess import measures
from publish.site.printed.evidence import Line, cell, lines
from publish.site.wording.words import texts
from tests.site.archives import HOSTILE_TEXT
from tests.site.captured import Captured
from tests.site.conftest import Get, parsed, text_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Captured]:
    yield Captured(tmp_path_factory.mktemp("evidence"))


REASON = because(Code.PAGES_NOT_SEEN, seen=2, announced=3).at("http://a.example/list")


def crawled() -> str:
    listing = Listing(
        "年报",
        pages_announced=3,
        pages_seen=2,
        items_announced=40,
        items_seen=40,
        failed_pages={"p": "500"},
    )
    found = Evidence(
        family="trs",
        listings={"http://a.example/list": listing},
        reports_fetched={"http://a.example/1": "水务局2023年政府信息公开工作年度报告"},
        blocked={},
        delays={"a.example": 1.5},
    )
    return json.dumps(found.as_json([REASON]))


def test_a_crawls_evidence_is_told_fact_by_fact_and_what_is_empty_is_left_out() -> None:
    told = {line.name: line for line in lines(crawled())}
    assert told["reasons"].value == REASON.text
    assert told["reports_by_year"].value == "2023: 1" and told["delays"].value == "a.example: 1.5"
    assert told["reports_fetched"] == Line(
        "reports_fetched", "1", ("http://a.example/1 — 水务局2023年政府信息公开工作年度报告",)
    )
    assert told["listings"].examples == (
        "年报 — http://a.example/list — 2/3 pages, 40/40 items, 1 failed_pages",
    )
    assert "blocked" not in told and "errors" not in told


def test_every_fact_of_a_crawl_has_words() -> None:
    names = {field.name for field in fields(Evidence)} | {"reasons", "reports_by_year"}
    assert {name for name in names if f"evidence.{name}" not in texts()} == set()


def test_every_fact_of_an_assessment_has_words(site: Captured) -> None:
    found = [json.loads(row["evidence"]) for row in site.rows("select evidence from assessments")]
    names = {name for evidence in found for name in evidence}
    assert (
        len(names) > 20 and {name for name in names if f"evidence.{name}" not in texts()} == set()
    )


def test_every_reason_why_something_cannot_be_told_has_words() -> None:
    source = inspect.getsource(measures)
    codes = set(re.findall(r'cannot_tell\(\s*"([a-z_]+)"', source))
    assert (
        len(codes) == 12
        and {code for code in codes if f"evidence_reason.{code}" not in texts()} == set()
    )
    assert "只见过一次" in cell('{"reason":"seen_once"}')


def test_a_report_shows_the_evidence_of_its_assessment_in_words(site: Captured) -> None:
    report = site.capture("a.html")["report"]
    section = parsed(site.get(f"/report/{report}")).xpath("//section[@id='assessment']")[0]
    assert "相符 Pass" in text_of(section) and '{"' not in text_of(section)


def test_tables_and_portals_show_the_evidence_of_a_crawl_in_words(site: Captured) -> None:
    for path in ("/archive/crawls", "/portals"):
        assert parsed(site.get(path)).xpath("//dl[@class='evidence']/dt")
    row = site.rows("select id, evidence from crawls")[0]
    assert row["evidence"] == '{"family": "trs", "listed": 1}'
    shown = parsed(site.get("/portals")).xpath("//dl[@class='evidence']/*")
    assert [text_of(one) for one in shown] == ["网站系统 Family", "trs", "listed", "1"]


@pytest.mark.parametrize(
    "evidence", [HOSTILE_TEXT, json.dumps({HOSTILE_TEXT: HOSTILE_TEXT}), "[1]", "", "null"]
)
def test_what_is_no_object_or_hostile_stays_text(evidence: str) -> None:
    assert "<script" not in cell(evidence) and "<img" not in cell(evidence)


def test_filters_are_named_in_the_readers_language(get: Get) -> None:
    shown = {}
    for language in ("zh", "en"):
        page = parsed(get("/archive/reports", cookies={"gongkai_language": language}))
        options = page.xpath("//select[@name='_filter_op']/option")
        shown[language] = {option.get("value"): text_of(option) for option in options}
    assert shown["zh"]["contains"] == "包含" and shown["en"]["contains"] == "contains"
    assert shown["zh"]["gte"] == "不小于" and shown["zh"]["isnull__1"] == "为空（null）"
    assert not [text for text in shown["zh"].values() if text.isascii()]
    found = get("/archive/reports.json?_shape=array&year__gte=2022").json()
    assert {row["year"] for row in found} == {2022, 2023}
