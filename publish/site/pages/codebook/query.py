"""The codebook: every table, view and column with its labels, legal basis, unit and an example out
of the archive.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from extract import forms
from publish.schema import tables as schema
from publish.schema.tables import Column, Table, View
from publish.schema.views import views

_LOOKED_AT: Final = 400
_LONGEST_EXAMPLE: Final = 60
# The tables that a statutory form prescribes, and the article or notice behind each form.
_STATUTORY: Final = ("disclosures", "applications", "reviews")


@dataclass(frozen=True)
class Entry:
    """A column of the codebook, with an example value where the first rows of the archive hold
    one.
    """

    column: Column
    example: str | None
    basis: str = ""


@dataclass(frozen=True)
class Chapter:
    """A table or view of the codebook."""

    table: Table | View
    entries: tuple[Entry, ...]
    basis: str
    is_view: bool


def chapters(connection: sqlite3.Connection) -> tuple[Chapter, ...]:
    """Every table and view, in the order in which they are described."""
    tables = [_chapter(connection, table, False) for table in schema.tables()]
    return (*tables, *(_chapter(connection, view, True) for view in views()))


def _chapter(connection: sqlite3.Connection, table: Table | View, is_view: bool) -> Chapter:
    examples = _examples(connection, table.name)
    articles = _articles() if table.name == "disclosures" else {}
    entries = tuple(
        Entry(column, examples.get(column.name), articles.get(column.name, ""))
        for column in table.columns
    )
    return Chapter(table, entries, _basis(table.name), is_view)


def _basis(table: str) -> str:
    if table == "statistics":
        return forms.statistics().legal_basis
    if table not in _STATUTORY:
        return ""
    return "；".join(forms.form(name).legal_basis for name in forms.FORM_NAMES)


def _articles() -> dict[str, str]:
    """The item of article 20 that a figure of table 2 rests on, by the figure's column."""
    rows = [row for name in forms.FORM_NAMES for row in forms.form(name).table2]
    found = {figure.key: row.item for row in rows for figure in row.figures}
    return found | {schema.exact_amount(key): item for key, item in found.items()}


def _examples(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """For each column a value of the first rows that is there and, where that can be, is not 0."""
    try:
        cursor = connection.execute(f"select * from {table} limit {_LOOKED_AT}")
    except sqlite3.OperationalError:
        # An archive that an earlier version built lacks the table.
        return {}
    found: dict[str, str] = {}
    for row in cursor:
        for column, value in zip(cursor.description, row, strict=True):
            if value is not None and found.get(column[0], "0") == "0":
                found[column[0]] = _shortened(value)
    return found


def _shortened(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[:_LONGEST_EXAMPLE]}…"
