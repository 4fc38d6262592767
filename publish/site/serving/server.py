"""The server of the site: one process, which is asked to end and then ends in bounded time."""

from __future__ import annotations

import asyncio
import resource
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

import uvicorn

from publish.site.serving.hosts import under_own_names
from publish.site.serving.live import LiveSite
from publish.site.settings import SiteSettings

# Seconds that what is under way has when the server is asked to end.
GRACE: Final = 10
# Seconds for which a connection stays open between two requests: longer than a web server in front
# keeps it (nginx 60), so that none of its requests meets one that is just being closed.
KEPT_ALIVE: Final = 75
# Seconds for which a reader may take nothing of what is sent, before the connection is cut.
PATIENCE: Final = 60


def serve(
    archive: Path, listening: socket.socket, host: str, settings: SiteSettings, grace: int = GRACE
) -> None:
    """Serve the site on an archive until a signal comes; `host` is the name on which it listens.
    Raises ArchiveUnreadable.
    """
    allow_many_connections()
    asyncio.run(_serve(archive, listening, host, settings, grace))


async def _serve(
    archive: Path, listening: socket.socket, host: str, settings: SiteSettings, grace: int
) -> None:
    site = await LiveSite.on(archive, settings)
    cut_idle_readers(listening)
    config = uvicorn.Config(
        under_own_names(site, settings.address, host),
        log_level="info",
        lifespan="off",
        timeout_keep_alive=KEPT_ALIVE,
        timeout_graceful_shutdown=grace,
    )
    watching = asyncio.create_task(site.watch())
    try:
        await uvicorn.Server(config).serve(sockets=[listening])
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def allow_many_connections() -> None:
    """Lift the number of open files to what the system allows: each connection is one, and 1,024,
    as usual, are soon taken by readers who only wait.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def cut_idle_readers(listening: socket.socket, seconds: int = PATIENCE) -> None:
    """Have the system cut connections whose reader takes nothing for so long; where it cannot, they
    last until the server ends.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None and listening.family in (socket.AF_INET, socket.AF_INET6):
        listening.setsockopt(socket.IPPROTO_TCP, option, seconds * 1000)
