"""One reading: everything that is understood of one document, and the JSON that says it
(form.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extract.codes import Quality
from extract.contract import (
    CellRecord,
    CheckRecord,
    FigureRecord,
    MatrixRecord,
    PlaceRecord,
    ReadingRecord,
    SectionRecord,
    SourceRecord,
    StatisticRecord,
    TableRecord,
)
from extract.document import Place
from extract.forms import Form
from extract.forms.statutory import NUMBERED, Statutory
from extract.identity.earlier import EarlierForm
from extract.identity.publication import DaySource
from extract.identity.sections import Section
from extract.identity.who import Identity
from extract.tables.figures import Check, Figure, Issue, Position, Source, TableReading
from extract.tables.form2014.entries import Entry, StatisticsReading
from extract.tables.table3 import rows as requests
from extract.tables.table4 import layout as table4
from extract.version import extractor


@dataclass
class Reading:
    """What `extract` got out of one document with one version of itself.

    `further` are the readings of other reports in the same archive, each a document of its own.
    """

    file: str
    sha256: str
    media_type: str
    identity: Identity = field(default_factory=Identity)
    form: Form | None = None
    earlier_form: EarlierForm | None = None
    quality: Quality = "unparsed"
    tables: list[TableReading] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    overlooked: list[Statutory] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    further: list[Reading] = field(default_factory=list)

    @property
    def figures(self) -> list[Figure]:
        """All figures, table by table, in the form's order."""
        return [figure for table in self.tables for figure in table.figures]

    def printed_rows(self, statutory: Statutory) -> set[str]:
        """Keys of the rows of a statutory table that the document has."""
        return {figure.row for figure in self.figures if figure.table == statutory}

    @property
    def statistics(self) -> StatisticsReading | None:
        """The statistics table of form 2014, where the document has it."""
        return next((table for table in self.tables if isinstance(table, StatisticsReading)), None)

    @property
    def has_statutory_tables(self) -> bool:
        """Whether table 2, 3 or 4 was read."""
        return any(table.statutory in NUMBERED for table in self.tables)

    def as_json(self, all_cells: bool = False) -> ReadingRecord:
        """The JSON object of form.md; `all_cells` adds the cells that are nothing but a printed
        number.
        """
        return {
            "file": self.file,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "extractor": extractor(),
            "agency": self.identity.agency,
            "year": self.identity.year,
            "title": self.identity.title,
            "form": self.form.name if self.form else self.earlier_form,
            "signed_on": _iso(self.identity.signed_on),
            "published_on": _iso(self.identity.published_on),
            "published_by": _published_by(self.identity),
            "quality": self.quality,
            "table2": self._table2(),
            "table3": self._matrix(Statutory.REQUESTS, requests.ROWS, requests.COLUMNS),
            "table4": self._matrix(Statutory.DISPUTES, table4.ROUTES, table4.OUTCOMES),
            "statistics": (
                [_entry(entry) for entry in self.statistics.entries] if self.statistics else []
            ),
            "sections": [_section(section) for section in self.sections],
            "cells": [_cell(figure) for figure in self.figures if all_cells or _is_special(figure)],
            "tables": [
                _position(position) for table in self.tables for position in table.positions
            ],
            "checks": [_check(check) for check in self.checks],
            "issues": [{"code": issue.code, "message": issue.message} for issue in self.issues],
        }

    def _of(self, statutory: Statutory) -> dict[tuple[str, str | None], Figure] | None:
        for table in self.tables:
            if table.statutory == statutory:
                return {(figure.row, figure.column): figure for figure in table.figures}
        return None

    def _table2(self) -> dict[str, FigureRecord] | None:
        found = self._of(Statutory.DISCLOSURES)
        if found is None or self.form is None:
            return None
        # A part may follow another form than the report does, with figures of its own.
        keys = dict.fromkeys(
            [*(item.key for item in self.form.figures), *(key for key, _ in found)]
        )
        return {key: _plain(found.get((key, None))) for key in keys}

    def _matrix(
        self, statutory: Statutory, rows: tuple[str, ...], columns: tuple[str, ...]
    ) -> MatrixRecord | None:
        found = self._of(statutory)
        if found is None:
            return None
        return {row: [_plain(found.get((row, column))) for column in columns] for row in rows}


def _section(section: Section) -> SectionRecord:
    return {"number": section.number, "heading": section.heading, "text": section.text}


def _check(check: Check) -> CheckRecord:
    return {
        "rule": check.rule,
        "subject": check.subject,
        "left": check.left,
        "right": check.right,
        "result": check.result,
        "assumed_blank_zero": check.assumed_blank_zero,
    }


def _published_by(identity: Identity) -> DaySource | None:
    """What says on which day the document was published, None where nothing does."""
    return identity.published_by if identity.published_on is not None else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _plain(figure: Figure | None) -> FigureRecord:
    """A figure's value as JSON has it: counts as integers, amounts as decimal strings."""
    value = figure.value.value if figure is not None else None
    return format(value, "f") if isinstance(value, Decimal) else value


def _entry(entry: Entry) -> StatisticRecord:
    value = _plain(entry.figure)
    shown = None if value is None else str(value)
    return {"chapter": entry.chapter, "label": entry.label, "unit": entry.unit, "value": shown}


def _is_special(figure: Figure) -> bool:
    return figure.value.status != "printed" or figure.value.raw != ""


def _cell(figure: Figure) -> CellRecord:
    return {
        "table": figure.table.record,
        "row": figure.row,
        "column": figure.column,
        "value": _plain(figure),
        "raw": figure.value.raw,
        "status": figure.value.status,
        "source": _source(figure.source),
    }


def _source(source: Source | None) -> SourceRecord | None:
    if source is None:
        return None
    return {
        **_place(source.place),
        "table": source.table,
        "row": source.row,
        "column": source.column,
    }


def _place(place: Place) -> PlaceRecord:
    found: PlaceRecord = {"path": place.path}
    if place.page is not None:
        found["page"] = place.page
    if place.sheet is not None:
        found["sheet"] = place.sheet
    if place.box is not None:
        found["box"] = place.box
    return found


def _position(position: Position) -> TableRecord:
    return {
        "table": position.statutory.record,
        "index": position.table,
        "source": _place(position.place),
        "rows": [{"key": key, "row": row} for key, row in position.rows],
        "columns": [{"key": key, "column": column} for key, column in position.columns],
    }
