"""The figures of a reading by their place in the form, and what differs between two readings of one
report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from extract import forms

if TYPE_CHECKING:
    # The site imports this module, and must not load the crawler for it.
    from extract.contract import MatrixRecord, ReadingRecord

Value = int | Decimal | None
# What the table of the form of 2014 is called where 2, 3 and 4 name those of the later forms.
STATISTICS = "statistics"


@dataclass(frozen=True, order=True)
class Address:
    """Where a figure stands in the statutory form; `table` is 2, 3, 4 or STATISTICS.

    `column` is empty in table 2 and the statistics table, whose rows are their figures.
    """

    table: int | str
    row: str
    column: str = ""

    @property
    def name(self) -> str:
        """The address in a line of text, for example `3.granted.total`."""
        return ".".join(part for part in (str(self.table), self.row, self.column) if part)


@dataclass(frozen=True)
class Difference:
    """A figure that two readings give differently."""

    address: Address
    old: Value
    new: Value


def figures(reading: ReadingRecord) -> dict[Address, Value]:
    """Every figure of the tables that the document has, in the form's order; None where nothing is
    printed.
    """
    found = {Address(2, key): exact(value) for key, value in (reading["table2"] or {}).items()}
    found |= _counts(3, reading["table3"], _form().table3)
    found |= _counts(4, reading["table4"], _form().table4)
    return found | _indicators(reading)


def _counts(table: int, rows: MatrixRecord | None, matrix: forms.Matrix) -> dict[Address, Value]:
    return {
        Address(table, row, column): exact(value)
        for row, values in (rows or {}).items()
        for column, value in zip(matrix.column_keys, values, strict=False)
    }


def _indicators(reading: ReadingRecord) -> dict[Address, Value]:
    """The figures of the statistics table; without those whose label stands twice, which cannot be
    told apart.
    """
    keys = row_keys(reading)
    times = Counter(keys)
    values = zip(keys, reading["statistics"], strict=True)
    return {
        Address(STATISTICS, key): exact(entry["value"]) for key, entry in values if times[key] == 1
    }


def row_keys(reading: ReadingRecord) -> list[str]:
    """By what the reading's cells and tables name each indicator: its label, after its chapter
    where that is needed.
    """
    entries = reading["statistics"]
    times = Counter(entry["label"] for entry in entries)
    return [
        f"{entry['chapter']}/{entry['label']}"
        if times[entry["label"]] > 1 and entry["chapter"]
        else entry["label"]
        for entry in entries
    ]


def statuses(reading: ReadingRecord, status: str) -> set[Address]:
    """The figures whose cells have that status."""
    cells = (cell for cell in reading["cells"] if cell["status"] == status)
    return {Address(cell["table"], cell["row"], cell["column"] or "") for cell in cells}


def tables(reading: ReadingRecord) -> set[int | str]:
    """The statutory tables that the document has: 2, 3, 4, STATISTICS."""
    there: dict[int | str, bool] = {
        2: bool(reading["table2"]),
        3: bool(reading["table3"]),
        4: bool(reading["table4"]),
        STATISTICS: bool(reading["statistics"]),
    }
    return {table for table, is_there in there.items() if is_there}


def differences(old: ReadingRecord, new: ReadingRecord) -> Iterator[Difference]:
    """Figures that differ between two readings, in tables that both have; what either could not
    read is left out.
    """
    before, after = figures(old), figures(new)
    shared = tables(old) & tables(new)
    doubtful = statuses(old, "unreadable") | statuses(new, "unreadable")
    for address in sorted(before.keys() | after.keys(), key=lambda address: address.name):
        if (
            address.table in shared
            and address not in doubtful
            and before.get(address) != after.get(address)
        ):
            yield Difference(address, before.get(address), after.get(address))


def contradictions(first: ReadingRecord, second: ReadingRecord) -> list[Difference]:
    """Figures for which two documents of one report print different numbers; a blank contradicts
    nothing.
    """
    found = differences(first, second)
    return [
        difference
        for difference in found
        if difference.old is not None and difference.new is not None
    ]


def exact(value: int | str | None) -> Value:
    """A figure of the JSON: counts as they are, amounts (decimal strings) exactly."""
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _form() -> forms.Form:
    return forms.form(forms.FORM_NAMES[0])
