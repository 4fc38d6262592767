"""A doubt names the rows that it is of, and no others: readers look for them in the document."""

from __future__ import annotations

import extract
from tests.extract.tables.forms_as_text import granted, table3_rows, text_table


def messages(code: str, left_out: tuple[str, ...]) -> list[str]:
    """What a reading says under a code of a report whose table 3 lacks some rows."""
    figures = {row: cells for row, cells in granted(3).items() if row not in left_out}
    text = "2023年政府信息公开工作年度报告\n\n" + text_table(table3_rows(figures))
    return [issue.message for issue in extract.read(text.encode()).issues if issue.code == code]


def test_of_missing_rows_each_is_named_and_no_other() -> None:
    assert messages("row_missing", ("denied_state_secret", "carried_out")) == [
        "rows of the form that were not found in table 3: denied_state_secret, carried_out"
    ]


def test_a_whole_table_lacks_no_row() -> None:
    assert messages("row_missing", ()) == []
