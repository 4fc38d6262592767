"""The tables and views of archive.db, as tables.yml and views.yml describe them and extract.forms
completes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from typing import Literal

from pydantic import Field

from extract import forms
from extract.forms.statutory import Statutory
from foundation.rules import Rules, load
from foundation.rules import Text as Text
from publish.schema.assessments import ASSESSMENTS
from publish.schema.series import SERIES

ColumnType = Literal["text", "integer", "real", "any"]
FigureSource = Statutory | Literal["totals"]
AMOUNT_SUFFIX = "_10k_yuan"


class _Described(Rules):
    type: ColumnType = "text"
    zh: str
    en: str
    zh_note: str = ""
    en_note: str = ""
    nullable: bool = False
    values: dict[str, Text] = Field(default_factory=dict)
    check: str | None = None
    references: str | None = None
    index: bool = False
    facet: bool = False
    unit: str | None = None


class ColumnEntry(_Described):
    """What a file says of a column; `values_of`: where the keys stand that it may hold."""

    values_of: str | None = None


class Column(_Described):
    """A column: its type, what it may hold, what it refers to, and its label and notes in both
    languages.
    """

    name: str

    @property
    def indexed(self) -> bool:
        """Whether it has an index of its own: facets and references always do."""
        return self.index or self.facet or self.references is not None

    @property
    def description(self) -> str:
        """Label and notes in both languages, on one line."""
        zh = f"{self.zh}（{self.zh_note.rstrip('。')}）" if self.zh_note else self.zh
        en = f"{self.en} ({self.en_note.rstrip('.')})" if self.en_note else self.en
        return f"{zh} · {en}" + (f" [{self.unit}]" if self.unit else "")


class _Tabled(Rules):
    title: Text
    description: Text
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    label: str | None = None
    sort: str | None = None
    sort_desc: str | None = None
    search: tuple[str, ...] = ()


class _TableEntry(_Tabled):
    """What tables.yml says of a table; `figures`: whose figures it holds."""

    columns: dict[str, ColumnEntry]
    figures: FigureSource | None = None


class Table(_Tabled):
    """A table: one row per what, its key, its columns in order, and how it is shown."""

    name: str
    columns: tuple[Column, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether its key is the number of the row, which says nothing of it."""
        return self.key == ("id",) and self.column("id").type == "integer"

    def column(self, name: str) -> Column:
        """The column called `name`; raises KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


class View(Rules):
    """A view: one row per what, its columns in order, and the query it stands for."""

    name: str
    title: Text
    description: Text
    sql: str
    columns: tuple[Column, ...]


def exact_amount(key: str) -> str:
    """Name of the column that holds the amount `key` (in units of 10,000 yuan) exactly, in whole
    yuan.
    """
    return key.removesuffix(AMOUNT_SUFFIX) + "_yuan"


_TABLES = load(__package__, "tables.yml", dict[str, _TableEntry])


@cache
def tables() -> tuple[Table, ...]:
    """All tables, in the order of tables.yml."""
    return tuple(_table(name, entry) for name, entry in _TABLES.items())


@cache
def table(name: str) -> Table:
    """The table called `name`; raises KeyError where there is none."""
    return {table.name: table for table in tables()}[name]


def column_of(name: str) -> Column:
    """The column called `table.column`; raises KeyError where there is none."""
    source, _, column = name.partition(".")
    return table(source).column(column)


def column(name: str, entry: ColumnEntry) -> Column:
    """A column from what a file says of it; `values_of` takes the allowed keys from a statutory
    table, or from the indicators of assessments and series.
    """
    said = {key: getattr(entry, key) for key in _Described.model_fields}
    if entry.values_of:
        said["values"] = _values_of(entry.values_of)
    return Column(name=name, **said)


def _values_of(source: str) -> dict[str, Text]:
    if source == "assessments":
        return {name: entry.title for name, entry in ASSESSMENTS.items()}
    if source == "series":
        return {name: entry.title for name, entry in SERIES.items()}
    rows = _matrix(Statutory(source)).rows
    return {row.key: Text(zh=row.label, en=row.label_en) for row in rows}


def _table(name: str, entry: _TableEntry) -> Table:
    columns = [column(key, value) for key, value in entry.columns.items()]
    figures = figure_columns(entry.figures) if entry.figures else ()
    said = {key: getattr(entry, key) for key in _Tabled.model_fields}
    return Table(name=name, columns=(*columns, *figures), **said)


@cache
def figure_columns(source: FigureSource) -> tuple[Column, ...]:
    """The columns that hold the figures of a statutory table: one a figure of table 2, one a column
    of 3 and 4.
    """
    if source is Statutory.DISCLOSURES:
        return _disclosure_columns()
    if source == "totals":
        return tuple(_totals_columns())
    return tuple(
        _count(heading.key, heading.label, heading.label_en) for heading in _matrix(source).columns
    )


def _totals_columns() -> Iterator[Column]:
    """One a row of table 3, one a kind of applicant of its first row, one a route and outcome of
    table 4.
    """
    table3, table4 = _matrix(Statutory.REQUESTS), _matrix(Statutory.DISPUTES)
    received = table3.rows[0]
    for row in table3.rows:
        yield _count(row.key, f"{row.label}：总计", f"{row.label_en}: total")
    for column in table3.columns[:-1]:
        yield _count(
            f"received_from_{column.key}",
            f"{received.label}：{column.label}",
            f"{received.label_en}: {column.label_en}",
        )
    for route in table4.rows:
        for column in table4.columns:
            label = f"{route.label_en}: {column.label_en}"
            yield _count(f"{route.key}_{column.key}", f"{route.label}：{column.label}", label)


def _count(name: str, zh: str, en: str) -> Column:
    return Column(name=name, type="integer", nullable=True, zh=zh, en=en)


def _matrix(source: Statutory) -> forms.Matrix:
    return forms.form(forms.FORM_NAMES[0]).matrix(source)


def _disclosure_columns() -> tuple[Column, ...]:
    rows = [row for name in forms.FORM_NAMES for row in forms.form(name).table2]
    made = [
        column for row in rows for figure in row.figures for column in _figure_columns(row, figure)
    ]
    return tuple(
        {column.name: column for column in reversed(made)}[name] for name in _in_order(made)
    )


def _in_order(columns: list[Column]) -> list[str]:
    return list(dict.fromkeys(column.name for column in columns))


def _figure_columns(row: forms.Disclosure, figure: forms.Figure) -> list[Column]:
    holds = _forms_with(figure.key)
    printed = Column(
        name=figure.key,
        type="real" if figure.type == "amount" else "integer",
        nullable=True,
        zh=f"{row.label}：{figure.column}",
        en=f"{row.label_en}: {figure.column_en}",
        zh_note=f"{holds} 年格式",
        en_note=f"form {holds}",
    )
    return [printed, _exact_column(row, printed)] if figure.type == "amount" else [printed]


def _exact_column(row: forms.Disclosure, printed: Column) -> Column:
    return Column(
        name=exact_amount(printed.name),
        type="integer",
        nullable=True,
        zh=f"{row.label}：金额（元）",
        en=f"{row.label_en}: exact amount in yuan",
        zh_note=f"{printed.zh_note}；精确整数，所印金额有不足一元的零头时为空并记问题",
        en_note=(
            f"{printed.en_note}; empty, with an issue, where the printed amount has a fraction of a"
            " yuan"
        ),
    )


def _forms_with(key: str) -> str:
    return "/".join(
        name
        for name in forms.FORM_NAMES
        if key in {figure.key for figure in forms.form(name).figures}
    )
