"""Figures that a reader has seen and does not trust, and the difference between figures and
words.
"""

from __future__ import annotations

from extract.cells.numbers import DOUBT as MARK
from extract.cells.numbers import parse


def doubted(text: str) -> str:
    """The text of a cell whose figure is not to be trusted."""
    return text + MARK


def has_words(text: str) -> bool:
    """Whether a cell holds words: neither blank, nor a figure, nor a doubted figure."""
    value = parse(text.rstrip(MARK), "change")
    return value.status == "unreadable" and "not_a_number" in value.issues


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, trusted or not, or a mark in place of one."""
    return bool(text.strip()) and not has_words(text)
