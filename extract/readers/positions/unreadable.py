"""Figures that a reader has seen and does not trust, and the difference between figures and
words.
"""

from __future__ import annotations

from extract.cells.contents import contents_of
from extract.cells.numbers import DOUBT as MARK


def doubted(text: str) -> str:
    """The text of a cell whose figure is not to be trusted."""
    return text + MARK


def has_words(text: str) -> bool:
    """Whether a cell holds words: neither blank, nor a figure, nor a doubted figure."""
    return contents_of(text) == "words"


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, trusted or not, or a mark in place of one."""
    return contents_of(text) in ("figure", "mark")
