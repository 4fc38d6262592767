"""Captured documents: a page about one, the document itself made inert with its figures marked, and
its bytes.

What comes from a document is served as if from another host: in a sandbox without scripts, forms,
frames or loading, never with another type than its bytes prove, and what a browser would hand to a
program only as a download.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from datasette import Response

from publish.site.addresses import parse_address
from publish.site.data.archive import Row
from publish.site.pages.report import originals
from publish.site.pages.report.originals import Absent
from publish.site.pages.report.verification import extraction_command
from publish.site.serving.work_queue import RETRY_SECONDS, TooManyWaiting
from publish.site.visit import Page, Route, Visit, of_archive

_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src 'self' data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
# The bytes as they came belong to no origin. What this site made of them may keep its own, without
# which a frame does not go to the marked cell; scripts are forbidden in either.
RAW: Final = f"sandbox; {_POLICY}"
MADE: Final = f"sandbox allow-same-origin; {_POLICY}"
_HEADERS: Final = {
    "x-frame-options": "SAMEORIGIN",
    # A document in a sandbox may not ask for a browsing context of its own.
    "cross-origin-opener-policy": "unsafe-none",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}
_INLINE: Final = ("text/html", "text/plain", "image/png", "image/jpeg", "image/gif")
_CHARSET: Final = re.compile(r"[A-Za-z0-9_.:-]+")
_A_DAY: Final = "public, max-age=86400"
_CAPTURE: Final = "select * from captures where id = :id"
_REPORT: Final = """
select r.id, coalesce(r.title, a.name || ' ' || r.year) as heading, a.id as agency,
  a.name as agency_name
from reports r join agencies a on a.id = r.agency where r.id = :id
"""


async def capture_page(visit: Visit) -> Response:
    """`/source/<capture>?cell=…`: when and where it was captured, the document as it was, with the
    figure of that name marked, and its bytes to take away.
    """
    capture = await _capture(visit)
    if capture is None:
        return await visit.missing("capture", id=visit.variable("id"))
    cell = parse_address(visit.argument("cell"))
    told = {**await about(visit, capture), "cell": cell.name if cell else None}
    return await visit.page("capture.html", **told)


async def about(visit: Visit, capture: Row) -> dict[str, object]:
    """What a page says of a captured document: its report, and why it is not at hand, if so."""
    report = await visit.archive.one(_REPORT, id=capture["report"]) if capture["report"] else None
    return {
        "capture": capture,
        "verify": extraction_command(capture),
        "of_report": report,
        "absent": originals.absence(visit.archive, capture),
    }


async def view_page(visit: Visit) -> Response:
    """`/source/<capture>/view?cell=3.total.total#c-3.total.total`: the document, inert, a figure
    marked in it.
    """
    capture = await _capture(visit)
    if capture is None:
        return await visit.missing("capture", id=visit.variable("id"))
    try:
        found = await originals.shown_of(visit.archive, capture)
    except TooManyWaiting:
        # Said in the frame, which shows nothing of an answer that may not be framed.
        found = Absent("busy")
    absent, original = (found, None) if isinstance(found, Absent) else (None, found)
    told = {
        "capture": capture,
        "original": original,
        "absent": absent,
        "cell": visit.argument("cell"),
    }
    response = await visit.page("original.html", **told)
    response.headers.update(
        {**_HEADERS, "content-security-policy": MADE, "cache-control": "private, max-age=300"}
    )
    if absent:
        response.status = 429 if absent.why == "busy" else 404
        response.headers.update({"cache-control": "no-store", "retry-after": str(RETRY_SECONDS)})
    return response


async def picture_page(visit: Visit) -> Response:
    """`/source/<capture>/page-<n>.png`: a page of a PDF as a picture."""
    capture = await _capture(visit)
    found = await originals.shown_of(visit.archive, capture) if capture else None
    images = () if found is None or isinstance(found, Absent) else found.images
    wanted = [image for image in images if image.page == int(visit.request.url_vars["page"])]
    if not wanted:
        return await visit.missing("capture", id=visit.variable("id"))
    headers = {**_HEADERS, "content-security-policy": RAW, "cache-control": _A_DAY}
    return Response(wanted[0].png, headers=headers, content_type="image/png")


async def bytes_page(visit: Visit) -> Response:
    """`/source/<capture>/original`: the bytes as they were captured; `?download=1` makes any of
    them a download.
    """
    capture = await _capture(visit)
    found = await originals.content_of(visit.archive, capture) if capture else None
    if capture is None or found is None:
        return await visit.missing("capture", id=visit.variable("id"))
    if isinstance(found, Absent):
        return await visit.missing("source_absent", id=visit.variable("id"))
    # A browser gets to see what is of the type that its server said; anything else it may only
    # keep.
    agreed = found.media_type == capture["media_type"]
    inline = agreed and found.media_type in _INLINE and not visit.argument("download")
    headers = {**_HEADERS, "content-security-policy": RAW, "cache-control": _A_DAY}
    if not inline:
        headers["content-disposition"] = f'attachment; filename="{file_name(capture)}"'
    return Response(
        found.data, headers=headers, content_type=_content_type(found.media_type, found.charset)
    )


def file_name(capture: Row, suffix: str = "") -> str:
    """A name for a file made of a capture: plain letters of its address, behind the beginning of
    its digest.
    """
    path = PurePosixPath(urlsplit(capture["url"]).path)
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", path.name).strip("._")[-60:] or "index.html"
    return f"{capture['sha256'][:12]}-{plain}{suffix}"


def _content_type(media_type: str, charset: str | None) -> str:
    named = media_type.startswith("text/") and charset and _CHARSET.fullmatch(charset)
    return f"{media_type}; charset={charset}" if named else media_type


async def _capture(visit: Visit) -> Row | None:
    return await visit.archive.one(_CAPTURE, id=visit.variable("id"))


_OF: Final = r"^/source/(?P<id>[0-9a-f]{16})"
ROUTES: Final[tuple[Route, ...]] = (
    Page(rf"{_OF}$", of_archive(capture_page), "/source/{capture}"),
    Route(rf"{_OF}/view$", of_archive(view_page), "/source/{capture}/view"),
    Route(
        rf"{_OF}/page-(?P<page>\d{{1,4}})\.png$",
        of_archive(picture_page),
        "/source/{capture}/page-1.png",
    ),
    Route(rf"{_OF}/original$", of_archive(bytes_page), "/source/{capture}/original"),
)
