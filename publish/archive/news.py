"""What readers get to see anew with an archive: reports that are new, changed, or gone.

Told against the archive in place, before the swap; for people who are told of a night, not for the
feed, which asks the archive itself.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from foundation.databases import read_only
from foundation.json_values import JsonObject

NAMED: Final = 1000
"""Reports of a kind that are named; all are counted."""

_HEADING: Final = "coalesce(r.title, a.name || ' ' || r.year)"
_OF: Final = (
    f"select r.id, {_HEADING} from {{0}}.reports r join {{0}}.agencies a on a.id = r.agency"
)
_ONE_CHANGE: Final = "select report, statutory_table, row_key, column_key, new_capture"
_NEW: Final = f"{_OF.format('main')} where r.id not in (select id from old.reports) order by r.id"
_CHANGED: Final = f"""{_OF.format("main")} where r.id in (select report from (
  {_ONE_CHANGE} from main.changes except {_ONE_CHANGE} from old.changes)) order by r.id"""
# Taken down by its portal, or no report any more.
_GONE: Final = f"""{_OF.format("main")} join old.reports o on o.id = r.id
  where r.gone_since is not null and o.gone_since is null
  union all {_OF.format("old")} where r.id not in (select id from main.reports) order by 1"""
_ALL: Final = f"{_OF.format('main')} order by r.id"


@dataclass(frozen=True)
class Told:
    """Reports of one kind: how many, and id and heading of the first NAMED."""

    count: int = 0
    named: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> JsonObject:
        """The same as one JSON object."""
        named = [{"id": report, "title": heading} for report, heading in self.named]
        return {"count": self.count, "named": named}


@dataclass(frozen=True)
class News:
    """What is new, changed and gone in an archive."""

    new: Told = Told()
    changed: Told = Told()
    gone: Told = Told()


def news(old: Path, new: Path) -> News:
    """What the archive `new` brings against `old`; where that is missing or of another schema, all
    of it is new.
    """
    address = read_only(new)
    with closing(sqlite3.connect(address, uri=True)) as connection:
        if not old.is_file():
            return News(new=_told(connection, _ALL))
        try:
            connection.execute("attach ? as old", (read_only(old),))
            kinds = [_told(connection, sql) for sql in (_NEW, _CHANGED, _GONE)]
        except sqlite3.DatabaseError:
            return News(new=_told(connection, _ALL))
    return News(*kinds)


def _told(connection: sqlite3.Connection, sql: str) -> Told:
    found = connection.execute(sql).fetchall()
    return Told(len(found), tuple(found[:NAMED]))
