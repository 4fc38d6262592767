"""inspect-data.json: what is counted once of an archive that never changes: its digest, its rows.

The site reads it when it opens the archive, and so does Datasette where somebody starts it by hand:
a database that the file does not name is opened as mutable there, its rows are counted on every
page, and its download is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from foundation.databases import read_only

INSPECTION = "inspect-data.json"

Inspection = dict[str, Any]
"""Digest, size, time of change, name, and the rows of each table: `hash`, `size`, `mtime_ns`,
`file`, `tables`, as Datasette names them.
"""


def inspect(archive: Path, written: Path | None = None) -> Inspection:
    """Count what the file `written` (the archive itself, if none is named) holds, which is or will
    be `archive`.
    """
    file = written or archive
    address = read_only(file)
    with closing(sqlite3.connect(address, uri=True)) as connection:
        counts = table_counts(connection)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        status = os.fstat(content.fileno())
    return as_inspection(archive.name, digest, status, counts)


def keep_inspection(archive: Path, inspection: Inspection) -> None:
    """Write an inspection beside its archive, in place of another; those of other archives in the
    folder stay.
    """
    _write(archive.parent, {**_kept(archive.parent), archive.stem: inspection})


def forget(archive: Path) -> None:
    """Remove the inspection of `archive`: what it says is about to be untrue."""
    kept = _kept(archive.parent)
    if kept.pop(archive.stem, None) is not None:
        _write(archive.parent, kept)


def kept_inspection(archive: Path, size: int, mtime_ns: int) -> Inspection | None:
    """What stands beside the archive about a file of this size and time of change; None where
    nothing does, or something about another file.
    """
    kept = _kept(archive.parent).get(archive.stem, {})
    is_of_it = (kept.get("size"), kept.get("mtime_ns")) == (size, mtime_ns)
    return kept if is_of_it else None


def _kept(folder: Path) -> dict[str, Inspection]:
    """The inspections in a folder by archive; none where the file is missing or cannot be read."""
    try:
        kept = json.loads((folder / INSPECTION).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {name: one for name, one in kept.items() if isinstance(one, dict)}


def _write(folder: Path, kept: dict[str, Inspection]) -> None:
    target = folder / INSPECTION
    new = target.with_name(INSPECTION + ".new")
    new.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    new.replace(target)


def as_inspection(
    name: str, digest: str, status: os.stat_result, counts: dict[str, int]
) -> Inspection:
    """An inspection out of what was found."""
    return {
        "hash": digest,
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "file": name,
        "tables": {table: {"count": count} for table, count in counts.items()},
    }


def table_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.execute(
        "select name from sqlite_schema where type = 'table' order by name"
    ).fetchall()
    return {
        name: connection.execute(f'select count(*) from "{name}"').fetchone()[0]
        for (name,) in names
    }
