"""The word of trust: it speaks of the tables alone, and accuses only with proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

import extract
from extract import quality
from extract.tables.figures import Issue
from tests.extract.tables.forms_as_text import granted, report_text, table2_text


def read(data: bytes) -> dict[str, Any]:
    return extract.read(data, "report.txt").as_json()


def of(figures: dict[str, Sequence[object]]) -> str:
    return str(read(report_text(figures))["quality"])


def codes(reading: dict[str, Any]) -> set[str]:
    return {issue["code"] for issue in reading["issues"]}


def test_a_sum_that_blanks_could_make_up_is_no_contradiction() -> None:
    figures = granted(3)
    figures["granted"] = [2, "", "", "", "", "", 3]
    assert of(figures) == "doubtful"


def test_parts_that_exceed_their_sum_contradict_it_whatever_the_blanks_hide() -> None:
    figures = granted(3)
    figures["granted"] = [5, "", "", "", "", "", 3]
    assert of(figures) == "source_error"
    figures = granted(3)
    figures["granted"] = [3, 2, "", "", "", "", 3]
    figures["total"] = [3, 2, 0, 0, 0, 0, 3]
    figures["new_received"] = [3, 2, 0, 0, 0, 0, 3]
    assert of(figures) == "source_error"


def test_a_number_that_the_agency_calls_approximate_contradicts_nothing() -> None:
    figures = granted(3)
    figures["granted"] = ["约2件", 0, 0, 0, 0, 0, 2]
    assert of(figures) == "doubtful"
    figures["granted"] = ["2件", 0, 0, 0, 0, 0, 2]
    assert of(figures) == "source_error"


def test_a_stroke_counts_as_nothing_in_a_sum_and_the_check_says_so() -> None:
    figures = {key: [row[0], *"/////", row[6]] for key, row in granted(3).items()}
    reading = read(report_text(figures))
    assert reading["quality"] == "consistent"
    check = next(check for check in reading["checks"] if check["subject"] == "granted")
    assert (check["result"], check["assumed_blank_zero"]) == ("pass", True)


def test_a_row_that_no_sum_confirms_makes_the_report_doubtful() -> None:
    figures = {key: [row[0], "", "", "", "", "", ""] for key, row in granted(3).items()}
    figures["total"] = [""] * 7
    assert of(figures) == "doubtful"


@pytest.mark.parametrize("stated", [40, 12])
def test_prose_that_differs_stands_beside_the_verified_tables(stated: int) -> None:
    text = report_text(granted(12), ending="").decode()
    text = text.replace("本年度工作平稳。", f"本年收到政府信息公开申请{stated}件。")
    reading = read(text.encode())
    assert reading["quality"] == "verified"
    assert ("prose_differs" in codes(reading)) == (stated == 40)


def test_the_form_without_a_figure_is_no_report() -> None:
    blanks = {key: [""] * 7 for key in granted(0)}
    empty2 = table2_text("2021", dict.fromkeys(_keys(), ""))
    for title in (
        "云溪县水务局2024年政府信息公开工作年度报告",
        "政府信息公开工作年度报告（XX单位XX年度）",
    ):
        reading = read(report_text(blanks, empty2, [""] * 15, title=title, ending=""))
        assert reading["quality"] == "unparsed"
        assert "blank_form" in codes(reading)
        assert reading["table3"] is None


def _keys() -> list[str]:
    from extract import forms

    return [figure.key for figure in forms.form("2021").figures]


def test_what_one_recognition_read_is_consistent_at_most_and_accuses_nobody() -> None:
    reading = extract.read(report_text(), "report.txt")
    assert reading.quality == "verified"
    reading.issues.append(Issue("read_by_ocr", "2 pages"))
    assert quality.quality_of(reading) == "consistent"
    figures = granted(3)
    figures["granted"] = [2, 0, 0, 0, 0, 0, 2]
    wrong = extract.read(report_text(figures), "report.txt")
    wrong.issues.append(Issue("read_by_ocr", "2 pages"))
    assert quality.quality_of(wrong) == "doubtful"
