"""The whole archive as files that people take away: every table and view, every row, in the formats
they work with.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from foundation.databases import read_only
from publish.errors import ArchiveUnreadable, OutputUnwritable
from publish.exports.compressed import COMPRESSED, compress
from publish.exports.files import Counted, ExportedFile, digest, written_beside
from publish.exports.package import write_codebook, write_package
from publish.exports.sources import Source, sources
from publish.exports.writers import FORMATS, Format
from publish.schema.ddl import ARCHIVE_VERSION

SQLITE = "sqlite"
"""The format that is the archive itself."""
FORMAT_NAMES = (*FORMATS, SQLITE)


def export(
    archive: Path, directory: Path, formats: Sequence[str] = FORMAT_NAMES
) -> list[ExportedFile]:
    """Write `archive` into `directory`, in a folder for each of `formats` (names of FORMAT_NAMES),
    with its papers.

    datapackage.json lists every file with rows and SHA-256, codebook.csv says what every column
    means. Nothing is cut short but what a format cannot hold, and then the package says so. The
    same archive gives the same bytes. Raises ArchiveUnreadable, OutputUnwritable.
    """
    try:
        with closing(_opened(archive)) as connection:
            files = [
                file for name in formats for file in _written(archive, connection, directory, name)
            ]
            write_codebook(directory)
            write_package(directory, archive, connection, files)
    except sqlite3.DatabaseError as error:
        raise ArchiveUnreadable(f"{archive}: {error}; build it with `gongkai build`") from error
    except OSError as error:
        raise OutputUnwritable(
            f"{directory}: {error.strerror or error}; name another folder or make room"
        ) from error
    return files


def _opened(archive: Path) -> sqlite3.Connection:
    if not archive.is_file():
        raise ArchiveUnreadable(f"{archive} is missing: build it with `gongkai build`")
    connection = sqlite3.connect(read_only(archive), uri=True)
    [version] = connection.execute("pragma user_version").fetchone()
    if version > ARCHIVE_VERSION:
        connection.close()
        raise ArchiveUnreadable(
            f"{archive}: written by another version of gongkai (its schema is {version}, this one"
            f" knows {ARCHIVE_VERSION}); upgrade, or use the version that wrote it"
        )
    return connection


def _written(
    archive: Path, connection: sqlite3.Connection, directory: Path, name: str
) -> Iterator[ExportedFile]:
    if name == SQLITE:
        yield _copied(archive, directory)
        return
    for source in sources():
        yield _table(connection, source, directory, FORMATS[name])


def _table(
    connection: sqlite3.Connection, source: Source, directory: Path, format: Format
) -> ExportedFile:
    path = Path(format.name, f"{source.name}.{format.suffix}")
    rows = Counted(source.rows(connection))
    with written_beside(directory / path) as new:
        notes = format.write(new, source, rows)
    target = directory / path
    size, hashed = target.stat().st_size, digest(target)
    twin = compress(directory, path) if format.name in COMPRESSED else None
    return ExportedFile(
        path.as_posix(), source.name, format.name, rows.count, size, hashed, notes, twin
    )


def _copied(archive: Path, directory: Path) -> ExportedFile:
    path = Path(SQLITE, "archive.db")
    with written_beside(directory / path) as new:
        shutil.copyfile(archive, new)
    target = directory / path
    return ExportedFile(
        path.as_posix(), "archive", SQLITE, 0, target.stat().st_size, digest(target)
    )
