"""What a page may show of one captured document: made in a worker with limits, because the document
may be hostile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from extract.document import Document
from extract.errors import ExtractError
from extract.reading import Reading
from extract.understanding import read_with_document
from extract.worker import Limits
from publish.originals.blocks import plain_blocks
from publish.originals.page import inert_page
from publish.originals.pictures import MEDIA_TYPE, Picture, pages_with_boxes, pictures
from publish.originals.places import Standings, standings

Manner = Literal["page", "pictures", "image", "blocks", "none"]
LIMITS: Final = Limits(
    cpu_seconds=40,
    wall_seconds=60.0,
    memory_bytes=2 << 30,
    output_bytes=48 << 20,
    input_bytes=64 << 20,
)
"""What showing one document may cost the site."""
_IMAGES: Final = ("image/png", "image/jpeg", "image/gif")


@dataclass
class Shown(Reading):
    """A reading with what is shown of its document.

    `manner` says how: the web page itself, pictures of its pages, the image itself, or the text and
    tables that were read of it. `body` is inert HTML; `marked` are the names of the figures that
    have a mark in it.
    """

    manner: Manner = "none"
    body: str = ""
    marked: frozenset[str] = frozenset()
    images: tuple[Picture, ...] = ()

    @property
    def reason(self) -> str:
        """Why nothing can be shown, in the extractor's words; empty where something is."""
        return "" if self.manner != "none" else "; ".join(issue.message for issue in self.issues)


def show(data: bytes, name: str = "") -> Shown:
    """What is shown of a document; what the extractor cannot read is shown as nothing, with its
    reason.
    """
    reading, document = read_with_document(data, name)
    found = Shown(**vars(reading))
    if document is None:
        return found
    try:
        return _shown(found, data, document)
    except (
        ExtractError
    ):  # The reader got through, but not the way it is to be shown: then as it was read.
        return _as_read(found, document, standings(found, document))


def _shown(found: Shown, data: bytes, document: Document) -> Shown:
    places = standings(found, document)
    if found.media_type == "text/html":
        body, marked = inert_page(data, places)
        # A report that a script was to show has its places in that script: then the tables that
        # were read of it.
        return (
            replace(found, manner="page", body=body, marked=marked)
            if marked
            else _as_read(found, document, places)
        )
    if found.media_type == MEDIA_TYPE:
        images = pictures(data, places)
        body, marked = pages_with_boxes(images, places)
        return replace(found, manner="pictures", body=body, marked=marked, images=images)
    if found.media_type in _IMAGES:
        return replace(found, manner="image")
    return _as_read(found, document, places)


def _as_read(found: Shown, document: Document, places: Standings) -> Shown:
    body, marked = plain_blocks(document, places)
    return replace(found, manner="blocks", body=body, marked=marked)
