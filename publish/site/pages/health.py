"""Whether the site lives: for those who watch over it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import TYPE_CHECKING, Final

from datasette import Response

from publish.site.serving.connections import borrowed
from publish.site.visit import Route, Visit, of_archive

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.database import Database

_QUESTION: Final = "select (select max(started_at) from crawls), exists (select 1 from reports)"


async def health_page(visit: Visit) -> Response:
    """`/-/health`: 200 where archive.db answers, else 503; with the start of the newest crawl in
    it.

    It asks on a connection of its own, so that it is answered also while all others are busy.
    """
    database = visit.archive.database
    try:
        newest, has_reports = await asyncio.to_thread(_ask, database)
    except sqlite3.Error as error:
        return _answer({"status": "failed", "error": str(error)}, 503)
    told = {"status": "ok", "newest_crawl": newest, "reports": bool(has_reports)}
    return _answer({**told, "archive": database.hash}, 200)


def _ask(database: Database) -> tuple[str | None, int]:
    with borrowed(database) as connection:
        row: tuple[str | None, int] = connection.execute(_QUESTION).fetchone()
        return row


def _answer(content: dict[str, object], status: int) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(json.dumps(content), status, headers, "application/json; charset=utf-8")


ROUTES: Final[tuple[Route, ...]] = (Route(r"^/-/health$", of_archive(health_page), "/-/health"),)
