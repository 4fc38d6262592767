"""The captures of a report to take away: as a WARC file, and as a WACZ package that ReplayWeb.page
opens.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from datasette import Response

from publish.site.data.archive import Rows
from publish.site.pages.report.originals import Absent, gathered
from publish.site.serving.streaming import Streamed
from publish.site.visit import Route, Visit, of_archive

_TYPES: Final = {"warc.gz": "application/gzip", "wacz": "application/wacz"}
_IN_MEMORY: Final = 4 << 20
_CHUNK: Final = 1 << 16
# In the order in which a reader meets them: the page, what hangs on it, what it was before.
_CAPTURES: Final = """
select c.* from captures c join reports r on r.id = :id where c.report = :id or c.id = r.capture
order by c.kind <> 'report', c.fetched_at, c.id
"""
_TITLE: Final = """
select coalesce(r.title, a.name || ' ' || r.year) as title from reports r
  join agencies a on a.id = r.agency
where r.id = :id
"""


async def records_page(visit: Visit) -> Response:
    """`/report/<id>/records.<warc.gz|wacz>`: the archived responses of a report, byte for byte."""
    report, form = visit.variable("id"), visit.request.url_vars["format"]
    named = await visit.archive.one(_TITLE, id=report)
    if named is None:
        return await visit.missing("report", id=report)
    rows = await visit.archive.rows(_CAPTURES, id=report)
    made = await gathered(
        visit.archive, lambda state: _written(state, rows, form, f"{report}.{form}", named["title"])
    )
    if isinstance(made, Absent):
        return await visit.missing("source_absent", id=report)
    headers = {
        "content-disposition": f'attachment; filename="{report}.{form}"',
        "x-robots-tag": "noindex",
    }
    return Streamed(_pieces(made), headers, _TYPES[form])


def _written(state: Path, rows: Rows, form: str, name: str, title: str) -> IO[bytes]:
    """In a thread: the file, in memory while it is small, rewound."""
    from publish.originals.wacz import write_package
    from publish.originals.warc_records import write_records

    target: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    if form == "wacz":
        write_package(state, list(rows), title, target)
    else:
        write_records(state, rows, name, target)
    target.seek(0)
    return target


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


ROUTES: Final[tuple[Route, ...]] = (
    Route(
        r"^/report/(?P<id>[^/]+)/records\.(?P<format>warc\.gz|wacz)$",
        of_archive(records_page),
        "/report/{report}/records.warc.gz",
    ),
)
