"""Checks that need two reports of an agency: what a year carried over, and what stayed in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract import forms
from extract.contract import ReadingRecord
from extract.forms.statutory import Statutory
from publish.collect.figures import Address, Value, contradictions, figures, statuses
from publish.collect.readings import Readings
from publish.collect.reports import Report
from publish.collect.succession import Kind

# The rows of table 3 of which the year before or after knows.
CARRIED = ("carried_in", "carried_out")
# Documents whose number in force the form of 2021 states: keys are these with _in_force, _issued
# and _repealed.
COUNTED = ("rules", "normative_documents")


@dataclass(frozen=True)
class Check:
    """A check across years; `left` is what the later report prints, `right` what follows from the
    earlier one.
    """

    rule: str
    subject: str
    left: Value
    right: Value
    result: str
    assumed_blank_zero: bool


class YearFigures:
    """The figures of one report, of which printed blanks may count as 0."""

    def __init__(self, reading: ReadingRecord) -> None:
        self._figures = figures(_carried(reading))
        self._blank = statuses(reading, "blank")

    def __contains__(self, address: Address) -> bool:
        return address in self._figures

    def value(self, address: Address) -> tuple[Value, bool]:
        """The number at an address, and whether it is a blank that counts as 0."""
        if self._figures.get(address) is None and address in self._blank:
            return 0, True
        return self._figures.get(address), False


def _carried(reading: ReadingRecord) -> ReadingRecord:
    """The reading with those of its figures alone that carry over from one year to the next."""
    requests = reading["table3"] or {}
    rows = {row: requests[row] for row in CARRIED if row in requests}
    return {**reading, "table3": rows, "table4": None, "statistics": []}


def check_years(
    before: YearFigures,
    after: YearFigures,
    succession: Kind | None = None,
    is_contested: bool = False,
) -> Iterator[Check]:
    """The checks `carry_over` and `in_force` over two consecutive years, as far as both reports
    have the figures.

    `succession` is how another agency ended between the two. Where agencies were merged, numbers
    that differ contradict nothing: the later ones may hold what others carried over. Nor do they
    where it is contested of which year a report is or which of two it is, or where one is blank.
    """
    for check in _checks(before, after):
        is_open = succession == "merged" or is_contested or check.assumed_blank_zero
        fails = check.result == "fail"
        yield replace(check, result="not_computable") if is_open and fails else check


def is_contested(report: Report, readings: Readings) -> bool:
    """Whether a report names another year than its own too, or another document of it that stands
    beside has other figures.
    """
    if report.chosen.named_years - {report.year}:
        return True
    chosen = readings.load(report.chosen.sha256)
    twins = (readings.load(twin.sha256) for twin in report.twins)
    return any(contradictions(chosen, twin) for twin in twins)


def _checks(before: YearFigures, after: YearFigures) -> Iterator[Check]:
    for column in forms.form("2021").table3.column_keys:
        left = Address(Statutory.REQUESTS, "carried_in", column)
        right = Address(Statutory.REQUESTS, "carried_out", column)
        if left in after and right in before:
            yield _check("carry_over", column, after.value(left), [(1, before.value(right))])
    for documents in COUNTED:
        yield from _in_force(documents, before, after)


def _in_force(documents: str, before: YearFigures, after: YearFigures) -> Iterator[Check]:
    issued, repealed, in_force = (
        Address(Statutory.DISCLOSURES, f"{documents}_{what}")
        for what in ("issued", "repealed", "in_force")
    )
    if in_force in before and in_force in after:
        terms = [(1, before.value(in_force)), (1, after.value(issued)), (-1, after.value(repealed))]
        yield _check("in_force", in_force.row, after.value(in_force), terms)


def _check(
    rule: str, subject: str, left: tuple[Value, bool], terms: list[tuple[int, tuple[Value, bool]]]
) -> Check:
    """Compare the printed number with the sum of signed terms; a blank that is needed counts as 0,
    and is told.
    """
    printed, parts = left[0], [(sign, value) for sign, (value, _) in terms]
    assumed = left[1] or any(blank for _, (_, blank) in terms)
    if printed is None or any(value is None for _, value in parts):
        return Check(rule, subject, printed, None, "not_computable", False)
    expected = sum(sign * value for sign, value in parts if value is not None)
    return Check(
        rule, subject, printed, expected, "pass" if printed == expected else "fail", assumed
    )
