"""PDF: pages with text are read by position, pages that are pictures by character recognition."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pypdfium2

from extract.document import Document, Grid
from extract.errors import NeedsTool, Unreadable
from extract.readers.positions import pdfium
from extract.readers.positions.geometry import Page
from extract.readers.positions.layout import Layout, read_layout
from extract.readers.positions.pdfium import Sight

MEDIA_TYPE = "application/pdf"
MAX_SCANNED_PAGES = 60
# Dots per inch at which pages are rendered for recognition, and the most pixels along a side.
RESOLUTION = 200
MAX_SIDE = 3600

# A page with fewer characters holds a page number or a stamp, and shows its text as a picture or as
# outlines.
_FEWEST_GLYPHS = 12
_WHOLE_PAGE = 0.5
_PART_OF_PAGE = 0.12
_OUTLINED_TEXT = 40
# Share of characters without a meaning from which a page is better looked at than believed.
_UNMAPPED = 0.03

# PDFium may be used by one thread at a time.
_LOCK = threading.Lock()


def read_pdf(data: bytes) -> Document:
    """Read a PDF. Places are pages and boxes in points from the top left of the upright page.

    Raises Locked (needs a password), Unreadable (damaged, or a limit passed), and NeedsTool where
    the pages are pictures and character recognition is not installed.
    """
    with _LOCK:
        document = pdfium.open_pdf(data)
        try:
            return _read(document)
        finally:
            document.close()


def _read(document: pypdfium2.PdfDocument) -> Document:
    sights = [pdfium.see(document, number) for number in range(1, len(document) + 1)]
    pictures = [sight for sight in sights if _is_picture(sight)]
    pages = {sight.page.number: sight.page for sight in sights if sight not in pictures}
    issues: list[tuple[str, str]] = []
    layout = read_layout(list(pages.values()))
    if not pictures and not _has_table(layout):
        pictures = list(filter(_shows_pictures, sights))
    if pictures:
        issues += _recognise(document, pictures, pages)
        layout = read_layout([pages[number] for number in sorted(pages)])
    issues += [*_pictures_left(sights, pictures), *_beyond(sights)]
    title = document.get_metadata_value("Title") or ""
    return Document(
        MEDIA_TYPE, layout.blocks, title=title.strip(), issues=(*layout.issues, *issues)
    )


def _shows_pictures(sight: Sight) -> bool:
    return sight.pictured >= _PART_OF_PAGE


def _is_picture(sight: Sight) -> bool:
    """Whether a page shows its text without holding it: a scan, outlines, or characters that mean
    nothing.
    """
    glyphs = len(sight.page.glyphs)
    if glyphs < _FEWEST_GLYPHS:
        return sight.pictured >= _WHOLE_PAGE or sight.drawn >= _OUTLINED_TEXT
    return sight.unmapped > _UNMAPPED * glyphs


def _has_table(layout: Layout) -> bool:
    return any(isinstance(block, Grid) and len(block.cells) > 8 for block in layout.blocks)


def _pictures_left(sights: Sequence[Sight], read: Sequence[Sight]) -> list[tuple[str, str]]:
    left = [sight for sight in filter(_shows_pictures, sights) if sight not in read]
    if not left:
        return []
    numbers = ", ".join(str(sight.page.number) for sight in left)
    return [("picture_not_read", f"pictures on page {numbers} were not looked at")]


def _beyond(sights: Sequence[Sight]) -> list[tuple[str, str]]:
    """A table too wide for its page is read whole, though a viewer shows a part of it."""
    over = [sight.page.number for sight in sights if sight.beyond]
    return (
        [("beyond_page", f"text stands outside of page {', '.join(map(str, over))}")]
        if over
        else []
    )


def _recognise(
    document: pypdfium2.PdfDocument, pictures: Sequence[Sight], pages: dict[int, Page]
) -> list[tuple[str, str]]:
    """Read pages by character recognition into `pages`; without it, a document of nothing else is
    not readable.
    """
    # Recognition is an optional package.
    from extract.readers.pictures import recognition as ocr

    if len(pictures) > MAX_SCANNED_PAGES:
        raise Unreadable(
            f"the PDF has {len(pictures)} scanned pages, more than the limit of {MAX_SCANNED_PAGES}"
        )
    doubtful = 0
    try:
        for sight in pictures:
            recognised = ocr.recognise(
                _render(document, sight), sight.page.number, sight.page.width
            )
            pages[sight.page.number] = _within(recognised.page, sight)
            doubtful += recognised.doubtful
    except NeedsTool as error:
        if not pages:
            raise
        numbers = ", ".join(str(sight.page.number) for sight in pictures)
        return [("needs_ocr", f"page {numbers} shows pictures of text: {error}")]
    return ocr.issues(len(pictures), doubtful)


def _within(recognised: Page, sight: Sight) -> Page:
    """The recognised page in the size that the PDF gives it."""
    return replace(recognised, width=sight.page.width, height=sight.page.height)


def _render(document: pypdfium2.PdfDocument, sight: Sight) -> Any:
    """A page as an array of grey pixels, upright as it is displayed."""
    page = document[sight.page.number - 1]
    try:
        scale = min(RESOLUTION / 72, MAX_SIDE / max(*page.get_size(), 1))
        return page.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy().copy()
    finally:
        page.close()
