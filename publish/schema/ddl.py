"""The SQL that makes the tables, indexes and views of archive.db out of their descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from publish.schema import tables as schema
from publish.schema.tables import Column, Table, View, tables
from publish.schema.views import views

ARCHIVE_VERSION = 1
"""`PRAGMA user_version` of an archive; raised when a reader of the old schema would be wrong."""


def statements() -> Iterator[str]:
    """Every statement that an empty database needs before rows are written: its version, the
    tables.
    """
    yield f"pragma user_version = {ARCHIVE_VERSION}"
    for table in tables():
        yield create_table(table)


def finishing_statements() -> Iterator[str]:
    """Every statement for after the rows are written, when indexes are cheapest: indexes and
    views.
    """
    for table in tables():
        yield from create_indexes(table)
    for view in views():
        yield create_view(view)


def create_table(table: Table) -> str:
    """CREATE TABLE, STRICT, with key, NOT NULL, CHECK and foreign keys."""
    lines = [_definition(column, table) for column in table.columns]
    if len(table.key) > 1:
        lines.append(f"primary key ({', '.join(table.key)})")
    lines += [f"unique ({', '.join(columns)})" for columns in table.unique]
    body = ",\n  ".join(lines)
    return f"create table {table.name} (\n  {body}\n) strict"


def create_indexes(table: Table) -> Iterator[str]:
    """CREATE INDEX for indexes of several columns, and for every indexed column that no index or
    key begins with.
    """
    for columns in table.indexes:
        yield (
            f"create index {table.name}_{'_'.join(columns)} on {table.name} ({', '.join(columns)})"
        )
    covered = {columns[0] for columns in (table.key, *table.unique, *table.indexes)}
    for column in table.columns:
        if column.indexed and column.name not in covered:
            yield f"create index {table.name}_{column.name} on {table.name} ({column.name})"


def create_view(view: View) -> str:
    """CREATE VIEW."""
    return f"create view {view.name} as\n{view.sql}"


def _definition(column: Column, table: Table) -> str:
    parts = [f"{column.name} {column.type}"]
    if table.key == (column.name,):
        parts.append("primary key")
    if not column.nullable:
        parts.append("not null")
    parts += [f"check ({check})" for check in _checks(column)]
    if column.references:
        # Datasette finds the label of a reference only where the key is named.
        parts.append(f"references {column.references} ({schema.table(column.references).key[0]})")
    return " ".join(parts)


def _checks(column: Column) -> Iterator[str]:
    if column.values:
        yield f"{column.name} in ({', '.join(_quoted(value) for value in column.values)})"
    if column.check:
        yield column.check


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
