"""The codebook page."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from datasette import Response

from publish.site.data.archive import Archive
from publish.site.pages.codebook.query import Chapter, chapters
from publish.site.visit import Page, Route, Visit, of_archive

_made: WeakKeyDictionary[Archive, tuple[Chapter, ...]] = WeakKeyDictionary()


async def codebook_page(visit: Visit) -> Response:
    """`/codebook`: every table and column in both languages."""
    if visit.archive not in _made:
        _made[visit.archive] = await visit.archive.database.execute_fn(chapters)
    return await visit.page("codebook.html", chapters=_made[visit.archive])


ROUTES: Final[tuple[Route, ...]] = (Page(r"^/codebook$", of_archive(codebook_page), "/codebook"),)
