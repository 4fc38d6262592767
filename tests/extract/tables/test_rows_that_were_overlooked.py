"""Rows of table 3 whose label, header or figures look like something else: none is left out, none
is read as blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

import extract
from tests.extract.tables.forms_as_text import (
    granted,
    report_text,
    table2_text,
    table3_rows,
    text_table,
)

BLANK = [""] * 7
ZEROS = [0] * 7
RECEIVED, CARRIED_IN, GRANTED = 2, 3, 4
Rows = list[list[object]]


def piped(rows: Sequence[Sequence[object]]) -> str:
    """Rows of eight cells between pipes."""
    full = [[*row, *[""] * (8 - len(row))] for row in rows]
    return "\n".join(f"|{'|'.join(map(str, row))}|" for row in full) + "\n\n"


def reading_of(rows: Rows) -> dict[str, list[int | None]]:
    """Table 3 of a report that prints these rows of it."""
    sound = text_table(table3_rows(granted(3)))
    text = report_text().decode().replace(sound, piped(rows))
    record = extract.read(text.encode()).as_json()
    return dict(record["table3"] or {})


def test_a_blank_row_of_requests_carried_in_announces_no_table_of_last_year() -> None:
    """上年转结, a common slip for 结转, was taken for a caption, and the rows under it left out."""
    rows = table3_rows(granted(3))
    rows[CARRIED_IN] = ["二、上年转结政府信息公开申请数量", *BLANK]
    found = reading_of(rows)
    assert (found["granted"][0], found["total"][-1]) == (3, 3)


def test_a_label_that_slipped_up_beside_the_header_takes_no_figure_from_it() -> None:
    rows = table3_rows(granted(3))
    labels = [row[0] for row in rows]
    rows[0] = [labels[RECEIVED], "申请人情况"]
    rows[RECEIVED][0], rows[CARRIED_IN][0] = labels[CARRIED_IN], "三、本年度办理结果"
    rows[-1][0] = ""
    found = reading_of(rows)
    assert found["new_received"] == [3, 0, 0, 0, 0, 0, 3]
    assert found["carried_in"] == found["carried_out"] == ZEROS


@pytest.mark.parametrize(("begun", "rest"), [("（一", "）予以公开"), ("（一）予", "以公开")])
def test_the_figures_beside_the_beginning_of_a_label_are_of_its_row(begun: str, rest: str) -> None:
    """A page ended inside the label: the rest stands in a row of empty cells, which was read."""
    rows = table3_rows(granted(3))
    rows[GRANTED : GRANTED + 1] = [[begun, *rows[GRANTED][1:]], [rest, *BLANK]]
    assert reading_of(rows)["granted"] == [3, 0, 0, 0, 0, 0, 3]


def test_a_count_that_looks_like_a_year_is_no_label_of_another_year() -> None:
    """The labels stand a row late beside a blank row; the first row has none, and 2022 requests."""
    figures = {**granted(2022), "carried_in": ZEROS}
    rows = table3_rows(figures)
    first, second = rows[RECEIVED], rows[CARRIED_IN]
    late = [["", *first[1:]], [first[0], *second[1:]], [second[0], *BLANK]]
    rows[RECEIVED : CARRIED_IN + 1] = late
    found = reading_of(rows)
    assert (found["new_received"][0], found["carried_in"][0]) == (None, None)
    assert found["granted"][0] == 2022


@pytest.mark.parametrize(
    ("printed", "value"), [("四十四", 44), ("十三件", 13), ("无此情况", None), ("十", None)]
)
def test_a_figure_in_words_stays_in_its_row_where_spaces_part_the_cells(
    printed: str, value: int | None
) -> None:
    whole = report_text(table2=table2_text("2021", {"licensing_decisions": printed})).decode()
    text = "\n".join(re.sub("\n\t", " ", part) for part in whole.split("\n\n"))
    text = text.replace("\t", "")
    record = extract.read(text.encode()).as_json()
    assert record["table2"] is not None
    assert record["table2"]["licensing_decisions"] == value
    assert record["table2"]["penalty_decisions"] == 0


def test_a_phrase_for_none_begins_no_row_where_each_cell_has_a_line() -> None:
    table2 = table2_text("2021", {"rules_repealed": "无此情况", "rules_in_force": 13})
    text = report_text(table2=table2.replace("\t", "")).decode().replace("\t", "")
    record = extract.read(text.encode()).as_json()
    assert record["table2"] is not None
    assert record["table2"]["rules_issued"] == 0
    assert record["table2"]["rules_repealed"] is None
    assert record["table2"]["rules_in_force"] == 13


def test_the_number_of_a_page_between_rows_is_no_row_of_figures() -> None:
    """Columns without lines part — 2 — into three cells: figures without a label, it seemed, so
    that beside a row that is missing every label might have slipped.
    """
    rows = table3_rows({key: row for key, row in granted(3).items() if key != "carried_in"})
    rows[12:12] = [["", "", "—", "2", "—"]]
    found = reading_of(rows)
    assert found["granted"] == found["new_received"] == [3, 0, 0, 0, 0, 0, 3]
    assert found["carried_out"] == ZEROS
