"""inspect-data.json: tells Datasette that the archive never changes, so that it can count and offer
it for download.

Datasette reads the file when it serves the folder. A database that it does not name is opened as
mutable: its rows are counted on every page, and its download is refused.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from datasette.inspect import inspect_hash

METADATA = "metadata.yml"
INSPECTION = "inspect-data.json"


def inspect(archive: Path) -> None:
    """Write the inspection of `archive` beside it, in place of another."""
    content = {
        archive.stem: {
            "hash": inspect_hash(archive),
            "size": archive.stat().st_size,
            "file": archive.name,
            "tables": {name: {"count": count} for name, count in _counts(archive).items()},
        }
    }
    target = archive.parent / INSPECTION
    new = target.with_name(INSPECTION + ".new")
    new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    new.replace(target)


def forget(archive: Path) -> None:
    """Remove the inspection beside `archive`: what it says is about to be untrue."""
    (archive.parent / INSPECTION).unlink(missing_ok=True)


def _counts(archive: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        names = connection.execute(
            "select name from sqlite_schema where type = 'table' order by name"
        ).fetchall()
        return {
            name: connection.execute(f'select count(*) from "{name}"').fetchone()[0]
            for (name,) in names
        }
