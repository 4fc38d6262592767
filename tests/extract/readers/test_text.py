"""The manners in which plain text keeps tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import extract
from extract.document import Grid, Paragraph
from extract.readers.text import read_text
from tests.extract.tables.forms_as_text import granted, report_text, table3_rows, text_table

Rows = Sequence[Sequence[object]]


def tab_separated(rows: Rows) -> str:
    return "\n".join("\t".join(map(str, row)) for row in rows) + "\n"


def piped(rows: Rows) -> str:
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows) + "\n"


def pipe_ended(rows: Rows) -> str:
    return "\n".join(f"{cell}|" for row in rows for cell in row) + "\n"


def flat(rows: Rows) -> str:
    return "\n".join(str(cell) for row in rows for cell in row if str(cell)) + "\n"


def flat_with_empty_lines(rows: Rows) -> str:
    return "\n\n".join(str(cell) for row in rows for cell in row if str(cell)) + "\n"


def report_in(manner: Callable[[Rows], str], received: int) -> dict[str, Any]:
    rows = table3_rows(granted(received))
    text = report_text(granted(received)).decode().replace(text_table(rows), manner(rows))
    return extract.read(text.encode(), "report.txt").as_json()


@pytest.mark.parametrize("manner", [tab_separated, piped, pipe_ended, flat, flat_with_empty_lines])
def test_every_manner_gives_the_same_figures(manner: Callable[[Rows], str]) -> None:
    reading = report_in(manner, 12)
    assert reading["table3"]["new_received"] == [12, 0, 0, 0, 0, 0, 12]
    assert reading["table3"]["granted"] == [12, 0, 0, 0, 0, 0, 12]
    assert reading["table3"]["carried_out"] == [0] * 7
    assert reading["quality"] == "verified"
    assert [section["number"] for section in reading["sections"]] == [1, 2, 3, 4, 5, 6]


def test_one_cell_a_line_keeps_rows_apart_by_empty_lines() -> None:
    document = read_text("\t规章\n\t0\n\n\t行政许可\n\t5\n\n".encode())
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [["规章", "0"], ["行政许可", "5"]]


def test_a_cell_of_one_character_a_line_is_one_cell() -> None:
    document = read_text("\t社会\n\n公益\n\n组织\n\t法律\n\n服务\n\n机构\n\t申请人情况\n".encode())
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert [cell.text.replace("\n", "") for cell in grid.cells] == [
        "社会公益组织",
        "法律服务机构",
        "申请人情况",
    ]


def test_the_heading_after_a_table_is_no_part_of_its_last_cell() -> None:
    document = read_text("\t行政强制\n\t0\n\n\n三、收到和处理政府信息公开申请情况\n".encode())
    grid, heading = document.blocks
    assert isinstance(grid, Grid)
    assert grid.cells[-1].text == "0"
    assert isinstance(heading, Paragraph)
    assert heading.text == "三、收到和处理政府信息公开申请情况"


def test_prose_indented_by_a_tab_is_no_table() -> None:
    document = read_text("\t本镇全年公开信息。\n\t下一步加强培训。\n".encode())
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "本镇全年公开信息。",
        "下一步加强培训。",
    ]


def test_word_bookmarks_are_dropped_and_said_to_be() -> None:
    document = read_text("[bookmark: _GoBack]（五）监督保障\n".encode())
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "（五）监督保障"
    assert [code for code, _ in document.issues] == ["bookmarks_dropped"]


def test_places_are_line_numbers() -> None:
    document = read_text("标题\n\t规章\n\t0\n".encode())
    grid = document.blocks[1]
    assert isinstance(grid, Grid)
    assert [cell.place.path for cell in grid.cells] == ["line 2", "line 3"]


def spaced(rows: Rows) -> str:
    return "\n".join("   ".join(str(cell) for cell in row if str(cell)) for row in rows) + "\n"


def test_columns_held_apart_by_spaces_alone_are_read() -> None:
    rows = table3_rows(granted(12))
    lines = [
        "云溪县水务局2024年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        spaced(rows),
    ]
    reading = extract.read("\n".join(lines).encode()).as_json()
    assert reading["table3"]["granted"] == [12, 0, 0, 0, 0, 0, 12]


def with_header(words: list[str]) -> dict[str, Any]:
    """A reading of loose lines whose header names the organisations so, and whose 予以公开 has 1 to
    5 of them.
    """
    figures = granted(21)
    figures["granted"] = figures["total"] = figures["new_received"] = [6, 1, 2, 3, 4, 5, 21]
    rows = [list(row) for row in table3_rows(figures)]
    assert rows[1][2:7] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    rows[1][2:7] = words
    text = report_text(figures).decode().replace(text_table(table3_rows(figures)), flat(rows))
    return extract.read(text.encode()).as_json()


def test_header_words_in_another_order_give_the_columns() -> None:
    reading = with_header(["商业企业", "社会公益组织", "科研机构", "法律服务机构", "其他"])
    assert reading["table3"]["granted"] == [6, 1, 3, 2, 4, 5, 21]
    assert reading["quality"] == "consistent"


def test_header_words_of_which_one_is_lost_give_no_columns_in_another_order() -> None:
    reading = with_header(["商业企业", "社会公益组织", "科研机构", "法律服务机构", "未知"])
    assert reading["table3"]["granted"] == [None] * 7
    assert reading["quality"] == "doubtful"


def one_space(rows: Rows) -> str:
    return "\n".join(" ".join(str(cell) for cell in row if str(cell)) for row in rows) + "\n"


def test_rows_of_single_spaces_are_read_as_pdf_to_text_leaves_them() -> None:
    rows = table3_rows(granted(12))
    lines = [
        "云溪县水务局2024年政府信息公开工作年度报告",
        "本年公开信息 30 条，共 2 类。",
        one_space(rows),
        "注：数据截至年末。",
    ]
    reading = extract.read("\n".join(lines).encode()).as_json()
    assert reading["table3"]["granted"] == [12, 0, 0, 0, 0, 0, 12]
    assert {issue["code"] for issue in reading["issues"]} >= {"table_missing"}
