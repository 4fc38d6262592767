from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from hashlib import sha256
from io import BytesIO

import pytest
from docx import Document
from lxml import html

from extract.forms import statistics
from samples.bodies import body_html
from samples.grids import Table
from samples.reports import Report, date_line, reports
from samples.word import word_document
from samples.world import portals

pytestmark = [pytest.mark.slow, pytest.mark.minutes(2)]


Matrix = list[list[str]]

DIGESTS = """
from hashlib import sha256
from samples.families import build_site
from samples.world import portals
for portal in portals():
    for path, page in build_site(portal).pages.items():
        print(path, sha256(page.body).hexdigest())
"""


@cache
def every_report() -> list[Report]:
    return [report for portal in portals() for report in reports(portal)]


def spread(cells: list[tuple[str, int, int, int, int]]) -> Matrix:
    """Cells (text, row, column, spans) as a full matrix; fails where two overlap or a place stays
    empty.
    """
    height = max(row + down for _, row, _, down, _ in cells)
    width = max(column + right for _, _, column, _, right in cells)
    matrix: list[list[str | None]] = [[None] * width for _ in range(height)]
    for text, row, column, down, right in cells:
        for i in range(row, row + down):
            for j in range(column, column + right):
                assert matrix[i][j] is None
                matrix[i][j] = text
    assert all(value is not None for line in matrix for value in line)
    return [[value or "" for value in line] for line in matrix]


def drawn(table: Table) -> Matrix:
    return spread(
        [(box.text, box.row, box.column, box.row_span, box.column_span) for box in table.boxes]
    )


def read_html_table(element: html.HtmlElement) -> Matrix:
    """A table as a browser lays it out: each cell goes to the next place that no earlier cell
    reaches into.
    """
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, line in enumerate(element.xpath("./tbody/tr")):
        column = 0
        for cell in line.xpath("./td"):
            while (row, column) in taken:
                column += 1
            down, right = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(row + i, column + j) for i in range(down) for j in range(right)}
            cells.append(("".join(cell.text_content().split()), row, column, down, right))
    return spread(cells)


def tables(report: Report) -> list[Matrix]:
    return [drawn(block.table) for block in report.full_blocks if block.table]


@pytest.mark.parametrize("style", ["clean", "word", "wps"])
def test_html_tables_show_the_statutory_layout(style: str) -> None:
    chosen = [report for report in every_report() if report.agency.style == style]
    assert len(chosen) >= 15
    for report in chosen:
        body = html.fromstring(f"<div>{body_html(report.full_blocks, report.agency.style)}</div>")
        innermost = body.xpath(".//table[not(.//table)]")
        assert [read_html_table(table) for table in innermost] == tables(report)


def test_word_tables_show_the_statutory_layout() -> None:
    attached = [report for report in every_report() if report.carrier != "page"]
    assert len(attached) >= 100
    for report in attached[::25]:
        document = Document(BytesIO(word_document(report)))
        read = [
            [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
        ]
        assert read == tables(report)


def test_table_3_has_the_rows_and_spans_of_each_form() -> None:
    shapes = set()
    for report in (report for report in every_report() if report.form != "2014"):
        _, table3, table4 = (block.table for block in report.full_blocks if block.table)
        assert table3
        assert table4
        assert (table4.width, table4.height) == (15, 4)
        outcomes = next(box for box in table3.boxes if box.text == "三、本年度办理结果")
        shapes.add((report.form, table3.height, outcomes.row_span))
    # the form of 2021 with （六） printed as one row has the height of the form of 2019
    assert shapes == {("2019", 26, 20), ("2021", 28, 22), ("2021", 26, 20)}


def test_a_statistics_table_prints_label_unit_and_number() -> None:
    [first, _] = [report for report in every_report() if report.form == "2014"]
    [rows] = tables(first)
    assert rows[:3] == [
        ["统计指标", "单位", "统计数"],
        ["一、主动公开情况", "—", "—"],
        ["主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "286"],
    ]
    assert ["四、行政复议数量", "件", "1"] in rows
    assert len(rows) == len(statistics().rows) + 1


def test_blank_cells_are_blank_in_every_hand() -> None:
    office = next(
        report
        for report in every_report()
        if (report.agency.name, report.year) == ("云岭市人民政府", 2020)
    )
    row = tables(office)[1][3]
    assert row == ["一、本年新收政府信息公开申请数量"] * 3 + ["821", "35", "", "", "2", "1", "859"]


def test_dates_in_characters_are_written_as_clerks_write_them() -> None:
    signed = {
        report.year: report for report in every_report() if report.agency.signature == "characters"
    }
    assert signed[2024].full_blocks[-1].text == "二〇二四年一月二十日"
    assert date_line(signed[2024].signed_on, in_characters=False) == "2024年1月20日"


def digests(hash_seed: str, time_zone: str) -> list[str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": time_zone}
    command = [sys.executable, "-c", DIGESTS]
    return subprocess.run(
        command, env=environment, capture_output=True, check=True, text=True
    ).stdout.splitlines()


def test_every_page_and_attachment_is_the_same_bytes_in_every_process() -> None:
    first, second = digests("1", "UTC"), digests("2", "Asia/Shanghai")
    assert len(first) > 200
    assert first == second


def test_a_word_document_carries_no_time_of_its_making() -> None:
    report = next(report for report in every_report() if report.carrier == "attachment")
    once = sha256(word_document(report)).hexdigest()
    word_document.cache_clear()
    assert sha256(word_document(report)).hexdigest() == once
    assert (
        Document(BytesIO(word_document(report))).core_properties.created.date() == report.signed_on
    )
