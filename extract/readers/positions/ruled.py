"""Tables out of ruling lines: the grid that the lines make, and the cells that span several of its
fields.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from extract.readers.positions.geometry import Box, Glyph, Rule

# Points. Borders are drawn as two lines, or as thin filled boxes, up to this far apart.
_SNAP = 3.0
# A gap between two fields without any text in it is a doubled border, not a column or row.
_NARROWEST_COLUMN = 6.0
_LOWEST_ROW = 5.0
# How much of a field's side must be drawn for the side to be there.
_WALL = 0.6
_Walls = Callable[[int, int], bool]
# Row and column, or height and width, in fields.
_Field = tuple[int, int]
# Fields of one table; a form has 30 rows by 20 columns, so this is a drawing.
MAX_FIELDS = 20_000


@dataclass(frozen=True)
class Region:
    """A cell: its first field and how many fields it spans."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Skeleton:
    """A table without its text: the positions of its column and row borders in points, and its
    cells.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]

    @property
    def box(self) -> Box:
        """The table's outline."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box_of(self, region: Region) -> Box:
        """A cell's outline."""
        return (
            self.xs[region.column],
            self.ys[region.row],
            self.xs[region.column + region.column_span],
            self.ys[region.row + region.row_span],
        )

    def holds(self, glyph: Glyph) -> bool:
        """Whether the middle of a glyph lies in the table."""
        return _is_within(glyph, self.xs, self.ys)

    def field_of(self, glyph: Glyph) -> tuple[int, int]:
        """Row and column of the field that the middle of a glyph lies in."""
        return _index(self.ys, glyph.middle_y), _index(self.xs, glyph.middle_x)


def _index(borders: Sequence[float], position: float) -> int:
    return min(max(bisect_right(borders, position) - 1, 0), len(borders) - 2)


def skeletons(rules: Iterable[Rule], glyphs: Sequence[Glyph]) -> list[Skeleton]:
    """The tables that ruling lines make, from top to bottom; frames of one cell are none."""
    found = [_skeleton(group, glyphs) for group in _groups(merged(rules))]
    tables = [table for table in found if table is not None and len(table.regions) > 1]
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def merged(rules: Iterable[Rule], gap: float = _SNAP) -> list[Rule]:
    """Rules that lie on one another, or continue one another after no more than `gap`, as one."""
    given = sorted(rules, key=lambda rule: rule.at)
    found: list[Rule] = []
    for vertical in (False, True):
        for lane in _lanes([rule for rule in given if rule.vertical is vertical]):
            found += _joined(lane, gap)
    return found


