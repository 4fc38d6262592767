from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish import export_csv
from publish.errors import ArchiveUnreadable, OutputUnwritable
from publish.export import inert
from publish.schema import tables
from publish.views import views
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

Built = Callable[..., Archive]
EVIL = '=HYPERLINK("http://x","y"), \'引号\''


@pytest.fixture
def archive(state: Path, built: Built) -> Archive:
    crawl = PracticeCrawl(state)
    for year in (2023, 2024):
        table2 = {"fees_10k_yuan": "2.29", "rules_issued": ""}
        crawl.capture(f"{year}.html", report_page("尚志市民政局", year, table2), link_text=f"{EVIL}\n第二行{year}")
    crawl.finish()
    return built()


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_and_view_is_exported_whole(archive: Archive, tmp_path: Path) -> None:
    files = export_csv(archive.path, tmp_path / "csv")
    assert {file.table for file in files} == {table.name for table in tables()} | {view.name for view in views()}
    for file in files:
        assert (
            file.rows
            == archive.values(f"select count(*) from {file.table}")[0]
            == len(read(tmp_path / "csv" / file.file))
        )


def test_the_csv_reads_back_as_it_was(archive: Archive, tmp_path: Path) -> None:
    export_csv(archive.path, tmp_path)
    for name, key in (("captures", "id"), ("disclosures", "report"), ("applications", "report, outcome")):
        expected = archive.rows(f"select * from {name} order by {key}")
        shown = [{column: "" if value is None else str(value) for column, value in row.items()} for row in expected]
        assert read(tmp_path / f"{name}.csv") == shown


def test_the_manifest_tells_rows_and_digests(archive: Archive, tmp_path: Path) -> None:
    export_csv(archive.path, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["archive_sha256"] == hashlib.sha256(archive.path.read_bytes()).hexdigest()
    reports = next(file for file in manifest["files"] if file["table"] == "reports")
    assert reports["rows"] == 2
    assert reports["sha256"] == hashlib.sha256((tmp_path / "reports.csv").read_bytes()).hexdigest()


def test_two_exports_are_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export_csv(archive.path, tmp_path / name, excel=True)
    content = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert len(content[0]) == len(tables()) + len(views()) + 1
    assert content[0] == content[1]


def test_plain_files_have_no_mark_and_no_change(archive: Archive, tmp_path: Path) -> None:
    export_csv(archive.path, tmp_path)
    content = (tmp_path / "captures.csv").read_bytes()
    assert content.startswith(b"id,portal")
    assert read(tmp_path / "captures.csv")[0]["link_text"].startswith("=HYPERLINK(")


def test_excel_files_have_a_mark_and_run_nothing(archive: Archive, tmp_path: Path) -> None:
    export_csv(archive.path, tmp_path, excel=True)
    content = (tmp_path / "captures.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,portal")
    assert b"\r\n" in content
    assert read(tmp_path / "captures.csv", "utf-8-sig")[0]["link_text"].startswith("'=HYPERLINK(")
    assert read(tmp_path / "disclosures.csv", "utf-8-sig")[0]["fees_10k_yuan"] == "2.29"


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠a", "--253", "-"]
)
def test_text_that_begins_a_formula_is_neutralised(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("value", [-5, 3, 2.29, -0.5, None, "-5", "+81", "+0.25", "12", "政府", "5=5", ""])
def test_numbers_and_ordinary_text_are_untouched(value: int | float | str | None) -> None:
    assert inert(value) == value


@given(st.text())
def test_no_text_comes_out_as_a_formula(text: str) -> None:
    out = str(inert(text))
    assert out.removeprefix("'") == text.removeprefix("'")
    assert not out or out[0] not in "=@" or out == text == ""


def test_a_missing_or_foreign_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable, match="is missing"):
        export_csv(tmp_path / "none.db", tmp_path)
    (tmp_path / "foreign.db").write_bytes(b"text, not a database" * 99)
    with pytest.raises(ArchiveUnreadable, match="not a database"):
        export_csv(tmp_path / "foreign.db", tmp_path)


def test_a_folder_that_cannot_be_is_told(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable, match="name another folder"):
        export_csv(archive.path, tmp_path / "file" / "csv")
