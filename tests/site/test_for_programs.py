"""Programs find everything at addresses that stay: JSON, feed, sitemap, and examples that are what
the site answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from lxml import etree

from publish.site.pages import sitemap
from publish.site.pages.developers import examples
from tests.site.archives import (
    AGENCY,
    ANNEX,
    HOSTILE,
    HOSTILE_TEXT,
    NEW,
    OLD,
    SHA256,
    figures_of,
    odd_reading,
    reading,
)
from tests.site.captured import Captured
from tests.site.conftest import Get, parsed, text_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASE = "http://localhost"


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Captured]:
    yield Captured(tmp_path_factory.mktemp("programs"))


# JSON


@pytest.mark.parametrize("report, made", [(NEW, reading("2021")), (OLD, odd_reading())])
def test_a_report_as_json_has_every_figure_and_null_where_there_is_none(
    get: Get, report: str, made: dict[str, object]
) -> None:
    response = get(f"/report/{report}.json")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    found = response.json()
    named = {
        ".".join(filter(None, (one["table"], one["row"], one["column"]))): one
        for one in found["figures"]
    }
    assert {
        name: str(one["value"]) for name, one in named.items() if one["value"] is not None
    } == figures_of(made)
    assert {one["status"] for one in named.values() if one["value"] is None} <= {
        "blank",
        "not_applicable",
        "unreadable",
        "absent",
    }
    assert (found["id"], found["address"]) == (report, f"{BASE}/report/{report}")
    assert [one["sha256"] for one in found["documents"]] == [SHA256]


def test_a_figure_as_json_says_where_it_comes_from(get: Get) -> None:
    found = get(f"/report/{OLD}/3/total/business.json").json()
    assert found["address"] == f"{BASE}/report/{OLD}/3/total/business"
    assert (found["table"], found["row"], found["column"]) == ("3", "total", "business")
    assert found["label"]["zh"].startswith("三（七）总计") and found["in_failed_check"] is True
    assert [(check["rule"], check["result"]) for check in found["checks"]] == [("balance", "fail")]
    assert found["document"]["sha256"] == SHA256 and found["document"]["archived"].startswith(
        f"{BASE}/source/"
    )
    assert (found["report"]["agency"], found["report"]["year"]) == (AGENCY, 2020)


def test_a_cell_without_a_number_says_why(get: Get) -> None:
    found = get(f"/report/{OLD}/3/granted/research.json").json()
    assert (found["value"], found["status"], found["printed"]) == (None, "unreadable", "1 2")
    assert get(f"/report/{OLD}/3/carried_out/total.json").json()["status"] == "absent"


def test_an_indicator_and_a_figure_of_table_2_have_addresses_too(get: Get) -> None:
    for one in get(f"/report/{ANNEX}.json").json()["figures"]:
        assert get(one["address"].removeprefix(BASE) + ".json").json()["value"] == one["value"]
    assert get(f"/report/{NEW}/2/fees_10k_yuan.json").json()["value"] == 2.29


def test_an_agency_as_json_has_its_years(get: Get) -> None:
    found = get(f"/agency/{AGENCY}.json").json()
    assert found["name"] == "松江县水务局"
    assert [(year["year"], year["report"]) for year in found["years"]] == [
        (2023, NEW),
        (2021, None),
        (2020, OLD),
        (2014, ANNEX),
    ]


@pytest.mark.parametrize(
    "path", ["/report/none.json", f"/report/{OLD}/3/none/none.json", "/agency/none.json"]
)
def test_what_is_not_there_is_not_found_as_json(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 404 and response.json()["ok"] is False


# Examples


def test_every_example_shows_what_the_site_answers(get: Get) -> None:
    articles = parsed(get("/developers")).xpath("//article[@class='worked-example']")
    assert len(articles) == 9
    for article in articles:
        [address] = article.xpath(".//p/a/@href")
        told = article.xpath(".//pre[@class='command']/code")[0].text_content()
        assert told == f"curl '{BASE}{address}'"
        response = get(address)
        assert response.status_code == 200
        name = article.get("id").removeprefix("example-")
        lines = examples.EXAMPLES[name].lines
        expected, more = examples.shown(response.text, response.headers["content-type"], lines)
        assert article.xpath(".//pre[@class='answer']/code")[0].text_content() == expected
        assert ("后略" in text_of(article)) == more and expected


def test_the_examples_hold_on_a_built_archive(captured: Captured) -> None:
    page = parsed(captured.get("/developers"))
    for address in page.xpath("//article[@class='worked-example']//p/a/@href"):
        assert captured.get(address).status_code == 200
    [figure] = [
        one
        for one in page.xpath("//article//pre[@class='answer']/code/text()")
        if '"new_received"' in one
    ][:1]
    assert '"status": "printed"' in figure


def test_language_models_are_told_the_same(get: Get) -> None:
    text = get("/llms.txt").text
    assert text.startswith(
        "# 公开 gongkai\n\n> Annual reports on government information disclosure."
    )
    links = re.findall(r"\]\((http://localhost[^)]*)\)", text)
    assert len(links) > 40 and len(set(links)) == len(links)
    for link in links[:14]:
        path = link.removeprefix(BASE).replace("%28", "(").replace("%29", ")")
        assert get(path).status_code == 200


# Sitemap


def addresses(content: bytes) -> list[str]:
    return [str(one) for one in etree.fromstring(content).xpath("//s:loc/text()", namespaces=MAP)]


def test_the_sitemap_has_every_report_agency_division_and_page(get: Get) -> None:
    parts = addresses(get("/sitemap.xml").content)
    found = [one for part in parts for one in addresses(get(part.removeprefix(BASE)).content)]
    reports = {f"{BASE}/report/{report}" for report in (NEW, OLD, ANNEX, HOSTILE)}
    assert reports | {
        f"{BASE}/agency/{AGENCY}",
        f"{BASE}/region/990101",
        f"{BASE}/downloads",
    } <= set(found)
    assert len(found) == len(set(found)) and not [one for one in found if "?" in one]
    for one in found:
        assert get(one.removeprefix(BASE) or "/").status_code == 200


def test_parts_are_bounded_and_meet_without_gap_or_overlap(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sitemap.A_PART <= 50_000
    monkeypatch.setattr(sitemap, "A_PART", 3)
    monkeypatch.setattr(sitemap, "_BATCH", 3)
    parts = [
        part
        for part in addresses(get("/sitemap.xml", headers={"x": "3"}).content)
        if "reports" in part
    ]
    sizes = [addresses(get(part.removeprefix(BASE), headers={"x": "3"}).content) for part in parts]
    assert [len(one) for one in sizes] == [3, 1] and len(
        {address for one in sizes for address in one}
    ) == 4
    assert get("/sitemap-reports-3.xml", headers={"x": "3"}).status_code == 404


def test_a_report_tells_when_its_figures_last_changed(get: Get) -> None:
    part = etree.fromstring(get("/sitemap-reports-1.xml").content)
    assert set(part.xpath("//s:lastmod/text()", namespaces=MAP)) == {"2024-05-01"}


@pytest.mark.parametrize(
    "path", ["/sitemap-reports-0.xml", "/sitemap-reports-2.xml", "/sitemap-cells-1.xml"]
)
def test_a_part_that_is_not_there_is_not_found(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_robots_are_told_where_the_sitemap_is(get: Get) -> None:
    lines = get("/robots.txt").text.splitlines()
    assert (
        lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
        and "Disallow: /*?" in lines
        and "Disallow: /source/" in lines
    )


# Feed


def entries(content: bytes) -> list[dict[str, str]]:
    feed = etree.fromstring(content)
    return [
        {
            child.tag.rpartition("}")[2]: (child.text or child.get("href") or "").strip()
            for child in entry
        }
        for entry in feed.xpath("//a:entry", namespaces=ATOM)
    ]


def test_the_feed_is_valid_and_tells_what_is_new_and_changed(captured: Captured) -> None:
    response = captured.get("/feed.atom")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert feed.xpath("string(a:id)", namespaces=ATOM) == f"{BASE}/feed.atom"
    assert feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM) == f"{BASE}/feed.atom"
    found = entries(response.content)
    assert len(found) == 5 and len({one["id"] for one in found}) == 5
    for one in found:
        assert {"id", "title", "updated", "link", "author", "summary"} <= one.keys()
        datetime.fromisoformat(one["updated"])
    assert feed.xpath("string(a:updated)", namespaces=ATOM) == max(one["updated"] for one in found)
    assert all(feed.xpath("//a:entry/a:author/a:name/text()", namespaces=ATOM))
    [changed] = [one for one in found if "改动" in one["title"]]
    report = captured.rows("select distinct report from changes")[0]["report"]
    figures = captured.rows("select count(*) as number from changes")[0]["number"]
    assert (
        changed["link"] == f"{BASE}/report/{report}#changes"
        and f"改动 {figures} 处" in changed["title"]
    )


def test_a_hostile_title_stays_text_in_the_feed(get: Get) -> None:
    titles = [one["title"] for one in entries(get("/feed.atom").content)]
    assert f"新收录：{HOSTILE_TEXT}" in titles


def test_an_entry_keeps_its_id(get: Get) -> None:
    first = [one["id"] for one in entries(get("/feed.atom").content)]
    again = [one["id"] for one in entries(get("/feed.atom", headers={"x": "again"}).content)]
    assert first == again and f"{BASE}/report/{NEW}" in first


def test_pages_lead_to_the_feed(get: Get) -> None:
    assert parsed(get("/")).xpath("//link[@type='application/atom+xml']/@href") == ["/feed.atom"]


def test_the_object_of_a_page_is_what_json_says(get: Get) -> None:
    whole = json.loads(get(f"/report/{NEW}.json").text)
    for one in whole["figures"][::40]:
        path = one["address"].removeprefix(BASE)
        assert get(f"{path}.json").json()["value"] == one["value"]
        assert str(one["value"]) in text_of(parsed(get(path)).xpath("//main")[0])
