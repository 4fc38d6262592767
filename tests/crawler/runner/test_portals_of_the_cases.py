"""The portals of the reference documents (`cases/portals`), crawled and built by the program itself:
each shows one fault that other people met, and is right where its line of README.md says so.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from crawler.store.captures import Capture, CaptureStore

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1.5)]

CLEAN = ["00_plain", "01_content_encoding_utf8", "02_gbk_query", "03_refresh_header"]
CLEAN += ["05_redirect_raw_bytes", "15_random_query"]
THREE_YEARS = [(year, "verified", f"{year + 1}-01-20") for year in (2022, 2023, 2024)]


@contextmanager
def served(script: Path, folder: Path) -> Iterator[Path]:
    """The portals of a script, in a process of its own; its file `phase` says how they stand."""
    (folder / "phase").write_text("1")
    command = [sys.executable, "-B", str(script), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("ready"), "the portals did not start"
            yield folder
        finally:
            server.terminate()


def gongkai(folder: Path, *arguments: str) -> None:
    """Run the program on a folder's registry."""
    command = [sys.executable, "-m", "gongkai", *arguments, "--portals", "reg", "--state", "var"]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run(command, cwd=folder, env=surroundings, check=True, capture_output=True)


@dataclass(frozen=True)
class World:
    """A folder after its crawls and its build."""

    folder: Path

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        archive = f"{(self.folder / 'archive.db').as_uri()}?mode=ro"
        with closing(sqlite3.connect(archive, uri=True)) as database:
            return database.execute(query, parameters).fetchall()

    def reports(self, portal: str) -> list[tuple[Any, ...]]:
        """Year, quality and day of publication of a portal's reports."""
        query = "SELECT year, quality, published_on FROM reports WHERE portal = ? ORDER BY year"
        return self.rows(query, portal)

    def issues(self, portal: str) -> set[str]:
        query = (
            "SELECT code FROM issues WHERE portal = ?1 OR report IN (SELECT id FROM reports WHERE"
            " portal = ?1)"
        )
        return {code for (code,) in self.rows(query, portal)}

    def store(self, portal: str) -> CaptureStore:
        return CaptureStore(self.folder / "var", portal)

    def captured(self, portal: str, kind: str) -> list[Capture]:
        """The captures of the first crawl."""
        store = self.store(portal)
        first = store.runs()[0].id
        return [capture for capture in store.captures(kind) if capture.run == first]

    def paths(self, portal: str, kind: str = "report") -> list[str]:
        return [urlsplit(capture.url).path for capture in self.captured(portal, kind)]


