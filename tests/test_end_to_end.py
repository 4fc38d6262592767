"""The whole way once, with nothing replaced: practice portals, the crawl, the build, Datasette, and
its answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from extract.forms import disclosure_keys
from samples import ExpectedReport, expected_reports, practice_portal_ids
from samples.world import chosen_portals
from tests.practice_archive import PracticeArchive, gongkai, practice_archive, served

pytestmark = [pytest.mark.loopback, pytest.mark.minutes(1)]
PORTALS = practice_portal_ids(demo_only=True)
REPORTED = [
    (agency.name, year)
    for portal in chosen_portals(demo_only=True)
    for agency in portal.agencies
    for year in agency.reported_years
]


@cache
def truth() -> dict[tuple[str, int], ExpectedReport]:
    """Every report that has to be found, by agency and year."""
    return {(report.agency, report.year): report for report in expected_reports(demo_only=True)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> PracticeArchive:
    """Crawled and built, once for all tests of this module."""
    return practice_archive(tmp_path_factory)


@pytest.fixture(scope="module")
def site(world: PracticeArchive) -> Iterator[httpx.Client]:
    """A client of the real site."""
    with (
        served(world.folder) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        yield client


def rows(site: httpx.Client, table: str, **filters: object) -> list[dict[str, Any]]:
    """Rows of a table or view, as the JSON of the site gives them to anybody."""
    answer = site.get(
        f"/archive/{table}.json", params={"_shape": "array", "_size": "max", **filters}
    )
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.fixture(scope="module")
def reports(site: httpx.Client) -> dict[tuple[str, int], dict[str, Any]]:
    """Every report of the archive by agency and year."""
    names = {row["id"]: row["name"] for row in rows(site, "agencies")}
    return {(names[row["agency"]], row["year"]): row for row in rows(site, "reports")}


def test_every_portal_was_finished(world: PracticeArchive, site: httpx.Client) -> None:
    assert {row["id"]: row["verdict"] for row in rows(site, "portals")} == dict.fromkeys(
        PORTALS, "ok"
    )
    assert sum(row["requests"] for row in rows(site, "crawls")) == world.requests
    lines = [line for line in world.crawl_output.splitlines() if ": ok, " in line]
    assert len(lines) == len(PORTALS)


def test_every_report_is_found_and_none_is_made_up(
    reports: dict[tuple[str, int], dict[str, Any]],
) -> None:
    assert set(reports) == set(truth()) == set(REPORTED)
    assert len(truth()) == 80


def printed_amount(key: str, value: object) -> object:
    """A figure of table 2 as the archive holds it: amounts are decimal strings in the truth,
    numbers in the archive.
    """
    return float(Decimal(str(value))) if key.endswith("_10k_yuan") and value is not None else value


@pytest.mark.parametrize(("agency", "year"), REPORTED)
def test_every_figure_is_as_printed(
    agency: str, year: int, site: httpx.Client, reports: dict[tuple[str, int], dict[str, Any]]
) -> None:
    expected, report = truth()[agency, year], reports[agency, year]
    assert (report["form"], report["signed_on"], report["published_on"]) == (
        expected.form,
        expected.signed_on.isoformat(),
        expected.published_on.isoformat(),
    )

    disclosures = [
        [row[key] for key in disclosure_keys()]
        for row in rows(site, "disclosures", report=report["id"])
    ]
    printed = [printed_amount(key, expected.table2.get(key)) for key in disclosure_keys()]
    assert disclosures == ([printed] if expected.table2 else [])

    applications = {
        row.pop("outcome"): row for row in rows(site, "applications", report=report["id"])
    }
    found = {outcome: [row[key] for key in COLUMNS] for outcome, row in applications.items()}
    assert {**dict.fromkeys(expected.table3, [None] * 7), **found} == expected.table3

    reviews = {row.pop("route"): row for row in rows(site, "reviews", report=report["id"])}
    assert {
        route: [row[key] for key in OUTCOMES] for route, row in reviews.items()
    } == expected.table4

    statistics = rows(site, "statistics", report=report["id"], _sort="id")
    assert [[row[key] for key in INDICATOR] for row in statistics] == [
        [*row.values()] for row in expected.statistics
    ]


COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other", "total")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
INDICATOR = ("chapter", "label", "unit", "exact")


@pytest.mark.parametrize(("agency", "year"), REPORTED)
def test_every_contradiction_is_found_and_none_is_made_up(
    agency: str, year: int, site: httpx.Client, reports: dict[tuple[str, int], dict[str, Any]]
) -> None:
    expected, report = truth()[agency, year], reports[agency, year]
    # The truth does not judge checks that rest on a blank cell.
    failed = rows(site, "checks", report=report["id"], result="fail", assumed_blank_zero=0)
    assert {(check["rule"], check["subject"]) for check in failed} == expected.fails


def test_pages_of_odd_reports_show_their_figures_and_lead_to_their_sources(
    site: httpx.Client, reports: dict[tuple[str, int], dict[str, Any]]
) -> None:
    odd = {key: one for key, one in truth().items() if one.fails or one.special_cells}
    assert len(odd) == 30
    for key, expected in odd.items():
        require_figures_and_sources(expected, reports[key], site)


def require_figures_and_sources(
    expected: ExpectedReport, report: dict[str, Any], site: httpx.Client
) -> None:
    page = site.get(f"/report/{report['id']}")
    assert page.status_code == 200
    assert "".join(expected.title.split()) in page.text
    assert expected.url(int(httpx.URL(report["page_url"]).port or 0)) == report["page_url"]

    received = expected.table3["new_received"][-1]
    source_path = f"/report/{report['id']}/3/new_received/total"
    assert source_path in page.text.replace("&amp;", "&")
    source = site.get(source_path)
    assert source.status_code == 200
    assert f'<strong class="number">{received}</strong>' in source.text
    assert report["document"] in source.text


def test_the_site_serves_the_archive_alone(site: httpx.Client) -> None:
    assert [database["name"] for database in site.get("/-/databases.json").json()] == ["archive"]


def test_the_whole_table_comes_out_as_csv(site: httpx.Client) -> None:
    text = site.get("/archive/report_wide.csv?_stream=on&_bom=1").content.decode("utf-8-sig")
    assert len(text.splitlines()) == len(truth()) + 1
    assert site.get("/archive/report_wide.csv?_stream=on&_bom=1").content.startswith(
        b"\xef\xbb\xbf"
    )


def test_what_the_readme_asks_the_site_is_answered(site: httpx.Client) -> None:
    [first, *others] = rows(site, "disclosure_rates", _sort_desc="received", _size=3)
    received = sorted(
        (report.table3["new_received"][-1] or 0 for report in truth().values() if report.table3),
        reverse=True,
    )
    assert [first["received"], *(row["received"] for row in others)] == received[:3]


def dump(archive: Path) -> list[str]:
    with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)) as database:
        return list(database.iterdump())


def test_the_archive_can_be_deleted_and_built_again(world: PracticeArchive) -> None:
    archive = world.folder / "archive.db"
    before = dump(archive)
    again = world.folder / "again" / "archive.db"
    # Without the registry: what the portals and their invented divisions are called is in the
    # captures too.
    gongkai(world.folder, "build", "--output", str(again))
    assert dump(again) == before
    assert any(line.startswith('INSERT INTO "regions"') and "'990000'" in line for line in before)
    assert sum(line.startswith('INSERT INTO "reports"') for line in before) == len(truth())


def test_the_archive_does_not_rest_on_the_reading_cache(world: PracticeArchive) -> None:
    (world.folder / "var" / "readings").rename(world.folder / "var" / "readings.old")
    again = world.folder / "fresh" / "archive.db"
    gongkai(world.folder, "build", "--output", str(again))
    assert dump(again) == dump(world.folder / "archive.db")


def test_the_export_holds_every_row(world: PracticeArchive) -> None:
    gongkai(world.folder, "export", "--output", "exports")
    plain = (world.folder / "exports" / "csv" / "reports.csv").read_bytes()
    excel = (world.folder / "exports" / "excel" / "reports.csv").read_bytes()
    assert excel.startswith(b"\xef\xbb\xbf")
    assert (
        len(plain.decode().splitlines())
        == len(excel.decode("utf-8-sig").splitlines())
        == len(truth()) + 1
    )


def test_status_tells_every_portal(world: PracticeArchive) -> None:
    lines = gongkai(world.folder, "status").splitlines()
    assert [line.split()[0] for line in lines[2:]] == sorted(PORTALS)
    assert all(line.split()[3] == "ok" for line in lines[2:])
