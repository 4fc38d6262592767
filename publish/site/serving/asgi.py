"""The few ASGI types that the site's wrappers share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def with_headers(message: Message, headers: dict[bytes, bytes]) -> Message:
    """A response start with `headers` in place of those of the same names."""
    kept = [
        (name, value)
        for name, value in message.get("headers", [])
        if bytes(name).lower() not in headers
    ]
    return {**message, "headers": [*kept, *headers.items()]}
