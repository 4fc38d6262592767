"""Rows of the last good archive for portals whose captures cannot be read today.

A damaged log is no reason to take a portal's reports off the site: what was published of it is
published on, until the log is restored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from foundation.databases import read_only
from publish.schema import tables as schema
from publish.schema.tables import Table, tables

# What portals, agencies and reports are referred to from comes after them.
_FIRST = ("portals", "agencies", "reports")
# Made anew from the other tables, or the same in every archive of a version.
_MADE = ("coverage_totals", "check_totals", "row_totals", "indicators")


def keep(connection: sqlite3.Connection, old: Path, portals: Collection[str]) -> Mapping[str, int]:
    """Copy what the archive `old` has of these portals, where the new one has nothing in its place.

    Gives the number of rows by table; none out of a file that is missing, damaged or of another
    schema.
    """
    if not portals or not old.is_file():
        return {}
    connection.commit()
    connection.execute("attach ? as old", (read_only(old),))
    try:
        if not _is_alike(connection):
            return {}
        with connection:
            return _copy(connection, portals)
    except sqlite3.DatabaseError:
        return {}
    finally:
        connection.execute("detach old")


def _is_alike(connection: sqlite3.Connection) -> bool:
    shapes = [
        connection.execute(
            f"select name, sql from {schema}.sqlite_schema where type = 'table' and name in"
            f" ({', '.join('?' * len(tables()))}) order by name",
            [table.name for table in tables()],
        ).fetchall()
        for schema in ("main", "old")
    ]
    return shapes[0] == shapes[1]


def _copy(connection: sqlite3.Connection, portals: Collection[str]) -> dict[str, int]:
    connection.execute("insert or ignore into regions select * from old.regions")
    connection.execute("create temp table kept (name text, row integer, primary key (name, row))")
    marks = ", ".join("?" * len(portals))
    connection.execute(f"delete from main.portals where id in ({marks})", [*portals])
    connection.execute(
        f"insert into kept select 'portals', rowid from old.portals where id in ({marks})",
        [*portals],
    )
    first, *others = _ordered()
    _insert(connection, first)
    for table in others:
        _choose(connection, table)
        _insert(connection, table)
    _drop_what_hangs_in_the_air(connection)
    rows = dict(connection.execute("select name, count(*) from kept group by name").fetchall())
    connection.execute("drop table kept")
    return rows


def _ordered() -> list[Table]:
    first = [schema.table(name) for name in _FIRST]
    skipped = {*_FIRST, *_MADE, "regions"}
    return first + [table for table in tables() if table.name not in skipped]


def _choose(connection: sqlite3.Connection, table: Table) -> None:
    """Note the rows that belong to what was kept so far, and that the new archive has not."""
    belongs = " or ".join(_belonging(table))
    if not belongs:
        return
    absent = ""
    if not table.is_numbered:
        same = " and ".join(f"here.{name} = there.{name}" for name in table.key)
        absent = f" and not exists (select 1 from main.{table.name} as here where {same})"
    connection.execute(
        f"insert into kept select '{table.name}', rowid from old.{table.name} as there"
        f" where ({belongs}){absent}"
    )


def _belonging(table: Table) -> Iterator[str]:
    for column in table.columns:
        parent = column.references
        if parent in _FIRST:
            [key] = schema.table(parent).key
            yield (
                f"{column.name} in (select {key} from old.{parent} join kept"
                f" on kept.name = '{parent}' and kept.row = old.{parent}.rowid)"
            )


def _insert(connection: sqlite3.Connection, table: Table) -> None:
    skipped = ("id",) if table.is_numbered else ()
    names = ", ".join(column.name for column in table.columns if column.name not in skipped)
    connection.execute(
        f"insert or ignore into main.{table.name} ({names}) select {names} from old.{table.name}"
        f" where rowid in (select row from kept where name = '{table.name}') order by rowid"
    )


def _drop_what_hangs_in_the_air(connection: sqlite3.Connection) -> None:
    """Delete rows that refer to what neither archive gave, until there are none."""
    while broken := connection.execute("pragma main.foreign_key_check").fetchall():
        for name, row, *_ in broken:
            connection.execute(f"delete from main.{name} where rowid = ?", (row,))
