"""The sitemap: an index, and parts of a bounded number of addresses, each sent as it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final
from xml.sax.saxutils import escape

from datasette import Response

from publish.site.addresses import agency_path, region_path, report_path
from publish.site.serving.streaming import Streamed
from publish.site.templating import DOORS
from publish.site.visit import Route, Visit, of_archive

# The protocol allows 50,000 (sitemaps.org); a part of these is some 2 MB.
A_PART: Final = 20_000
_BATCH: Final = 2_000
_OPENING: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_TYPE: Final = "application/xml; charset=utf-8"
_PATHS: Final = {"reports": report_path, "agencies": agency_path, "regions": region_path}
# Rows are numbered from 1 without gaps, as a build writes them, so that a part is a stretch of
# numbers.
_COUNTS: Final = "select coalesce(max(rowid), 0) as rows from {table}"
_ROWS: Final = {
    "reports": (
        """select r.id, substr(c.fetched_at, 1, 10) as changed from reports r
        join captures c on c.id = r.capture
        where r.rowid > :after and r.rowid <= :last order by r.rowid"""
    ),
    "agencies": (
        "select id, null as changed from agencies where rowid > :after and rowid <= :last order by"
        " rowid"
    ),
    "regions": (
        "select code as id, null as changed from regions where rowid > :after and rowid <= :last"
        " order by rowid"
    ),
}


async def index_page(visit: Visit) -> Response:
    """`/sitemap.xml`: the parts."""
    parts = ["/sitemap-pages.xml"]
    for table in _ROWS:
        counted = await visit.archive.one(_COUNTS.format(table=table))
        numbers = range(1, -(-(counted or {"rows": 0})["rows"] // A_PART) + 1)
        parts += [f"/sitemap-{table}-{number}.xml" for number in numbers]
    entries = "".join(
        f"<sitemap><loc>{escape(visit.absolute(part))}</loc></sitemap>\n" for part in parts
    )
    body = f"{_OPENING}<sitemapindex {_NAMESPACE}>\n{entries}</sitemapindex>\n"
    return Response(body, content_type=_TYPE)


async def pages_part(visit: Visit) -> Response:
    """`/sitemap-pages.xml`: the pages that are there once."""
    entries = "".join(_entry(visit, path, None) for path in ("/", *DOORS.values()))
    return Response(f"{_OPENING}<urlset {_NAMESPACE}>\n{entries}</urlset>\n", content_type=_TYPE)


async def rows_part(visit: Visit) -> Response:
    """`/sitemap-<reports|agencies|regions>-<n>.xml`: one stretch of a table."""
    table, number = visit.request.url_vars["table"], int(visit.request.url_vars["number"])
    first = (number - 1) * A_PART
    counted = await visit.archive.one(_COUNTS.format(table=table))
    if number < 1 or counted is None or counted["rows"] <= first:
        return await visit.missing("error", path=visit.request.path)
    return Streamed(_pieces(visit, table, first), {}, _TYPE)


async def _pieces(visit: Visit, table: str, first: int) -> AsyncIterator[bytes]:
    yield f"{_OPENING}<urlset {_NAMESPACE}>\n".encode()
    for after in range(first, first + A_PART, _BATCH):
        rows = await visit.archive.rows(_ROWS[table], after=after, last=after + _BATCH)
        yield "".join(
            _entry(visit, _PATHS[table](row["id"]), row["changed"]) for row in rows
        ).encode()
    yield b"</urlset>\n"


def _entry(visit: Visit, path: str, changed: str | None) -> str:
    told = f"<lastmod>{escape(changed)}</lastmod>" if changed else ""
    return f"<url><loc>{escape(visit.absolute(path))}</loc>{told}</url>\n"


ROUTES: Final[tuple[Route, ...]] = (
    Route(r"^/sitemap\.xml$", of_archive(index_page), "/sitemap.xml"),
    Route(r"^/sitemap-pages\.xml$", of_archive(pages_part), "/sitemap-pages.xml"),
    Route(
        r"^/sitemap-(?P<table>reports|agencies|regions)-(?P<number>\d{1,5})\.xml$",
        of_archive(rows_part),
        "/sitemap-reports-1.xml",
    ),
)
