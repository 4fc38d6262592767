"""What an export holds: every table and view of the archive, and all figures in one long table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract import forms
from extract.forms.statutory import Statutory
from publish.schema.tables import (
    AMOUNT_SUFFIX,
    Column,
    Text,
    exact_amount,
    figure_columns,
    table,
    tables,
)
from publish.schema.views import views

Value = int | float | str | None
Row = tuple[Value, ...]
TIDY = "figures"
_BATCH = 5_000
_LEADING = 4


@dataclass(frozen=True)
class Source:
    """A table to be exported: what it is called, its columns, and the query that gives its rows in
    a stable order.
    """

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sql: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def rows(self, connection: sqlite3.Connection) -> Iterator[Row]:
        """All rows, read a few thousand at a time."""
        cursor = connection.execute(self.sql)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


@cache
def sources() -> tuple[Source, ...]:
    """Every table and view, and the figures one a row, in the order of the codebook."""
    of_tables = (
        _source(one.name, one.title, one.description, one.columns, one.key) for one in tables()
    )
    of_views = (
        _source(one.name, one.title, one.description, one.columns, _first_names(one.columns))
        for one in views()
    )
    return (*of_tables, *of_views, _tidy())


def _first_names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """What orders the rows of a view: its leading columns say what a row is about."""
    return tuple(column.name for column in columns[:_LEADING])


def _source(
    name: str, title: Text, description: Text, columns: tuple[Column, ...], key: tuple[str, ...]
) -> Source:
    chosen = ", ".join(column.name for column in columns)
    return Source(
        name,
        title,
        description,
        columns,
        key,
        f"select {chosen} from {name} order by {', '.join(key)}",
    )


# The figures one a row


def _tidy() -> Source:
    """All figures of tables 2, 3 and 4, one a row, with the state of the cell each was printed
    in.
    """
    title = Text(zh="全部数字（长表）", en="All figures, one a row")
    description = Text(
        zh="每行一个法定表格中的数字。金额以元计，为整数；空不是零，状态说明空的缘由。",
        en=(
            "One row per figure of the statutory tables. Amounts are whole yuan; empty is not zero:"
            " see status."
        ),
    )
    return Source(TIDY, title, description, _tidy_columns(), ("report", *_PLACE), _tidy_query())


_PLACE = ("statutory_table", "row_key", "column_key")


def _tidy_columns() -> tuple[Column, ...]:
    reports, cells = table("reports"), table("cells")
    printed = {
        **cells.column("status").values,
        "absent": Text(zh="文档未印此行", en="The document does not print this row"),
    }
    return (
        cells.column("report"),
        reports.column("agency"),
        table("agencies").column("name").model_copy(update={"name": "agency_name"}),
        table("agencies").column("region"),
        *(reports.column(name) for name in ("year", "form", "quality")),
        *(cells.column(name) for name in _PLACE),
        Column(name="value", type="integer", nullable=True, zh="数值", en="Value"),
        Column(
            name="unit",
            zh="单位",
            en="Unit",
            values={"count": Text(zh="件", en="Count"), "yuan": Text(zh="元", en="Yuan")},
        ),
        cells.column("status").model_copy(update={"values": printed}),
    )


def _tidy_query() -> str:
    parts = " union all ".join(
        (
            *_disclosed(),
            *_matrix("applications", "outcome", Statutory.REQUESTS),
            *_matrix("reviews", "route", Statutory.DISPUTES),
        )
    )
    return f"""
        with figures(report, statutory_table, row_key, column_key, value, unit) as ({parts})
        select f.report, r.agency, a.name, a.region, r.year, r.form, r.quality,
          f.statutory_table, f.row_key, f.column_key, f.value, f.unit,
          coalesce(c.status, iif(f.value is null, 'absent', 'printed'))
        from figures f
          join reports r on r.id = f.report
          join agencies a on a.id = r.agency
          left join cells c on c.report = f.report and c.statutory_table = f.statutory_table
            and c.row_key = f.row_key and c.column_key is f.column_key
        order by f.report, f.statutory_table, f.row_key, f.column_key
    """


def _disclosed() -> Iterator[str]:
    """Each figure of table 2, for the reports on a form that has it."""
    for name in forms.FORM_NAMES:
        for figure in (figure for row in forms.form(name).table2 for figure in row.figures):
            amount = figure.key.endswith(AMOUNT_SUFFIX)
            column = exact_amount(figure.key) if amount else figure.key
            yield (
                f"select d.report, '{Statutory.DISCLOSURES}', '{figure.key}', null, d.{column},"
                f" '{'yuan' if amount else 'count'}' from disclosures d join reports r on r.id ="
                f" d.report where r.form = '{name}'"
            )


def _matrix(name: str, key: str, table: Statutory) -> Iterator[str]:
    for column in figure_columns(table):
        yield (
            f"select report, '{table}', {key}, '{column.name}', {column.name}, 'count' from {name}"
        )
