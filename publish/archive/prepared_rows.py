"""What of a reading goes into the archive, made once: its outline, on which reports are put
together, and the rows that it gives, whatever report it is of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from extract.contract import ReadingRecord
from extract.forms.statutory import Statutory
from publish.archive import reading_rows
from publish.collect.figures import Address
from publish.schema.row import Row, Values
from publish.schema.tables import table

# Straight from the reading of a report's chosen document.
OF_A_READING: Final[tuple[tuple[str, Callable[[str, ReadingRecord], Iterable[Row]]], ...]] = (
    ("sections", reading_rows.sections),
    ("disclosures", reading_rows.disclosures),
    ("applications", reading_rows.applications),
    ("reviews", reading_rows.reviews),
    ("report_totals", reading_rows.totals),
    ("statistics", reading_rows.statistics),
    ("cells", reading_rows.cells),
    ("tables", reading_rows.tables),
)
CHECKS: Final = "checks"
_OWNER: Final = "report"
# The rule whose checks say which other years a document names.
_OF_THE_YEAR: Final = "period"
# Cells whose status decides what two readings say of each other.
_TELLING = ("blank", "unreadable")


@dataclass(frozen=True)
class PreparedRows:
    """The rows of a reading by table, as values in the order of the columns; and the figures that
    no column can hold as printed.
    """

    tables: dict[str, list[Values]]
    below_yuan: tuple[Address, ...]
    too_large: tuple[Address, ...]

    def of(self, name: str, report: str) -> Iterator[Values]:
        """The rows of a table, as those of a report."""
        place = columns(name).index(_OWNER)
        for values in self.tables[name]:
            values[place] = report
            yield values

    def checks(self, report: str) -> tuple[Row, ...]:
        """The checks within the document, by the names of their columns."""
        names = columns(CHECKS)
        return tuple(dict(zip(names, row, strict=True)) for row in self.of(CHECKS, report))


@cache
def columns(name: str) -> tuple[str, ...]:
    """The columns of a table in their order, without the number of a row."""
    described = table(name)
    skipped = ("id",) if described.is_numbered else ()
    return tuple(column.name for column in described.columns if column.name not in skipped)


@cache
def values_of(name: str) -> Callable[[Row], Values]:
    """What makes the values of a table's row, in the order of its columns. Raises KeyError for a
    row that lacks one.
    """
    inner = itemgetter(*columns(name))
    return lambda row: list(inner(row))


def outline(reading: ReadingRecord) -> ReadingRecord:
    """The reading without what only its rows are made of: checks but those of its year, places of
    tables, and cells of which the figures say all.
    """
    checks = [check for check in reading["checks"] if check["rule"] == _OF_THE_YEAR]
    cells = [cell for cell in reading["cells"] if cell["status"] in _TELLING]
    return {**reading, "checks": checks, "tables": [], "cells": cells}


def prepare(packed: bytes) -> tuple[bytes, bytes]:
    """The outline and the rows of a reading, as JSON."""
    reading: ReadingRecord = json.loads(packed)
    made: dict[str, Any] = {name: _made(name, rows("", reading)) for name, rows in OF_A_READING}
    made[CHECKS] = _made(CHECKS, reading_rows.document_checks("", reading))
    whole = {
        "tables": made,
        "below_yuan": _places(reading_rows.fractional(reading)),
        "too_large": _places(reading_rows.oversized(reading)),
    }
    return _packed(outline(reading)), _packed(whole)


def unpack_rows(packed: bytes) -> PreparedRows:
    """The rows that `prepare` packed."""
    whole = json.loads(packed)
    below, large = (
        tuple(Address(Statutory(number), *rest) for number, *rest in whole[key])
        for key in ("below_yuan", "too_large")
    )
    return PreparedRows(whole["tables"], below, large)


def _made(name: str, rows: Iterable[Row]) -> list[Values]:
    return list(map(values_of(name), rows))


def _places(addresses: Iterable[Address]) -> list[tuple[str, str, str]]:
    return [(address.table, address.row, address.column) for address in addresses]


def _packed(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
