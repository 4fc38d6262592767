"""What need not be sent again: an answer of the archive is the same as long as the archive is.

Every page and file bears a tag of the archive (and of what else an answer depends on: the export
beside it, the reader's cookies, this start of the program). Who has the answer asks whether the tag
still holds, and is told so without anything being worked out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from publish.site.serving.asgi import Application, Message, Receive, Scope, Send, with_headers

_ASKED_EACH_TIME: Final = b"public, no-cache"
_AN_HOUR: Final = b"public, max-age=3600"
_STATIC: Final = ("/-/static/", "/-/static-plugins/")
# What depends on more than the archive: the process itself, captures beside the archive; and files
# that have a tag of their own.
_NOT_OF_THE_ARCHIVE: Final = ("/-/", "/source/", "/exports/", "/archive.db")
_NOT_SHARED: Final = (b"no-store", b"private")
_OK: Final = 200


def revalidated(application: Application, state: Callable[[], str]) -> Application:
    """The same application, with a tag on each answer that may be kept, and 304 to who has it.

    `state` names all that answers depend on beside their address and the cookies.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_kept(scope):
            await application(scope, receive, send)
            return
        tag = _tag(scope, state())
        if tag in _known(scope):
            await _not_modified(scope, tag, send)
            return

        async def tagged(message: Message) -> None:
            is_start = message["type"] == "http.response.start"
            await send(_with_tag(scope, message, tag) if is_start else message)

        await application(scope, receive, tagged)

    return wrapped


def _is_static(scope: Scope) -> bool:
    return any(part in scope["path"] for part in _STATIC)


def _is_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope.get("method") not in ("GET", "HEAD"):
        return False
    return _is_static(scope) or not any(part in scope["path"] for part in _NOT_OF_THE_ARCHIVE)


def _tag(scope: Scope, state: str) -> bytes:
    cookies = b"" if _is_static(scope) else _header(scope, b"cookie")
    parts = (state.encode(), scope["path"].encode(), bytes(scope["query_string"]), cookies)
    return b'W/"' + hashlib.sha256(b"\0".join(parts)).hexdigest()[:24].encode() + b'"'


def _header(scope: Scope, wanted: bytes) -> bytes:
    return b", ".join(value for name, value in scope["headers"] if name == wanted)


def _known(scope: Scope) -> list[bytes]:
    return [tag.strip() for tag in _header(scope, b"if-none-match").split(b",")]


def _own_headers(scope: Scope, tag: bytes) -> dict[bytes, bytes]:
    if _is_static(scope):
        return {b"etag": tag, b"cache-control": _AN_HOUR}
    return {b"etag": tag, b"cache-control": _ASKED_EACH_TIME, b"vary": b"Cookie"}


async def _not_modified(scope: Scope, tag: bytes, send: Send) -> None:
    headers = list(_own_headers(scope, tag).items())
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _with_tag(scope: Scope, message: Message, tag: bytes) -> Message:
    given = {bytes(name).lower(): bytes(value) for name, value in message.get("headers", [])}
    is_private = any(word in given.get(b"cache-control", b"") for word in _NOT_SHARED)
    if message["status"] != _OK or is_private or b"set-cookie" in given or b"etag" in given:
        return message
    return with_headers(message, _own_headers(scope, tag))
