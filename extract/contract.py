"""The contract between those who read documents and those who use what was read: the JSON object of
one report, key by key, as types.

`Reading.as_json` gives it, the shelf of readings keeps it, the publisher works on it and on nothing
else. Every number travels through these keys; the type checker holds both sides to them.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from extract.cells.numbers import Status
from extract.codes import Quality
from extract.forms.statutory import StatutoryRecord

FigureRecord = int | str | None
"""A count as a number, an amount as a decimal string, None where nothing is printed."""

MatrixRecord = dict[str, list[FigureRecord]]
"""Table 3 or 4: for each row the figures in the order of the form's columns."""


class PlaceRecord(TypedDict, total=False):
    """Where something stands in its document; what a format does not have is left out, `path`
    alone is there in any case.
    """

    path: str | None
    page: int
    sheet: str
    box: tuple[float, float, float, float]


class SourceRecord(PlaceRecord):
    """Where a figure is printed: the table of the document (from 1), row and column in it (from
    0).
    """

    table: int
    row: int
    column: int | None


class CellRecord(TypedDict):
    """One cell: its statutory place, what it says, and where it is printed (None: nowhere)."""

    table: StatutoryRecord
    row: str
    column: str | None
    value: FigureRecord
    raw: str
    status: Status
    source: SourceRecord | None


class CheckRecord(TypedDict):
    """One rule on one subject: both sides and the result; `assumed_blank_zero`: a blank had to
    count as 0.
    """

    rule: str
    subject: str
    left: int | str | None
    right: int | str | None
    result: Literal["pass", "fail", "not_computable"]
    assumed_blank_zero: bool


class IssueRecord(TypedDict):
    """Something that a person should look at: a code of issues.yml, and a sentence."""

    code: str
    message: str


class SectionRecord(TypedDict):
    """A section as printed; `number` is None where it is none of the six."""

    number: int | None
    heading: str
    text: str


class StatisticRecord(TypedDict):
    """One indicator of the form of 2014; `value` is a decimal string."""

    chapter: str | None
    label: str
    unit: str | None
    value: str | None


class KeyedRow(TypedDict):
    """A row of a table of the document and the key of the form it has."""

    key: str
    row: int


class KeyedColumn(TypedDict):
    """A column of a table of the document and the key of the form it has."""

    key: str
    column: int


class TableRecord(TypedDict):
    """Where a statutory table stands in one table of the document."""

    table: StatutoryRecord
    index: int
    source: PlaceRecord
    rows: list[KeyedRow]
    columns: list[KeyedColumn]


class ReadingRecord(TypedDict):
    """All that was read of one document; `tableN` is None where the document lacks the table.

    `extractor` names version and digest of what read it; dates are ISO. `published_by` says whether
    the page prints the day of publication, no more than that of an update, or only its metadata
    give it: sites write there when a page was made.
    """

    file: str
    sha256: str
    media_type: str
    extractor: str
    agency: str | None
    year: int | None
    title: str | None
    form: str | None
    signed_on: str | None
    published_on: str | None
    published_by: Literal["page", "update", "metadata"] | None
    quality: Quality
    table2: dict[str, FigureRecord] | None
    table3: MatrixRecord | None
    table4: MatrixRecord | None
    statistics: list[StatisticRecord]
    sections: list[SectionRecord]
    cells: list[CellRecord]
    tables: list[TableRecord]
    checks: list[CheckRecord]
    issues: list[IssueRecord]
