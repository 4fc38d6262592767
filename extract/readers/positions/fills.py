"""Filled areas that are the cells of a table: where no lines are drawn, their sides rule it.

Shaded paragraphs, striped rows and the ground behind a table are filled areas too, and rule
nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extract.readers.positions.geometry import Box, Rule
from extract.readers.positions.ruled import skeletons

# Filled areas of one page; more is a drawing.
MAX_FILLS = 1_200
# Points: how far apart neighbouring cells may lie, and how exactly their sides stand in line.
_APART = 3.5
_IN_LINE = 1.5
_NARROWEST, _LOWEST = 6.0, 5.0
# Of the areas that stand right of another: how many have their left side in line with others.
_IN_COLUMNS = 0.6


def sides(fills: Sequence[Box], rules: Sequence[Rule]) -> list[Rule]:
    """The sides of filled areas that are cells, outside of the tables that `rules` draw."""
    drawn = [table.box for table in skeletons(rules, ())] if fills else []
    cells = [box for box in dict.fromkeys(fills) if _may_be_cell(box, drawn)]
    if len(cells) > MAX_FILLS:
        return []
    cells = [box for box in cells if not _is_ground(box, cells)]
    found: list[Rule] = []
    for group in filter(_has_columns, _groups(cells)):
        for box in group:
            found += _of(box)
    return found


def _may_be_cell(box: Box, tables: Sequence[Box]) -> bool:
    """Whether an area is as large as a cell, and lies in no table that lines draw."""
    if box[2] - box[0] < _NARROWEST or box[3] - box[1] < _LOWEST:
        return False
    return not any(_holds(table, box) for table in tables)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of an area lies in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] < x < outer[2] and outer[1] < y < outer[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_ground(box: Box, cells: Sequence[Box]) -> bool:
    """Whether an area lies behind several others."""
    smaller = (other for other in cells if _area(other) < _area(box))
    return sum(_holds(box, other) for other in smaller) >= 2


def _groups(cells: Sequence[Box]) -> list[list[Box]]:
    """Areas that lie side by side or one under the other, directly or through others."""
    groups: list[list[Box]] = []
    for box in cells:
        near = [group for group in groups if any(_are_neighbours(box, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([box, *(other for group in near for other in group)])
    return groups


def _are_neighbours(one: Box, other: Box) -> bool:
    apart_x = max(one[0], other[0]) - min(one[2], other[2])
    apart_y = max(one[1], other[1]) - min(one[3], other[3])
    return max(apart_x, apart_y) <= _APART and min(apart_x, apart_y) < 0


def _has_columns(group: Sequence[Box]) -> bool:
    """Whether areas stand in columns: shaded lines of text do not, wherever their runs end."""
    outer = min(box[0] for box in group)
    inner = [box for box in group if box[0] - outer > _NARROWEST]
    starts = Counter(round(box[0] / _IN_LINE) for box in inner)
    in_line = sum(_near_count(starts, round(box[0] / _IN_LINE)) >= 2 for box in inner)
    return bool(inner) and in_line >= _IN_COLUMNS * len(inner)


def _near_count(starts: Counter[int], start: int) -> int:
    return starts[start - 1] + starts[start] + starts[start + 1]


def _of(box: Box) -> Iterator[Rule]:
    x0, top, x1, bottom = box
    yield Rule(False, top, x0, x1)
    yield Rule(False, bottom, x0, x1)
    yield Rule(True, x0, top, bottom)
    yield Rule(True, x1, top, bottom)
