"""What servers do to answers before they go out, whatever product made them."""

from __future__ import annotations

from typing import cast

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from samples.site import Site


class CompressedSite(Site):
    """A site whose server compresses everything, even for clients that did not say that they can
    undo it.
    """

    def application(self) -> Starlette:
        """The ASGI application of the site."""
        compressing = GZipMiddleware(super().application(), minimum_size=1)
        return cast(Starlette, _asking_for_gzip(compressing))


def _asking_for_gzip(application: ASGIApp) -> ASGIApp:
    async def forced(scope: Scope, receive: Receive, send: Send) -> None:
        others = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await application(
            {**scope, "headers": [*others, (b"accept-encoding", b"gzip")]}, receive, send
        )

    return forced
