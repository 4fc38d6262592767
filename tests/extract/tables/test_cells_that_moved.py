"""Rows of table 3 with as many cells as columns, whose cells moved all the same: unreadable rather
than wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import extract
from tests.extract.tables.forms_as_text import TABLE3_HEADER, granted, report_text, table3_rows

Rows = list[list[object]]


def read_html(rows: Rows) -> dict[str, list[int | None]]:
    """Table 3 of a report with these rows, under a header of its own."""
    header = "".join(f"<td>{name}</td>" for name in ("", *TABLE3_HEADER))
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[2:])
    title = "<h1>云溪县水务局2024年政府信息公开工作年度报告</h1>"
    heading = "<p>三、收到和处理政府信息公开申请情况</p>"
    page = f"{title}{heading}<table><tr>{header}</tr>{body}</table>"
    table = extract.read(page.encode()).as_json()["table3"] or {}
    return {row: list(values) for row, values in table.items()}


def with_row(at: int, cells: Sequence[object]) -> Rows:
    rows = table3_rows(granted(3))
    rows[2 + at][1:] = cells
    return rows


def test_a_total_that_moved_up_into_a_column_of_applicants_is_not_read_there() -> None:
    found = read_html(with_row(0, [2, 1, 3, "", "", "", ""]))
    assert set(found["new_received"][:3]) == {None}
    assert found["granted"] == [3, 0, 0, 0, 0, 0, 3]


def test_a_row_without_a_total_that_prints_its_zeros_is_read() -> None:
    assert read_html(with_row(0, [0, 1, 0, 0, 0, 1, ""]))["new_received"][:6] == [0, 1, 0, 0, 0, 1]


def test_beside_damaged_rows_a_row_that_does_not_add_up_is_unreadable() -> None:
    rows = with_row(0, [2, 1, 0, 0, 0, 0, 7])
    assert read_html(rows)["new_received"] == [2, 1, 0, 0, 0, 0, 7]
    rows[5][1:] = [1, 2, 0, 0, 0, 0, 0, 12]
    assert set(read_html(rows)["new_received"]) == {None}


def test_an_empty_cell_behind_a_label_may_be_the_labels_own() -> None:
    """Six figures behind two empty cells: either of a zero that was lost, or of natural persons who
    asked nothing.
    """
    whole = report_text().decode()
    table = "\n".join(
        "\t".join(map(str, row)) for row in [*with_row(0, ["", "", 8, 9, 1, 3, 2, 23])]
    )
    start = whole.index("\t（本列数据")
    end = whole.index("四、政府信息公开行政复议")
    page = whole[:start] + table + "\n" + whole[end:]
    found = extract.read(page.encode()).as_json()["table3"] or {}
    assert set(found.get("new_received", [None])) == {None}


def test_seven_cells_that_begin_with_a_labels_own_are_not_those_of_the_columns() -> None:
    """All blanks are lost without a trace; the label's two empty cells fill one row up to seven."""
    rows = table3_rows(granted(3))
    for row in rows[2:]:
        row[1:] = ["", "", *(figure for figure in row[1:] if figure)]
    rows[2][1:] = ["", "", 77, 23, 2, 2, 104]
    header = "".join(f"<td>{name}</td>" for name in ("", "", "", *TABLE3_HEADER))
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[2:])
    title = "<h1>云溪县水务局2024年政府信息公开工作年度报告</h1>"
    page = f"{title}<p>三、收到和处理政府信息公开申请情况</p><table><tr>{header}</tr>{body}</table>"
    found = (extract.read(page.encode()).as_json()["table3"] or {})["new_received"]
    assert found[2:4] == [None, None]
