"""The site that goes on: it notices a new archive.db and goes over to it, without a failed request.

There is one moment at which all that comes is answered from the new one; what is under way ends on
the old one, which is closed behind its last reader.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from publish.errors import ArchiveUnreadable
from publish.site.serving.asgi import Receive, Scope, Send
from publish.site.serving.edition import Edition, Terms, open_edition
from publish.site.serving.pinned import Stamp, stamp
from publish.site.settings import SiteSettings

# Seconds between two looks at the file. It is taken when two looks find it the same: a file that is
# copied there piece by piece is no archive before its last piece.
_PAUSE: Final = 0.5
_logger: Final = logging.getLogger("uvicorn.error")


class LiveSite:
    """The application: answers from the edition of the archive that is in force."""

    def __init__(self, archive: Path, first: Edition, terms: Terms) -> None:
        self._archive = archive
        self._terms = terms
        self._edition = first
        self._seen: Stamp | None = first.stamp
        self._refused: Stamp | None = None

    @classmethod
    async def on(cls, archive: Path, settings: SiteSettings) -> LiveSite:
        """The site on an archive. Raises ArchiveUnreadable."""
        terms = Terms(settings)
        return cls(archive, await open_edition(archive, terms), terms)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all of it from one edition."""
        await self._edition(scope, receive, send)

    async def watch(self) -> None:
        """Look for a new archive for as long as the site lives."""
        while True:
            await asyncio.sleep(_PAUSE)
            found = stamp(self._archive)
            is_settled = found == self._seen
            self._seen = found
            if (
                found is not None
                and is_settled
                and found not in (self._edition.stamp, self._refused)
            ):
                await self._go_over(found)

    async def _go_over(self, found: Stamp) -> None:
        try:
            new = await open_edition(self._archive, self._terms)
        except ArchiveUnreadable as error:
            self._refused = found
            self._edition.note(str(error))
            _logger.error("The archive before goes on being served: %s", error)
            return
        old, self._edition = self._edition, new
        _logger.info("Went over to the archive %s", new.digest)
        await old.retire()
