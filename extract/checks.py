"""The form's own arithmetic (勾稽关系) and the period, checked on what was read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from extract.identity.who import Identity
from extract.tables import table4 as disputes
from extract.tables.figures import Cells, Check, Figure, Result, cells_of, hides_a_sum
from extract.tables.table3 import rows as requests

_NO_NUMBER = ("not_applicable", "unreadable")


def check_requests(figures: Iterable[Figure]) -> list[Check]:
    """applicants_sum, outcomes_sum and balance on table 3, over the rows that the document
    prints.
    """
    cells = cells_of(figures)
    printed = [
        row for row in requests.ROWS if any((row, column) in cells for column in requests.COLUMNS)
    ]
    six, total = requests.COLUMNS[:-1], requests.COLUMNS[-1]
    checks = [
        _sum("applicants_sum", row, [(row, column) for column in six], [(row, total)], cells)
        for row in printed
    ]
    outcomes = [row for row in requests.OUTCOMES if row in printed]
    for column in requests.COLUMNS:
        checks.append(
            _sum(
                "outcomes_sum",
                column,
                [(row, column) for row in outcomes],
                [("total", column)],
                cells,
            )
        )
    for column in requests.COLUMNS:
        left = [("new_received", column), ("carried_in", column)]
        checks.append(
            _sum("balance", column, left, [("total", column), ("carried_out", column)], cells)
        )
    return checks


def check_disputes(figures: Iterable[Figure]) -> list[Check]:
    """route_sum on table 4."""
    cells = cells_of(figures)
    return [
        _sum(
            "route_sum",
            route,
            [(route, outcome) for outcome in disputes.OUTCOMES[:-1]],
            [(route, disputes.OUTCOMES[-1])],
            cells,
        )
        for route in disputes.ROUTES
    ]


def _sum(
    rule: str, subject: str, left: list[tuple[str, str]], right: list[tuple[str, str]], cells: Cells
) -> Check:
    """Compare two sums. A side of blanks alone, or with a cell that is no number, is not
    computable.
    """
    sides = [_side(names, cells) for names in (left, right)]
    if any(side is None for side in sides):
        return Check(rule, subject, None, None, "not_computable")
    (left_sum, left_blank), (right_sum, right_blank) = (side for side in sides if side is not None)
    result: Result = "pass" if left_sum == right_sum else "fail"
    return Check(rule, subject, left_sum, right_sum, result, left_blank or right_blank)


def _side(names: list[tuple[str, str]], cells: Cells) -> tuple[int, bool] | None:
    """The sum of a side and whether a blank counted as 0; None where it cannot be computed."""
    values = []
    for name in names:
        figure = cells.get(name)
        if figure is None or figure.value.status in _NO_NUMBER or hides_a_sum(name, cells):
            return None
        values.append(figure.value)
    blanks = sum(value.status == "blank" for value in values)
    if blanks == len(values):
        return None
    return sum(int(value.value or 0) for value in values), blanks > 0


def check_prose(stated: int | None, figures: Iterable[Figure]) -> list[Check]:
    """prose: the number of requests that the sections say were received is what table 3 prints as
    new_received.
    """
    cells = cells_of(figures)
    found = _side([("new_received", "total")], cells)
    if stated is None or found is None:
        return []
    result: Result = "pass" if stated == found[0] else "fail"
    return [Check("prose", "new_received", stated, found[0], result)]


def check_period(identity: Identity) -> list[Check]:
    """period: the stated period, signature date and publication date fit the year of the report."""
    if identity.year is None:
        return []
    checks = [
        Check(
            "period",
            "stated_period",
            stated,
            identity.year,
            "pass" if stated == identity.year else "fail",
        )
        for stated in identity.period_years[:1]
    ]
    for subject, day in (
        ("signed_on", identity.signed_on),
        ("published_on", identity.published_on),
    ):
        if day is not None:
            result: Result = "pass" if day >= date(identity.year, 12, 31) else "fail"
            checks.append(Check("period", subject, day.isoformat(), identity.year, result))
    return checks
