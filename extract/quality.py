"""How far a reading can be trusted, in one word (form.md).

It speaks of the tables alone: what the prose or the dates of a report say otherwise stands beside
it, as a failed check and an issue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extract.checks import BESIDE_THE_TABLES, is_proven, rules_of
from extract.codes import Quality
from extract.forms.statutory import NUMBERED, Statutory
from extract.tables.figures import Check, TableReading
from extract.tables.table2.read import is_whole
from extract.tables.table3 import rows as requests

if TYPE_CHECKING:
    from extract.reading import Reading

# Read out of pictures, by one recognition that nothing confirms.
_OCR = "read_by_ocr"


def is_blank_form(tables: Iterable[TableReading]) -> bool:
    """Whether the tables are those of the form without a single figure in them."""
    figures = [figure for table in tables for figure in table.figures]
    return bool(figures) and all(figure.value.status == "blank" for figure in figures)


def quality_of(reading: Reading) -> Quality:
    """Return the quality of form.md, from the statuses of the cells, the structure of the tables
    and the checks.
    """
    if not reading.tables:
        return "unparsed"
    failed = [check for check in _own_checks(reading) if check.result == "fail"]
    if _is_incomplete(reading) or (failed and not _are_proven(failed, reading)):
        return "doubtful"
    if failed:
        return "source_error"
    if not all(_vouched(table, reading.checks) for table in reading.tables):
        return "doubtful"
    return "verified" if _is_verified(reading) else "consistent"


def _own_checks(reading: Reading) -> list[Check]:
    return [check for check in reading.checks if check.rule not in BESIDE_THE_TABLES]


def _is_incomplete(reading: Reading) -> bool:
    """Whether something that the document shows, or the form has, was not read."""
    statuses = {figure.value.status for figure in reading.figures}
    return (
        "unreadable" in statuses
        or bool(reading.overlooked)
        or _lacks_a_table(reading)
        or _is_cut_off(reading)
    )


def _lacks_a_table(reading: Reading) -> bool:
    found = {table.statutory for table in reading.tables}
    return reading.has_statutory_tables and not found >= {*NUMBERED}


def _is_cut_off(reading: Reading) -> bool:
    """Whether table 3 ends before its totals: then nothing checks its columns, nor tells how much
    is gone.
    """
    printed = reading.printed_rows(Statutory.REQUESTS)
    return bool(printed) and not printed & {"total", "carried_out"}


def _are_proven(failed: Iterable[Check], reading: Reading) -> bool:
    """Whether the checks that failed prove that the source contradicts itself."""
    if any(not table.clean for table in reading.tables) or _was_recognised(reading):
        return False
    proven = {subject for table in reading.tables for subject in _proven(table)}
    return all(
        (check.rule, check.subject) in proven or _is_proven_statistic(check) for check in failed
    )


def _proven(table: TableReading) -> Iterable[tuple[str, str]]:
    """The rules of a table, by name and subject, whose failure no uncertain figure can explain."""
    cells = table.cells
    rules = rules_of(table.statutory, cells)
    return [(rule.rule, rule.subject) for rule in rules if is_proven(rule, cells)]


def _is_proven_statistic(check: Check) -> bool:
    """Whether no indicator left blank can make up the difference: parts of more than their sum."""
    if check.rule != "statistics_sum":
        return False
    return not check.assumed_blank_zero or int(check.left or 0) > int(check.right or 0)


def _vouched(table: TableReading, checks: Iterable[Check]) -> bool:
    """Whether each row that has a number above 0 took part in a check that was computed.

    Without one nothing confirms that the row is the one that its label says.
    """
    cells = table.cells
    computed = {(check.rule, check.subject) for check in checks if check.result != "not_computable"}
    rules = rules_of(table.statutory, cells)
    covered: set[str] = set()
    for rule in rules:
        if (rule.rule, rule.subject) in computed:
            covered |= rule.rows
    numbered = {row for (row, _), figure in cells.items() if rules and figure.value.value}
    return numbered <= covered


def _was_recognised(reading: Reading) -> bool:
    return any(issue.code == _OCR for issue in reading.issues)


def _is_verified(reading: Reading) -> bool:
    computed = all(
        check.result == "pass" and not check.assumed_blank_zero for check in _own_checks(reading)
    )
    statuses = {figure.value.status for figure in reading.figures}
    return (
        computed
        and statuses <= {"printed"}
        and all(table.clean for table in reading.tables)
        and not _was_recognised(reading)
        and _is_complete(reading)
    )


def _is_complete(reading: Reading) -> bool:
    """Whether every row of the form is printed, （六） as items or as one row."""
    if reading.earlier_form is not None and reading.statistics is not None:
        return reading.statistics.is_complete
    if reading.form is None or _lacks_a_table(reading):
        return False
    printed = reading.printed_rows(Statutory.REQUESTS)
    items = {"other_overdue_correction", "other_overdue_fee", "other_remaining"}
    outlines = (set(requests.ROWS) - {"other_total"}, set(requests.ROWS) - items)
    return printed in outlines and is_whole(
        reading.form, reading.printed_rows(Statutory.DISCLOSURES)
    )
