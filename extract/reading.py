"""One reading: everything that is understood of one document, and the JSON that says it (form.md)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extract import checks, formats, forms
from extract.checks import Check
from extract.codes import issue_meanings
from extract.document import Document, Place
from extract.errors import ExtractError
from extract.forms import Form
from extract.identity import prose, sections
from extract.identity import who as identity
from extract.identity.earlier import EarlierForm, earlier_form
from extract.identity.refusal import refusal
from extract.identity.sections import Section
from extract.identity.who import Identity
from extract.overlooked import overlooked
from extract.quality import STATUTORY, Quality, quality_of
from extract.shaping import cell_paragraphs, row_paragraphs
from extract.tables import extraneous, stream, table2, table4
from extract.tables.figures import Figure, Issue, Source, TableReading
from extract.tables.form2014.read import Entry, StatisticsReading, check_statistics, read_statistics
from extract.tables.table3 import read as requests
from extract.version import __version__


@dataclass
class Reading:
    """What `extract` got out of one document with one version of itself."""

    file: str
    sha256: str
    media_type: str
    identity: Identity = field(default_factory=Identity)
    form: Form | None = None
    earlier_form: EarlierForm | None = None
    quality: Quality = "unparsed"
    tables: list[TableReading] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    overlooked: list[int] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def figures(self) -> list[Figure]:
        """All figures, table by table, in the form's order."""
        return [figure for table in self.tables for figure in table.figures]

    def printed_rows(self, statutory: int) -> set[str]:
        """Keys of the rows of a statutory table that the document has."""
        return {figure.row for figure in self.figures if figure.table == statutory}

    @property
    def statistics(self) -> StatisticsReading | None:
        """The statistics table of form 2014, where the document has it."""
        return next((table for table in self.tables if isinstance(table, StatisticsReading)), None)

    @property
    def has_statutory_tables(self) -> bool:
        """Whether table 2, 3 or 4 was read."""
        return any(table.statutory in STATUTORY for table in self.tables)

    def as_json(self, all_cells: bool = False) -> dict[str, Any]:
        """The JSON object of form.md; `all_cells` adds the cells that are nothing but a printed number."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "extractor": __version__,
            "agency": self.identity.agency,
            "year": self.identity.year,
            "title": self.identity.title,
            "form": self.form.name if self.form else self.earlier_form,
            "signed_on": _iso(self.identity.signed_on),
            "published_on": _iso(self.identity.published_on),
            "quality": self.quality,
            "table2": self._table2(),
            "table3": self._matrix(3, requests.ROWS, requests.COLUMNS),
            "table4": self._matrix(4, table4.ROUTES, table4.OUTCOMES),
            "statistics": [_entry(entry) for entry in self.statistics.entries] if self.statistics else [],
            "sections": [_fields(section) for section in self.sections],
            "cells": [_cell(figure) for figure in self.figures if all_cells or _is_special(figure)],
            "tables": [_position(position) for table in self.tables for position in table.positions],
            "checks": [_fields(check) for check in self.checks],
            "issues": [_fields(issue) for issue in self.issues],
        }

    def _of(self, statutory: int) -> dict[tuple[str, str | None], Figure] | None:
        for table in self.tables:
            if table.statutory == statutory:
                return {(figure.row, figure.column): figure for figure in table.figures}
        return None

    def _table2(self) -> dict[str, int | str | None] | None:
        found = self._of(2)
        if found is None or self.form is None:
            return None
        return {item.key: _plain(found.get((item.key, None))) for item in self.form.figures}

    def _matrix(
        self, statutory: int, rows: tuple[str, ...], columns: tuple[str, ...]
    ) -> dict[str, list[int | str | None]] | None:
        found = self._of(statutory)
        if found is None:
            return None
        return {row: [_plain(found.get((row, column))) for column in columns] for row in rows}


def _fields(item: Section | Check | Issue | Place) -> dict[str, Any]:
    """What a flat dataclass holds; `asdict` copies deeply, which took a twelfth of the reading."""
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _plain(figure: Figure | None) -> int | str | None:
    """A figure's value as JSON has it: counts as integers, amounts as decimal strings."""
    value = figure.value.value if figure is not None else None
    return format(value, "f") if isinstance(value, Decimal) else value


def _entry(entry: Entry) -> dict[str, str | None]:
    value = _plain(entry.figure)
    shown = None if value is None else str(value)
    return {"chapter": entry.chapter, "label": entry.label, "unit": entry.unit, "value": shown}


def _table_name(statutory: int) -> int | str:
    return "statistics" if statutory == stream.STATISTICS else statutory


def _is_special(figure: Figure) -> bool:
    return figure.value.status != "printed" or figure.value.raw != ""


def _cell(figure: Figure) -> dict[str, Any]:
    return {
        "table": _table_name(figure.table),
        "row": figure.row,
        "column": figure.column,
        "value": _plain(figure),
        "raw": figure.value.raw,
        "status": figure.value.status,
        "source": _source(figure.source),
    }


