"""Character recognition: pixels into a page of characters and ruling lines, each figure read twice.

The models come inside the package rapidocr; nothing is fetched. Pixels are grey or blue-green-red arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.errors import NeedsTool
from extract.normalise import squash
from extract.readers.doubt import doubted, has_words, is_figure
from extract.readers.geometry import Box, Glyph, Page, Rule
from extract.readers.ruled import Region, Skeleton, skeletons

THREADS = 2
# Pixels along the longer side at which text is looked for; figures are read again in the full picture.
_DETECTION_SIDE = 1700
# Of 0 to 1: a figure below is not believed, a page below on average may lie on its side.
LEAST_CONFIDENCE = 0.75
_UPRIGHT_CONFIDENCE = 0.8
# Shares of a cell: how far ink keeps from the ruling lines; of the text size: how large ink is no speck.
_SPECK = 0.28


@dataclass(frozen=True)
class Recognised:
    """A page as it was recognised, with how many figures could not be read with confidence."""

    page: Page
    doubtful: int


@dataclass(frozen=True)
class _Text:
    text: str
    score: float
    box: Box


def issues(pages: int, doubtful: int) -> list[tuple[str, str]]:
    """What a document read by recognition has to say about that, as (code, message)."""
    found = [("read_by_ocr", f"{pages} pages are pictures and were read by character recognition")]
    if doubtful:
        found.append(("ocr_low_confidence", f"{doubtful} cells could not be recognised with confidence"))
    return found


def recognise(pixels: Any, number: int, width: float) -> Recognised:
    """Read one picture as page `number`, `width` points wide. Raises NeedsTool where rapidocr is not installed."""
    engine = _engine()
    from extract.readers import pixels as picture

    found, texts = _upright(engine, picture.straightened(pixels))
    scale = width / found.shape[1]
    page = Page(number, width, found.shape[0] * scale)
    rules = [Rule(rule.vertical, rule.at, rule.start, rule.end) for rule in picture.rules(found)]
    tables = skeletons([_scaled_rule(rule, scale) for rule in rules], ())
    outside = [text for text in texts if not any(table.holds(_glyph(text, scale)) for table in tables)]
    glyphs = [_glyph(text, scale) for text in outside]
    doubtful = 0
    for table in tables:
        cells, doubts = _read_table(engine, found, table, texts, scale)
        glyphs += cells
        doubtful += doubts
    scaled = tuple(_scaled_rule(rule, scale) for rule in rules)
    return Recognised(Page(number, page.width, page.height, tuple(glyphs), scaled), doubtful)


@cache
def _engine() -> Any:
    try:
        import cv2
        from rapidocr import RapidOCR
    except ImportError:
        raise NeedsTool(
            "rapidocr", "scans and pictures stay unread", "install the extra: pip install 'gongkai[ocr]'"
        ) from None
    cv2.setNumThreads(THREADS)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _DETECTION_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            # Crops are padded to this width; figures are narrow, and wide lines are given what they need.
            "Rec.rec_img_shape": [3, 48, 64],
        }
    )


def _upright(engine: Any, pixels: Any) -> tuple[Any, list[_Text]]:
    """The picture turned so that its text reads best, with that text."""
    import numpy

    texts = _texts(engine, pixels)
    if _confidence(texts) >= _UPRIGHT_CONFIDENCE and not _mostly_tall(texts):
        return pixels, texts
    turned = [(pixels, texts)]
    for quarter_turns in (1, 2, 3):
        other = numpy.ascontiguousarray(numpy.rot90(pixels, quarter_turns))
        turned.append((other, _texts(engine, other)))
    return max(turned, key=lambda one: sum(len(text.text) * text.score for text in one[1]))


def _texts(engine: Any, pixels: Any) -> list[_Text]:
    """The texts of a picture; a long one, such as a screenshot of a whole page, is looked at in bands."""
    from extract.readers import pixels as picture

    found: list[_Text] = []
    for top, bottom in picture.bands(pixels):
        for text in _band_texts(engine, pixels[top:bottom]):
            x0, y0, x1, y1 = text.box
            found.append(_Text(text.text, text.score, (x0, y0 + top, x1, y1 + top)))
    return found


def _band_texts(engine: Any, pixels: Any) -> list[_Text]:
    result = engine(pixels)
    if getattr(result, "boxes", None) is None or result.txts is None:
        return []
    found = []
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(point[0]) for point in corners], [float(point[1]) for point in corners]
        found.append(_Text(text.strip(), float(score), (min(xs), min(ys), max(xs), max(ys))))
    return [text for text in found if text.text]


def _confidence(texts: Sequence[_Text]) -> float:
    length = sum(len(text.text) for text in texts)
    return sum(len(text.text) * text.score for text in texts) / length if length else 0.0


def _mostly_tall(texts: Sequence[_Text]) -> bool:
    long = [text for text in texts if len(text.text) > 3]
    tall = [text for text in long if text.box[3] - text.box[1] > 1.5 * (text.box[2] - text.box[0])]
    return len(tall) * 2 > len(long)


def _scaled_rule(rule: Rule, scale: float) -> Rule:
    return Rule(rule.vertical, rule.at * scale, rule.start * scale, rule.end * scale)


def _glyph(text: _Text, scale: float) -> Glyph:
    x0, top, x1, bottom = text.box
    return Glyph(text.text, x0 * scale, top * scale, x1 * scale, bottom * scale)


@dataclass
class _CellReading:
    """A cell with what the page's reading found in it, and the lines of ink that it shows."""

    box: Box
    texts: list[_Text]
    ink: list[Box]
    crossed: bool

    @property
    def first(self) -> str:
        """The page's reading of the cell: empty where it has none, or where it ran over the cell's border."""
        return "" if self.crossed else "".join(text.text for text in sorted(self.texts, key=_reading_order))

    @property
    def needs_second(self) -> bool:
        """Whether the cell must be looked at again: it has ink, and no words that were surely read."""
        sure = self.texts and not self.crossed and has_words(self.first)
        return bool(self.ink) and not (sure and _confidence(self.texts) >= LEAST_CONFIDENCE)