@pytest.fixture(scope="module")
def faults(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The portals of server.py after a crawl as they stand first, and two as they stand later."""
    folder = tmp_path_factory.mktemp("faults")
    with served(shared / "cases" / "portals" / "server.py", folder):
        gongkai(folder, "crawl", "--all")
        (folder / "phase").write_text("2")
        gongkai(folder, "crawl", "--all")
        gongkai(folder, "crawl", "--all")
    gongkai(folder, "build", "--output", "archive.db")
    return World(folder)


@pytest.fixture(scope="module")
def names(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The portals of names.py after a crawl."""
    folder = tmp_path_factory.mktemp("names")
    with served(shared / "cases" / "portals" / "names.py", folder):
        gongkai(folder, "crawl", "--all")
    gongkai(folder, "build", "--output", "archive.db")
    return World(folder)


def test_every_crawl_ends_ok_and_costs_the_same(faults: World) -> None:
    portals = [portal for (portal,) in faults.rows("SELECT id FROM portals")]
    runs = {portal: faults.store(portal).runs() for portal in portals}
    assert len(portals) == 14
    assert {run.verdict for each in runs.values() for run in each} == {"ok"}
    costs = {portal: [run.requests for run in each] for portal, each in runs.items()}
    assert {portal: each for portal, each in costs.items() if len({*each}) > 1} == {}
    assert costs["15_random_query"] == [6, 6, 6]


@pytest.mark.parametrize("portal", CLEAN)
def test_three_reports_are_read_whole(faults: World, portal: str) -> None:
    assert faults.reports(portal) == THREE_YEARS


def test_a_query_is_asked_for_in_the_encoding_of_its_page(faults: World) -> None:
    title = quote("青浔县水务局2022年", encoding="gb18030")
    asked = [urlsplit(each.url).query for each in faults.captured("02_gbk_query", "report")]
    assert len(asked) == 3 and asked[0].startswith(f"title={title}")


def test_a_refresh_header_is_followed(faults: World) -> None:
    led_to = [f"/real/{year}.html" for year in (2022, 2023, 2024)]
    assert faults.paths("03_refresh_header") == led_to


def test_raw_bytes_of_a_location_are_kept_as_sent(faults: World) -> None:
    portal = "05_redirect_raw_bytes"
    [first, *_] = [each for each in faults.captured(portal, "report") if each.status == 302]
    warc = (faults.folder / "var" / first.warc_file).read_bytes()[first.warc_offset :]
    record = gzip.decompress(warc[: first.warc_length])
    assert "Location: /年报/2022.html\r\n".encode() in record
    assert quote("/年报/2022.html") in faults.paths(portal)


def test_a_pdf_behind_line_breaks_is_read(faults: World) -> None:
    assert faults.reports("06_pdf_behind_crlf") == [(2024, "verified", "2025-01-20")]
    query = (
        "SELECT penalty_decisions FROM disclosures JOIN reports ON reports.id = report"
        " WHERE portal = '06_pdf_behind_crlf'"
    )
    assert faults.rows(query) == [(346,)]


def test_a_correction_at_a_second_address_is_the_current_version(faults: World) -> None:
    portal = "07_correction_same_title"
    assert faults.reports(portal) == [(2024, "verified", "2025-03-10")]
    [(report,)] = faults.rows("SELECT id FROM reports WHERE portal = ?", portal)
    query = "SELECT penalty_decisions FROM disclosures WHERE report = ?"
    assert faults.rows(query, report) == [(364,)]
    changed = "SELECT row_key, old_value, new_value FROM changes WHERE report = ?"
    assert faults.rows(changed, report) == [("penalty_decisions", 346, 364)]
    # Whoever corrects a report has not published it late by that.
    known = "SELECT status, days_late FROM coverage WHERE report = ?"
    assert faults.rows(known, report) == [("published", None)]


def test_a_county_that_became_a_district_has_one_series(faults: World) -> None:
    portal = "09_county_became_district"
    years = faults.rows("SELECT agency, year FROM reports WHERE portal = ?", portal)
    [agency] = {agency for agency, _ in years}
    assert sorted(year for _, year in years) == [2021, 2022, 2023, 2024]
    known = "SELECT status FROM coverage WHERE agency = ? AND year BETWEEN 2021 AND 2024"
    assert faults.rows(known, agency) == [("published",)] * 4


def test_both_pages_of_an_article_are_fetched_and_one_report(faults: World) -> None:
    portal = "11_article_of_two_pages"
    [(report,)] = faults.rows("SELECT id FROM reports WHERE portal = ?", portal)
    shown = faults.rows("SELECT url, report FROM captures WHERE portal = ? ORDER BY url", portal)
    names = {urlsplit(url).path: told for url, told in shown if "/nb/t" in url}
    assert names == {"/nb/t20250120_20241.html": report, "/nb/t20250120_20241_1.html": report}


def test_a_table_that_is_a_picture_is_fetched_and_named_as_unread(faults: World) -> None:
    portal = "13_table3_is_a_picture"
    assert faults.paths(portal, "attachment") == ["/nb/W020250120.png"]
    assert faults.reports(portal) == [(2024, "doubtful", "2025-01-20")]
    assert {"picture_not_read", "table_missing"} <= faults.issues(portal)


def test_random_numbers_in_addresses_make_no_further_captures(faults: World) -> None:
    query = "SELECT count(*) FROM captures WHERE portal = '15_random_query' AND kind = 'report'"
    assert faults.rows(query) == [(3,)]


def test_a_year_that_is_not_over_is_none(faults: World) -> None:
    portal = "17_title_year_2042"
    assert [year for year, *_ in faults.reports(portal)] == [2023, 2024]
    assert "title_year_differs" in faults.issues(portal)


def test_a_document_under_another_name_in_its_package_is_read(faults: World) -> None:
    assert faults.reports("19_docx_document2") == [(2024, "verified", "2025-01-20")]


def test_each_year_of_one_address_has_its_own_day_of_publication(faults: World) -> None:
    portal = "21_same_address_new_year"
    published = [(2023, "verified", "2024-01-20"), (2024, "verified", "2025-01-20")]
    assert faults.reports(portal) == published
    query = (
        "SELECT year, status, days_late FROM coverage WHERE year < 2025 AND agency IN"
        " (SELECT agency FROM reports WHERE portal = ?) ORDER BY year"
    )
    assert faults.rows(query, portal) == [(2023, "published", None), (2024, "published", None)]


@pytest.mark.parametrize(
    ("portal", "name", "years"),
    [
        ("township", "青浔县青石镇人民政府", [2021, 2022, 2023, 2024]),
        ("abbrev_renshe", "青浔县人力资源和社会保障局", [2021, 2022]),
        ("brackets", "青浔县水务局（县河长办）", [2021, 2022]),
        ("government", "青浔县人民政府", [2021, 2022, 2023]),
    ],
)
def test_one_agency_under_several_names_is_one(
    names: World, portal: str, name: str, years: list[int]
) -> None:
    query = (
        "SELECT agencies.name, year, quality FROM reports JOIN agencies ON agencies.id = agency"
        " WHERE reports.portal = ? ORDER BY year"
    )
    assert names.rows(query, portal) == [(name, year, "verified") for year in years]
    assert names.store(portal).runs()[0].verdict == "ok"
