"""A blank statutory form beside the table that is filled in: an annex, or a model for others. It
says nothing, and its rows are none that the report prints twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.tables.stream import Row


def without_blank_forms(rows: Sequence[Row]) -> list[Row]:
    """The rows of a statutory table without those of grids that print nothing but words and empty
    cells, where grids with figures print all these words too.

    A row of the form that was left blank is none: no other grid prints its label.
    """
    grids: dict[int, list[Row]] = {}
    for row in rows:
        grids.setdefault(row.table, []).append(row)
    silent = {number for number, grid in grids.items() if not _says_something(grid)}
    if not silent or len(silent) == len(grids):
        return list(rows)
    said: set[str] = set()
    for number in grids.keys() - silent:
        said |= _words(grids[number])
    blank = {number for number in silent if _is_blank_form(grids[number], said)}
    return [row for row in rows if row.table not in blank]


def _is_blank_form(grid: Sequence[Row], said: set[str]) -> bool:
    """Whether the words of rows without figures are said elsewhere, with room for figures beside
    them.
    """
    has_room = any(len(row.cells) > 1 and row.cells[-1].is_blank for row in grid)
    words = _words(grid)
    return has_room and bool(words) and words <= said


def _says_something(grid: Iterable[Row]) -> bool:
    """Whether a figure, or a mark in place of one, stands in any of the rows."""
    return any(map(_has_figure, grid))


def _has_figure(row: Row) -> bool:
    return any(cell.holds in ("figure", "mark") for cell in row.cells)


def _words(rows: Iterable[Row]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        found.update(cell.key for cell in row.cells if cell.is_words)
    return found
