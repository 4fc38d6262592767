from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import extract
from extract import formats, tools
from extract.document import Document, Grid, Paragraph
from extract.errors import Locked, Unreadable
from extract.readers.container_limits import MAX_RATIO
from extract.readers.sheets.model import general as text
from extract.readers.sheets.read import cell_name, read_sheet
from samples.grids import Table
from tests.extract.readers.drawn import report_of
from tests.extract.readers.test_pdf import assert_figures

Row = Sequence[str | float]
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture(autouse=True)
def sheets_are_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    monkeypatch.setitem(formats._READERS, xlsx, ("extract.readers.sheets.read", "read_sheet"))
    monkeypatch.setitem(
        formats._READERS, "application/x-ole-storage", ("extract.readers.office", "read_office")
    )


def _cell(row: int, column: int, value: str | float) -> str:
    name = cell_name(row, column)
    if isinstance(value, str):
        return (
            f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
            if value
            else ""
        )
    return f'<c r="{name}"><v>{value}</v></c>'


def _sheet(rows: Sequence[Row], merged: Sequence[str]) -> str:
    lines = "".join(
        f'<row r="{y + 1}">{"".join(_cell(y, x, value) for x, value in enumerate(row))}</row>'
        for y, row in enumerate(rows)
    )
    ranges = "".join(f'<mergeCell ref="{name}"/>' for name in merged)
    spans = f"<mergeCells>{ranges}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{lines}</sheetData>{spans}</worksheet>'


