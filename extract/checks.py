"""The form's own arithmetic (勾稽关系) and the period, checked on what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache

from extract.forms.statutory import Statutory
from extract.identity.who import Identity
from extract.tables.figures import (
    CellName,
    Cells,
    Check,
    Figure,
    Result,
    TableReading,
    hides_a_sum,
)
from extract.tables.table3 import rows as requests
from extract.tables.table4 import layout as disputes

# Rules of other things than the tables' own arithmetic: they say nothing of the figures.
BESIDE_THE_TABLES = frozenset({"prose", "period"})
# Printed nowhere, a cell counts as 0 in a sum, and the check says so.
_NOTHING = ("blank", "not_applicable")
_REMEMBERED = 64
# What stands beside a number that the agency itself does not mean to be exact.
_INEXACT = frozenset({"approximate", "counted_in_multiples"})


@dataclass(frozen=True)
class Rule:
    """A rule of the form on one subject: the cells on the left add up to those on the right."""

    rule: str
    subject: str
    left: tuple[CellName, ...]
    right: tuple[CellName, ...]

    @property
    def cells(self) -> tuple[CellName, ...]:
        """All cells that it speaks of."""
        return (*self.left, *self.right)

    @cached_property
    def rows(self) -> frozenset[str]:
        """The rows of these cells."""
        return frozenset(row for row, _ in self.cells)


def request_rules(cells: Cells) -> tuple[Rule, ...]:
    """applicants_sum, outcomes_sum and balance, over the rows of table 3 that the document
    prints.
    """
    return _request_rules(frozenset(row for row, _ in cells))


# Reports print the rows of table 3 in a handful of ways.
@lru_cache(maxsize=_REMEMBERED)
def _request_rules(rows: frozenset[str]) -> tuple[Rule, ...]:
    printed = [row for row in requests.ROWS if row in rows]
    six, total = requests.COLUMNS[:-1], requests.COLUMNS[-1]
    outcomes = [row for row in requests.OUTCOMES if row in printed]
    rules = [Rule("applicants_sum", row, _across(row, six), ((row, total),)) for row in printed]
    for column in requests.COLUMNS:
        rules.append(Rule("outcomes_sum", column, _down(outcomes, column), (("total", column),)))
    for column in requests.COLUMNS:
        left, right = ("new_received", "carried_in"), ("total", "carried_out")
        rules.append(Rule("balance", column, _down(left, column), _down(right, column)))
    return tuple(rules)


@cache
def dispute_rules() -> tuple[Rule, ...]:
    """route_sum on table 4."""
    four, total = disputes.OUTCOMES[:-1], disputes.OUTCOMES[-1]
    return tuple(
        Rule("route_sum", route, _across(route, four), ((route, total),))
        for route in disputes.ROUTES
    )


def rules_of(statutory: Statutory, cells: Cells) -> tuple[Rule, ...]:
    """The rules of a statutory table; none for those that have no sums."""
    if statutory is Statutory.REQUESTS:
        return request_rules(cells)
    return dispute_rules() if statutory is Statutory.DISPUTES else ()


def _across(row: str, columns: Sequence[str]) -> tuple[CellName, ...]:
    return tuple((row, column) for column in columns)


def _down(rows: Sequence[str], column: str) -> tuple[CellName, ...]:
    return tuple((row, column) for row in rows)


def check_table(table: TableReading) -> list[Check]:
    """The rules of a statutory table, on its figures."""
    return [_sum(rule, table.cells) for rule in rules_of(table.statutory, table.cells)]


def _sum(rule: Rule, cells: Cells) -> Check:
    """Compare two sums. A side that nothing is printed in, or with a cell that was not read, is not
    computable.
    """
    sides = [_side(names, cells) for names in (rule.left, rule.right)]
    if any(side is None for side in sides):
        return Check(rule.rule, rule.subject, None, None, "not_computable")
    (left_sum, left_blank), (right_sum, right_blank) = (side for side in sides if side is not None)
    result: Result = "pass" if left_sum == right_sum else "fail"
    return Check(rule.rule, rule.subject, left_sum, right_sum, result, left_blank or right_blank)


def _side(names: Sequence[CellName], cells: Cells) -> tuple[int, bool] | None:
    """The sum of a side and whether a cell without a number counted as 0; None where it cannot be
    computed.
    """
    total = nothing = 0
    for name in names:
        figure = cells.get(name)
        if figure is None or figure.value.status == "unreadable":
            return None
        if figure.value.status in _NOTHING:
            if hides_a_sum(name, cells):
                return None
            nothing += 1
        total += int(figure.value.value or 0)
    return None if nothing == len(names) else (total, nothing > 0)


def is_proven(rule: Rule, cells: Cells) -> bool:
    """Whether a rule that fails is a contradiction of the source: each figure was read as printed
    and is meant to be exact, and no cell without a number can make up the difference.
    """
    figures = [cells.get(name) for name in rule.cells]
    if any(figure is None or _is_uncertain(figure) for figure in figures):
        return False
    sides = [_side(names, cells) for names in (rule.left, rule.right)]
    (left, left_open), (right, right_open) = (side or (0, True) for side in sides)
    return not (left_open and left <= right) and not (right_open and right <= left)


def _is_uncertain(figure: Figure) -> bool:
    return figure.value.status == "inferred" or bool(_INEXACT & {*figure.value.issues})


def check_prose(stated: int | None, table: TableReading) -> list[Check]:
    """prose: the number of requests that the sections say were received is what table 3 prints as
    new_received.

    Only where the structure of the table left no doubt, and with a figure that is printed, does a
    difference say anything.
    """
    figure = table.cells.get(("new_received", "total"))
    if stated is None or figure is None or figure.value.value is None:
        return []
    found = int(figure.value.value)
    if stated == found:
        return [Check("prose", "new_received", stated, found, "pass")]
    certain = table.clean and figure.value.status == "printed" and not _is_uncertain(figure)
    return [Check("prose", "new_received", stated, found, "fail")] if certain else []


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
