"""How many requests may be under way at once: who comes when a room is full is asked to come again,
and told when.

A site that takes everything in answers nobody; and a table of a million rows or a slow search must
not keep others from a page that costs a millisecond. Each kind of request has a room of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from publish.site.serving.asgi import Application, Receive, Scope, Send
from publish.site.serving.turned_away import turned_away


@dataclass(frozen=True)
class Room:
    """A kind of request: the paths that it has, the argument that tells it (any where empty), how
    many fit in.
    """

    name: str
    paths: re.Pattern[str]
    holds: int
    argument: str = ""

    def takes(self, path: str, query: bytes) -> bool:
        """Whether a request belongs here."""
        if not self.paths.search(path):
            return False
        return not self.argument or self.argument in parse_qs(
            query.decode("latin-1"), keep_blank_values=True
        )


# The first that takes a request counts. What is in no room is free: files of the site itself, and
# whether it lives.
ROOMS: Final = (
    Room("files", re.compile(r"\.(csv|jsonl)$|/exports/|/records\.(warc\.gz|wacz)$|\.db$"), 6),
    Room("search", re.compile(r"/search$"), 12),
    Room("search", re.compile(r"^.*/archive/[^/]+(\.json)?$"), 12, "_search"),
    Room("sql", re.compile(r"/archive(\.json)?$"), 12, "sql"),
    Room("charts", re.compile(r"/chart/"), 24),
    Room(
        "pages",
        re.compile(
            r"^(?!.*(/-/(static|static-plugins|charts|health)\b|/robots\.txt$|/favicon\.ico$))"
        ),
        64,
    ),
)


# Who is in which room, in this process: a site that goes over to a new archive has as many readers
# as before, some of them still on the old one.
_inside: Counter[str] = Counter()


def admitted(application: Application, rooms: tuple[Room, ...] = ROOMS) -> Application:
    """The same application for as many requests at once as its rooms hold; others get 429 with
    Retry-After.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        room = _room_of(scope, rooms)
        if room is None:
            await application(scope, receive, send)
        elif _inside[room.name] >= room.holds:
            await turned_away(scope).asgi_send(send)
        else:
            _inside[room.name] += 1
            try:
                await application(scope, receive, send)
            finally:
                _inside[room.name] -= 1

    return wrapped


def _room_of(scope: Scope, rooms: tuple[Room, ...]) -> Room | None:
    if scope["type"] != "http":
        return None
    path, query = str(scope["path"]), bytes(scope.get("query_string", b""))
    return next((room for room in rooms if room.takes(path, query)), None)
