"""Opens the site on the folder of an archive."""

from __future__ import annotations

import socket
from errno import EADDRINUSE
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.errors import AddressUnknown, ArchiveMissing, SitePortTaken
from gongkai.session import ARCHIVE

if TYPE_CHECKING:
    from publish.site.settings import SiteSettings

HOST = "127.0.0.1"
# Listening on these, a machine answers under names that it does not know itself.
_EVERYWHERE = ("0.0.0.0", "::")
_WAITING = 2048


def site_address(port: int, host: str = HOST) -> str:
    """The address to open."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def require_archive(archive: Path = ARCHIVE) -> None:
    """Raise ArchiveMissing where there is nothing to serve."""
    if not archive.is_file():
        raise ArchiveMissing(
            f"{archive} is missing: build it with `gongkai build`, or try `gongkai demo`"
        )


def require_free_port(port: int) -> None:
    """Raise SitePortTaken where something listens already."""
    _bound(HOST, port).close()


def open_site(port: int, host: str = HOST, settings: SiteSettings | None = None) -> None:
    """Serve the archive of the current folder until somebody stops it. Raises SitePortTaken,
    ArchiveUnreadable, RulesInvalid.
    """
    from publish.site.serving.server import serve
    from publish.site.settings import SiteSettings

    with _bound(host, port) as listening:
        listening.listen(_WAITING)
        serve(ARCHIVE, listening, host, settings or SiteSettings())


def require_address(host: str, address: str | None) -> None:
    """Raise AddressUnknown where the site would answer the world and not know its own name."""
    if host in _EVERYWHERE and address is None:
        raise AddressUnknown(
            f"{host} is every address of this machine: say by --address, or in gongkai.yml, under"
            " which one readers come (https://example.org/)"
        )


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise SitePortTaken(
            f"port {port} is taken ({error.strerror}): choose another with --port"
            if error.errno == EADDRINUSE
            else f"{host}, port {port}: {error.strerror}; name an address of this machine by --host"
        ) from error
    return bound
