"""Many small sites at once: each on a loopback address of its own, all on one port and in one
thread.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from threading import Thread
from urllib.parse import parse_qsl

import uvicorn
from starlette.types import Receive, Scope, Send

_START_SECONDS = 20.0


@dataclass(frozen=True)
class Asked:
    """A request: path, fields of the query, and what was posted."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    posted: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the query and of a posted form together."""
        return {**self.query, **dict(parse_qsl(self.posted.decode("utf-8", "replace")))}


@dataclass(frozen=True)
class Reply:
    """An answer that is more than a page. `pause`: seconds before it; `cut`: it breaks off after so
    many bytes.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    cut: int | None = None


# What a site answers: a page, more than a page, or None where it has no such page.
Site = Callable[[Asked], Reply | str | None]


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _dispatching(sites: Mapping[str, Site]) -> Callable[[Scope, Receive, Send], object]:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        asked = Asked(scope["method"], scope["path"], query, await _body(receive), headers)
        answer = sites[scope["server"][0]](asked)
        if not isinstance(answer, Reply):
            answer = Reply((answer or "404").encode(), 404 if answer is None else 200)
        await _send(answer, send)

    return application


async def _send(answer: Reply, send: Send) -> None:
    await asyncio.sleep(answer.pause)
    told = {"content-type": "text/html; charset=utf-8", **answer.headers}
    told.setdefault("content-length", str(len(answer.body)))
    headers = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = answer.body[: answer.cut]
    await send({"type": "http.response.body", "body": body, "more_body": answer.cut is not None})
    if answer.cut is not None:
        raise ConnectionAbortedError


@contextmanager
def serving_many(sites: list[Site], first: str) -> Iterator[list[str]]:
    """Serve sites on loopback addresses from `first` on; the addresses of their home pages."""
    hosts = [str(IPv4Address(first) + number) for number in range(len(sites))]
    with ExitStack() as opened:
        listeners: list[socket.socket] = []
        for host in hosts:
            # asyncio sends small answers at once only where the protocol is named.
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            listener = opened.enter_context(made)
            listener.bind((host, listeners[0].getsockname()[1] if listeners else 0))
            listener.listen(16)
            listeners.append(listener)
        application = _dispatching(dict(zip(hosts, sites, strict=True)))
        settings = uvicorn.Config(application, log_level="critical", lifespan="off")  # type: ignore[arg-type]
        server = uvicorn.Server(settings)
        thread = Thread(target=server.run, args=(listeners,), daemon=True)
        thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        try:
            port = listeners[0].getsockname()[1]
            yield [f"http://{host}:{port}" for host in hosts]
        finally:
            server.should_exit = True
            # A client that stopped waiting is not waited for.
            server.force_exit = True
            thread.join()
