"""Cells of a recognised table: each figure is read twice, and counts only where both readings
agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.readers.positions.geometry import Box
from extract.readers.positions.unreadable import doubted, has_words, is_figure
from foundation.normalise import squash

if TYPE_CHECKING:
    from cv2.typing import MatLike

# Of 0 to 1: words read with less are looked at again; of two readings of a figure that agree, one
# must be this sure.
LEAST_CONFIDENCE = 0.75
# And the other one this sure.
LEAST_SECOND_CONFIDENCE = 0.5
_DASHES = frozenset("-—–―一_")
# What a lone slash is taken for; its shape is the better witness.
_STROKES = frozenset("/1Il|Jj丿一")
# What the recogniser takes the marks of a form for.
_READ_AS = {"-": _DASHES, "/": _STROKES}
# What digits are taken for, and what is taken for digits.
_LIKE_DIGITS = re.compile(r"^[\dOoQDUIl!|iSsBZzGgq〇口。一.,'`_-]{1,8}$")

Answer = tuple[str, float]


@dataclass(frozen=True)
class Text:
    """A piece of text as it was recognised, with its confidence (0 to 1) and its box in pixels."""

    text: str
    score: float
    box: Box


@dataclass(frozen=True)
class CellReading:
    """A cell with what the page's reading found in it, and the lines of ink that it shows.

    `crossed` says that a text of the page's reading runs over the cell's border; `mark` is "-" or
    "/" where all ink has that shape, "■" where a blot is among it, and empty otherwise.
    """

    box: Box
    texts: Sequence[Text]
    ink: Sequence[Box]
    crossed: bool
    mark: str = ""

    @property
    def first(self) -> str:
        """The page's reading of the cell: empty where it has none, or where it ran over the cell's
        border.
        """
        return (
            ""
            if self.crossed
            else "".join(text.text for text in sorted(self.texts, key=_reading_order))
        )

    @property
    def needs_second(self) -> bool:
        """Whether the cell must be looked at again: it has ink, and no words that were surely
        read.
        """
        sure = self.texts and not self.crossed and _is_words(self.first)
        return bool(self.ink) and not (sure and confidence(self.texts) >= LEAST_CONFIDENCE)


def confidence(texts: Sequence[Text]) -> float:
    """How surely texts were read on average, character by character; 0 where there are none."""
    length = sum(len(text.text) for text in texts)
    return sum(len(text.text) * text.score for text in texts) / length if length else 0.0


def _reading_order(text: Text) -> tuple[int, float]:
    height = max(text.box[3] - text.box[1], 1.0)
    return round(text.box[1] / height), text.box[0]


def resolve(
    look: Callable[[Sequence[MatLike]], list[Answer]],
    shades: MatLike,
    cells: Sequence[CellReading],
    size: float,
) -> tuple[list[Text], int]:
    """The text of each cell that has any, and how many figures are in doubt.

    `look` recognises pictures of single lines. Figures are looked at again, alone and enlarged;
    what the page's reading missed is looked at twice.
    """
    again = [cell for cell in cells if cell.needs_second]
    close = iter(look(_crops(shades, again, size, padding=0.25, scale=2.0)))
    wide = iter(
        look(
            _crops(shades, [cell for cell in again if not cell.first], size, padding=0.6, scale=1.0)
        )
    )
    found: list[Text] = []
    doubtful = 0
    for cell in cells:
        if not cell.needs_second:
            found += [_inside(text, cell.box) for text in cell.texts]
            continue
        second = [next(close) for _ in cell.ink]
        first = _page_answers(cell) if cell.first else [next(wide) for _ in cell.ink]
        text, is_doubtful = _agreed(first, second, cell)
        doubtful += is_doubtful
        found.append(Text(text, 1.0, _middle(cell.box)))
    return found, doubtful


def _crops(
    shades: MatLike, cells: Sequence[CellReading], size: float, padding: float, scale: float
) -> list[MatLike]:
    from extract.readers.pictures import pixels

    return [pixels.crop(shades, box, size, padding, scale) for cell in cells for box in cell.ink]


def _page_answers(cell: CellReading) -> list[Answer]:
    return [(text.text, text.score) for text in sorted(cell.texts, key=_reading_order)]


def _agreed(one: Sequence[Answer], other: Sequence[Answer], cell: CellReading) -> tuple[str, bool]:
    """The text of a cell that was read twice, and whether the readings, or the shape of the ink,
    leave a doubt.
    """
    first, second = _joined(one), _joined(other)
    if {first, second} <= _READ_AS.get(cell.mark, frozenset()):
        return cell.mark, False
    is_repeated = squash(first) == squash(second)
    if _is_words(first) and (is_repeated or _is_words(second)):
        return first, False
    scores = [score for _, score in (*one, *other)]
    is_figure_of_one_piece = is_figure(first) and len(cell.ink) == 1 and not cell.mark
    if is_figure_of_one_piece and is_repeated and _is_confident(scores):
        return first, False
    figure = next(filter(is_figure, (second, first)), "")
    return doubted(figure), True


def _joined(answers: Sequence[Answer]) -> str:
    return "".join(text for text, _ in answers)


def _is_confident(scores: Sequence[float]) -> bool:
    return min(scores) >= LEAST_SECOND_CONFIDENCE and max(scores) >= LEAST_CONFIDENCE


def _is_words(text: str) -> bool:
    """Whether a text is words, and none of the letters that are taken for digits and digits for
    them.
    """
    return has_words(text) and not _LIKE_DIGITS.match(squash(text))


def _inside(text: Text, cell: Box) -> Text:
    """A text whose box keeps to its cell."""
    x0, top, x1, bottom = text.box
    return Text(
        text.text,
        text.score,
        (max(x0, cell[0]), max(top, cell[1]), min(x1, cell[2]), min(bottom, cell[3])),
    )


def _middle(box: Box) -> Box:
    x0, top, x1, bottom = box
    return (
        x0 + (x1 - x0) * 0.2,
        top + (bottom - top) * 0.3,
        x1 - (x1 - x0) * 0.2,
        bottom - (bottom - top) * 0.3,
    )
