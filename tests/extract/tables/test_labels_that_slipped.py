"""Labels of table 3 that stand a row late or early beside blank rows, where no sum tells: the rows
concerned are unreadable, and no others.
"""

from __future__ import annotations

import pytest

import extract
from tests.extract.tables.forms_as_text import granted, report_text, table3_rows, text_table

BLANK = [""] * 7
HEAD = 2


def totals(rows: list[list[object]]) -> dict[str, int | None]:
    """What is read of the last column of a report with these rows of table 3."""
    whole = report_text().decode()
    sound = text_table(table3_rows(granted(3)))
    record = extract.read(whole.replace(sound, text_table(rows)).encode()).as_json()
    return {row: values[-1] for row, values in (record["table3"] or {}).items()}


@pytest.mark.parametrize("is_late", [True, False])
def test_rows_beside_which_a_label_slipped_are_unreadable_and_the_others_read(
    is_late: bool,
) -> None:
    rows = table3_rows(granted(3))
    first, second = rows[HEAD], rows[HEAD + 1]
    if is_late:
        rows[HEAD : HEAD + 2] = [["", *first[1:]], [first[0], *second[1:]], [second[0], *BLANK]]
    else:
        rows[HEAD : HEAD + 2] = [[first[0], *BLANK], [second[0], *first[1:]], ["", *second[1:]]]
    found = totals(rows)
    assert (found["new_received"], found["carried_in"]) == (None, None)
    assert (found["granted"], found["total"], found["carried_out"]) == (3, 3, 0)


def test_where_the_form_lacks_a_row_every_label_below_may_have_slipped() -> None:
    """The labels stand a row late down to the end, where the last one is gone."""
    rows = table3_rows(granted(3))
    labels = [row[0] for row in rows[HEAD:]]
    late = [[label, *row[1:]] for label, row in zip(["", *labels], rows[HEAD:], strict=False)]
    late[6][1:] = BLANK
    assert set(totals([*rows[:HEAD], *late]).values()) == {None}
