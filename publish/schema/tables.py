"""The tables and views of archive.db, as tables.yml and views.yml describe them and extract.forms
completes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from extract import forms
from publish.errors import SchemaInvalid

ColumnType = Literal["text", "integer", "real", "any"]
StatutoryTable = Literal["table2", "table3", "table4", "totals"]
AMOUNT_SUFFIX = "_10k_yuan"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Strict):
    """A text in the two languages of the site."""

    zh: str
    en: str


class Column(_Strict):
    """A column: its type, what it may hold, what it refers to, and its label and notes in both
    languages.
    """

    name: str
    type: ColumnType = "text"
    zh: str
    en: str
    zh_note: str = ""
    en_note: str = ""
    nullable: bool = False
    values: dict[str, Text] = {}
    check: str | None = None
    references: str | None = None
    index: bool = False
    facet: bool = False
    unit: str | None = None

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


class Table(_Strict):
    """A table: one row per what, its key, its columns in order, and how it is shown."""

    name: str
    title: Text
    description: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    label: str | None = None
    sort: str | None = None
    sort_desc: str | None = None
    search: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`; raises KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


class View(_Strict):
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


@cache
def tables() -> tuple[Table, ...]:
    """All tables, in the order of tables.yml. Raises SchemaInvalid."""
    try:
        return tuple(_table(name, entry) for name, entry in load("tables").items())
    except ValidationError as error:
        raise SchemaInvalid(f"publish/schema/tables.yml: {_first(error)}") from error


@cache
def table(name: str) -> Table:
    """The table called `name`; raises KeyError where there is none."""
    return {table.name: table for table in tables()}[name]


def column_of(name: str) -> Column:
    """The column called `table.column`; raises KeyError where there is none."""
    source, _, column = name.partition(".")
    return table(source).column(column)


def load(name: str) -> dict[str, Any]:
    """The content of one of the package's YAML files."""
    content: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    )
    return content


def column(name: str, entry: dict[str, Any]) -> Column:
    """A column from its YAML; `values_of` takes the allowed keys from a statutory table, or from
    the indicators.
    """
    entry = dict(entry)
    if source := entry.pop("values_of", None):
        entry["values"] = _values_of(source)
    return Column(name=name, **entry)


def _values_of(source: str) -> dict[str, Any]:
    if source == "assessments":
        return {name: entry["title"] for name, entry in load(source).items()}
    return {row.key: {"zh": row.label, "en": row.label_en} for row in _matrix(source).rows}


def _table(name: str, entry: dict[str, Any]) -> Table:
    entry = dict(entry)
    figures: StatutoryTable | None = entry.pop("figures", None)
    columns = [column(key, value) for key, value in entry.pop("columns").items()]
    return Table(
        name=name, columns=(*columns, *(figure_columns(figures) if figures else ())), **entry
    )


@cache
def figure_columns(source: StatutoryTable) -> tuple[Column, ...]:
    """The columns that hold the figures of a statutory table: one a figure of table 2, one a column
    of 3 and 4.
    """
    if source == "table2":
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
    table3, table4 = _matrix("table3"), _matrix("table4")
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


def _matrix(source: str) -> forms.Matrix:
    form = forms.form(forms.FORM_NAMES[0])
    return form.table3 if source == "table3" else form.table4


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


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
