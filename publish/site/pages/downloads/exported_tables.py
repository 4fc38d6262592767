"""The exported file as the answer to who asks for a whole table: it is there already, has a length
and a digest, and a download of it that broke off goes on.
"""

from __future__ import annotations

import asyncio
from typing import Final

from datasette import Response

from publish.site.data.archive import NAME
from publish.site.packages import File, Package, package_of
from publish.site.pages.downloads.files import opened
from publish.site.serving.file_answers import FileContent, answer_with
from publish.site.visit import Visit

# Whoever gives another argument wants other rows, or wants them otherwise.
_WITHOUT_EFFECT: Final = {"_stream", "_dl"}
_ENCODING: Final = "gzip"


async def exported_table(
    visit: Visit, headers: dict[str, str], content_type: str
) -> Response | None:
    """The exported file of the table, where the export is of the archive that is served and the
    table is asked for as it is; None otherwise.
    """
    package = await package_of(visit) if set(visit.request.args) <= _WITHOUT_EFFECT else None
    if package is None or not package.is_of(visit.archive.database.hash):
        return None
    form, name = str(visit.request.url_vars["form"]), visit.request.url_vars["name"] or ""
    file = package.by_table.get(name, {}).get(form)
    if file is None or not await _is_permitted(visit, name):
        return None
    is_packed = file.twin is not None and _wants_packed(visit, file)
    content = await asyncio.to_thread(_content, package, file, is_packed)
    if content is None:
        return None
    told = {**headers, "vary": "Accept-Encoding, Cookie", "cache-control": "public, no-cache"}
    if is_packed:
        told["content-encoding"] = _ENCODING
    return answer_with(visit.request, content, told, content_type)


async def _is_permitted(visit: Visit, name: str) -> bool:
    return bool(
        await visit.datasette.permission_allowed(
            visit.request.actor, "view-table", resource=(NAME, name), default=True
        )
    )


def _wants_packed(visit: Visit, file: File) -> bool:
    """Whether the reader takes gzip. A part is one of the file itself, unless the reader has a part
    of the other already.
    """
    accepted = (one.strip() for one in visit.request.headers.get("accept-encoding", "").split(","))
    if _ENCODING not in accepted:
        return False
    begun = visit.request.headers.get("if-range")
    return "range" not in visit.request.headers or begun == _tag(file, True)


def _tag(file: File, is_packed: bool) -> str:
    return f'"{file.sha256}-{_ENCODING}"' if is_packed else f'"{file.sha256}"'


def _content(package: Package, file: File, is_packed: bool) -> FileContent | None:
    """What is to be sent; None where the export is another by now."""
    path, size = file.path, file.bytes
    if is_packed and file.twin is not None:
        path, size = file.twin.path, file.twin.bytes
    try:
        content = opened(package.folder / path, _tag(file, is_packed))
    except OSError:
        return None
    if content.size == size and package.stands():
        return content
    content.close()
    return None