def _lanes(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules of one direction, from one side to the other, by the line that they lie on."""
    lane: list[Rule] = []
    for rule in rules:
        if lane and (rule.at - lane[-1].at > _SNAP / 2 or rule.at - lane[0].at > _SNAP):
            yield lane
            lane = []
        lane.append(rule)
    if lane:
        yield lane


def _joined(lane: Sequence[Rule], gap: float) -> list[Rule]:
    at = sum(rule.at for rule in lane) / len(lane)
    joined: list[Rule] = []
    for rule in sorted(lane, key=lambda rule: rule.start):
        if joined and rule.start <= joined[-1].end + gap:
            joined[-1] = Rule(rule.vertical, at, joined[-1].start, max(joined[-1].end, rule.end))
        else:
            joined.append(Rule(rule.vertical, at, rule.start, rule.end))
    return joined


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch one another, directly or through others."""
    parent = list(range(len(rules)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    vertical = [index for index, rule in enumerate(rules) if rule.vertical]
    horizontal = [index for index, rule in enumerate(rules) if not rule.vertical]
    for at, other in product(vertical, horizontal):
        if _touch(rules[at], rules[other]):
            parent[root(at)] = root(other)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


def _touch(vertical: Rule, horizontal: Rule) -> bool:
    return (
        horizontal.start - _SNAP <= vertical.at <= horizontal.end + _SNAP
        and vertical.start - _SNAP <= horizontal.at <= vertical.end + _SNAP
    )


def _skeleton(group: Sequence[Rule], glyphs: Sequence[Glyph]) -> Skeleton | None:
    """The table that rules which touch one another make; None where they make none."""
    vertical = [rule for rule in group if rule.vertical]
    horizontal = [rule for rule in group if not rule.vertical]
    if not vertical or not horizontal:
        return None
    xs, ys = _borders(vertical, horizontal), _borders(horizontal, vertical)
    inside = [glyph for glyph in glyphs if _is_within(glyph, xs, ys)]
    xs = _without_ghosts(xs, _NARROWEST_COLUMN, [glyph.middle_x for glyph in inside])
    ys = _without_ghosts(ys, _LOWEST_ROW, [glyph.middle_y for glyph in inside])
    if not _makes_fields(xs, ys):
        return None
    return Skeleton(tuple(xs), tuple(ys), tuple(_regions(xs, ys, vertical, horizontal)))


def _makes_fields(xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Whether borders make fields, and no more than a table has."""
    return 0 < (len(xs) - 1) * (len(ys) - 1) <= MAX_FIELDS


def _is_within(glyph: Glyph, xs: Sequence[float], ys: Sequence[float]) -> bool:
    return xs[0] <= glyph.middle_x <= xs[-1] and ys[0] <= glyph.middle_y <= ys[-1]


def _borders(across: Sequence[Rule], along: Sequence[Rule]) -> list[float]:
    """Where lines run across, with the outer sides that are not drawn but where two lines or more
    come to an end.
    """
    ends = [*(rule.start for rule in along), *(rule.end for rule in along)]
    found = sorted({rule.at for rule in across})
    borders = [at for n, at in enumerate(found) if n == 0 or at - found[n - 1] > 0.01]
    first, last = min(ends), max(ends)
    outer = [(first, borders[0] - first), (last, last - borders[-1])]
    beyond = [side for side, distance in outer if distance > _NARROWEST_COLUMN]
    return sorted([*borders, *(side for side in beyond if _is_common(side, ends))])


def _is_common(side: float, ends: Sequence[float]) -> bool:
    """Whether two lines or more end at a side."""
    return sum(abs(end - side) <= _SNAP for end in ends) >= 2


def _without_ghosts(borders: list[float], least: float, middles: Sequence[float]) -> list[float]:
    """Borders without those that are closer than `least` to the one before, unless text stands
    between.
    """
    kept = borders[:1]
    for border in borders[1:]:
        if border - kept[-1] >= least or any(kept[-1] < middle < border for middle in middles):
            kept.append(border)
        elif border == borders[-1] and len(kept) > 1:
            kept[-1] = border
    return kept


def _regions(
    xs: list[float], ys: list[float], vertical: list[Rule], horizontal: list[Rule]
) -> list[Region]:
    """Fields without a side between them, together; what is no rectangle falls back into its
    rows.
    """
    right = _walls(xs, ys, vertical)
    below = _walls(ys, xs, horizontal)
    taken: set[_Field] = set()
    regions: list[Region] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) not in taken:
                fields = _flood(row, column, right, below, (len(ys) - 1, len(xs) - 1))
                taken |= fields
                regions += _rectangles(fields, right, below)
    return sorted(regions, key=lambda region: (region.row, region.column))


def _walls(borders: list[float], crossing: list[float], rules: list[Rule]) -> _Walls:
    """Whether border number `n` is drawn along field number `m` of the other direction."""
    drawn: set[tuple[int, int]] = set()
    for rule in rules:
        number = min(range(len(borders)), key=lambda n: abs(borders[n] - rule.at))
        if abs(borders[number] - rule.at) > _NARROWEST_COLUMN:
            continue
        for field in range(len(crossing) - 1):
            covered = min(rule.end, crossing[field + 1]) - max(rule.start, crossing[field])
            if covered >= _WALL * (crossing[field + 1] - crossing[field]):
                drawn.add((number, field))
    return lambda number, field: (number, field) in drawn


def _flood(row: int, column: int, right: _Walls, below: _Walls, size: _Field) -> set[_Field]:
    """The fields that can be reached from one without crossing a side; the outline of the table is
    always closed.
    """
    found = {(row, column)}
    waiting = [(row, column)]
    while waiting:
        reached = set(_open_sides(*waiting.pop(), right, below, size)) - found
        found |= reached
        waiting += reached
    return found


def _open_sides(y: int, x: int, right: _Walls, below: _Walls, size: _Field) -> Iterator[_Field]:
    """The fields beside one that no side parts from it."""
    height, width = size
    if x + 1 < width and not right(x + 1, y):
        yield y, x + 1
    if x > 0 and not right(x, y):
        yield y, x - 1
    if y + 1 < height and not below(y + 1, x):
        yield y + 1, x
    if y > 0 and not below(y, x):
        yield y - 1, x


def _rectangles(fields: set[_Field], right: _Walls, below: _Walls) -> list[Region]:
    """The cell that connected fields are; where it is no rectangle, or a line runs into it, the
    runs of its rows.
    """
    rows = sorted({row for row, _ in fields})
    columns = sorted({column for _, column in fields})
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    if len(fields) == height * width and not _is_crossed(fields, right, below):
        return [Region(rows[0], columns[0], height, width)]
    found: list[Region] = []
    for row in rows:
        found += _runs(row, sorted(column for y, column in fields if y == row), right)
    return found


def _is_crossed(fields: set[_Field], right: _Walls, below: _Walls) -> bool:
    """Whether a line runs between two of the fields."""
    for row, column in fields:
        if (row, column + 1) in fields and right(column + 1, row):
            return True
        if (row + 1, column) in fields and below(row + 1, column):
            return True
    return False


def _runs(row: int, columns: Sequence[int], right: _Walls) -> list[Region]:
    runs: list[list[int]] = []
    for column in columns:
        if runs and runs[-1][-1] == column - 1 and not right(column, row):
            runs[-1].append(column)
        else:
            runs.append([column])
    return [Region(row, run[0], 1, len(run)) for run in runs]
