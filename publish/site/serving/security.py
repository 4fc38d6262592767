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
HEADERS: Final = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
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
    own = {bytes(name).lower() for name, _ in message.get("headers", [])}
    return with_headers(
        message, {name: value for name, value in HEADERS.items() if name not in own}
    )
