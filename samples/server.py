"""One local server for all practice portals: each listens on its own loopback address, all on the
same port.
"""

from __future__ import annotations

import errno
import shutil
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import NamedTuple, Self

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samples.errors import AddressMissing, NotStarted, PortTaken, WorldInvalid
from samples.families import FAMILIES, build_site
from samples.later import Change, change_of, earlier, later
from samples.site import Site
from samples.world import DEFAULT_PORT, REGISTRY, WORLDS, Portal, chosen_portals

START_SECONDS = 20.0
FREE_PORT_ATTEMPTS = 20


class Asked(NamedTuple):
    """One request that came in: which portal, what for (path and query), and the status of the
    answer.
    """

    portal: str
    method: str
    path: str
    status: int


def _listen(address: str, port: int) -> socket.socket:
    # asyncio sends small answers at once only where the protocol is named; else each costs 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"{address}:{port} is in use: stop what listens there, or choose another port"
            ) from error
        reason = error.strerror or str(error)
        raise AddressMissing(
            f"cannot listen on {address}:{port} ({reason}): add it to the loopback interface"
        ) from error
    return listener


def _listen_on_all(addresses: Sequence[str], port: int) -> list[socket.socket]:
    with ExitStack() as opened:
        listeners: list[socket.socket] = []
        for address in addresses:
            # The first address decides the port where any will do (port 0).
            actual = listeners[0].getsockname()[1] if listeners else port
            listeners.append(opened.enter_context(_listen(address, actual)))
        opened.pop_all()
    return listeners


def _open(addresses: Sequence[str], port: int) -> list[socket.socket]:
    for _ in range(FREE_PORT_ATTEMPTS if port == 0 else 0):
        try:
            return _listen_on_all(addresses, 0)
        except PortTaken:
            continue
    return _listen_on_all(addresses, port)


def _require_known_families(described: Sequence[Portal]) -> None:
    for portal in described:
        if portal.family not in FAMILIES:
            raise WorldInvalid(
                f"{portal.id}: unknown family {portal.family}; write one of: {', '.join(FAMILIES)}"
            )


class PracticePortals:
    """The practice portals, served while the `with` block runs.

    Takes the port (0: one that is free on all addresses) and the folder that describes the portals;
    with `demo_only` those of the demonstration alone are served. With `changing` they are served as
    they were before `change` is called. Raises WorldInvalid at once, PortTaken or AddressMissing on
    entry.
    """

    def __init__(
        self,
        port: int = DEFAULT_PORT,
        worlds: Path = WORLDS,
        changing: bool = False,
        demo_only: bool = False,
    ) -> None:
        self.port = port
        self._portals: tuple[Portal, ...] = chosen_portals(demo_only, worlds)
        _require_known_families(self._portals)
        self._sites: dict[str, Site] = {}
        self._applications: dict[str, tuple[str, ASGIApp]] = {}
        for portal in self._portals:
            self._put_up(build_site(earlier(portal) if changing else portal), portal)
        self._asked: list[Asked] = []
        self._lock = Lock()

    def _put_up(self, site: Site, portal: Portal) -> None:
        self._sites[portal.id] = site
        self._applications[portal.address] = (portal.id, site.application())

    def change(self) -> list[Change]:
        """Let every portal become what it is later, while it runs, and tell what changed."""
        return [self._changed(portal) for portal in self._portals]

    def _changed(self, portal: Portal) -> Change:
        self._put_up(build_site(later(portal)), portal)
        return change_of(portal, self.home(portal.id))

    def __enter__(self) -> Self:
        self._listeners = _open(list(self._applications), self.port)
        self.port = int(self._listeners[0].getsockname()[1])
        settings = uvicorn.Config(
            self._dispatch,
            log_level="error",
            interface="asgi3",
            lifespan="off",
            server_header=False,
        )
        self._server = uvicorn.Server(settings)
        self._thread = Thread(target=self._server.run, args=(self._listeners,), daemon=True)
        self._thread.start()
        self._wait_until_started()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        for listener in self._listeners:
            listener.close()

    def _wait_until_started(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise NotStarted(
                    f"the practice portals did not start within {START_SECONDS:.0f} s: try again"
                )
            time.sleep(0.01)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the portal on whose address it came in, and note what came of it."""
        portal_id, application = self._applications[scope["server"][0]]
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                with self._lock:
                    self._asked.append(Asked(portal_id, scope["method"], path, message["status"]))
            await send(message)

        await application(scope, receive, noting)

    @property
    def requests(self) -> list[Asked]:
        """Every request answered so far, oldest first: a copy, safe to take while requests come
        in.
        """
        with self._lock:
            return list(self._asked)

    def forget_requests(self) -> None:
        """Empty the list of requests, before the next crawl that is to be watched."""
        with self._lock:
            self._asked.clear()

    def site(self, portal_id: str) -> Site:
        """The site of a portal, to change it while it runs (`replace`, `remove`). Raises KeyError
        for an unknown id.
        """
        return self._sites[portal_id]

    def homes(self) -> dict[str, str]:
        """The address of each portal's home page, by its id."""
        return {portal.id: self.home(portal.id) for portal in self._portals}

    def home(self, portal_id: str) -> str:
        """Address of a portal's home page. Raises StopIteration for an unknown id."""
        address = next(portal.address for portal in self._portals if portal.id == portal_id)
        return f"http://{address}:{self.port}/"

    def write_registry(self, directory: Path, demo_only: bool = False) -> None:
        """Write the registry of the practice portals, or of those of the demonstration, with the
        port in use.
        """
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(REGISTRY / "regions.csv", directory)
        for portal in self._portals:
            if portal.demo or not demo_only:
                file = directory / f"{portal.id}.yml"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(
                    portal.registry.replace(f":{DEFAULT_PORT}/", f":{self.port}/"), encoding="utf-8"
                )
