"""Whether the site lives: for those who watch over it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from datasette import Response

from publish.site.serving.connections import borrowed
from publish.site.visit import Route, Visit, of_archive

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette
    from datasette.database import Database

_QUESTION: Final = "select (select max(started_at) from crawls), exists (select 1 from reports)"


# Why the archive that a Datasette serves is not the newest that there could be.
_notes: Final[WeakKeyDictionary[Datasette, str]] = WeakKeyDictionary()


def note(datasette: Datasette, trouble: str) -> None:
    """Have health call what is served stale, and say why."""
    _notes[datasette] = trouble


async def health_page(visit: Visit) -> Response:
    """`/-/health`: 200 where archive.db answers, else 503; with the start of the newest crawl in
    it, and `stale` where that lies longer back than is meant, or a newer archive cannot be served.

    It asks on a connection of its own, so that it is answered also while all others are busy.
    """
    database = visit.archive.database
    try:
        newest, has_reports = await asyncio.to_thread(_ask, database)
    except sqlite3.Error as error:
        return _answer({"status": "failed", "error": str(error)}, 503)
    trouble = _notes.get(visit.datasette) or _too_old(visit, newest)
    return _answer(
        {
            "status": "stale" if trouble else "ok",
            "newest_crawl": newest,
            "reports": bool(has_reports),
            "archive": database.hash,
            **({"error": trouble} if trouble else {}),
        },
        200,
    )


def _too_old(visit: Visit, newest: str | None) -> str | None:
    """What is wrong with the age of the newest crawl, as far as the settings say how old it may
    be.
    """
    days = (visit.datasette.plugin_config("gongkai") or {}).get("stale_days")
    if days is None or newest is None:
        return None
    age = datetime.now(UTC) - datetime.fromisoformat(newest)
    return f"the newest crawl is {age.days} days old" if age > timedelta(days=days) else None


def _ask(database: Database) -> tuple[str | None, int]:
    with borrowed(database) as connection:
        row: tuple[str | None, int] = connection.execute(_QUESTION).fetchone()
        return row


def _answer(content: dict[str, object], status: int) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(json.dumps(content), status, headers, "application/json; charset=utf-8")


ROUTES: Final[tuple[Route, ...]] = (Route(r"^/-/health$", of_archive(health_page), "/-/health"),)
