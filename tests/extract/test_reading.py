"""A whole reading: values, statuses, checks, issues and quality of one report."""

from __future__ import annotations

from typing import Any

import extract
from tests.extract.tables.forms_as_text import (
    granted,
    report_text,
    table2_text,
    table3_rows,
    text_table,
)


def read(data: bytes) -> dict[str, Any]:
    return extract.read(data, "report.txt").as_json()


def codes(reading: dict[str, Any]) -> set[str]:
    return {issue["code"] for issue in reading["issues"]}


def test_a_sound_report_is_verified_with_every_figure() -> None:
    reading = read(report_text(disputes=[1, 0, 0, 0, 1, *[0] * 10]))
    assert reading["quality"] == "verified"
    assert (reading["agency"], reading["year"], reading["form"]) == ("云溪县水务局", 2024, "2021")
    assert reading["signed_on"] == "2025-01-10"
    assert reading["table3"]["granted"] == [3, 0, 0, 0, 0, 0, 3]
    assert reading["table3"]["other_total"] == [None] * 7
    assert reading["table4"]["review"] == [1, 0, 0, 0, 1]
    assert reading["table2"]["fees_10k_yuan"] == "0"
    assert [section["number"] for section in reading["sections"]] == [1, 2, 3, 4, 5, 6]
    assert {check["result"] for check in reading["checks"]} == {"pass"}


def test_a_report_that_contradicts_itself_is_a_source_error_and_stays_as_printed() -> None:
    figures = granted(3)
    figures["granted"] = [2, 0, 0, 0, 0, 0, 2]
    reading = read(report_text(figures))
    assert reading["quality"] == "source_error"
    assert reading["table3"]["granted"] == [2, 0, 0, 0, 0, 0, 2]
    failed = [
        (check["rule"], check["subject"], check["left"], check["right"])
        for check in reading["checks"]
        if check["result"] == "fail"
    ]
    assert failed == [("outcomes_sum", "natural_person", 2, 3), ("outcomes_sum", "total", 2, 3)]


def test_blanks_stay_null_and_make_the_report_consistent() -> None:
    figures = {key: [row[0], "", "", "", "", "", row[6]] for key, row in granted(3).items()}
    reading = read(report_text(figures))
    assert reading["quality"] == "consistent"
    assert reading["table3"]["granted"] == [3, None, None, None, None, None, 3]
    balance = next(
        check
        for check in reading["checks"]
        if check["rule"] == "applicants_sum" and check["subject"] == "granted"
    )
    assert (balance["left"], balance["right"], balance["assumed_blank_zero"]) == (3, 3, True)


def test_a_cell_lost_from_a_row_is_inferred_where_the_sums_leave_one_solution() -> None:
    figures = granted(3)
    figures["granted"] = [3, 0, 0, 0, 0, 3]
    reading = read(report_text(figures))
    assert reading["table3"]["granted"] == [3, 0, 0, 0, 0, 0, 3]
    assert reading["quality"] == "consistent"
    assert {cell["status"] for cell in reading["cells"] if cell["row"] == "granted"} == {"inferred"}


def test_a_lost_cell_with_several_solutions_is_unreadable() -> None:
    """Three rows lost the same cell, so that the sums hold with the gap in more than one column."""
    figures = granted(5)
    figures["new_received"] = [3, 2, 0, 0, 0, 5]
    figures["granted"] = [3, 2, 0, 0, 0, 5]
    figures["total"] = [3, 2, 0, 0, 0, 5]
    reading = read(report_text(figures))
    assert reading["quality"] == "doubtful"
    assert reading["table3"]["granted"] == [None, None, None, 0, 0, None, None]
    assert {cell["status"] for cell in reading["cells"] if cell["value"] is None} == {"unreadable"}


