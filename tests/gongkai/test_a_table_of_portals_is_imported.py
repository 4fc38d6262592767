"""`gongkai portals import`: a table becomes files of the registry, and never overwrites a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from crawler.registry.portals import load_portals
from gongkai.cli import run

Import = Callable[[Path], tuple[int, str]]
WUQING = "http://www.wuqing.example/"
ROWS = [
    ("code", "name", "home"),
    ("130700", "河北省/张家口市", "https://www.zjk.example/"),
    ("", "河北省/张家口市/宣化区", "xuanhua.example"),
    ("120114", "武清区人民政府", WUQING),
]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    return folder


@pytest.fixture
def imported(registry: Path, capfd: pytest.CaptureFixture[str]) -> Import:
    """What the command prints, and its exit status."""

    def do(table: Path) -> tuple[int, str]:
        arguments = ["portals", "import", str(table), "--portals", str(registry)]
        status = run([*arguments, "--source", "a list"])
        printed = capfd.readouterr()
        return status, printed.out + printed.err

    return do


def written(folder: Path, rows: list[tuple[str, ...]], name: str = "table.csv") -> Path:
    separator = "\t" if name.endswith("tsv") else ","
    file = folder / name
    file.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8")
    return file


def workbook(folder: Path, rows: list[tuple[str, ...]]) -> Path:
    file = folder / "table.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_each_division_gets_a_file_that_nobody_has_verified(
    tmp_path: Path, registry: Path, imported: Import, kind: str
) -> None:
    table = workbook(tmp_path, ROWS) if kind == "xlsx" else written(tmp_path, ROWS, f"t.{kind}")
    assert "3 written, 0 renewed, 0 kept" in imported(table)[1]
    portals = {portal.region: portal for portal in load_portals(registry)}
    assert {code: portal.home for code, portal in portals.items()} == {
        "130700": "https://www.zjk.example/",
        "130705": "http://xuanhua.example/",
        "120114": WUQING,
    }
    assert portals["120114"].name == "武清区人民政府"
    assert {portal.verified for portal in portals.values()} == {"never"}
    assert "a list" in (portals["120114"].notes or "")


def test_a_second_import_changes_nothing(tmp_path: Path, registry: Path, imported: Import) -> None:
    table = written(tmp_path, ROWS)
    imported(table)
    before = {file: file.read_bytes() for file in registry.rglob("*.yml")}
    assert "0 written, 0 renewed, 3 kept" in imported(table)[1]
    assert {file: file.read_bytes() for file in registry.rglob("*.yml")} == before


def test_what_a_person_changed_is_kept_and_what_nobody_changed_is_renewed(
    tmp_path: Path, registry: Path, imported: Import
) -> None:
    imported(written(tmp_path, ROWS))
    changed = registry / "tianjin" / "wuqing.yml"
    changed.write_text(changed.read_text("utf-8").replace("never", "2026-01-30"), "utf-8")
    moved = [tuple(cell.replace(".example", ".example.cn") for cell in row) for row in ROWS]
    outcome = imported(written(tmp_path, moved))[1]
    assert "0 written, 2 renewed, 1 kept" in outcome
    homes = {portal.region: portal.home for portal in load_portals(registry)}
    assert homes["120114"] == WUQING
    assert homes["130700"] == "https://www.zjk.example.cn/"


def test_what_has_no_place_is_told_with_its_reason(tmp_path: Path, imported: Import) -> None:
    rows = [
        ROWS[0],
        ("", "河北省/无名县", "http://a.example/"),
        ("120115", "宝坻区", "none"),
        ("130702", "桥东区", "http://zjk.example/qd"),
        ("130703", "桥西区", "http://zjk.example/qx"),
        ("", "桥西区", "http://b.example/"),
    ]
    outcome = imported(written(tmp_path, rows))[1]
    assert "0 written" in outcome
    for reason in (
        "no division has this name",
        "no home page that is a web address",
        "zjk.example serves 2 divisions",
        "divisions have this name",
    ):
        assert reason in outcome


def test_a_table_without_the_columns_is_refused_in_one_line(
    tmp_path: Path, imported: Import
) -> None:
    status, told = imported(written(tmp_path, [("a", "b"), ("1", "2")]))
    assert (status, told.count("\n")) == (99, 1)
    assert "it has: a, b" in told
