"""Whether digits look as the file says that they read: the picture of each is compared with digits
of known fonts.

A PDF says beside each font what its characters mean, and what is copied and searched is that; a
reader of the page sees their shapes. Fonts are many, so that only a shape that is clearly another
digit's says anything.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageOps

from extract.readers.positions.geometry import Box
from extract.readers.positions.raster import Raster

DIGITS = "0123456789"
# PDFium's own fonts, which no document and no machine changes.
_FONTS = (
    *("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
    *("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    *("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
)
# The sides of a shape; a digit keeps its proportions, and stands in the middle.
_SIDE = 12
# Lower digits than this, in pixels, have no shape.
_LOWEST = 6
# Shades of which the darkest and the lightest differ by less, of 255, show no digit; what has this
# share of the darkest is ink.
_LEAST_CONTRAST = 60
_INK = 0.35
_IS_INK = [255 if shade > 255 * _INK else 0 for shade in range(256)]
# Pixels round the box of a digit that its smoothed edge may take.
_EDGE = 1
# Likeness, from -1 to 1: a digit this like its own is taken for it; one is another's where it is at
# least so like that, and that much less like its own. Of the digits of 32 fonts in five sizes none
# was more than 0.06 less like its own than like another.
_OWN, _OTHER, _LESS = 0.8, 0.74, 0.12
# Digits of one group that are looked at.
_MOST_SAMPLES = 3
_FEWEST_MISNAMED = 2
_LONGEST_NAME = 64

Vector = tuple[float, ...]
# What tells the glyphs of a font apart without their codes: font, character, and its proportions.
Kind = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit as the file says it reads, the kind of its glyph, and the box that it fills."""

    text: str
    kind: Kind
    box: Box


def misnamed(digits: Iterable[Digit], raster: Raster) -> frozenset[Kind]:
    """The kinds of glyphs on a painted page that look like other digits than they are said to
    be.
    """
    picture: Image.Image | None = None
    looked_at: dict[Kind, list[bool]] = {}
    for digit in digits:
        seen = looked_at.setdefault(digit.kind, [])
        if _is_settled(seen):
            continue
        picture = picture or _picture(raster)
        shape = _shape(picture.crop(_pixels(digit.box, raster.scale)))
        seen.append(shape is not None and _is_another(shape, digit.text))
    lying = {kind for kind, seen in looked_at.items() if seen and all(seen)}
    told = Counter(font for font, *_ in lying)
    # Digits that changed places are two at least: what the file says of such a font is worth
    # nothing, though not each of its digits is told so easily.
    return frozenset(
        kind for kind in looked_at if kind in lying or told[kind[0]] >= _FEWEST_MISNAMED
    )


def _is_settled(seen: Sequence[bool]) -> bool:
    """Whether enough glyphs of a kind were looked at: many, or one that is what it says."""
    return len(seen) >= _MOST_SAMPLES or not all(seen)


def is_drawn(font: Any) -> bool:
    """Whether a font's shapes are the document's own, or those of a font that every viewer has;
    what else a file leaves out each viewer draws in its own way.
    """
    if raw.FPDFFont_GetIsEmbedded(font) == 1:
        return True
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    length = raw.FPDFFont_GetBaseFontName(font, name, _LONGEST_NAME)
    return 0 < length <= _LONGEST_NAME and name.value.decode("utf-8", "replace") in _FONTS


def _picture(raster: Raster) -> Image.Image:
    size = (raster.width, raster.height)
    return Image.frombuffer("L", size, raster.shades, "raw", "L", raster.stride, 1)


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (side * scale for side in box)
    return int(x0) - _EDGE, int(top) - _EDGE, int(x1) + 1 + _EDGE, int(bottom) + 1 + _EDGE


def _is_another(shape: Vector, text: str) -> bool:
    """Whether a shape is clearly that of another digit than the text says."""
    own = _likeness(shape, _known()[text])
    if own >= _OWN:
        return False
    likest = max(_known(), key=lambda name: _likeness(shape, _known()[name]))
    found = _likeness(shape, _known()[likest])
    return found >= _OTHER and found - own >= _LESS


def _likeness(shape: Vector, others: Iterable[Vector]) -> float:
    products: Iterator[float] = (sum(map(mul, shape, other)) for other in others)
    return max(products)


def _shape(picture: Image.Image) -> Vector | None:
    """The shape of dark ink on a light ground, of mean 0 and length 1; None where there is none."""
    darkest, lightest = picture.getextrema()
    assert isinstance(darkest, int)
    assert isinstance(lightest, int)
    if lightest - darkest < _LEAST_CONTRAST:
        return None
    ink = ImageOps.autocontrast(ImageOps.invert(picture))
    box = ink.point(_IS_INK).getbbox()
    if box is None or box[3] - box[1] < _LOWEST:
        return None
    cut = ink.crop(box)
    wide = max(1, min(_SIDE, round(cut.width * _SIDE / cut.height)))
    shape = Image.new("L", (_SIDE, _SIDE), 0)
    shape.paste(cut.resize((wide, _SIDE), Image.Resampling.BILINEAR), ((_SIDE - wide) // 2, 0))
    return _unit(shape.tobytes())


def _unit(values: bytes) -> Vector:
    mean = sum(values) / len(values)
    length = math.sqrt(sum((value - mean) ** 2 for value in values)) or 1.0
    return tuple((value - mean) / length for value in values)


@cache
def _known() -> Mapping[str, tuple[Vector, ...]]:
    """The shapes of the digits in known fonts."""
    shapes: dict[str, list[Vector]] = {}
    for name, picture in _drawn():
        shape = _shape(picture)
        assert shape is not None
        shapes.setdefault(name, []).append(shape)
    return {name: tuple(found) for name, found in shapes.items()}


def _drawn() -> Iterator[tuple[str, Image.Image]]:
    size, side = 24.0, 48
    for font in _FONTS:
        document = pypdfium2.PdfDocument.new()
        page = document.new_page(side * len(DIGITS), side)
        loaded = raw.FPDFText_LoadStandardFont(document, font.encode())
        for at, digit in enumerate(DIGITS):
            written = raw.FPDFPageObj_CreateTextObj(document, loaded, size)
            raw.FPDFText_SetText(written, (raw.FPDF_WCHAR * 2)(ord(digit), 0))
            raw.FPDFPageObj_Transform(written, 1, 0, 0, 1, at * side + side / 3, side / 3)
            raw.FPDFPage_InsertObject(page, written)
        raw.FPDFPage_GenerateContent(page)
        picture = page.render(scale=1, grayscale=True).to_pil()
        for at, digit in enumerate(DIGITS):
            yield digit, picture.crop((at * side, 0, (at + 1) * side, side))
        page.close()
        document.close()
