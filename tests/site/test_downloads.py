"""The downloads page offers what was exported, with digests that hold, and nothing else of the
disk.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from publish import export
from publish.archive.inspection import inspect, keep_inspection
from publish.schema.metadata import metadata
from publish.site import structured
from tests.site.archives import build_archive
from tests.site.conftest import Get, parsed, text_of

FORMATS = ("csv", "excel", "xlsx", "parquet", "jsonl", "sqlite")


def site_on(
    folder: Path, inspected: dict[str, Any] | None = None
) -> Callable[[str], httpx.Response]:
    site = Datasette(
        files=[str(folder / "archive.db")], metadata=metadata(), inspect_data=inspected
    )
    return lambda path: asyncio.run(site.client.get(path))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    export(build_archive(folder / "archive.db"), folder / "exports", FORMATS)
    (folder / "exports" / "secret.txt").write_text("kept to itself")
    return folder


def test_every_exported_file_is_offered_and_is_what_its_digest_says(folder: Path) -> None:
    get = site_on(folder)
    page = parsed(get("/downloads"))
    offered = {link for link in page.xpath("//main//a/@href") if link.startswith("/exports/")}
    described = json.loads((folder / "exports" / "datapackage.json").read_bytes())
    assert offered == {f"/exports/{one['path']}" for one in described["resources"]} | {
        "/exports/datapackage.json",
        "/exports/codebook.csv",
    }
    told = dict(
        reversed(line.split("  "))
        for line in page.xpath("//pre[@class='digests']")[0].text.strip().splitlines()
    )
    assert told.keys() == {one["path"] for one in described["resources"]}
    for path in (
        "csv/reports.csv",
        "excel/reports.csv",
        "xlsx/reports.xlsx",
        "parquet/figures.parquet",
        "sqlite/archive.db",
    ):
        response = get(f"/exports/{path}")
        assert hashlib.sha256(response.content).hexdigest() == told[path]
        assert int(response.headers["content-length"]) == len(response.content)
    assert (
        get("/exports/excel/reports.csv").headers["content-disposition"]
        == 'attachment; filename="reports-excel.csv"'
    )
    assert (
        get("/exports/csv/reports.csv").headers["content-disposition"]
        == 'attachment; filename="reports.csv"'
    )


def test_rows_and_sizes_are_shown(folder: Path) -> None:
    page = parsed(site_on(folder)("/downloads"))
    [line] = page.xpath("//table[contains(@class, 'export-files')]//tr[.//code='reports']")
    size = (folder / "exports" / "csv" / "reports.csv").stat().st_size
    rows = len(list(csv.reader(io.StringIO((folder / "exports/csv/reports.csv").read_text())))) - 1
    assert [text_of(cell) for cell in line.xpath("./td")][:2] == [
        str(rows),
        f"{size / 1000:,.0f} kB",
    ]
    assert "年度报告 Annual reports" in text_of(line.xpath("./th")[0])


@pytest.mark.parametrize("path", ["secret.txt", "csv", "", "csv/nothing.csv", "/etc/passwd"])
def test_nothing_else_of_the_disk_is_given_away(folder: Path, path: str) -> None:
    response = site_on(folder)(f"/exports/{path}")
    assert response.status_code == 404 and b"kept to itself" not in response.content


def test_an_export_of_another_build_says_so(folder: Path) -> None:
    keep_inspection(folder / "archive.db", inspect(folder / "archive.db"))
    inspected = json.loads((folder / "inspect-data.json").read_bytes())
    current, other = (
        site_on(folder, inspected),
        {**inspected, "archive": {**inspected["archive"], "hash": "0" * 64}},
    )
    assert (
        "与正在提供的数据库一致" in current("/downloads").text
        and "请重新导出" not in current("/downloads").text
    )
    assert "请重新导出" in site_on(folder, other)("/downloads").text


def test_without_an_export_the_page_says_how_to_make_one(get: Get) -> None:
    page = parsed(get("/downloads"))
    assert page.xpath("//section[@id='exports']//pre/code/text()") == ["gongkai export"]
    assert len(page.xpath("//section[@id='tables']//a[contains(@href, '.csv?_stream=on')]")) > 40
    assert get("/exports/csv/reports.csv").status_code == 404


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"version": 1, "resources": [{"path": "../archive.db"}]}', "\udcff"],
)
def test_a_damaged_data_package_counts_as_none(tmp_path: Path, content: str) -> None:
    build_archive(tmp_path / "archive.db")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "datapackage.json").write_bytes(
        content.encode("utf-8", "surrogateescape")
    )
    response = site_on(tmp_path)("/downloads")
    assert response.status_code == 200 and "gongkai export" in response.text


def data_of(response: httpx.Response) -> dict[str, Any]:
    [script] = parsed(response).xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(script)
    return found


@pytest.mark.parametrize("path", ["/", "/downloads"])
def test_search_engines_for_data_are_told_what_the_archive_is(folder: Path, path: str) -> None:
    data = data_of(site_on(folder)(path))
    assert (data["@context"], data["@type"]) == ("https://schema.org/", "Dataset")
    assert data["temporalCoverage"] == "2020/2023" and [
        place["name"] for place in data["spatialCoverage"]
    ] == ["松江县"]
    files = {one["contentUrl"]: one for one in data["distribution"]}
    one = files["http://localhost/exports/csv/reports.csv"]
    content = (folder / "exports" / "csv" / "reports.csv").read_bytes()
    assert (one["sha256"], one["contentSize"]) == (
        hashlib.sha256(content).hexdigest(),
        f"{len(content)} B",
    )


def test_without_an_export_the_streamed_table_is_named(get: Get) -> None:
    [one] = data_of(get("/"))["distribution"]
    assert one["contentUrl"].endswith("/archive/reports.csv?_stream=on")


def test_no_text_ends_the_block_of_data() -> None:
    block = structured.script({"name": "</script><script>alert(1)</script>\u2028"})
    assert block.count("<") == 2 and json.loads(block.partition(">")[2].rpartition("<")[0])[
        "name"
    ].startswith("</script>")
