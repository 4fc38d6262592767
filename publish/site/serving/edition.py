"""An edition: one archive.db with the whole site on it, from its first reader to its last.

Pages, downloads, JSON and health of an edition come from one file, and so does all that is
remembered of it: an answer never holds something of two archives.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from datasette.app import Datasette
from datasette.database import Database

from publish.archive.inspection import (
    Inspection,
    as_inspection,
    kept_inspection,
    table_counts,
)
from publish.errors import ArchiveUnreadable
from publish.site.data import archive as archives
from publish.site.packages import FOLDER, PACKAGE
from publish.site.pages import health
from publish.site.serving.asgi import Receive, Scope, Send
from publish.site.serving.freshness import revalidated
from publish.site.serving.pinned import PinnedFile, Stamp, stamp
from publish.site.serving.work_queue import TooManyWaiting
from publish.site.settings import SiteSettings

# Asked before anybody else is let in: an archive that cannot answer these is none to show.
_PROOFS: Final = ("/-/health", "/")
_WELL: Final = 200


class PinnedDatabase(Database):  # type: ignore[misc] # Datasette has no types
    """Datasette's database on a file that stays the same."""

    def __init__(self, datasette: Datasette, pinned: PinnedFile) -> None:
        super().__init__(datasette, path=str(pinned.path), is_mutable=False)
        self.pinned = pinned

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for one of Datasette's threads, which keeps it."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        return self.pinned.keep()


@dataclass(frozen=True)
class Terms:
    """What all editions of a site share: the secret that signs cookies, and the operator's
    settings.
    """

    settings: SiteSettings
    secret: str = field(default_factory=lambda: secrets.token_hex(32))


class Edition:
    """The site on one archive.db. `digest` is the SHA-256 of the file, `stamp` tells it from
    another at the same path.
    """

    def __init__(self, pinned: PinnedFile, described: Inspection, terms: Terms) -> None:
        self.stamp: Stamp = pinned.stamp
        self.digest = str(described["hash"])
        self._pinned = pinned
        self._datasette = _datasette(pinned, described, terms)
        self._secret = terms.secret
        # The one that is proved is the one that answers.
        self._application = revalidated(self._datasette.client.app, self._state)
        self._readers = 0
        self._is_retired = False
        self._is_closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from the first query to the last byte."""
        self._readers += 1
        try:
            await self._application(scope, receive, send)
        finally:
            self._readers -= 1
            await self._close_if_left()

    def _state(self) -> str:
        """All that an answer depends on beside its address and its reader."""
        exported = stamp(self._pinned.path.parent / FOLDER / PACKAGE)
        return f"{self._secret} {self.digest} {exported}"

    def note(self, trouble: str) -> None:
        """Have health say why this edition is no longer the newest there could be."""
        health.note(self._datasette, trouble)

    async def prove(self) -> None:
        """Start, and ask what has to be right. Raises ArchiveUnreadable."""
        await self._datasette.invoke_startup()
        for path in _PROOFS:
            answer = await self._datasette.client.get(path)
            if answer.status_code != _WELL:
                raise ArchiveUnreadable(
                    f"{self._pinned.path}: {path} answers {answer.status_code}; build it anew with"
                    " `gongkai build`"
                )

    async def retire(self) -> None:
        """Let nobody in any more; close when the last reader is gone."""
        self._is_retired = True
        await self._close_if_left()

    async def _close_if_left(self) -> None:
        if self._is_retired and not self._readers and not self._is_closed:
            self._is_closed = True
            await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._datasette.executor.shutdown(wait=True)
        archives.forget(self._datasette)
        self._pinned.close()


async def open_edition(archive: Path, terms: Terms) -> Edition:
    """The edition of what stands at a path, proved. Raises ArchiveUnreadable."""
    try:
        pinned = await asyncio.to_thread(PinnedFile, archive)
    except (OSError, sqlite3.Error, TooManyWaiting) as error:
        raise ArchiveUnreadable(_told(archive, error)) from error
    try:
        edition = Edition(pinned, await asyncio.to_thread(_described, pinned), terms)
    except (OSError, sqlite3.Error) as error:
        pinned.close()
        raise ArchiveUnreadable(_told(archive, error)) from error
    try:
        await edition.prove()
    except BaseException:
        await edition.retire()
        raise
    return edition


def _told(archive: Path, error: Exception) -> str:
    return f"{archive}: {error or 'another file took its place'}; build it with `gongkai build`"


def _described(pinned: PinnedFile) -> Inspection:
    """What the build wrote beside the archive; worked out where it did not."""
    status = pinned.status
    kept = kept_inspection(pinned.path, status.st_size, status.st_mtime_ns)
    if kept is not None:
        return kept
    connection = pinned.borrow()
    try:
        counts = table_counts(connection)
    finally:
        pinned.give_back(connection)
    return as_inspection(pinned.path.name, pinned.digest, status, counts)


def _datasette(pinned: PinnedFile, described: Inspection, terms: Terms) -> Datasette:
    path = str(pinned.path)
    datasette = Datasette(
        immutables=[path],
        metadata=terms.settings.metadata(),
        settings=terms.settings.for_datasette(),
        secret=terms.secret,
        inspect_data={archives.NAME: described},
    )
    # In place of the database that opens the path: its name must be there from the start, because
    # the routes of the site leave the addresses of databases to Datasette.
    datasette.remove_database(archives.NAME)
    datasette.add_database(PinnedDatabase(datasette, pinned), name=archives.NAME)
    return datasette
