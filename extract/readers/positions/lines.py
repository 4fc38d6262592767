"""Characters into words and lines, by where they stand."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.readers.positions.geometry import Box, Glyph, bounds

# Shares of the font size. Word sets a quarter between Chinese and Latin text, justified lines up to
# a fifth more.
_WORD_GAP = 0.3
_CHINESE_GAP = 1.0
_SAME_LINE = 0.5


@dataclass(frozen=True)
class Word:
    """Characters of one line without a gap between them."""

    text: str
    box: Box


@dataclass(frozen=True)
class Line:
    """A line of words from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def box(self) -> Box:
        """The box round all words."""
        return bounds([word.box for word in self.words])

    @property
    def size(self) -> float:
        """The line's height, which stands for the font size."""
        return self.box[3] - self.box[1]

    @cached_property
    def text(self) -> str:
        """The words as they are read: gaps between Chinese characters are no spaces unless they are
        wide.
        """
        text = self.words[0].text
        for before, after in zip(self.words, self.words[1:], strict=False):
            is_chinese = _is_wide(before.text[-1]) and _is_wide(after.text[0])
            limit = _CHINESE_GAP if is_chinese else _WORD_GAP
            text += (" " if after.box[0] - before.box[2] > limit * self.size else "") + after.text
        return text


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of glyphs from top to bottom; white space is dropped, gaps tell where words end."""
    rows: list[list[Glyph]] = []
    visible = sorted(
        (glyph for glyph in glyphs if glyph.text.strip()), key=lambda glyph: glyph.middle_y
    )
    for glyph in visible:
        if rows and _on_line(glyph, rows[-1]):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [Line(tuple(_words(sorted(row, key=lambda glyph: glyph.x0)))) for row in rows]


def _on_line(glyph: Glyph, row: Sequence[Glyph]) -> bool:
    first = row[0]
    return glyph.middle_y - first.middle_y < _SAME_LINE * min(glyph.size, first.size)


def _words(row: Sequence[Glyph]) -> list[Word]:
    groups: list[list[Glyph]] = [[row[0]]]
    for before, glyph in itertools.pairwise(row):
        if glyph.x0 - before.x1 > _WORD_GAP * min(glyph.size, before.size):
            groups.append([glyph])
        else:
            groups[-1].append(glyph)
    return [
        Word(
            "".join(glyph.text for glyph in group),
            bounds([(glyph.x0, glyph.top, glyph.x1, glyph.bottom) for glyph in group]),
        )
        for group in groups
    ]


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")
