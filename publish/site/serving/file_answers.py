"""A file as an answer: whole, or the part of it that was asked for, with what says whether it is
still the same (RFC 9110: ETag, If-None-Match, Range, If-Range).

So a download of gigabytes that broke off goes on where it was, unless the file is another by then.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from datasette import Response
from datasette.utils.asgi import Request

from publish.site.serving.streaming import Streamed

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_CHUNK: Final = 1 << 18


@dataclass(frozen=True)
class FileContent:
    """What a file holds: `read` gives at most so many bytes from a place on; `tag` names this
    content and no other; `close` is called when nothing more is read.
    """

    size: int
    tag: str
    read: Callable[[int, int], bytes]
    close: Callable[[], object] = lambda: None


def answer_with(
    request: Request, content: FileContent, headers: dict[str, str], media_type: str
) -> Response:
    """The answer to a request for a file."""
    told = {**headers, "etag": content.tag, "accept-ranges": "bytes"}
    if _names(request.headers.get("if-none-match", ""), content.tag):
        content.close()
        return Response("", 304, told, media_type)
    part = _part(request, content)
    if part is None:
        content.close()
        unsatisfied = {"content-range": f"bytes */{content.size}"}
        return Response("", 416, told | unsatisfied, media_type)
    first, behind = part
    told["content-length"] = str(behind - first)
    is_whole = part == (0, content.size)
    if not is_whole:
        told["content-range"] = f"bytes {first}-{behind - 1}/{content.size}"
    pieces = _pieces(content, first, behind)
    return Streamed(pieces, told, media_type, status=200 if is_whole else 206)


def _names(tags: str, tag: str) -> bool:
    return tags.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in tags.split(","))


def _part(request: Request, content: FileContent) -> tuple[int, int] | None:
    """First byte and the one behind the last of what is asked for; None for what the file does not
    have. What is no range of one part is no range at all.
    """
    whole = 0, content.size
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or asked[0] == "bytes=-":
        return whole
    if request.headers.get("if-range", content.tag) != content.tag:
        return whole
    first, last = asked.groups()
    if not first:
        part = max(0, content.size - int(last)), content.size
    else:
        part = int(first), min(content.size, int(last) + 1 if last else content.size)
    return part if part[0] < part[1] else None


async def _pieces(content: FileContent, first: int, behind: int) -> AsyncIterator[bytes]:
    try:
        while first < behind:
            most = min(_CHUNK, behind - first)
            piece = await asyncio.to_thread(content.read, first, most)
            if not piece:
                raise OSError("the file is shorter than it was")
            yield piece
            first += len(piece)
    finally:
        content.close()
