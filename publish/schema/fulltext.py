"""Full-text search of Chinese in stock SQLite: every Chinese character is indexed as a word of its
own.

SQLite's default tokenizer keeps a run of Chinese as one token, and trigram finds no word of two
characters (measured: neither finds 信息 in a text that holds it). With spaces between the
characters, and the query spaced alike as a phrase, words of any length are found exactly. The index
keeps no text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlite_utils import Database

from publish.schema.search_names import joined, latin, spellings
from publish.schema.tables import Table, tables

# Ideographs with their extensions and compatibility forms, and 〇, which Unicode counts as
# punctuation.
NAMES = "names_fts"
"""The index of what divisions and agencies are called; contentless, like the others."""
_NAMED = (
    """
select 2 * a.rowid, a.name, g.name, '' from agencies a left join regions g on g.code = a.region
order by a.rowid
""",
    "select 2 * rowid + 1, name, name, code from regions order by rowid",
)
_IDEOGRAPH = re.compile("([〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff])")


def space_ideographs(text: str) -> str:
    """The text with a space on both sides of every ideograph: what is indexed, and what a query
    must become.
    """
    return " ".join(_IDEOGRAPH.split(text))


def index_name(table: Table) -> str:
    """Name of the full-text index of a table."""
    return f"{table.name}_fts"


def build_indexes(database: Database) -> None:
    """Create and fill the full-text index of every table that `tables.yml` says is searched, and
    the one of names.
    """
    for table in tables():
        if table.search:
            _build_index(database, table)
    _build_names(database)


def _build_names(database: Database) -> None:
    """The index of what divisions and agencies are called: of an agency under twice the number of
    its row, of a division under one more.
    """
    database.execute(f'create virtual table {NAMES} using fts5(names, latin, content="")')
    insert = f"insert into {NAMES} (rowid, names, latin) values (?, ?, ?)"
    with database.conn:
        for sql in _NAMED:
            database.conn.executemany(insert, map(_names, database.execute(sql)))
        database.execute(f"insert into {NAMES} ({NAMES}) values ('optimize')")


def _names(row: tuple[int, str, str | None, str]) -> tuple[int, str, str]:
    number, name, place, code = row
    written = joined(spellings(name, place or ""))
    return number, space_ideographs(written), joined(latin(name, place or "", code))


def _build_index(database: Database, table: Table) -> None:
    name, columns = index_name(table), ", ".join(table.search)
    database.execute(
        f'create virtual table {name} using fts5({columns}, content="", tokenize="unicode61")'
    )
    marks = ", ".join("?" * (len(table.search) + 1))
    with database.conn:
        database.conn.executemany(
            f"insert into {name} (rowid, {columns}) values ({marks})", _spaced(database, table)
        )
        database.execute(f"insert into {name} ({name}) values ('optimize')")


def _spaced(database: Database, table: Table) -> Iterator[tuple[int | str, ...]]:
    for rowid, *texts in database.execute(
        f"select rowid, {', '.join(table.search)} from {table.name} order by rowid"
    ):
        yield rowid, *(space_ideographs(text or "") for text in texts)
