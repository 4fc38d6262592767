"""Opens the site on the folder of an archive."""

from __future__ import annotations

import socket
from pathlib import Path

from gongkai.errors import ArchiveMissing, SitePortTaken
from gongkai.session import ARCHIVE

HOST = "127.0.0.1"
_WAITING = 2048


def site_address(port: int) -> str:
    """The address to open."""
    return f"http://{HOST}:{port}/"


def require_archive(archive: Path = ARCHIVE) -> None:
    """Raise ArchiveMissing where there is nothing to serve."""
    if not archive.is_file():
        raise ArchiveMissing(
            f"{archive} is missing: build it with `gongkai build`, or try `gongkai demo`"
        )


def require_free_port(port: int) -> None:
    """Raise SitePortTaken where something listens already."""
    _bound(port).close()


def open_site(port: int) -> None:
    """Serve the archive of the current folder until somebody stops it. Raises SitePortTaken,
    ArchiveUnreadable.
    """
    from publish.site.serving.server import serve

    with _bound(port) as listening:
        listening.listen(_WAITING)
        serve(ARCHIVE, listening)


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as error:
        bound.close()
        raise SitePortTaken(
            f"port {port} is taken ({error.strerror}): choose another with --port"
        ) from error
    return bound