def _source(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {**_place(source.place), "table": source.table, "row": source.row, "column": source.column}


def _place(place: Place) -> dict[str, Any]:
    known = _fields(place)
    return {"path": known["path"], **{name: value for name, value in known.items() if value is not None}}


def _position(position: Any) -> dict[str, Any]:
    return {
        "table": _table_name(position.statutory),
        "index": position.table,
        "source": _place(position.place),
        "rows": [{"key": key, "row": row} for key, row in position.rows],
        "columns": [{"key": key, "column": column} for key, column in position.columns],
    }


def read(data: bytes, name: str = "") -> Reading:
    """Read one document: bytes in, a Reading out; the same bytes and version give the same reading.

    `name` is what the reading calls the file, and nothing else is taken from it. A file that cannot be read, or
    is no annual report, gives a reading of quality `unparsed` with the reason in its issues; nothing is raised.
    """
    return read_with_document(data, name)[0]


def read_with_document(data: bytes, name: str = "") -> tuple[Reading, Document | None]:
    """Read as `read` does, and give the document whose grids the figures' sources count; None where there is none."""
    reading = Reading(file=name, sha256=hashlib.sha256(data).hexdigest(), media_type=formats.media_type(data))
    try:
        document = cell_paragraphs.gather(row_paragraphs.with_tables(formats.read_document(data)))
    except ExtractError as error:
        reading.issues.append(Issue(_code(error), str(error)))
        return reading, None
    reading.issues += [Issue(code, message) for code, message in document.issues]
    _understand(document, reading)
    return reading, document


def _code(error: ExtractError) -> str:
    return "".join("_" + char.lower() if char.isupper() else char for char in type(error).__name__).lstrip("_")


def _understand(document: Document, reading: Reading) -> None:
    """Identity, sections, tables, checks and quality of a document, into its reading."""
    reading.sections, section_issues = sections.read_sections(document)
    reading.identity = identity.read_identity(document, reading.sections)
    reason = refusal(document, reading.identity)
    if reason is not None:
        reading.issues = [*reading.issues, *reading.identity.issues, reason]
        return
    _read_tables(document, reading)
    reading.checks = _checks(reading)
    missing = set(STATUTORY) - {table.statutory for table in reading.tables}
    reading.overlooked = overlooked(document, reading.sections, missing) if reading.has_statutory_tables else []
    if reading.earlier_form:
        # The reports before 2019 have an outline of their own (regulations of 2008, article 32).
        section_issues = []
    reading.issues += [*reading.identity.issues, *section_issues, *_table_issues(reading), *_period_issues(reading)]
    reading.quality = quality_of(reading)
    if reading.quality == "unparsed":
        reading.issues.append(Issue("no_table", "none of the statutory tables could be read"))


def _read_tables(document: Document, reading: Reading) -> None:
    rows = list(stream.statutory_rows(document))
    of = {number: [row for row in rows if row.statutory == number] for number in (*STATUTORY, stream.STATISTICS)}
    asides = extraneous.asides(document, reading.identity.year)
    for number in of:
        of[number] = extraneous.own_rows(of[number], asides, reading.issues)
    reading.form = table2.form_of(of[2])
    found = [
        table2.read_disclosures(of[2], reading.form) if reading.form else None,
        requests.read_requests(of[3]),
        table4.read_disputes(of[4]),
        read_statistics(of[stream.STATISTICS]),
    ]
    reading.tables = [table for table in found if table is not None]
    if reading.form is None:
        reading.form = _form_by_requests(reading)
    if not reading.has_statutory_tables:
        reading.earlier_form = earlier_form(document, reading.identity, reading.statistics)


def _form_by_requests(reading: Reading) -> Form | None:
    """Without table 2, the items of （六） tell form 2021; one merged row is printed under both and tells none."""
    rows = reading.printed_rows(3)
    return forms.form("2021") if "other_overdue_correction" in rows else None


def _checks(reading: Reading) -> list[Check]:
    found: list[Check] = []
    for table in reading.tables:
        if table.statutory == 3:
            found += checks.check_requests(table.figures)
            found += checks.check_prose(prose.stated_new_received(reading.sections), table.figures)
        if table.statutory == 4:
            found += checks.check_disputes(table.figures)
    if reading.statistics is not None:
        found += check_statistics(reading.statistics)
    return found + checks.check_period(reading.identity)


def _table_issues(reading: Reading) -> list[Issue]:
    """What was odd about tables and cells; the cells of one oddity share an issue."""
    issues = [issue for table in reading.tables for issue in table.issues]
    if reading.has_statutory_tables:
        missing = set(STATUTORY) - {table.statutory for table in reading.tables}
        issues += [Issue("table_missing", f"table {number} was not found") for number in sorted(missing)]
        issues += [Issue("table_overlooked", f"the document shows figures of table {at}") for at in reading.overlooked]
    odd: dict[str, list[str]] = {}
    for figure in reading.figures:
        for code in figure.value.issues:
            odd.setdefault(code, []).append(f"{figure.row}.{figure.column}" if figure.column else figure.row)
    issues += [Issue(code, f"{issue_meanings()[code]['en']}: {', '.join(cells)}") for code, cells in odd.items()]
    rows = reading.printed_rows(3)
    if reading.form is not None and reading.form.name == "2021" and "other_total" in rows:
        issues.append(Issue("other_merged", "（六）其他处理 is printed as one row, without its three items"))
    return issues


_PERIOD_ISSUES = {
    "stated_period": "period_differs",
    "signed_on": "signed_before_period_end",
    "published_on": "published_before_period_end",
}


def _period_issues(reading: Reading) -> list[Issue]:
    failed = [check for check in reading.checks if check.rule == "period" and check.result == "fail"]
    return [Issue(_PERIOD_ISSUES[check.subject], f"{check.left}, but the year is {check.right}") for check in failed]
