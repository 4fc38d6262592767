"""The downloads page."""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.data.archive import NAME
from publish.site.data.summary import summary_of
from publish.site.packages import package_of
from publish.site.pages.downloads.query import KINDS, files, offers
from publish.site.structured import dataset, script
from publish.site.visit import Page, Route, Visit, of_archive


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


def _digest(visit: Visit) -> str | None:
    """SHA-256 of the archive that is served, where the build's inspection tells it; the file may be
    large.
    """
    inspected: dict[str, dict[str, str]] = visit.datasette.inspect_data or {}
    return inspected.get(NAME, {}).get("hash")


ROUTES: Final[tuple[Route, ...]] = (
    Page(r"^/downloads$", of_archive(downloads_page), "/downloads"),
)