def test_labels_shifted_against_their_numbers_are_put_right_by_the_order_of_the_rows() -> None:
    rows = table3_rows(granted(4))
    header, body = rows[:2], rows[2:]
    labels = [row[0] for row in body]
    shifted = [
        ["", *row[1:]] if at == len(body) - 1 else [labels[at + 1], *row[1:]]
        for at, row in enumerate(body)
    ]
    # The top labels slip by one row; the labels of the outcomes stay where they are.
    for at in range(2, len(body) - 1):
        shifted[at][0] = labels[at]
    shifted[0][0], shifted[1][0] = labels[1], "三、本年度办理结果"
    data = (
        report_text()
        .decode()
        .replace(text_table(rows), "")
        .split("三、收到和处理政府信息公开申请情况\n")
    )
    text = data[0] + "三、收到和处理政府信息公开申请情况\n" + text_table([*header, *shifted])
    reading = read(
        (text + report_text().decode().split(text_table(table3_rows(granted(3))))[1]).encode()
    )
    assert reading["table3"]["new_received"] == [4, 0, 0, 0, 0, 0, 4]
    assert reading["table3"]["carried_in"] == [0] * 7
    assert reading["table3"]["carried_out"] == [0] * 7
    assert "labels_misaligned" in codes(reading)
    assert reading["quality"] == "consistent"


def test_a_merged_row_six_leaves_its_items_null() -> None:
    figures = {key: row for key, row in granted(3).items() if not key.startswith("other_")}
    figures["other_total"] = [0] * 7
    reading = read(report_text(figures))
    assert reading["table3"]["other_total"] == [0] * 7
    assert reading["table3"]["other_remaining"] == [None] * 7
    assert "other_merged" in codes(reading)


def test_form_2019_is_told_by_its_headers_and_not_by_the_year() -> None:
    reading = read(
        report_text(
            table2=table2_text(
                "2019", {"licensing_items_change": "-2", "procurement_amount_10k_yuan": "251000元"}
            )
        )
    )
    assert (reading["form"], reading["year"]) == ("2019", 2024)
    assert reading["table2"]["licensing_items_change"] == -2
    assert reading["table2"]["procurement_amount_10k_yuan"] == "25.1"
    assert "rules_issued" not in reading["table2"]


def test_an_unreadable_cell_makes_the_report_doubtful_and_is_null() -> None:
    reading = read(report_text(table2=table2_text("2021", {"penalty_decisions": "1 2"})))
    assert reading["table2"]["penalty_decisions"] is None
    assert reading["quality"] == "doubtful"
    (cell,) = [cell for cell in reading["cells"] if cell["row"] == "penalty_decisions"]
    assert (cell["table"], cell["value"], cell["raw"], cell["status"]) == (
        2,
        None,
        "1 2",
        "unreadable",
    )


def test_a_signature_before_the_end_of_the_period_is_kept_and_flagged() -> None:
    reading = read(report_text(ending="云溪县水务局\n2024年1月20日\n"))
    assert reading["signed_on"] == "2024-01-20"
    assert reading["quality"] == "verified"
    assert ("period", "signed_on", "fail") in {
        (check["rule"], check["subject"], check["result"]) for check in reading["checks"]
    }
    assert "signed_before_period_end" in codes(reading)


def test_a_figure_names_its_place() -> None:
    reading = extract.read(report_text(), "report.txt").as_json(all_cells=True)
    cell = next(
        cell for cell in reading["cells"] if (cell["row"], cell["column"]) == ("granted", "total")
    )
    line = int(cell["source"]["path"].removeprefix("line "))
    assert report_text().decode().splitlines()[line - 1] == "\t3"
    assert (cell["source"]["table"], cell["source"]["column"]) == (2, 7)


def test_a_table_that_is_missing_is_null_and_said_to_be() -> None:
    text = report_text().decode()
    start, end = text.index("四、政府信息公开行政"), text.index("五、存在的主要")
    reading = read((text[:start] + text[end:]).encode())
    assert reading["table4"] is None
    assert "table_missing" in codes(reading)
    assert reading["quality"] == "doubtful"


