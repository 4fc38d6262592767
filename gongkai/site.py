"""Starts Datasette on the folder of an archive, as `datasette .` would by hand."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from gongkai.errors import ArchiveMissing, SitePortTaken
from gongkai.session import ARCHIVE

HOST = "127.0.0.1"


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
    """Raise SitePortTaken where something listens already; Datasette would say so only in a
    traceback.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SitePortTaken(
                f"port {port} is taken ({error.strerror}): choose another with --port"
            ) from error


def open_site(port: int) -> NoReturn:
    """Become Datasette, serving the current folder until it is stopped."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "datasette", "serve", ".", "--host", HOST, "--port", str(port)]
    os.execv(sys.executable, command)
