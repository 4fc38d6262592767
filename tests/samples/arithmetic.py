"""The rules of the forms, worked out once more and apart from the code that draws the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.forms import form, statistics
from samples import ExpectedReport

Pair = tuple[str, str]
OUTCOMES_END = {"total", "carried_out"}


def differs(left: Sequence[int | None], right: Sequence[int | None]) -> bool:
    """Whether two sums of printed numbers differ; with a blank among them nothing is said."""
    numbers = [value for value in (*left, *right) if value is not None]
    return len(numbers) == len(left) + len(right) and sum(n for n in left if n is not None) != sum(
        n for n in right if n is not None
    )


def outcome_rows(report: ExpectedReport) -> list[str]:
    keys = [row.key for row in form(report.form).table3.rows if row.number.startswith("三")]
    return [key for key in keys if key not in OUTCOMES_END and report.table3[key] != [None] * 7]


def sums(report: ExpectedReport) -> Iterator[Pair]:
    for key, row in report.table3.items():
        if differs(row[:6], row[6:]):
            yield "applicants_sum", key
    for index, column in enumerate(form(report.form).table3.column_keys):
        if differs(
            [report.table3[key][index] for key in outcome_rows(report)],
            [report.table3["total"][index]],
        ):
            yield "outcomes_sum", column
    for key, row in report.table4.items():
        if differs(row[:4], row[4:]):
            yield "route_sum", key


def balances(report: ExpectedReport) -> Iterator[Pair]:
    table = report.table3
    for index, column in enumerate(form(report.form).table3.column_keys):
        left = [table["new_received"][index], table["carried_in"][index]]
        if differs(left, [table["total"][index], table["carried_out"][index]]):
            yield "balance", column


def across_years(report: ExpectedReport, before: ExpectedReport) -> Iterator[Pair]:
    for index, column in enumerate(form(report.form).table3.column_keys):
        if differs([before.table3["carried_out"][index]], [report.table3["carried_in"][index]]):
            yield "carry_over", column
    if report.form == before.form == "2021":
        for prefix in ("rules", "normative_documents"):
            issued, repealed, after = (
                report.table2[f"{prefix}_{end}"] for end in ("issued", "repealed", "in_force")
            )
            known = before.table2[f"{prefix}_in_force"]
            figures = [
                value for value in (known, issued, repealed, after) if isinstance(value, int)
            ]
            if len(figures) == 4 and figures[0] + figures[1] - figures[2] != figures[3]:
                yield "in_force", f"{prefix}_in_force"


def statistics_sums(report: ExpectedReport) -> Iterator[Pair]:
    keys = [row.key for row in statistics().rows if row.unit]
    printed = dict(zip(keys, report.statistics, strict=True))
    for each in statistics().sums:
        if int(printed[each.total]["value"]) != sum(
            int(printed[part]["value"]) for part in each.parts
        ):
            yield "statistics_sum", printed[each.total]["label"]


def broken(report: ExpectedReport, before: ExpectedReport | None) -> set[Pair]:
    """Every rule that the figures of a report break, by themselves and against the year before."""
    if report.statistics:
        return set(statistics_sums(report))
    found = {*sums(report), *balances(report)}
    return found | (set(across_years(report, before)) if before and before.table3 else set())
