"""Whole files: the archive itself, and what was exported."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Final

from datasette import Forbidden, Response

from publish.site.data.archive import NAME
from publish.site.packages import package_of
from publish.site.serving.connections import pinned_file
from publish.site.serving.file_answers import FileContent, answer_with
from publish.site.visit import Route, Visit, of_archive

_SOON: Final = "public, max-age=300"


async def archive_page(visit: Visit) -> Response:
    """`/archive.db`: the archive as one file, in the place of Datasette's own answer, which opens
    the path anew and so may give another file than the one that the pages show.
    """
    database = visit.archive.database
    needed = [("view-database-download", NAME), ("view-database", NAME), "view-instance"]
    await visit.datasette.ensure_permissions(visit.request.actor, needed)
    if database.is_mutable or not visit.datasette.setting("allow_download"):
        raise Forbidden("Database download is forbidden")
    headers = {"content-disposition": f'attachment; filename="{NAME}.db"', "cache-control": _SOON}
    pinned = pinned_file(database)
    if pinned is None:
        content = opened(Path(str(database.path)))
    else:
        content = FileContent(pinned.status.st_size, f'"{database.hash}"', pinned.read)
    return answer_with(visit.request, content, headers, "application/octet-stream")


async def export_page(visit: Visit) -> Response:
    """`/exports/<path>`: a file of the export; only what its data package names."""
    package, path = await package_of(visit), visit.variable("path")
    media_type = package.media_type(path) if package else None
    if package is None or media_type is None:
        return await visit.missing("export_file", path=path)
    try:
        content = opened(package.folder / path)
    except OSError:
        return await visit.missing("export_file", path=path)
    disposition = f'attachment; filename="{_file_name(path)}"'
    headers = {"content-disposition": disposition, "cache-control": _SOON}
    return answer_with(visit.request, content, headers, media_type)


def _file_name(path: str) -> str:
    """A name that says which of two formats with one suffix it is: `reports-excel.csv`."""
    whole = PurePosixPath(path)
    return f"{whole.stem}-excel{whole.suffix}" if whole.parent.name == "excel" else whole.name


def opened(path: Path, tag: str | None = None) -> FileContent:
    """What a file holds now, whatever stands at its path later; `tag` names it where its digest is
    known. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY)
    status = os.fstat(descriptor)
    tag = tag or f'"{status.st_ino:x}-{status.st_size:x}-{status.st_mtime_ns:x}"'
    return FileContent(
        status.st_size,
        tag,
        lambda start, most: os.pread(descriptor, most, start),
        lambda: os.close(descriptor),
    )


ROUTES: Final[tuple[Route, ...]] = (
    Route(rf"^/{NAME}\.db$", of_archive(archive_page), "/{database}.db"),
    Route(
        r"^/exports/(?P<path>[A-Za-z0-9._/-]+)$", of_archive(export_page), "/exports/manifest.json"
    ),
)
