"""A large archive out of a small one: the practice archive, over and over, each time as a
prefecture of its own.

Tables, indexes, full-text indexes and planner statistics are those of the publisher; so are the
proportions between the tables, because every report brings all the rows that a real reading of it
made. What differs from one prefecture to the next: codes, identities, addresses of portals, and the
names in agencies, titles and texts. The figures do not.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from publish.archive.inspection import inspect
from publish.archive.totals import TABLES, write_totals
from publish.schema import ddl
from publish.schema.fulltext import build_indexes
from publish.schema.tables import Column, Table, tables

PREFECTURE, PROVINCE, PORTAL = "9901", "990000", "yunling"
"""How codes and portals of the practice archive begin, and the code of its province."""
PROVINCES = 31
_CHARACTERS = "清平安宁河海山林云龙凤石金玉东西南北长新大永兴和丰泰福寿德义昌明"
_PLACES = {"云岭": "岭", "松江口": "江", "白桦湾": "湾", "鹿鸣川": "川"}
_NAMED = ("name", "title", "heading", "text", "passage", "link_text")


def stem(number: int) -> str:
    """What the names of a prefecture begin with: two characters, or three where there are many
    prefectures.
    """
    digits = [number % 32, number // 32 % 32] + ([number // 1024] if number >= 1024 else [])
    return "".join(_CHARACTERS[digit] for digit in digits)


def prefix(number: int) -> str:
    """How the codes of a prefecture begin."""
    return f"{11 + number % PROVINCES}{number // PROVINCES:03d}"


def multiply(small: Path, large: Path, reports: int) -> dict[str, float]:
    """Write an archive of so many reports, or a few more; gives the seconds that each step took."""
    seconds: dict[str, float] = {}
    with closing(sqlite3.connect(large)) as connection:
        database = Database(connection)
        connection.execute("attach ? as small", [str(small)])
        connection.execute("pragma synchronous = off")
        connection.execute("pragma journal_mode = off")
        with _timed("rows", seconds):
            _write(
                connection,
                -(
                    -reports
                    // connection.execute("select count(*) from small.reports").fetchone()[0]
                ),
            )
        with _timed("indexes and views", seconds):
            _run(connection, ddl.finishing_statements())
        with _timed("totals", seconds):
            write_totals(connection)
        with _timed("full text", seconds):
            build_indexes(database)
        with _timed("statistics", seconds):
            database.analyze()
        connection.commit()
    with _timed("inspection", seconds):
        inspect(large)
    return seconds


@contextmanager
def _timed(step: str, seconds: dict[str, float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - began


def _run(connection: sqlite3.Connection, statements: Iterator[str]) -> None:
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def _write(connection: sqlite3.Connection, prefectures: int) -> None:
    _run(connection, ddl.statements())
    connection.execute(
        "create temp table prefectures (number integer primary key, prefix, province, stem, portal)"
    )
    connection.executemany(
        "insert into temp.prefectures values (?, ?, ?, ?, ?)",
        (
            (n, prefix(n), f"{11 + n % PROVINCES}0000", stem(n), f"p{n:05d}")
            for n in range(prefectures)
        ),
    )
    provinces = (
        (f"{11 + n}0000", f"{_CHARACTERS[n]}州省") for n in range(min(PROVINCES, prefectures))
    )
    connection.executemany("insert into regions values (?, ?, 'province', null)", provinces)
    for table in tables():
        if table.name not in TABLES:
            connection.execute(_copying(connection, table))
    connection.commit()


def _copying(connection: sqlite3.Connection, table: Table) -> str:
    """The statement that writes a table for all prefectures, one after the other; indicators are
    there once.
    """
    if table.name == "indicators":
        return "insert into indicators select * from small.indicators"
    count = connection.execute(f"select count(*) from small.{table.name}").fetchone()[0]
    values = ", ".join(_value(table, column, count) for column in table.columns)
    only = f"where s.code <> '{PROVINCE}'" if table.name == "regions" else ""
    source = (
        f"from temp.prefectures p cross join small.{table.name} s {only} order by p.number, s.rowid"
    )
    return f"insert into {table.name} select {values} {source}"


def _value(table: Table, column: Column, count: int) -> str:
    name, is_key = f"s.{column.name}", table.key == (column.name,)
    refers_to = column.references or (table.name if is_key else None)
    if is_key and column.type == "integer":
        return f"{name} + p.number * {count}"
    if column.name == "evidence" and table.name == "crawls":
        return "'{}'"
    if refers_to == "captures":
        return f"printf('%05x', p.number) || substr({name}, 6)"
    if refers_to in ("portals", "crawls"):
        return f"replace({name}, '{PORTAL}', p.portal)"
    if refers_to in ("regions", "agencies", "reports"):
        code = f"p.prefix || substr({name}, {len(PREFECTURE) + 1})"
        return f"iif({name} = '{PROVINCE}', p.province, {code})"
    return _renamed(name) if column.name in _NAMED else name


def _renamed(name: str) -> str:
    for old, new in _PLACES.items():
        name = f"replace({name}, '{old}', p.stem || '{new}')"
    return name