def workbook(
    sheets: dict[str, tuple[Sequence[Row], Sequence[str]]], hidden: Sequence[str] = ()
) -> bytes:
    """An XLSX of named sheets, each with its rows and merged ranges."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"'
        f' state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    main = '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"'
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
            f' PartName="/xl/workbook.xml" ContentType={main}/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{NAMESPACE}"'
            f' xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
        ),
    }
    parts |= {
        f"xl/worksheets/sheet{n}.xml": _sheet(*sheet) for n, sheet in enumerate(sheets.values(), 1)
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{part}'
            )
    return buffer.getvalue()


def report_workbook(form: str, number: int) -> bytes:
    """A report as one sheet: its paragraphs and tables one under the other, numbers as numbers."""
    report = report_of(form, number)
    rows: list[Row] = [[report.title]]
    merged: list[str] = []
    for block in report.full_blocks:
        if block.table is None:
            rows.append([block.text])
        else:
            merged += _ranges(block.table, len(rows))
            rows += _cells(block.table)
    return workbook({"年报": (rows, merged)})


def _cells(table: Table) -> list[list[str | float]]:
    cells: list[list[str | float]] = [[""] * table.width for _ in range(table.height)]
    for box in table.boxes:
        cells[box.row][box.column] = float(box.text) if box.text.isdigit() else box.text
    return cells


def _ranges(table: Table, top: int) -> list[str]:
    return [
        f"{cell_name(top + box.row, box.column)}:"
        f"{cell_name(top + box.row + box.row_span - 1, box.column + box.column_span - 1)}"
        for box in table.boxes
        if box.row_span * box.column_span > 1
    ]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_a_report_in_a_workbook_is_read_exactly(form: str) -> None:
    reading = extract.read(report_workbook(form, 3)).as_json()
    assert_figures(reading, report_of(form, 3))
    assert reading["quality"] == "verified"
    assert (reading["agency"], reading["year"]) == (
        report_of(form, 3).agency.name,
        report_of(form, 3).year,
    )


def test_an_xls_is_read_like_its_xlsx(tmp_path: Path) -> None:
    if tools.LIBREOFFICE.find() is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "report.xlsx"
    source.write_bytes(report_workbook("2021", 3))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    tools.run(
        [tools.LIBREOFFICE.path(), profile, "--headless", "--convert-to", "xls", str(source)],
        120,
        tmp_path,
    )
    if not (tmp_path / "report.xls").is_file():
        pytest.skip("LibreOffice is installed without its spreadsheet part")
    data = (tmp_path / "report.xls").read_bytes()
    reading = extract.read(data).as_json()
    assert_figures(reading, report_of("2021", 3))
    assert [grid.cells for grid in grids(read_sheet(data))] == [
        grid.cells for grid in grids(read_sheet(source.read_bytes()))
    ]


def test_merged_cells_keep_their_spans_and_cells_their_names() -> None:
    rows: list[Row] = [["三、本年度", "（一）予以公开", 3.0], ["", "（二）部分公开", 0.0]]
    (grid,) = grids(read_sheet(workbook({"表三": (rows, ["A1:A2"])})))
    assert [
        (c.text, c.row, c.column, c.row_span, c.place.sheet, c.place.path) for c in grid.cells
    ] == [
        ("三、本年度", 0, 0, 2, "表三", "A1"),
        ("（一）予以公开", 0, 1, 1, "表三", "B1"),
        ("3", 0, 2, 1, "表三", "C1"),
        ("（二）部分公开", 1, 1, 1, "表三", "B2"),
        ("0", 1, 2, 1, "表三", "C2"),
    ]


def test_hidden_sheets_are_left_out_and_said_to_be() -> None:
    sheets: dict[str, tuple[Sequence[Row], Sequence[str]]] = {
        "年报": ([["规章", 3.0]], ()),
        "草稿": ([["规章", 9.0]], ()),
    }
    document = read_sheet(workbook(sheets, hidden=["草稿"]))
    assert [cell.text for grid in grids(document) for cell in grid.cells] == ["规章", "3"]
    assert document.issues == (("sheets_hidden", "1 hidden sheets were left out"),)


def test_title_and_headings_are_paragraphs_and_columns_without_text_are_dropped() -> None:
    rows: list[Row] = [
        ["2024年年度报告"],
        [],
        ["规章", 1.0, "", "", ""],
        ["文件", 2.0],
        ["三、收到和处理政府信息公开申请情况"],
        ["a", 1.0, 2.0, 3.0],
    ]
    document = read_sheet(workbook({"年报": (rows, ())}))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "2024年年度报告",
        "三、收到和处理政府信息公开申请情况",
    ]
    assert [[[c.text for c in row] for row in grid.rows] for grid in grids(document)] == [
        [["规章", "1"], ["文件", "2"]],
        [["a", "1", "2", "3"]],
    ]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (5.0, "5"),
        (2.29, "2.29"),
        (0.1 + 0.2, "0.3"),
        (1e-5, "0.00001"),
        (1e15, "1000000000000000"),
        (True, "TRUE"),
        ("0", "0"),
    ],
)
def test_values_are_printed_without_losing_digits(value: float | str, printed: str) -> None:
    assert text(value) == printed


def test_names_of_cells() -> None:
    assert [
        cell_name(0, 0),
        cell_name(11, 1),
        cell_name(4, 25),
        cell_name(4, 26),
        cell_name(0, 701),
        cell_name(0, 702),
    ] == [
        "A1",
        "B12",
        "Z5",
        "AA5",
        "ZZ1",
        "AAA1",
    ]


def test_a_workbook_that_unpacks_to_very_much_is_refused() -> None:
    buffer = io.BytesIO(workbook({"年报": ([["规章", 3.0]], ())}))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"0" * 20_000_000)
    assert len(buffer.getvalue()) * MAX_RATIO < 20_000_000
    with pytest.raises(Unreadable, match="more than the limit"):
        read_sheet(buffer.getvalue())


def test_a_workbook_of_far_cells_is_refused() -> None:
    rows: list[Row] = [["", *[""] * 600, "x"]] + [[] for _ in range(900)] + [["y"]]
    with pytest.raises(Unreadable, match="more than 200000 cells"):
        read_sheet(workbook({"年报": (rows, ())}))


def test_damaged_and_encrypted_workbooks_are_refused_in_a_line() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_sheet(workbook({"年报": ([["规章"]], ())})[:-40])
    locked = bytearray(workbook({"年报": ([["规章"]], ())}))
    for start in (locked.find(b"PK\x01\x02"),):
        locked[start + 8] |= 1
    with pytest.raises(Locked, match="encrypted"):
        read_sheet(bytes(locked))
