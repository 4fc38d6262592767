"""The figures of one report: what each cell of its tables says, where it stands, and which checks
it fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final

from extract.forms import FORM_NAMES, Form, form
from extract.forms.statutory import Statutory
from publish.collect.figures import Address
from publish.site.data.archive import Row
from publish.site.printed.layout import PrintedTable, printed_tables
from publish.site.printed.report import Report

_PLACE: Final = ("path", "page", "sheet", "table_index", "row_index", "column_index")
_WITHOUT_NUMBER: Final = ("blank", "not_applicable", "unreadable", "absent")
_BALANCE: Final = ("new_received", "carried_in", "total", "carried_out")


@dataclass(frozen=True)
class Figure:
    """One cell of a statutory table: its value, raw text and status, and its place in the document.

    `status` is one of form.md, or "absent" where the document does not print the cell. Indexes
    count from 0. `change` is how it was last changed after publication, as `changes` has it.
    """

    address: Address
    value: int | float | str | None
    raw: str | None
    status: str
    place: dict[str, Any]
    failing: bool = False
    change: Row | None = None

    @property
    def number(self) -> str | None:
        """The value as digits without exponent or trailing zeros; None where there is none, never
        "0" instead.
        """
        if self.value is None:
            return None
        if isinstance(self.value, int):
            return str(self.value)
        number = Decimal(str(self.value))
        return f"{number:f}" if number == number.to_integral() else f"{number.normalize():f}"

    @property
    def noted(self) -> bool:
        """Whether the document prints more in the cell than the number."""
        return self.status == "printed" and bool(self.raw) and self.raw != self.number


class Figures:
    """All figures of one report, by address."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._values = dict(_values(report))
        self._cells = {address_of(row): row for row in report.cells}
        self._pieces = [_Piece(row) for row in report.tables]
        self.form = _form(report)
        self._changes = {address_of(row): row for row in report.changes}
        self._failing = frozenset(failing(report.checks, self.form))

    def __getitem__(self, address: Address) -> Figure:
        """The figure at `address`; one that the document does not print is absent, with no
        value.
        """
        value, cell = self._values.get(address), self._cells.get(address)
        status = cell["status"] if cell else "absent" if value is None else "printed"
        raw = cell["raw"] if cell else None
        place, is_failing = self._place(address, cell), address in self._failing
        return Figure(address, value, raw, status, place, is_failing, self._changes.get(address))

    def _place(self, address: Address, cell: Row | None) -> dict[str, Any]:
        found = next((place for piece in self._pieces if (place := piece.place(address))), {})
        own = {name: cell[name] for name in _PLACE if cell[name] is not None} if cell else {}
        return {**found, **own}

    @property
    def tables(self) -> tuple[PrintedTable, ...]:
        """The statutory tables that the report has, in their printed layout."""
        there = {address.table for address in (*self._values, *self._cells)}
        printed = {
            address.row for address in self._printed() if address.table is Statutory.REQUESTS
        }
        return tuple(
            table for table in printed_tables(self.form, printed) if table.statutory in there
        )

    @property
    def indicators(self) -> tuple[tuple[Row, Figure], ...]:
        """The rows of the statistics table with their figures, in printed order."""
        return tuple((row, self._indicator(row)) for row in self._report.statistics)

    def _indicator(self, row: Row) -> Figure:
        """The figure of one row: a document may print one label twice, and then the number in the
        row is its own.
        """
        figure = replace(self[Address(Statutory.STATISTICS, row["row_key"])], value=row["exact"])
        if (figure.status in _WITHOUT_NUMBER) == (figure.value is None):
            return figure
        return replace(figure, status="absent" if figure.value is None else "printed", raw=None)

    def _printed(self) -> Iterator[Address]:
        yield from (address for address, value in self._values.items() if value is not None)
        yield from self._cells

    def checks_of(self, address: Address) -> list[Row]:
        """The checks that the figure at `address` takes part in."""
        return [check for check in self._report.checks if address in involved(check, self.form)]


class _Piece:
    """A piece of a statutory table in the document, with the maps of its rows and columns."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._rows, self._columns = json.loads(row["row_map"]), json.loads(row["column_map"])

    def place(self, address: Address) -> dict[str, Any]:
        """Where `address` stands, empty where it does not stand in this piece."""
        if address.table != self._row["statutory_table"] or address.row not in self._rows:
            return {}
        # Table 4 stands sideways, so its columns are named by route and outcome; those of table 2
        # by figure.
        names = (f"{address.row}.{address.column}", address.column, address.row)
        columns = [self._columns[name] for name in names if name in self._columns]
        place = {
            "row_index": self._rows[address.row],
            "column_index": columns[0] if columns else None,
        }
        return {
            name: value
            for name, value in {**self._row, **place}.items()
            if name in _PLACE and value is not None
        }


def _form(report: Report) -> Form:
    """The report's form; tables 3 and 4 are the same in all, so where none is known the newest
    lends its layout.
    """
    name = report.row["form"]
    return form(name if name in FORM_NAMES else FORM_NAMES[0])


def _values(report: Report) -> Iterator[tuple[Address, Any]]:
    own = _form(report)
    for row in report.disclosures:
        for figure in own.figures:
            yield Address(Statutory.DISCLOSURES, figure.key), row[figure.key]
    for row in report.applications:
        for column in own.table3.column_keys:
            yield Address(Statutory.REQUESTS, row["outcome"], column), row[column]
    for row in report.reviews:
        for column in own.table4.column_keys:
            yield Address(Statutory.DISPUTES, row["route"], column), row[column]
    for row in report.statistics:
        yield Address(Statutory.STATISTICS, row["row_key"]), row["exact"]


def address_of(row: Row) -> Address:
    """The address that a row of `cells` or `changes` is about."""
    table = Statutory(row["statutory_table"])
    return Address(table, row["row_key"], row["column_key"] or "")


def failing(checks: Iterable[Row], form: Form) -> Iterator[Address]:
    """The addresses of all figures that take part in a failed check."""
    for check in checks:
        if check["result"] == "fail":
            yield from involved(check, form)


def involved(check: Row, form: Form) -> frozenset[Address]:
    """The addresses of the figures that a check adds up or compares; empty where it concerns none
    of a table.
    """
    return _involved(check["rule"], check["subject"], form.name)


@lru_cache(maxsize=1024)
def _involved(rule: str, subject: str, form_name: str) -> frozenset[Address]:
    layout = form(form_name)
    columns, rows = layout.table3.column_keys, layout.table3.row_keys
    outcomes = [row for row in rows if row not in _BALANCE] + ["total"]
    requests = partial(Address, Statutory.REQUESTS)
    found: dict[str, Iterable[Address]] = {
        "applicants_sum": (requests(subject, column) for column in columns),
        "outcomes_sum": (requests(row, subject) for row in outcomes),
        "balance": (requests(row, subject) for row in _BALANCE),
        "route_sum": (
            Address(Statutory.DISPUTES, subject, column) for column in layout.table4.column_keys
        ),
        "carry_over": (requests("carried_in", column) for column in columns if column == subject),
        "in_force": (
            Address(Statutory.DISCLOSURES, figure.key)
            for figure in layout.figures
            if figure.key.startswith(subject)
        ),
    }
    return frozenset(found.get(rule, ()))
