"""Datasette's own pages at home on the site: links, search, front page, and what is served at
all.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from tests.site.archives import AGENCY, NEW, OLD, annex_reading, figures_of, odd_reading, reading
from tests.site.conftest import Get, parsed, text_of


def test_only_the_archive_is_served(get: Get) -> None:
    assert [database["name"] for database in get("/-/databases.json").json()] == ["archive"]


def test_the_page_of_the_archive_lists_its_tables_views_and_queries(get: Get) -> None:
    page = parsed(get("/archive"))
    links = set(page.xpath("//main//a/@href"))
    assert {
        "/archive/reports",
        "/archive/applications",
        "/archive/report_wide",
        "/archive/contradictions",
    } <= links


def test_the_front_page_counts_every_figure_and_no_null(get: Get) -> None:
    totals = parsed(get("/")).xpath("//dl[@class='totals']/div")
    counts = {text_of(total.xpath("./dt")[0]): text_of(total.xpath("./dd")[0]) for total in totals}
    figures = len(figures_of(reading("2021"))) + len(figures_of(odd_reading()))
    figures += sum(entry["value"] is not None for entry in annex_reading()["statistics"])
    expected = {
        "门户 Portals": "1",
        "行政机关 Agencies": "2",
        "年度报告 Annual reports": "4",
        "数字 Figures": str(figures),
    }
    assert counts == expected


def test_the_front_page_leads_to_the_newest_reports(get: Get) -> None:
    links = parsed(get("/")).xpath("//ol[@class='newest']/li/a/@href")
    assert links == [f"/report/{NEW}", f"/report/{OLD}"]


def test_a_site_without_an_archive_says_what_to_do() -> None:
    page = asyncio.run(Datasette(memory=True).client.get("/"))
    assert page.status_code == 200 and "尚无数据" in page.text


def test_rows_of_the_archive_lead_to_the_pages_of_the_site(get: Get) -> None:
    reports = parsed(get("/archive/reports?year=2023"))
    assert reports.xpath("//td[contains(@class, 'col-title')]/a/@href") == [f"/report/{NEW}"]
    assert reports.xpath("//td[contains(@class, 'col-agency')]/a/@href") == [f"/agency/{AGENCY}"]
    rows = parsed(get(f"/archive/disclosures/{NEW}"))
    assert rows.xpath("//td[contains(@class, 'col-report')]/a/@href")
    row = parsed(get(f"/archive/reports/{NEW}"))
    assert row.xpath(f"//a[@class='button'][@href='/report/{NEW}']")


def test_a_query_links_ids_and_nothing_that_is_merely_called_so(get: Get) -> None:
    sql = (
        "select agency, 'x' as report from reports where year = 2023 union select '松江县水务局',"
        " id from reports"
    )
    page = parsed(get("/archive", params={"sql": sql}))
    cells = page.xpath("//td[contains(@class, 'col-agency') or contains(@class, 'col-report')]")
    linked = {text_of(cell): cell.xpath("./a/@href") for cell in cells}
    assert linked["松江县水务局"] == linked["x"] == []
    assert linked[AGENCY] == [f"/agency/{AGENCY}"] and linked[OLD] == [f"/report/{OLD}"]


def test_the_front_page_tells_who_published_and_who_did_not(get: Get) -> None:
    rows = [text_of(row) for row in parsed(get("/")).xpath("//ul[@class='coverage']/li")]
    assert sorted(rows) == ["已公布 Published 1", "未见 Missing 1", "逾期公布 Published late 1"]


@pytest.mark.parametrize(
    "words, found", [("水务", 1), ("水", 1), ("松江县水务局", 1), ("务水", 0), ("教育", 0)]
)
def test_search_finds_chinese_words_of_any_length(get: Get, words: str, found: int) -> None:
    rows = get("/archive/agencies.json", params={"_search": words, "_shape": "array"}).json()
    assert len(rows) == found


def test_an_agency_shows_its_years_also_those_without_a_report(get: Get) -> None:
    rows = parsed(get(f"/agency/{AGENCY}")).xpath("//table[contains(@class, 'years')]/tbody/tr")
    years = {text_of(row.xpath("./th")[0]): text_of(row) for row in rows}
    assert list(years) == ["2023", "2021", "2020", "2014"]
    assert "未见 Missing" in years["2021"] and "1016" in years["2023"]
    assert "该年格式无此项" in years["2014"]


def test_menus_of_table_pages_offer_the_downloads(get: Get) -> None:
    links = parsed(get("/archive/reports")).xpath(
        "//details[@class='actions-menu-links']//li/a/@href"
    )
    assert [link for link in links if "_bom=1" in link] == [
        "/archive/reports.csv?_stream=on&_dl=on&_bom=1"
    ]


def test_pages_stand_below_a_base_address(archive: Path) -> None:
    site = Datasette(files=[str(archive)], settings={"base_url": "/gk/"})
    page = parsed(asyncio.run(site.client.get(f"/report/{NEW}")))
    local = [link for link in page.xpath("//@href") if link.startswith("/")]
    assert local and all(link.startswith("/gk/") for link in local)


@pytest.mark.loopback
def test_datasette_on_the_command_line_serves_a_report(archive: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(archive), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = _wait_for(f"http://127.0.0.1:{port}/report/{NEW}", process)
        assert page.headers["x-content-type-options"] == "nosniff"
        assert parsed(page).xpath("string(//td[@id='c-3.granted.total']/a)").strip() == "1030"
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> httpx.Response:
    # That it ended is seen at once: the limit is for one that hangs, not for a busy machine.
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx.get(url, trust_env=False, timeout=60)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
