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
from extract.forms.statutory import Statutory

if TYPE_CHECKING:
    # The site imports this module, and must not load the crawler for it.
    from extract.contract import MatrixRecord, ReadingRecord

Value = int | Decimal | None


@dataclass(frozen=True, order=True)
class Address:
    """Where a figure stands in the statutory form.

    `column` is empty in table 2 and the statistics table, whose rows are their figures.
    """

    table: Statutory
    row: str
    column: str = ""

    @property
    def name(self) -> str:
        """The address in a line of text, for example `3.granted.total`."""
        return ".".join(part for part in (self.table, self.row, self.column) if part)


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
    found = {
        Address(Statutory.DISCLOSURES, key): exact(value)
        for key, value in (reading["table2"] or {}).items()
    }
    found |= _counts(Statutory.REQUESTS, reading["table3"])
    found |= _counts(Statutory.DISPUTES, reading["table4"])
    return found | _indicators(reading)


def _counts(table: Statutory, rows: MatrixRecord | None) -> dict[Address, Value]:
    columns = forms.form(forms.FORM_NAMES[0]).matrix(table).column_keys
    return {
        Address(table, row, column): exact(value)
        for row, values in (rows or {}).items()
        for column, value in zip(columns, values, strict=False)
    }


def _indicators(reading: ReadingRecord) -> dict[Address, Value]:
    """The figures of the statistics table; without those whose label stands twice, which cannot be
    told apart.
    """
    keys = row_keys(reading)
    times = Counter(keys)
    values = zip(keys, reading["statistics"], strict=True)
    return {
        Address(Statutory.STATISTICS, key): exact(entry["value"])
        for key, entry in values
        if times[key] == 1
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
    return {
        Address(Statutory.of_record(cell["table"]), cell["row"], cell["column"] or "")
        for cell in cells
    }


def tables(reading: ReadingRecord) -> set[Statutory]:
    """The statutory tables that the document has."""
    there = {
        Statutory.DISCLOSURES: bool(reading["table2"]),
        Statutory.REQUESTS: bool(reading["table3"]),
        Statutory.DISPUTES: bool(reading["table4"]),
        Statutory.STATISTICS: bool(reading["statistics"]),
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
