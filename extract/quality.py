"""How far a reading can be trusted, in one word (form.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.codes import STATUTORY, Quality
from extract.tables.table3 import rows as requests

if TYPE_CHECKING:
    from extract.reading import Reading


def quality_of(reading: Reading) -> Quality:
    """Return the quality of form.md, from the statuses of the cells, the structure of the tables
    and the checks.
    """
    if not reading.tables:
        return "unparsed"
    statuses = {figure.value.status for figure in reading.figures}
    clean = all(table.clean for table in reading.tables)
    failed = any(check.result == "fail" for check in reading.checks)
    if (
        "unreadable" in statuses
        or reading.overlooked
        or _is_cut_off(reading)
        or (failed and not clean)
    ):
        return "doubtful"
    if failed:
        return "source_error"
    computed = all(
        check.result == "pass" and not check.assumed_blank_zero for check in reading.checks
    )
    return (
        "verified"
        if clean and computed and statuses <= {"printed"} and _is_complete(reading)
        else "consistent"
    )


def _is_cut_off(reading: Reading) -> bool:
    """Whether table 3 ends before its totals: then nothing checks its columns, nor tells how much
    is gone.
    """
    printed = reading.printed_rows(3)
    return bool(printed) and not printed & {"total", "carried_out"}


def _is_complete(reading: Reading) -> bool:
    """Whether every row of the form is printed, （六） as items or as one row."""
    if reading.earlier_form is not None and reading.statistics is not None:
        return reading.statistics.is_complete
    if (
        len({table.statutory for table in reading.tables} & {*STATUTORY}) < len(STATUTORY)
        or reading.form is None
    ):
        return False
    printed = reading.printed_rows(3)
    items = {"other_overdue_correction", "other_overdue_fee", "other_remaining"}
    outlines = (set(requests.ROWS) - {"other_total"}, set(requests.ROWS) - items)
    disclosed = reading.printed_rows(2)
    return printed in outlines and disclosed == {item.key for item in reading.form.figures}
