"""Totals of tables 3 and 4 that a report leaves blank although all of their parts are known.

A part is known where it is printed, and where the report's own sums prove that it is 0: the printed
parts of a sum make up its printed total, so that nothing is left for the blank ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from extract.contract import MatrixRecord, ReadingRecord
from extract.forms import Form, Matrix
from extract.forms.statutory import Statutory
from extract.tables.table3.rows import OUTCOMES
from publish.collect.figures import exact

_TOTAL: Final = "total"
_NOTHING: Final = ("blank", "not_applicable")
_Name = tuple[str, str]


class _Sum(NamedTuple):
    """Cells that add up to another, each by its row and column."""

    parts: tuple[_Name, ...]
    total: _Name


def computed_totals(reading: ReadingRecord, form: Form) -> dict[str, int]:
    """Every such total by its column in `report_totals`: the sum of the other columns of its row.

    Only where its cell is blank and a part is printed: what could not be read is not computed, and
    a row in which nothing is printed stays one that says nothing.
    """
    requests = _computed(reading, Statutory.REQUESTS, reading["table3"], form.table3)
    disputes = _computed(reading, Statutory.DISPUTES, reading["table4"], form.table4)
    return {
        **requests,
        **{f"{route}_{_TOTAL}": value for route, value in disputes.items()},
    }


def _computed(
    reading: ReadingRecord, statutory: Statutory, table: MatrixRecord | None, matrix: Matrix
) -> dict[str, int]:
    printed = dict(_printed(table or {}, matrix))
    known = dict(printed)
    blank = dict(_without_number(reading, statutory))
    sums = (*_across(matrix), *(_down(matrix) if statutory is Statutory.REQUESTS else ()))
    while any(_learn(each, known, blank) for each in sums):
        pass
    speaking = {row for row, _ in printed}
    totals = ((row, _TOTAL) for row in matrix.row_keys if row in speaking)
    return {name[0]: known[name] for name in totals if name in blank and name in known}


def _printed(table: MatrixRecord, matrix: Matrix) -> Iterator[tuple[_Name, int]]:
    for row, values in table.items():
        for column, value in zip(matrix.column_keys, values, strict=False):
            if (count := exact(value)) is not None:
                yield (row, column), int(count)


def _without_number(reading: ReadingRecord, statutory: Statutory) -> Iterator[tuple[_Name, str]]:
    """The cells of a table in which nothing is printed, with their status."""
    for cell in reading["cells"]:
        if Statutory.of_record(cell["table"]) is statutory and cell["status"] in _NOTHING:
            yield (cell["row"], cell["column"] or ""), cell["status"]


def _across(matrix: Matrix) -> Iterator[_Sum]:
    """Each row: its other columns make its total."""
    for row in matrix.row_keys:
        parts = tuple((row, column) for column in matrix.column_keys if column != _TOTAL)
        yield _Sum(parts, (row, _TOTAL))


def _down(matrix: Matrix) -> Iterator[_Sum]:
    """Each applicant of table 3: the outcomes make what was handled.

    The column of totals proves nothing: a blank there need not be 0.
    """
    for column in matrix.column_keys:
        if column != _TOTAL:
            yield _Sum(tuple((row, column) for row in OUTCOMES), (_TOTAL, column))


def _learn(each: _Sum, known: dict[_Name, int], blank: dict[_Name, str]) -> bool:
    """Take what a sum proves among what is known; says whether that is more than before."""
    unknown = [part for part in each.parts if part not in known]
    nothing = [part for part in unknown if part in blank]
    printed = sum(known.get(part, 0) for part in each.parts)
    if nothing and known.get(each.total) == printed:
        known.update(dict.fromkeys(nothing, 0))
        return True
    if not unknown and each.total not in known and blank.get(each.total) == "blank":
        known[each.total] = printed
        return True
    return False
