"""Character recognition: pixels into a page of characters and ruling lines, each figure read twice.

The models come inside the package rapidocr; nothing is fetched. Pixels are grey or blue-green-red
arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from extract.errors import NeedsTool
from extract.readers.pictures.cells import CellReading, Text, confidence, resolve
from extract.readers.positions.geometry import Box, Glyph, Page, Rule
from extract.readers.positions.ruled import Region, Skeleton, skeletons

if TYPE_CHECKING:
    from cv2.typing import MatLike
    from rapidocr.ch_ppocr_rec import TextRecInput

THREADS = 2
# What is missing, what is lost without it, how to get it.
MISSING = (
    "rapidocr",
    "scans and pictures stay unread",
    "install the extra: pip install 'gongkai[ocr]'",
)
# Pixels along the longer side at which text is looked for; figures are read again in the full
# picture.
_DETECTION_SIDE = 1700
# Of 0 to 1: a page whose text is read with less may lie on its side.
_UPRIGHT_CONFIDENCE = 0.8


class Found(Protocol):
    """What the recogniser read: the texts of the lines of a picture, and how sure they are.

    `boxes` are the corners of the lines, where they were looked for.
    """

    txts: Sequence[str] | None
    scores: Sequence[float]


class Engine(Protocol):
    """The recogniser, as far as it is asked (rapidocr.RapidOCR)."""

    def __call__(self, pixels: MatLike) -> Found:
        """Find and read the lines of a picture."""

    def _load_rec_model(self) -> Callable[[TextRecInput], Found]:
        """The model that reads lines which are cut out already."""


@dataclass(frozen=True)
class Recognised:
    """A page as it was recognised, with how many figures could not be read with confidence."""

    page: Page
    doubtful: int


def issues(pages: int, doubtful: int) -> list[tuple[str, str]]:
    """What a document read by recognition has to say about that, as (code, message)."""
    found = [("read_by_ocr", f"{pages} pages are pictures and were read by character recognition")]
    if doubtful:
        found.append(
            ("ocr_low_confidence", f"{doubtful} cells could not be recognised with confidence")
        )
    return found


def recognise(pixels: MatLike, number: int, width: float) -> Recognised:
    """Read one picture as page `number`, `width` points wide. Raises NeedsTool where rapidocr is
    not installed.
    """
    engine = _engine()
    from extract.readers.pictures import pixels as picture

    found, texts = _upright(engine, picture.straightened(pixels))
    scale = width / found.shape[1]
    page = Page(number, width, found.shape[0] * scale)
    rules = [Rule(rule.vertical, rule.at, rule.start, rule.end) for rule in picture.rules(found)]
    tables = skeletons([_scaled_rule(rule, scale) for rule in rules], ())
    outside = [
        text for text in texts if not any(table.holds(_glyph(text, scale)) for table in tables)
    ]
    glyphs = [_glyph(text, scale) for text in outside]
    doubtful = 0
    for table in tables:
        cells, doubts = _read_table(engine, found, table, texts, scale)
        glyphs += cells
        doubtful += doubts
    scaled = tuple(_scaled_rule(rule, scale) for rule in rules)
    return Recognised(Page(number, page.width, page.height, tuple(glyphs), scaled), doubtful)


@cache
def _engine() -> Engine:
    try:
        import cv2
        from rapidocr import RapidOCR
    except ImportError:
        raise NeedsTool(*MISSING) from None
    cv2.setNumThreads(THREADS)
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _DETECTION_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            # Crops are padded to this width; figures are narrow, and wide lines are given what they
            # need.
            "Rec.rec_img_shape": [3, 48, 64],
        }
    )
    return cast(Engine, engine)


def _upright(engine: Engine, pixels: MatLike) -> tuple[MatLike, list[Text]]:
    """The picture turned so that its text reads best, with that text."""
    import numpy

    texts = _texts(engine, pixels)
    if confidence(texts) >= _UPRIGHT_CONFIDENCE and not _mostly_tall(texts):
        return pixels, texts
    turned = [(pixels, texts)]
    for quarter_turns in (1, 2, 3):
        other = numpy.ascontiguousarray(numpy.rot90(pixels, quarter_turns))
        turned.append((other, _texts(engine, other)))
    return max(turned, key=lambda one: sum(len(text.text) * text.score for text in one[1]))


def _texts(engine: Engine, pixels: MatLike) -> list[Text]:
    """The texts of a picture; a long one, such as a screenshot of a whole page, is looked at in
    bands.
    """
    from extract.readers.pictures import pixels as picture

    found: list[Text] = []
    for top, bottom in picture.bands(pixels):
        for text in _band_texts(engine, pixels[top:bottom]):
            x0, y0, x1, y1 = text.box
            found.append(Text(text.text, text.score, (x0, y0 + top, x1, y1 + top)))
    return found


def _band_texts(engine: Engine, pixels: MatLike) -> list[Text]:
    result = engine(pixels)
    boxes = getattr(result, "boxes", None)
    if boxes is None or result.txts is None:
        return []
    found = []
    for corners, text, score in zip(boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(point[0]) for point in corners], [float(point[1]) for point in corners]
        found.append(Text(text.strip(), float(score), (min(xs), min(ys), max(xs), max(ys))))
    return [text for text in found if text.text]


def _mostly_tall(texts: Sequence[Text]) -> bool:
    long = [text for text in texts if len(text.text) > 3]
    tall = [text for text in long if text.box[3] - text.box[1] > 1.5 * (text.box[2] - text.box[0])]
    return len(tall) * 2 > len(long)


def _scaled_rule(rule: Rule, scale: float) -> Rule:
    return Rule(rule.vertical, rule.at * scale, rule.start * scale, rule.end * scale)


def _glyph(text: Text, scale: float) -> Glyph:
    x0, top, x1, bottom = text.box
    return Glyph(text.text, x0 * scale, top * scale, x1 * scale, bottom * scale)


def _read_table(
    engine: Engine, pixels: MatLike, table: Skeleton, texts: Sequence[Text], scale: float
) -> tuple[list[Glyph], int]:
    """The texts of a table's cells as glyphs inside of them, and how many figures are in doubt."""
    from extract.readers.pictures import pixels as picture

    held: dict[Region, list[Text]] = {region: [] for region in table.regions}
    crossing: set[Region] = set()
    for text in texts:
        over = [
            region
            for region in table.regions
            if _overlap(text.box, _in_pixels(table, region, scale)) > 0.25
        ]
        for region in over:
            held[region].append(text)
        if len(over) > 1:
            crossing.update(over)
    size = _text_size(texts)
    shades = picture.shades(pixels)
    cells = []
    for region in table.regions:
        box = _in_pixels(table, region, scale)
        ink = picture.ink_lines(shades, box, size)
        cells.append(
            CellReading(box, held[region], ink, region in crossing, picture.mark(shades, ink, size))
        )
    found, doubtful = resolve(lambda crops: _recognise_crops(engine, crops), shades, cells, size)
    return [_glyph(text, scale) for text in found], doubtful


def _recognise_crops(engine: Engine, crops: Sequence[MatLike]) -> list[tuple[str, float]]:
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    result = engine._load_rec_model()(TextRecInput(img=list(crops)))
    return [
        (text.strip(), float(score))
        for text, score in zip(result.txts or (), result.scores, strict=True)
    ]


def _text_size(texts: Sequence[Text]) -> float:
    """The usual height of a line of text, in pixels."""
    heights = sorted(text.box[3] - text.box[1] for text in texts)
    return heights[len(heights) // 2] if heights else 24.0


def _in_pixels(table: Skeleton, region: Region, scale: float) -> Box:
    x0, top, x1, bottom = table.box_of(region)
    return (x0 / scale, top / scale, x1 / scale, bottom / scale)


def _overlap(box: Box, cell: Box) -> float:
    """The share of a box that lies in a cell."""
    width = min(box[2], cell[2]) - max(box[0], cell[0])
    height = min(box[3], cell[3]) - max(box[1], cell[1])
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    return width * height / area if width > 0 and height > 0 else 0.0
