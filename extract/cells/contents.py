"""What stands in a cell: nothing, a figure, words, or a mark in place of a figure. Told once, for
every stage that asks.
"""

from __future__ import annotations

from typing import Literal

from extract.cells.numbers import parse

Contents = Literal["blank", "figure", "words", "mark"]


def contents_of(text: str) -> Contents:
    """What a printed text is: `blank` (spaces, names of bookmarks, invisible characters), a `mark`
    (/, —, 不涉及), `words`, or a `figure`.

    A figure is all that may be a number, whether it can be read or not: digits that were split, a
    number with its unit or a note, a number that a reader doubts, 无 in place of 0.
    """
    # Of all kinds a change takes the most for a number: it may have a sign.
    value = parse(text, "change")
    if value.status == "blank":
        return "blank"
    if value.status == "not_applicable":
        return "mark"
    return "words" if "not_a_number" in value.issues else "figure"
