"""Names of cells and ranges, as `B12` and `$B$2:D5`, and the positions that they stand for."""

from __future__ import annotations

import re

from extract.readers.sheets.model import Position, Range

_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def position_of(name: str) -> Position | None:
    """The row and column of a cell, counted from 0; None where the name is none of a cell."""
    match = _NAME.fullmatch(name)
    return (int(match[2]) - 1, _column(match[1])) if match else None


def range_of(reference: str) -> Range:
    """The cells that `B2:D5` or `B2` names; the first cell where it names none."""
    first, _, last = reference.partition(":")
    start, end = position_of(first), position_of(last or first)
    if start is None or end is None:
        return Range(0, 0, 0, 0)
    rows, columns = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Range(rows[0], columns[0], rows[1], columns[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
