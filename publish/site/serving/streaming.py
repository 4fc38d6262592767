"""Answers that are sent piece by piece, so that memory holds one piece of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from datasette import Response

from publish.site.serving.asgi import Send


class Streamed(Response):  # type: ignore[misc] # Datasette has no types
    """A response whose body comes in pieces. One that breaks off is not ended, so that its reader
    sees it cut.
    """

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        headers: dict[str, str],
        content_type: str,
        status: int = 200,
    ) -> None:
        super().__init__(None, status, headers, content_type)
        self._pieces = pieces

    async def asgi_send(self, send: Send) -> None:
        """Send everything; what the pieces raise goes on to the server, which drops the
        connection.
        """
        headers = {**self.headers, "content-type": self.content_type}
        encoded = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": encoded})
        async for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
