"""The pages of a PDF as pictures, with a box at every figure's cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
from markupsafe import Markup

from extract.readers.positions import pdfium
from publish.originals.places import MARK, Standing, Standings

MEDIA_TYPE = "application/pdf"
# Dots per inch at which a cell's digits are read at ease, and the most pixels along a side.
_RESOLUTION = 120
_LONGEST_SIDE = 2400
# Pages that are shown: those with figures, or the first ones where there are none.
_MOST_PAGES = 24
_FIRST_PAGES = 6


@dataclass(frozen=True)
class Picture:
    """A page as PNG, upright: its number from 1, and its size in points."""

    page: int
    width: float
    height: float
    png: bytes


def pictures(data: bytes, standings: Standings) -> tuple[Picture, ...]:
    """The pages on which figures stand. Raises Locked, Unreadable."""
    with closing(pdfium.open_pdf(data)) as document:
        wanted = standings.pages[:_MOST_PAGES] or range(1, min(len(document), _FIRST_PAGES) + 1)
        return tuple(_picture(document, number) for number in wanted)


def _picture(document: pypdfium2.PdfDocument, number: int) -> Picture:
    sight = pdfium.see(document, number)
    with closing(document[number - 1]) as page:
        scale = min(_RESOLUTION / 72, _LONGEST_SIDE / max(*page.get_size(), 1))
        # Text that lies on its side is turned upright, as its boxes are.
        turned = (90 * sight.quarter_turns - page.get_rotation()) % 360
        bitmap = page.render(scale=scale, rotation=turned, grayscale=True, may_draw_forms=False)
        file = io.BytesIO()
        bitmap.to_pil().save(file, format="PNG")
    return Picture(number, sight.page.width, sight.page.height, file.getvalue())


def pages_with_boxes(
    shown: tuple[Picture, ...], standings: Standings
) -> tuple[str, frozenset[str]]:
    """The pictures as HTML with their boxes over them, and the names of the figures that have
    one.
    """
    by_page: dict[int, list[Standing]] = {picture.page: [] for picture in shown}
    for one in standings.each:
        if one.place.box is not None and one.place.page in by_page:
            by_page[one.place.page].append(one)
    markup = (_page(picture, by_page[picture.page]) for picture in shown)
    return Markup("\n").join(markup), frozenset(
        one.name for boxed in by_page.values() for one in boxed
    )


def _page(picture: Picture, boxed: list[Standing]) -> Markup:
    image = Markup('<img src="page-{}.png" alt="第 {} 页 / page {}">').format(
        picture.page, picture.page, picture.page
    )
    return Markup('<figure class="page" id="page-{}">{}{}</figure>').format(
        picture.page, image, Markup("").join(_boxes(picture, boxed))
    )


def _boxes(picture: Picture, boxed: list[Standing]) -> Iterator[Markup]:
    for one in boxed:
        left, top, right, bottom = one.place.box or (0.0, 0.0, 0.0, 0.0)
        across, down = 100 / max(picture.width, 1), 100 / max(picture.height, 1)
        style = (
            f"left:{left * across:.2f}%;top:{top * down:.2f}%;"
            f"width:{(right - left) * across:.2f}%;height:{(bottom - top) * down:.2f}%"
        )
        yield Markup('<span id="{}{}" class="mark box" style="{}"></span>').format(
            MARK, one.name, style
        )