def _reading_order(text: _Text) -> tuple[int, float]:
    height = max(text.box[3] - text.box[1], 1.0)
    return round(text.box[1] / height), text.box[0]


def _read_table(
    engine: Any, pixels: Any, table: Skeleton, texts: Sequence[_Text], scale: float
) -> tuple[list[Glyph], int]:
    """The texts of a table's cells as glyphs inside of them, and how many figures are in doubt."""
    from extract.readers import pixels as picture

    held: dict[Region, list[_Text]] = {region: [] for region in table.regions}
    crossing: set[Region] = set()
    for text in texts:
        over = [region for region in table.regions if _overlap(text.box, _in_pixels(table, region, scale)) > 0.25]
        for region in over:
            held[region].append(text)
        if len(over) > 1:
            crossing.update(over)
    size = _text_size(texts)
    shades = picture.shades(pixels)
    cells = []
    for region in table.regions:
        box = _in_pixels(table, region, scale)
        ink = picture.ink_lines(shades, box, _SPECK * size)
        cells.append(_CellReading(box, held[region], ink, region in crossing))
    return _resolve(engine, shades, cells, scale)


def _resolve(engine: Any, shades: Any, cells: Sequence[_CellReading], scale: float) -> tuple[list[Glyph], int]:
    from extract.readers import pixels as picture

    again = [cell for cell in cells if cell.needs_second]
    lines = [box for cell in again for box in cell.ink]
    close = _recognise_crops(engine, [picture.crop(shades, box, 0.25, 2.0) for box in lines])
    unread = [not cell.first for cell in again for _ in cell.ink]
    wide = _recognise_crops(
        engine, [picture.crop(shades, box, 0.6, 1.0) for box, is_unread in zip(lines, unread, strict=True) if is_unread]
    )
    second, third = iter(close), iter(wide)
    glyphs: list[Glyph] = []
    doubtful = 0
    for cell in cells:
        if not cell.needs_second:
            glyphs += [_glyph(_inside(text, cell.box), scale) for text in cell.texts]
            continue
        look = [next(second) for _ in cell.ink]
        other = [(cell.first, 1.0)] if cell.first else [next(third) for _ in cell.ink]
        text, is_doubtful = _agreed(other, look, cell)
        doubtful += is_doubtful
        glyphs.append(_glyph(_Text(text, 1.0, _middle(cell)), scale))
    return glyphs, doubtful


def _agreed(
    one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]], cell: _CellReading
) -> tuple[str, bool]:
    """The text of a cell that was read twice, and whether the readings leave a doubt."""
    first, second = ("".join(text for text, _ in reading) for reading in (one, other))
    same = squash(first) == squash(second)
    scores = [score for _, score in (*one, *other)] + [text.score for text in cell.texts if not cell.crossed]
    if not same and has_words(first) and has_words(second):
        return (first if cell.first else second), False
    stacked = len(cell.ink) > 1 and is_figure(first)
    if same and first and min(scores) >= LEAST_CONFIDENCE and not stacked:
        return first, False
    return doubted(second or first), True


def _recognise_crops(engine: Any, crops: Sequence[Any]) -> list[tuple[str, float]]:
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    result = engine._load_rec_model()(TextRecInput(img=list(crops)))
    return [(text.strip(), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def _text_size(texts: Sequence[_Text]) -> float:
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


def _inside(text: _Text, cell: Box) -> _Text:
    """A text whose box keeps to its cell."""
    x0, top, x1, bottom = text.box
    return _Text(text.text, text.score, (max(x0, cell[0]), max(top, cell[1]), min(x1, cell[2]), min(bottom, cell[3])))


def _middle(cell: _CellReading) -> Box:
    x0, top, x1, bottom = cell.box
    return (x0 + (x1 - x0) * 0.2, top + (bottom - top) * 0.3, x1 - (x1 - x0) * 0.2, bottom - (bottom - top) * 0.3)
