from __future__ import annotations

import csv
import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from publish import build, export
from publish.errors import ArchiveUnreadable, OutputUnwritable
from publish.exports import writers
from publish.exports.compressed import COMPRESSED
from publish.exports.sources import sources
from publish.exports.spreadsheet import inert
from publish.exports.writers import FORMATS
from publish.schema.tables import tables
from publish.schema.views import views
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, report_page

pytestmark = pytest.mark.slow


EVIL = '=HYPERLINK("http://x","y"), \'引号\''


@pytest.fixture(scope="module")
def built_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    crawl = PracticeCrawl(folder / "var")
    for year in (2023, 2024):
        table2 = {"fees_10k_yuan": "2.29", "rules_issued": ""}
        crawl.capture(
            f"{year}.html",
            report_page("尚志市民政局", year, table2),
            link_text=f"{EVIL}\n第二行{year}",
        )
    crawl.finish()
    build(folder / "var", folder / "archive.db")
    return folder / "archive.db"


@pytest.fixture
def archive(built_archive: Path, archive_path: Path) -> Archive:
    """A copy of one archive, for a test to do with as it likes."""
    archive_path.parent.mkdir()
    shutil.copy(built_archive, archive_path)
    return Archive(archive_path)


def sheet(path: Path) -> list[list[Any]]:
    """The rows of the first sheet of a workbook."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def exported(archive: Archive, tmp_path: Path) -> Path:
    """A folder with an export in every format."""
    export(archive.path, tmp_path / "out")
    return tmp_path / "out"


def names() -> set[str]:
    return {table.name for table in tables()} | {view.name for view in views()} | {"figures"}


def test_every_table_and_view_is_exported_whole_in_every_format(
    archive: Archive, tmp_path: Path
) -> None:
    files = export(archive.path, tmp_path)
    for name in FORMATS:
        assert {file.table for file in files if file.format == name} == names()
    for file in [file for file in files if file.table not in ("figures", "archive")]:
        assert file.rows == archive.values(f"select count(*) from {file.table}")[0]


def test_the_csv_reads_back_as_it_was(archive: Archive, exported: Path) -> None:
    for name, key in (
        ("captures", "id"),
        ("disclosures", "report"),
        ("applications", "report, outcome"),
    ):
        expected = archive.rows(f"select * from {name} order by {key}")
        shown = [
            {column: "" if value is None else str(value) for column, value in row.items()}
            for row in expected
        ]
        assert read(exported / "csv" / f"{name}.csv") == shown


def test_json_lines_keep_numbers_and_nulls(archive: Archive, exported: Path) -> None:
    lines = (exported / "jsonl" / "disclosures.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == archive.rows(
        "select * from disclosures order by report"
    )


def test_parquet_keeps_types_numbers_and_nulls(archive: Archive, exported: Path) -> None:
    for name in ("disclosures", "reports"):
        found = parquet.read_table(exported / "parquet" / f"{name}.parquet")
        assert found.to_pylist() == archive.rows(
            f"select * from {name} order by {'id' if name == 'reports' else 'report'}"
        )
    types = dict(zip(found.schema.names, map(str, found.schema.types), strict=True))
    assert (types["year"], types["title"]) == ("int64", "string")


def test_the_workbook_holds_numbers_as_numbers_and_formulas_as_text(
    archive: Archive, exported: Path
) -> None:
    rows = sheet(exported / "xlsx" / "disclosures.xlsx")
    column = rows[0].index("fees_10k_yuan")
    assert [row[column] for row in rows[1:]] == [2.29, 2.29]
    titles = [
        row[sheet(exported / "xlsx" / "captures.xlsx")[0].index("link_text")]
        for row in sheet(exported / "xlsx" / "captures.xlsx")
    ]
    assert titles[1].startswith("=HYPERLINK(")
    with zipfile.ZipFile(exported / "xlsx" / "captures.xlsx") as workbook:
        assert b"<f>" not in workbook.read("xl/worksheets/sheet1.xml")


def test_rows_that_a_sheet_cannot_hold_go_on_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "SHEET_ROWS", 2)
    source = next(source for source in sources() if source.name == "disclosures")
    rows = [(f"r{number}", *([number] * (len(source.columns) - 1))) for number in range(5)]
    assert FORMATS["xlsx"].write(tmp_path / "x.xlsx", source, rows) == ()
    workbook = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    assert workbook.sheet_names == ["disclosures", "disclosures 2", "disclosures 3"]
    assert [
        [row[0] for row in workbook.get_sheet_by_name(name).to_python()[1:]]
        for name in workbook.sheet_names
    ] == [
        ["r0", "r1"],
        ["r2", "r3"],
        ["r4"],
    ]


def test_a_text_too_long_for_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    source = next(source for source in sources() if source.name == "sections")
    row = tuple("字" * 40_000 if name == "text" else None for name in source.names)
    assert FORMATS["xlsx"].write(tmp_path / "x.xlsx", source, [row]) == (
        "1 texts are longer than a cell holds and were cut",
    )
    assert len(sheet(tmp_path / "x.xlsx")[1][source.names.index("text")]) == writers.CELL_LENGTH


def test_the_long_table_has_every_figure_once_with_its_state(
    archive: Archive, exported: Path
) -> None:
    figures = read(exported / "csv" / "figures.csv")
    places = [
        (row["report"], row["statutory_table"], row["row_key"], row["column_key"])
        for row in figures
    ]
    assert len(places) == len(set(places)) > 300
    of = {(row["row_key"], row["column_key"]): row for row in figures if row["year"] == "2024"}
    assert (of["fees_10k_yuan", ""]["value"], of["fees_10k_yuan", ""]["unit"]) == ("22900", "yuan")
    assert (of["rules_issued", ""]["value"], of["rules_issued", ""]["status"]) == ("", "blank")
    total = archive.values(
        "select total from applications where outcome = 'new_received' and report like '%2024'"
    )
    assert of["new_received", "total"]["value"] == str(total[0])
    assert of["new_received", "total"]["status"] == "printed"


def test_the_package_tells_rows_digests_and_meanings(archive: Archive, exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(archive.path.read_bytes()).hexdigest()
    assert package["version"].endswith(f"+{digest[:12]}")
    assert package["created"] == archive.values("select max(ended_at) from crawls")[0]
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert resources["sqlite/archive.db"]["hash"] == f"sha256:{digest}"
    reports = resources["csv/reports.csv"]
    assert reports["rows"] == 2
    assert (
        reports["hash"]
        == f"sha256:{hashlib.sha256((exported / 'csv' / 'reports.csv').read_bytes()).hexdigest()}"
    )
    year = next(field for field in reports["schema"]["fields"] if field["name"] == "year")
    assert (year["type"], year["title"]) == ("integer", "年度 · Year")


def test_the_codebook_describes_every_column_of_every_table(exported: Path) -> None:
    described = {
        (row["table"], row["column"]): row for row in read(exported / "codebook.csv", "utf-8-sig")
    }
    assert set(described) == {
        (source.name, column) for source in sources() for column in source.names
    }
    assert all(row["zh"] and row["en"] for row in described.values())


def test_two_exports_are_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export(archive.path, tmp_path / name)
    first, second = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*.*")
        }
        for name in ("a", "b")
    )
    assert len(first) == len(names()) * (len(FORMATS) + len(COMPRESSED)) + 3
    assert first == second


def test_plain_files_have_no_mark_and_no_change(exported: Path) -> None:
    assert (exported / "csv" / "captures.csv").read_bytes().startswith(b"id,portal")
    assert read(exported / "csv" / "captures.csv")[0]["link_text"].startswith("=HYPERLINK(")


def test_excel_files_have_a_mark_and_run_nothing(exported: Path) -> None:
    content = (exported / "excel" / "captures.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,portal")
    assert b"\r\n" in content
    assert read(exported / "excel" / "captures.csv", "utf-8-sig")[0]["link_text"].startswith(
        "'=HYPERLINK("
    )
    assert read(exported / "excel" / "disclosures.csv", "utf-8-sig")[0]["fees_10k_yuan"] == "2.29"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠a", "--253", "-"],
)
def test_text_that_begins_a_formula_is_neutralised(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize(
    "value", [-5, 3, 2.29, -0.5, None, "-5", "+81", "+0.25", "12", "政府", "5=5", ""]
)
def test_numbers_and_ordinary_text_are_untouched(value: int | float | str | None) -> None:
    assert inert(value) == value


def test_the_package_promises_what_its_files_hold(exported: Path) -> None:
    """A validator of Frictionless takes an empty text for nothing, and knows formats by its own
    names.
    """
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert {one["format"] for one in resources.values()} == {
        "csv",
        "xlsx",
        "parquet",
        "jsonl",
        "db",
    }
    assert resources["captures-excel"]["profile"] == "tabular-data-resource"
    assert resources["captures-xlsx"]["profile"] == "data-resource"
    for name, resource in resources.items():
        if name.endswith("-csv"):
            rows = read(exported / resource["path"])
            required = [
                field["name"]
                for field in resource["schema"]["fields"]
                if "required" in field.get("constraints", {})
            ]
            assert all(row[column] for row in rows for column in required), name


def test_the_package_tells_keys_and_what_they_refer_to(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {resource["name"]: resource.get("schema", {}) for resource in package["resources"]}
    assert schemas["applications-jsonl"]["primaryKey"] == ["report", "outcome"]
    reference = {"resource": "reports-jsonl", "fields": "id"}
    assert schemas["applications-jsonl"]["foreignKeys"] == [
        {"fields": "report", "reference": reference}
    ]
    assert "primaryKey" not in schemas["report-wide-csv"]
    named = {
        key["reference"]["resource"]
        for one in schemas.values()
        for key in one.get("foreignKeys", ())
    }
    assert named <= schemas.keys()


@given(st.text())
def test_no_text_comes_out_as_a_formula(text: str) -> None:
    out = str(inert(text))
    assert out.removeprefix("'") == text.removeprefix("'")
    assert not out or out[0] not in "=@" or out == text == ""


def test_a_missing_or_foreign_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable, match="is missing"):
        export(tmp_path / "none.db", tmp_path)
    (tmp_path / "foreign.db").write_bytes(b"text, not a database" * 99)
    with pytest.raises(ArchiveUnreadable, match="not a database"):
        export(tmp_path / "foreign.db", tmp_path)


def test_a_folder_that_cannot_be_is_told(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable, match="name another folder"):
        export(archive.path, tmp_path / "file" / "csv")
