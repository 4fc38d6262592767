"""Whether the site lives: for those who watch over it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from typing import Final

from datasette import Response

from publish.site.visit import Route, Visit, of_archive

_QUESTION: Final = "select (select max(started_at) from crawls), exists (select 1 from reports)"


async def health_page(visit: Visit) -> Response:
    """`/-/health`: 200 where archive.db answers, else 503; with the start of the newest crawl in
    it.

    It asks on a connection of its own, so that it is answered also while all others are busy.
    """
    path = str(visit.archive.database.path)
    try:
        newest, has_reports = await asyncio.to_thread(_ask, path)
    except sqlite3.Error as error:
        return _answer({"status": "failed", "error": str(error)}, 503)
    return _answer({"status": "ok", "newest_crawl": newest, "reports": bool(has_reports)}, 200)


def _ask(path: str) -> tuple[str | None, int]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        row: tuple[str | None, int] = connection.execute(_QUESTION).fetchone()
        return row


def _answer(content: dict[str, object], status: int) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(json.dumps(content), status, headers, "application/json; charset=utf-8")


ROUTES: Final[tuple[Route, ...]] = (Route(r"^/-/health$", of_archive(health_page), "/-/health"),)
