"""Under which names the site answers.

Pages name their own address (in citations, the feed, the sitemap), which is made of the Host that a
request bears. Anybody can send any, and a cache in front may hand the page to others: so a host
that is not the site's own is refused, and where the public address is known it is the only one that
is ever named.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from datasette import Response

from publish.site.serving.asgi import Application, Receive, Scope, Send

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_REFUSED: Final = (
    "本站不在该主机名下提供服务。"
    " This site does not answer under that host name: its operator names it with --address.\n"
)
_MISDIRECTED: Final = 421
# Asked by those who watch, under whatever name they reach the machine; it names no address.
_HEALTH: Final = "/-/health"


def under_own_names(application: Application, address: str | None, host: str) -> Application:
    """The same application, for requests to its public address (where there is one), to this
    machine itself, or to the host on which it listens; others get status 421.
    """
    public = urlsplit(address) if address else None
    named = {public.netloc.lower()} if public else {host.lower()}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith(_HEALTH):
            await application(scope, receive, send)
            return
        asked = _host(scope)
        if not ({asked, _without_port(asked)} & (named | LOOPBACK)):
            await Response.text(_REFUSED, status=_MISDIRECTED).asgi_send(send)
        elif public is None:
            await application(scope, receive, send)
        else:
            headers = [pair for pair in scope["headers"] if pair[0] != b"host"]
            own = {
                "scheme": public.scheme,
                "headers": [(b"host", public.netloc.encode()), *headers],
            }
            await application({**scope, **own}, receive, send)

    return wrapped


def _host(scope: Scope) -> str:
    found = [value for name, value in scope["headers"] if name == b"host"]
    return found[0].decode("latin-1").lower() if len(found) == 1 else ""


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
