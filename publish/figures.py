"""The figures of a reading by their place in the form, and what differs between two readings of one report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from extract import forms
from publish.readings import Reading

Value = int | Decimal | None


@dataclass(frozen=True, order=True)
class Address:
    """Where a figure stands in the statutory form; `column` is empty in table 2, whose rows are its figures."""

    table: int
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


def figures(reading: Reading) -> dict[Address, Value]:
    """Every figure of the tables that the document has, in the form's order; None where nothing is printed."""
    found = {Address(2, key): exact(value) for key, value in (reading["table2"] or {}).items()}
    for table, matrix in ((3, _form().table3), (4, _form().table4)):
        for row, values in (reading[f"table{table}"] or {}).items():
            for column, value in zip(matrix.column_keys, values, strict=False):
                found[Address(table, row, column)] = exact(value)
    return found


def statuses(reading: Reading, status: str) -> set[Address]:
    """The figures whose cells have that status."""
    cells = (cell for cell in reading["cells"] if cell["status"] == status)
    return {Address(cell["table"], cell["row"], cell["column"] or "") for cell in cells}


def tables(reading: Reading) -> set[int]:
    """Numbers of the statutory tables that the document has."""
    return {table for table in (2, 3, 4) if reading[f"table{table}"]}


def differences(old: Reading, new: Reading) -> Iterator[Difference]:
    """Figures that differ between two readings, in tables that both have; what either could not read is left out."""
    before, after = figures(old), figures(new)
    shared = tables(old) & tables(new)
    doubtful = statuses(old, "unreadable") | statuses(new, "unreadable")
    for address in sorted(before.keys() | after.keys()):
        if address.table in shared and address not in doubtful and before.get(address) != after.get(address):
            yield Difference(address, before.get(address), after.get(address))


def contradictions(first: Reading, second: Reading) -> list[Difference]:
    """Figures for which two documents of one report print different numbers; a blank contradicts nothing."""
    found = differences(first, second)
    return [difference for difference in found if difference.old is not None and difference.new is not None]


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
