from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

import extract
from extract import formats
from extract.document import Document, Grid, Paragraph
from extract.errors import Locked, NeedsTool
from extract.readers.pdf import read_pdf
from samples.grids import Box, Table
from samples.reports import Report
from tests.extract.readers.drawn import HEIGHT, MARGIN, WIDTH, Drawing, draw_report, report_of


@pytest.fixture(autouse=True)
def pdf_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(formats._READERS, "application/pdf", ("extract.readers.pdf", "read_pdf"))


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text.replace("\n", "") for cell in row] for row in grid.rows]


def assert_figures(reading: dict[str, Any], report: Report) -> None:
    stated = report.stated
    assert reading["form"] == report.form
    assert reading["table2"] == stated.table2
    assert reading["table3"] == {key: list(row) for key, row in stated.table3.items()}
    assert reading["table4"] == {key: list(row) for key, row in stated.table4.items()}


STYLES: dict[str, dict[str, Any]] = {
    "header repeated on each page": {},
    "header on the first page only": {"header": False},
    "row cut by the page break": {"cut": 6},
    "row cut in the middle of a group": {"cut": 14, "header": False},
    "no border at the page break": {"closed": False, "header": False},
    "no page numbers": {"page_numbers": False},
    "large print": {"size": 10.5},
}


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("style", STYLES)
def test_a_report_whose_table_3_stands_on_three_pages_is_read_exactly(
    form: str, style: str
) -> None:
    report = report_of(form, 3)
    reading = extract.read(draw_report(report, **STYLES[style])).as_json(all_cells=True)
    assert_figures(reading, report)
    assert reading["quality"] == "verified"
    assert (reading["title"], reading["year"], reading["agency"]) == (
        report.title,
        report.year,
        report.agency.name,
    )
    pages = {cell["source"]["page"] for cell in reading["cells"] if cell["table"] == 3}
    assert len(pages) == 3


