"""What a figure is called: the labels of its row and column, out of the form's data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extract import forms
from extract.forms import Form, Heading
from extract.forms.statutory import Statutory
from publish.collect.figures import Address
from publish.schema import tables as schema
from publish.site.wording.words import texts


@dataclass(frozen=True)
class Name:
    """Labels of a figure's row and column in both languages."""

    row: str
    row_en: str
    column: str
    column_en: str

    @property
    def whole(self) -> tuple[str, str]:
        """Row and column as one text, in Chinese and in English."""
        return " · ".join(filter(None, (self.row, self.column))), " · ".join(
            filter(None, (self.row_en, self.column_en))
        )


def name_of(form: Form, address: Address) -> Name:
    """The name of the figure at `address`; where the form has no such row or column, its key stands
    for the label.
    """
    if address.table is Statutory.STATISTICS:
        return Name(address.row, address.row, "", "")
    if address.table is Statutory.DISCLOSURES:
        names = {figure.key: (row, figure) for row in form.table2 for figure in row.figures}
        if address.row not in names:
            return Name(address.row, address.row, "", "")
        row, figure = names[address.row]
        return Name(row.label, row.label_en, figure.column, figure.column_en)
    matrix = form.matrix(address.table)
    line, column = _heading(matrix.rows, address.row), _heading(matrix.columns, address.column)
    return Name(_numbered(line), line.label_en, column.label, column.label_en)


def _numbered(line: Heading) -> str:
    """The label with its whole place in the outline: 一、… or 三（一）… or 三（三）1.…"""
    if not line.number:
        return line.label
    mark = "." if line.number[-1].isdigit() else "" if line.number.endswith("）") else "、"
    return f"{line.number}{mark}{line.label}"


@cache
def subjects() -> dict[str, tuple[str, str]]:
    """What a check is about, by the key of its subject: a row or column of a table, a figure, a
    date of the report.
    """
    period = texts()["report.stated_period"]
    found = {"stated_period": (period.zh, period.en)}
    for key in ("signed_on", "published_on", "title"):
        column = schema.table("reports").column(key)
        found[key] = (column.zh, column.en)
    for form in map(forms.form, reversed(forms.FORM_NAMES)):
        found |= {
            figure.key: name_of(form, Address(Statutory.DISCLOSURES, figure.key)).whole
            for figure in form.figures
        }
        headings = [
            heading
            for table in (form.table3, form.table4)
            for heading in (*table.columns, *table.rows)
        ]
        found |= {heading.key: (heading.label, heading.label_en) for heading in headings}
    return found


def _heading(headings: tuple[Heading, ...], key: str) -> Heading:
    return next((heading for heading in headings if heading.key == key), Heading(key, key, key))
