"""The downloads page, and the files that were exported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath
from typing import Final

from datasette import Response

from publish.site.data.archive import NAME
from publish.site.data.summary import summary_of
from publish.site.packages import package_of
from publish.site.pages.downloads.query import KINDS, files, offers
from publish.site.serving.streaming import Streamed
from publish.site.structured import dataset, script
from publish.site.visit import Page, Route, Visit, of_archive

_CHUNK: Final = 1 << 18


async def downloads_page(visit: Visit) -> Response:
    """`/downloads`: the exported files with their digests, every table whole, the archive as one
    file.
    """
    summary = await summary_of(visit.archive.database)
    package = await package_of(visit)
    return await visit.page(
        "downloads.html",
        offers=offers(visit.datasette, summary.counts),
        files=files(visit.datasette),
        kinds=KINDS,
        package=package,
        is_current=package.is_of(_digest(visit)) if package else None,
        address=visit.absolute("/downloads"),
        structured=script(dataset(visit, summary, package)),
    )


async def export_page(visit: Visit) -> Response:
    """`/exports/<path>`: a file of the export; only what its data package names."""
    package, path = await package_of(visit), visit.variable("path")
    media_type = package.media_type(path) if package else None
    if package is None or media_type is None or not (package.folder / path).is_file():
        return await visit.missing("export_file", path=path)
    target = package.folder / path
    headers = {
        "content-disposition": f'attachment; filename="{_file_name(path)}"',
        "content-length": str(target.stat().st_size),
        "cache-control": "public, max-age=300",
    }
    return Streamed(_pieces(target), headers, media_type)


def _file_name(path: str) -> str:
    """A name that says which of two formats with one suffix it is: `reports-excel.csv`."""
    whole = PurePosixPath(path)
    return f"{whole.stem}-excel{whole.suffix}" if whole.parent.name == "excel" else whole.name


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


def _digest(visit: Visit) -> str | None:
    """SHA-256 of the archive that is served, where the build's inspection tells it; the file may be
    large.
    """
    inspected: dict[str, dict[str, str]] = visit.datasette.inspect_data or {}
    return inspected.get(NAME, {}).get("hash")


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/downloads$", of_archive(downloads_page), "/downloads"),
    Route(
        r"^/exports/(?P<path>[A-Za-z0-9._/-]+)$", of_archive(export_page), "/exports/manifest.json"
    ),
)
