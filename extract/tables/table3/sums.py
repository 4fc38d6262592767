"""The rules of table 3 (勾稽关系) as equations over its cells."""

from __future__ import annotations

from collections.abc import Collection

from extract.tables.arithmetic import Equation
from extract.tables.table3.rows import COLUMNS, OUTCOMES, ROWS


def equations(printed: Collection[str]) -> list[Equation]:
    """The rules over the rows that are printed: applicants_sum of each row, outcomes_sum and
    balance of each column.
    """
    rules = [applicants_sum(row) for row in ROWS if row in printed]
    for column in COLUMNS:
        rules += [outcomes_sum(column, printed), balance(column)]
    return rules


def applicants_sum(row: str) -> Equation:
    """Six columns of a row add up to its total."""
    return Equation(tuple((row, column) for column in COLUMNS[:-1]), ((row, COLUMNS[-1]),))


def outcomes_sum(column: str, printed: Collection[str]) -> Equation:
    """The outcomes in a column, as far as they are printed, add up to （七）总计."""
    outcomes = tuple((row, column) for row in OUTCOMES if row in printed)
    return Equation(outcomes, (("total", column),))


def balance(column: str) -> Equation:
    """What came in, in a column, was handled or is carried out."""
    received = (("new_received", column), ("carried_in", column))
    return Equation(received, (("total", column), ("carried_out", column)))
