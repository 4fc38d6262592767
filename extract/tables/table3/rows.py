"""Table 3 as the form has it: its rows and columns, and a printed row under its key."""

from __future__ import annotations

from dataclasses import dataclass

from extract import forms
from extract.tables.table3.headers import Header
from extract.tables.values import ValueRow

COLUMNS = forms.form("2021").table3.column_keys
ROWS = forms.form("2021").table3.row_keys
_NO_OUTCOMES = ("new_received", "carried_in", "total", "carried_out")
OUTCOMES = tuple(key for key in ROWS if key not in _NO_OUTCOMES)


@dataclass(frozen=True)
class KeyedRow:
    """A row of the document under the key of the form's row that it is, with the header of its
    table.
    """

    key: str
    values: ValueRow
    header: Header