def test_a_table_over_three_pages_is_one_grid_with_its_spans() -> None:
    report = report_of("2021", 3)
    drawn = next(
        block.table for block in report.full_blocks if block.table and block.table.width == 10
    )
    read = next(grid for grid in grids(read_pdf(draw_report(report))) if len(grid.cells) > 200)
    assert not read.ragged
    assert sorted(
        (cell.text.replace("\n", ""), cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in read.cells
    ) == sorted(
        (box.text, box.row, box.column, box.row_span, box.column_span) for box in drawn.boxes
    )


def test_each_cell_has_its_page_and_box() -> None:
    drawing = Drawing(size=10)
    drawing.table(
        Table((Box("甲", 0, 0), Box("12", 0, 1), Box("乙", 1, 0), Box("7", 1, 1))),
        columns=[100, 50],
    )
    (grid,) = grids(read_pdf(drawing.finish()))
    assert [cell.place.box for cell in grid.cells] == [
        (72.0, 72.0, 172.0, 89.0),
        (172.0, 72.0, 222.0, 89.0),
        (72.0, 89.0, 172.0, 106.0),
        (172.0, 89.0, 222.0, 106.0),
    ]
    assert {cell.place.page for cell in grid.cells} == {1}


def test_wrapped_lines_make_one_paragraph_and_title_lines_stay_apart() -> None:
    prose = (
        "本年度政府信息公开工作总体平稳，各项任务按期完成，没有发生因公开不当引起的投诉，"
        "也没有收取信息处理费。" * 2
    )
    drawing = Drawing()
    drawing.paragraph("云溪县人民政府办公室", 18, indent=False, centred=True)
    drawing.paragraph("2024年政府信息公开工作年度报告", 18, indent=False, centred=True)
    drawing.paragraph("一、总体情况", indent=False)
    drawing.paragraph(prose)
    drawing.paragraph("二是加强培训。")
    assert texts(read_pdf(drawing.finish())) == [
        "云溪县人民政府办公室",
        "2024年政府信息公开工作年度报告",
        "一、总体情况",
        prose,
        "二是加强培训。",
    ]


def test_a_paragraph_goes_on_over_a_page_break_and_page_numbers_are_dropped() -> None:
    prose = (
        "主动公开各类信息，回应群众关切，规范办理申请，健全审查制度，完善平台建设，强化监督保障。"
        * 4
    )
    drawing = Drawing()
    for _ in range(12):
        drawing.paragraph(prose)
    document = read_pdf(drawing.finish())
    assert texts(document) == [prose] * 12
    assert {block.place.page for block in document.blocks} == {1, 2}


def test_a_running_head_is_read_once() -> None:
    drawing = Drawing(page_numbers=False)
    for number in range(3):
        drawing.text(MARGIN, 40, "云溪县政府信息公开年报")
        drawing.paragraph(f"第{number}段文字。")
        drawing.new_page()
    assert texts(read_pdf(drawing.finish())) == [
        "云溪县政府信息公开年报",
        "第0段文字。",
        "第1段文字。",
        "第2段文字。",
    ]


def test_digits_that_run_over_a_border_are_no_number() -> None:
    drawing = Drawing(size=12)
    drawing.table(
        Table((Box("行政许可", 0, 0), Box("", 0, 1), Box("", 0, 2))), columns=[80, 20, 40]
    )
    drawing.text(MARGIN + 80 + 2, MARGIN + 2, "123456")
    document = read_pdf(drawing.finish())
    (row,) = rows(grids(document)[0])
    assert row[0] == "行政许可"
    assert row[1].endswith("?")
    assert row[2].endswith("?")
    assert document.issues[0][0] == "cut_figure"


def test_a_number_wrapped_in_its_narrow_column_is_one_number() -> None:
    drawing = Drawing(size=9)
    drawing.table(
        Table((Box("合计", 0, 0), Box("12\n4", 0, 1), Box("1\n2", 0, 2))), columns=[60, 14, 60]
    )
    assert [cell.text for cell in grids(read_pdf(drawing.finish()))[0].cells] == [
        "合计",
        "124",
        "1\n2",
    ]


def test_a_doubled_border_is_no_column() -> None:
    drawing = Drawing(size=10)
    drawing.table(
        Table((Box("甲", 0, 0), Box("1", 0, 1), Box("乙", 1, 0), Box("2", 1, 1))), columns=[80, 60]
    )
    drawing.line(MARGIN + 80 - 4.5, MARGIN, MARGIN + 80 - 4.5, MARGIN + 34)
    (grid,) = grids(read_pdf(drawing.finish()))
    assert rows(grid) == [["甲", "1"], ["乙", "2"]]


def test_sides_that_are_not_drawn_are_closed() -> None:
    drawing = Drawing(size=10)
    for top in (72, 92, 112):
        drawing.line(72, top, 372, top)
    for x in (172, 272):
        drawing.line(x, 72, x, 112)
    for row, words in enumerate((("项目", "件数", "备注"), ("规章", "3", "0"))):
        for column, word in enumerate(words):
            drawing.text(80 + 100 * column, 76 + 20 * row, word)
    (grid,) = grids(read_pdf(drawing.finish()))
    assert rows(grid) == [["项目", "件数", "备注"], ["规章", "3", "0"]]
    assert not grid.ragged


def test_a_frame_round_a_page_is_no_table() -> None:
    drawing = Drawing(page_numbers=False)
    for start, end in (
        ((40, 40), (555, 40)),
        ((40, 800), (555, 800)),
        ((40, 40), (40, 800)),
        ((555, 40), (555, 800)),
    ):
        drawing.line(*start, *end)
    drawing.paragraph("一、总体情况", indent=False)
    document = read_pdf(drawing.finish())
    assert (grids(document), texts(document)) == ([], ["一、总体情况"])


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_upright(turns: int) -> None:
    drawing = Drawing(size=10, page_numbers=False)
    drawing.canvas.setPageRotation(turns)
    drawing.canvas.translate(WIDTH / 2, HEIGHT / 2)
    drawing.canvas.rotate(turns)
    drawing.canvas.translate(-WIDTH / 2, -HEIGHT / 2)
    drawing.table(
        Table((Box("规章", 0, 0), Box("3", 0, 1), Box("文件", 1, 0), Box("14", 1, 1))),
        columns=[80, 60],
    )
    (grid,) = grids(read_pdf(drawing.finish()))
    assert rows(grid) == [["规章", "3"], ["文件", "14"]]


def test_a_watermark_across_the_page_is_left_out() -> None:
    drawing = Drawing(page_numbers=False)
    drawing.paragraph("一、总体情况", indent=False)
    drawing.canvas.saveState()
    drawing.canvas.rotate(45)
    drawing.text(400, 500, "内部资料", 40)
    drawing.canvas.restoreState()
    assert texts(read_pdf(drawing.finish())) == ["一、总体情况"]


def test_a_table_without_lines_is_read_by_position() -> None:
    drawing = Drawing(page_numbers=False)
    lines = [
        ("", ("自然人", "企业", "机构", "总计")),
        ("一、本年新收政府信息", ()),
        ("公开申请数量", ("12", "3", "0", "15")),
        ("二、上年结转政府信息", ("1", "0", "", "1")),
        ("公开申请数量", ()),
        ("（七）总计", ("13", "3", "0", "16")),
    ]
    for number, (label, values) in enumerate(lines):
        drawing.text(72, 100 + 14 * number, label, 10)
        for column, value in enumerate(values):
            drawing.text(260 + 70 * column, 100 + 14 * number, value, 10)
    (grid,) = grids(read_pdf(drawing.finish()))
    assert not grid.ragged
    assert rows(grid) == [
        ["", "自然人", "企业", "机构", "总计"],
        ["一、本年新收政府信息公开申请数量", "12", "3", "0", "15"],
        ["二、上年结转政府信息公开申请数量", "1", "0", "", "1"],
        ["（七）总计", "13", "3", "0", "16"],
    ]


def test_columns_without_lines_that_cannot_be_told_apart_make_a_ragged_grid() -> None:
    drawing = Drawing(page_numbers=False)
    for number, starts in enumerate(
        ((200, 240, 280, 320), (215, 260, 300, 345), (200, 225, 295, 330))
    ):
        drawing.text(72, 100 + 14 * number, f"{number + 1}.项目", 10)
        for value, x in enumerate(starts):
            drawing.text(x, 100 + 14 * number, f"{value}00", 10)
    (grid,) = grids(read_pdf(drawing.finish()))
    assert grid.ragged
    assert rows(grid)[0] == ["1.项目", "000", "100", "200", "300"]


def test_a_password_is_asked_for_and_an_owners_password_is_not() -> None:
    secret = Drawing(encrypt=StandardEncryption("user", "owner", strength=128))
    secret.paragraph("一、总体情况")
    with pytest.raises(Locked, match="password"):
        read_pdf(secret.finish())
    printable = Drawing(encrypt=StandardEncryption("", "owner", canModify=0, strength=128))
    printable.paragraph("一、总体情况", indent=False)
    assert texts(read_pdf(printable.finish())) == ["一、总体情况"]


def picture_only(hidden_text: str = "") -> bytes:
    drawing = Drawing(page_numbers=False)
    from PIL import Image

    drawing.canvas.drawInlineImage(Image.new("L", (400, 600), 128), 0, 0, WIDTH, HEIGHT)
    if hidden_text:
        layer = drawing.canvas.beginText(72, 700)
        layer.setFont("STSong-Light", 10)
        layer.setTextRenderMode(3)
        layer.textLine(hidden_text)
        drawing.canvas.drawText(layer)
    return drawing.finish()


@pytest.mark.parametrize("hidden_text", ["", "一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3"])
def test_a_scan_needs_recognition_even_where_a_scanner_left_hidden_text(
    hidden_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract.readers.pictures import recognition as ocr

    ocr._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(NeedsTool) as raised:
        read_pdf(picture_only(hidden_text))
    assert raised.value.tool == "rapidocr"
    ocr._engine.cache_clear()


def test_a_scanned_page_beside_text_is_named_where_recognition_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PIL import Image

    from extract.readers.pictures import recognition as ocr

    ocr._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    drawing = Drawing()
    drawing.paragraph("一、总体情况。本年度公开工作平稳有序。", indent=False)
    drawing.new_page()
    drawing.canvas.drawInlineImage(Image.new("L", (400, 600), 128), 0, 0, WIDTH, HEIGHT)
    document = read_pdf(drawing.finish())
    assert texts(document) == ["一、总体情况。本年度公开工作平稳有序。"]
    assert [(code, "page 2" in message) for code, message in document.issues] == [
        ("needs_ocr", True)
    ]
    ocr._engine.cache_clear()


def test_the_same_bytes_give_the_same_document_in_every_process() -> None:
    data = draw_report(report_of("2021", 3), cut=6)
    script = (
        "import sys; from extract.readers.pdf import read_pdf;"
        " print(repr(read_pdf(sys.stdin.buffer.read())))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=data,
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{read_pdf(data)!r}\n".encode()}
