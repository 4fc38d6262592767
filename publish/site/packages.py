"""The files that `gongkai export` made of the archive, where their folder stands beside it.

What is offered is what its data package names, and nothing else of the folder.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from publish.exports.compressed import Twin
from publish.site.visit import Visit

FOLDER: Final = "exports"
PACKAGE: Final = "datapackage.json"
CODEBOOK: Final = "codebook.csv"
_PAPERS: Final = {PACKAGE: "application/json", CODEBOOK: "text/csv; charset=utf-8"}
_COMPRESSED: Final = "application/gzip"
_OTHER: Final = "application/octet-stream"
_DIGITS: Final = 12


@dataclass(frozen=True)
class File:
    """A file of the export: its path in the folder, what it holds in which format, rows, bytes,
    digest, type, its title in Chinese and English, and the same file compressed, where it is there.
    """

    path: str
    table: str
    format: str
    rows: int
    bytes: int
    sha256: str
    media_type: str
    title: tuple[str, str]
    twin: Twin | None = None


@dataclass(frozen=True)
class Package:
    """An export: where it stands, when its paper was written, its version, the time of the newest
    crawl that it holds (UTC), its files.
    """

    folder: Path
    changed: int
    version: str
    created: str | None
    files: tuple[File, ...]

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it has tables in, in its own order."""
        return tuple(dict.fromkeys(file.format for file in self.files))

    @property
    def by_table(self) -> dict[str, dict[str, File]]:
        """For each table, its file in each format."""
        found: dict[str, dict[str, File]] = {}
        for file in self.files:
            found.setdefault(file.table, {})[file.format] = file
        return found

    def is_of(self, digest: str | None) -> bool | None:
        """Whether it was made of the archive with this SHA-256; None where that is not known."""
        return None if digest is None else self.version.endswith(f"+{digest[:_DIGITS]}")

    def stands(self) -> bool:
        """Whether this export stands in its folder still, and no other has taken its place."""
        try:
            return (self.folder / PACKAGE).stat().st_mtime_ns == self.changed
        except OSError:
            return False

    def media_type(self, path: str) -> str | None:
        """The type of a file that is offered; None for any other path."""
        offered = {file.path: file.media_type for file in self.files} | _PAPERS
        twins = {file.twin.path: _COMPRESSED for file in self.files if file.twin}
        return (offered | twins).get(path)


def package_beside(archive: Path) -> Package | None:
    """The export that stands beside an archive, or None where none does or it says nothing that can
    be read.
    """
    folder = archive.parent / FOLDER
    try:
        return _read(folder, (folder / PACKAGE).stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


async def package_of(visit: Visit) -> Package | None:
    """The export beside the archive that a request asks about, or None."""
    return await asyncio.to_thread(package_beside, Path(str(visit.archive.database.path)))


@lru_cache(maxsize=4)
def _read(folder: Path, changed: int) -> Package:
    described: dict[str, Any] = json.loads((folder / PACKAGE).read_bytes())
    return Package(
        folder,
        changed,
        str(described["version"]),
        described.get("created"),
        tuple(_files(folder, described)),
    )


def _files(folder: Path, described: dict[str, Any]) -> Iterator[File]:
    for one in described["resources"]:
        if _inside(folder, one["path"]).is_file():
            digest = one["hash"].removeprefix("sha256:")
            table, _, form = one["name"].replace("-", "_").rpartition("_")
            zh, _, en = str(one.get("title", table)).partition(" · ")
            kind, title = one.get("mediatype", _OTHER), (zh, en or zh)
            rows, size, twin = int(one["rows"]), int(one["bytes"]), _twin(folder, one.get("gzip"))
            yield File(one["path"], table, form, rows, size, digest, kind, title, twin)


def _twin(folder: Path, described: dict[str, Any] | None) -> Twin | None:
    if described is None or not _inside(folder, described["path"]).is_file():
        return None
    digest = described["hash"].removeprefix("sha256:")
    return Twin(described["path"], int(described["bytes"]), digest)


def _inside(folder: Path, path: str) -> Path:
    """A path of the folder. Raises ValueError for one that leads out of it."""
    whole = folder / path
    if not whole.resolve().is_relative_to(folder.resolve()):
        raise ValueError("a path leads out of the folder")
    return whole