def test_a_table_whose_section_shows_figures_was_overlooked() -> None:
    text = report_text().decode()
    start, end = text.index("四、政府信息公开行政"), text.index("五、存在的主要")
    traces = (
        "四、政府信息公开行政复议、行政诉讼情况\n结果维持与结果纠正\n尚未审结的\n复议后起诉的\n"
    )
    reading = read((text[:start] + traces + text[end:]).encode())
    assert reading["table4"] is None
    assert "table_overlooked" in codes(reading)
    assert reading["quality"] == "doubtful"


def test_figures_without_a_label_in_table_2_make_those_above_them_unreadable() -> None:
    table2 = table2_text("2021", {"rules_issued": 1}).replace(
        "\t规章\n\t1\n\t0\n\t0\n", "\t规章\n\t1\n\t0\n\t0\n\n\t3\n"
    )
    reading = read(report_text(table2=table2))
    assert reading["table2"]["rules_issued"] is None
    assert reading["table2"]["licensing_decisions"] == 0
    assert reading["quality"] == "doubtful"


def test_a_look_alike_is_refused_with_the_reason() -> None:
    reading = read(
        "云溪县2024年法治政府建设年度报告\n一、总体情况\n依法行政工作平稳推进。\n".encode()
    )
    assert reading["quality"] == "unparsed"
    assert (reading["table2"], reading["table3"], reading["table4"]) == (None, None, None)
    assert {"look_alike", "no_table"} & codes(reading)


def test_bytes_without_a_reader_are_unparsed_and_raise_nothing() -> None:
    reading = read(b"Rar!\x1a\x07\x01\x00 damaged")
    assert reading["quality"] == "unparsed"
    assert reading["issues"]


def test_the_same_bytes_give_the_same_reading() -> None:
    assert read(report_text()) == read(report_text())


def test_a_blank_total_beside_numbers_is_no_zero() -> None:
    """Real: 四 has 1 in its first column and no total; the total column then proves nothing."""
    figures = granted(3)
    figures["new_received"] = [4, 0, 0, 0, 0, 0, 4]
    figures["carried_out"] = [1, 0, 0, 0, 0, 0, ""]
    reading = read(report_text(figures))
    results = {(check["rule"], check["subject"]): check["result"] for check in reading["checks"]}
    assert results["balance", "natural_person"] == "pass"
    assert results["balance", "total"] == "not_computable"
    assert results["applicants_sum", "carried_out"] == "not_computable"
    assert reading["quality"] == "consistent"


def test_a_document_without_any_heading_is_read_without_sections() -> None:
    reading = read(text_table(table3_rows(granted(3))).encode())
    assert reading["sections"] == []
    assert reading["table3"]["granted"] == [3, 0, 0, 0, 0, 0, 3]


def test_a_lost_first_column_is_not_read_as_the_others() -> None:
    """Six of seven columns are printed and an empty one stands at the end: nothing confirms which
    six they are.
    """
    figures: dict[str, Any] = {key: [*row[1:], ""] for key, row in granted(3).items()}
    figures["new_received"] = [2, 0, 0, 0, 0, 2, ""]
    # Rows of different lengths are a table that lost its columns.
    figures["carried_in"] = [0, 0, 0, 0, 0, 0, "", ""]
    reading = read(report_text(figures))
    assert reading["table3"]["new_received"] == [None] * 7
    assert reading["quality"] == "doubtful"
    assert "columns_unclear" in codes(reading)


def test_figures_set_apart_from_labels_in_another_order_are_not_read_by_the_forms_order() -> None:
    rows = table3_rows(granted(3))
    at = [row[0] for row in rows].index("3.危及“三安全一稳定”")
    apart = [[rows[at + 1][0]], [rows[at][0]], *([*row[1:]] for row in rows[at : at + 2])]
    text = (
        report_text()
        .decode()
        .replace(text_table(rows), text_table([*rows[:at], *apart, *rows[at + 2 :]]))
    )
    reading = read(text.encode())
    assert reading["table3"]["denied_security_stability"] == [None] * 7
    assert reading["table3"]["denied_state_secret"] == [0] * 7
    assert reading["quality"] == "doubtful"
