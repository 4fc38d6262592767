"""What must be known of a report stands beside its verdict, wherever the verdict stands."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from publish.schema.metadata import metadata
from tests.site.archives import AGENCY, NEW, OLD, build_archive
from tests.site.conftest import Get, parsed, text_of

MADE = f"""
update reports set gone_since = '2024-07-01T00:00:00Z' where id = '{OLD}';
insert into checks (id, report, rule, subject, left_value, right_value, result,
  assumed_blank_zero, source) values
  (900, '{NEW}', 'carry_over', 'total', 5, 6, 'fail', 0, 'archive'),
  (901, '{OLD}', 'carry_over', 'total', 5, 5, 'pass', 0, 'archive');
insert into issues (id, report, source, code, message) values
  (900, '{OLD}', 'document', 'part_unreadable', 'page 3');
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path: Path = build_archive(tmp_path_factory.mktemp("notices") / "archive.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(MADE)
    return Datasette(files=[str(path)], metadata=metadata())


def answer(site: Datasette, path: str) -> httpx.Response:
    return asyncio.run(site.client.get(path, cookies={"gongkai_language": "zh"}))


CHANGED, CONTRADICTED = "公布后改过 1 个数字", "与上一年度报告不符：1 处"
REUSED = "文字 90% 与另一份报告雷同"
WITHDRAWN, PARTIAL = "已撤下（2024-07-01 起）", "本库未能读出全文"
EXPECTED = {NEW: [CHANGED, CONTRADICTED, REUSED], OLD: [WITHDRAWN, PARTIAL]}


def told(response: httpx.Response, report: str) -> list[str]:
    """The notices of a report on a page."""
    links = parsed(response).xpath("//ul[@class='notices']/li/a")
    return [text_of(link) for link in links if f"/report/{report}#" in link.get("href")]


@pytest.mark.parametrize("report", EXPECTED)
def test_the_report_its_agency_and_the_search_say_the_same(report: str, site: Datasette) -> None:
    places = (
        f"/report/{report}",
        f"/report/{report}/3/granted/total",
        f"/agency/{AGENCY}",
        f"/search?q={report[-4:]}+年度报告",
    )
    for path in places:
        assert told(answer(site, path), report) == EXPECTED[report], path


def test_each_notice_leads_to_what_says_more(site: Datasette) -> None:
    page = parsed(answer(site, f"/report/{NEW}"))
    for link in page.xpath("//ul[@class='notices']/li/a/@href"):
        assert page.xpath("//*[@id=$name]", name=link.partition("#")[2]), link


def test_notices_stand_at_the_top_beside_the_verdict(site: Datasette) -> None:
    [head] = parsed(answer(site, f"/report/{NEW}")).xpath("//header[@class='report-head']")
    assert text_of(head.xpath(".//*[contains(@class, 'badge')]")[0]) == "表内自洽"
    assert len(head.xpath("./ul[@class='notices']/li")) == 3


def test_a_report_without_any_has_no_list(get: Get) -> None:
    assert parsed(get(f"/report/{OLD}")).xpath("//ul[@class='notices']") == []


def test_a_changed_cell_shows_what_it_was_and_both_open_their_places(site: Datasette) -> None:
    page = parsed(answer(site, f"/report/{NEW}"))
    [cell] = page.xpath("//td[@id='c-3.granted.total']")
    now, was = cell.xpath("./a")
    assert "changed" in cell.get("class") and text_of(was) == "原为 4444"
    assert now.get("href") == f"/report/{NEW}/3/granted/total"
    assert was.get("href").startswith("/source/")
    assert was.get("href").endswith("?cell=3.granted.total")
    old, new = page.xpath("//section[@id='changes']//td/a/@href")
    assert old == was.get("href") and new != old
    framed = parsed(answer(site, f"/report/{NEW}/3/granted/total"))
    [note] = framed.xpath("//p[contains(@class, 'changed-notice')]/a")
    assert "4444" in text_of(note) and note.get("href") == was.get("href")


def test_a_page_of_a_document_opens_at_the_cell_that_is_asked_for(site: Datasette) -> None:
    [was] = parsed(answer(site, f"/report/{NEW}")).xpath("//a[@class='old-value']/@href")
    assert answer(site, was).status_code == 200
    assert answer(site, was.replace("3.granted", "nonsense")).status_code == 200


def test_json_says_all_that_the_page_says(site: Datasette) -> None:
    found = answer(site, f"/report/{NEW}.json").json()
    assert [(one["kind"], one["value"]) for one in found["notices"]] == [
        ("changed", 1), ("contradicts", 1), ("reused", 0.9)
    ]  # fmt: skip
    [change] = found["changes"]
    assert (change["row"], change["old_value"], change["new_value"]) == ("granted", 4444, 5555)
    assert change["old_archived"].endswith("?cell=3.granted.total")
    assert {one["indicator"]: one["result"] for one in found["assessments"]} == {
        "published_on_time": "met", "arithmetic": "not_met", "unchanged": "not_assessable",
    }  # fmt: skip
    assert [one["similarity"] for one in found["text_reuse"]] == [0.83]
    assert [one["heading"] for one in found["sections"]] == ["总体情况"]
    figure = answer(site, f"/report/{NEW}/3/granted/total.json").json()
    assert figure["changed"]["old_value"] == 4444
    assert answer(site, f"/report/{NEW}/3/total/total.json").json()["changed"] is None
