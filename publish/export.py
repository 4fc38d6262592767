"""The whole archive as CSV files: every table and view, every row, with a manifest that says how many."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from publish.errors import ArchiveUnreadable, OutputUnwritable
from publish.schema import tables
from publish.views import views

MANIFEST = "manifest.json"
Value = int | float | str | None

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width signs included.
_FORMULA = re.compile("^[=+\\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export, as the manifest lists it."""

    file: str
    table: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


def export_csv(archive: Path, directory: Path, excel: bool = False) -> list[ExportedFile]:
    """Write every table and view of `archive` into `directory` as CSV, and manifest.json with rows and SHA-256 of each.

    Plain files are UTF-8 with LF and hold the values as they are. With `excel` they begin with a byte order mark, have
    CRLF, and text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay untouched.
    An empty cell is null. The same archive gives the same bytes. Raises ArchiveUnreadable, OutputUnwritable.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with closing(_opened(archive)) as connection:
            files = [_export(connection, name, order, directory, excel) for name, order in _sources()]
        _write_manifest(archive, directory, excel, files)
    except sqlite3.DatabaseError as error:
        raise ArchiveUnreadable(f"{archive}: {error}; build it with `gongkai build`") from error
    except OSError as error:
        raise OutputUnwritable(f"{directory}: {error.strerror or error}; name another folder or make room") from error
    return files


def inert(value: Value) -> Value:
    """A value that no spreadsheet runs: text that would begin a formula gets an apostrophe, numbers stay."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _sources() -> Iterator[tuple[str, str]]:
    """Tables and views, each with the columns that put its rows into a stable order."""
    for table in tables():
        yield table.name, ", ".join(table.key)
    for view in views():
        yield view.name, ", ".join(column.name for column in view.columns[:4])


def _opened(archive: Path) -> sqlite3.Connection:
    if not archive.is_file():
        raise ArchiveUnreadable(f"{archive} is missing: build it with `gongkai build`")
    return sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)


def _export(connection: sqlite3.Connection, name: str, order: str, directory: Path, excel: bool) -> ExportedFile:
    cursor = connection.execute(f"select * from {name} order by {order}")
    columns = tuple(column[0] for column in cursor.description)
    target = directory / f"{name}.csv"
    new = target.with_name(target.name + ".new")
    rows = _write_rows(new, columns, cursor, excel)
    new.replace(target)
    content = target.read_bytes()
    return ExportedFile(target.name, name, columns, rows, len(content), hashlib.sha256(content).hexdigest())


def _write_rows(target: Path, columns: Sequence[str], found: Iterable[tuple[Value, ...]], excel: bool) -> int:
    rows = 0
    with target.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n" if excel else "\n")
        writer.writerow(columns)
        for row in found:
            writer.writerow([inert(value) for value in row] if excel else row)
            rows += 1
    return rows


def _write_manifest(archive: Path, directory: Path, excel: bool, files: list[ExportedFile]) -> None:
    manifest = {
        "archive": archive.name,
        "archive_sha256": _digest(archive),
        "encoding": "utf-8-sig" if excel else "utf-8",
        "formulas": "neutralised with a leading apostrophe" if excel else "as printed",
        "files": [asdict(file) for file in files],
    }
    new = directory / f"{MANIFEST}.new"
    new.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    new.replace(directory / MANIFEST)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
