"""Security headers on every response: what the pages may load is this site's own files and nothing
else.
"""

from __future__ import annotations

from typing import Final

from publish.site.serving.asgi import Application, Message, Receive, Scope, Send, with_headers

# Datasette's own templates carry style attributes; style elements and scripts in the page stay
# forbidden.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        # Captured documents, which come in a sandbox of their own.
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FRAMED: Final = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of a page that other sites may put into a frame."""
_POLICY: Final = b"content-security-policy"
_FRAMES: Final = b"x-frame-options"
HEADERS: Final = {
    _POLICY: CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    _FRAMES: b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}


def secured(application: Application) -> Application:
    """The same application, with the security headers on every response; a response that sets one
    itself keeps it.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            await send(
                _with_missing(message) if message["type"] == "http.response.start" else message
            )

        await application(scope, receive, send_secured)

    return wrapped


def _with_missing(message: Message) -> Message:
    own = {bytes(name).lower(): bytes(value) for name, value in message.get("headers", [])}
    missing = {name: value for name, value in HEADERS.items() if name not in own}
    if own.get(_POLICY) == FRAMED.encode():
        # This header knows no way of allowing everybody.
        del missing[_FRAMES]
    return with_headers(message, missing)
