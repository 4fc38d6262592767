"""The answer to a request that is turned away (RFC 6585): status 429, and when to come again.

As its reader can take it: a page in their language, JSON, or a line of text.

Made without templates and the archive: it must cost nothing while everything else waits.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Final

from datasette import Response
from markupsafe import escape

from publish.site.serving.asgi import Scope
from publish.site.serving.work_queue import RETRY_SECONDS
from publish.site.wording.words import COOKIE, DEFAULT, Words

_STATUS: Final = 429
_PAGE: Final = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="{address}">{again}</a></p></main></body></html>
"""


def turned_away(scope: Scope) -> Response:
    """Status 429 with Retry-After, for the request of an ASGI scope."""
    headers = {"retry-after": str(RETRY_SECONDS), "cache-control": "no-store"}
    given = {bytes(name): bytes(value).decode("latin-1") for name, value in scope["headers"]}
    path = str(scope["path"])
    if path.endswith(".json"):
        told = {"ok": False, "error": _line(), "status": _STATUS}
        return Response.json(told, status=_STATUS, headers=headers)
    if "text/html" not in given.get(b"accept", ""):
        return Response.text(_line() + "\n", status=_STATUS, headers=headers)
    words = Words(_language(given.get(b"cookie", "")))
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    page = _PAGE.format(
        language=words.html_language,
        title=escape(words.plain("error.busy_title")),
        text=words("error.busy", seconds=RETRY_SECONDS),
        address=escape(f"{path}?{query}" if query else path),
        again=words("error.busy_again"),
    )
    return Response.html(page, status=_STATUS, headers=headers)


def _line() -> str:
    words = Words()
    told = words.plain("error.busy", seconds=RETRY_SECONDS)
    return f"{words.plain('error.busy_title')}: {told}"


def _language(cookie: str) -> str:
    try:
        found = SimpleCookie(cookie).get(COOKIE)
    except CookieError:
        return DEFAULT
    return found.value if found else DEFAULT
