"""The downloads page."""

from __future__ import annotations

from typing import Final

from datasette import Response

from publish.site.downloads import KINDS, files, offers
from publish.site.summary import summary_of
from publish.site.visit import Route, Visit, of_archive


async def downloads_page(visit: Visit) -> Response:
    """`/downloads`: every table whole, in every format, and the archive as one file."""
    summary = await summary_of(visit.archive.database)
    made = offers(visit.datasette, summary.counts)
    return await visit.page("downloads.html", offers=made, files=files(visit.datasette), kinds=KINDS)


ROUTES: Final[tuple[Route, ...]] = ((r"^/downloads$", of_archive(downloads_page)),)
