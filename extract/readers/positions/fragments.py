"""A table's part on one page: its skeleton filled with text, and its joining with the part on the
next page.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from extract.document import Cell, Grid, Place
from extract.forms import labels
from extract.readers.doubts import Doubts
from extract.readers.positions.geometry import Box, Glyph, Page, rounded
from extract.readers.positions.headings import OUTLINE_NUMBER
from extract.readers.positions.lines import Line, lines
from extract.readers.positions.ruled import Region, Skeleton
from extract.readers.positions.shadows import doubts_of, marked_text, overhanging, shadows_of
from extract.readers.positions.unreadable import doubted, has_words, is_figure
from foundation.normalise import squash

# Points by which the borders of a table may differ from page to page.
_SAME_BORDER = 4.0
# Rows, or parts of rows, that the cell of a figure has at the most.
_MOST_ROWS = 3
# A table that comes this close to the edge of the page is cut off there.
_PAGE_EDGE = 2.0
# Shares of the font size: digits closer than this, with a border between them, are one number set
# too wide; so are those near one another of which one reaches so far over the border.
_TOUCHING = 0.04
_NEAR = 0.12
_OVERHANG = 0.08
# Share of the font size: a digit and the margins that word processors keep inside of a cell.
_DIGIT_AND_PADDING = 2.1
_DIGITS = re.compile(r"^[\d.,]+$")


@dataclass(frozen=True)
class Fragment:
    """The part of a table on one page, or on several once they are joined.

    `xs` are the borders of its columns in points; `box` is the outline on the first page.
    """

    page: int
    box: Box
    xs: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max(cell.row + cell.row_span for cell in self.cells)

    def row(self, index: int) -> list[Cell]:
        """The cells that start in a row."""
        return [cell for cell in self.cells if cell.row == index]

    def grid(self) -> Grid:
        """The table as the Document model has it."""
        cells = sorted(self.cells, key=lambda cell: (cell.row, cell.column))
        return Grid(tuple(cells), Place(page=self.page, box=rounded(self.box)))


def fill(
    skeleton: Skeleton,
    glyphs: Sequence[Glyph],
    outside: Sequence[Glyph],
    page: Page,
    doubts: Doubts,
) -> tuple[Fragment, int]:
    """A skeleton with its text, and how many of its cells hold cut figures.

    A figure is cut where it runs over the border of its cell, or where the edge of the page may
    have cut it off. What else is in doubt is marked, and kept in `doubts`. `outside` are the
    characters that no table holds.
    """
    region_of = {
        (row, column): region
        for region in skeleton.regions
        for row in range(region.row, region.row + region.row_span)
        for column in range(region.column, region.column + region.column_span)
    }
    held: dict[Region, list[Glyph]] = {}
    for glyph in glyphs:
        held.setdefault(region_of[skeleton.field_of(glyph)], []).append(glyph)
    crossed = _crossed(held, lambda region: skeleton.box_of(region)[0])
    in_the_way = [*page.shadows, *overhanging(skeleton, glyphs, outside)]
    shadows = shadows_of(skeleton, region_of, page, in_the_way)
    doubtful = 0
    cells = []
    for region in skeleton.regions:
        box = skeleton.box_of(region)
        text = _text(lines(held.get(region, ())), box)
        if region in crossed or _may_be_cut_off(region, box, text, page):
            text = doubted(text)
            doubtful += 1
        codes = doubts_of(held.get(region, ()), text)
        at = _place_of(region, page)
        text = marked_text(text, shadows.get(region, ()), codes, at, doubts)
        place = Place(page=page.number, box=rounded(box))
        cells.append(
            Cell(text, region.row, region.column, region.row_span, region.column_span, place)
        )
    return Fragment(page.number, skeleton.box, skeleton.xs, tuple(cells)), doubtful


def _may_be_cut_off(region: Region, box: Box, text: str, page: Page) -> bool:
    """Whether the edge of the page may hide a part of a cell's figure. An empty cell beside many
    rows is the margin of a frame, and no figure's.
    """
    is_margin = not text and region.row_span > _MOST_ROWS
    return box[2] > page.width - _PAGE_EDGE and not has_words(text) and not is_margin


def _place_of(region: Region, page: Page) -> str:
    return f"page {page.number}, row {region.row + 1}, column {region.column + 1}"


def _text(found: Sequence[Line], box: Box) -> str:
    """The lines of a cell; digits that fill its width go on in the next line, as one number."""
    is_wrapped = (
        len(found) > 1
        and all(_DIGITS.match(line.text) for line in found)
        and all(
            line.box[2] - line.box[0] + line.size * _DIGIT_AND_PADDING > box[2] - box[0]
            for line in found[:-1]
        )
    )
    return ("" if is_wrapped else "\n").join(line.text for line in found)


def _crossed(held: dict[Region, list[Glyph]], border_of: Callable[[Region], float]) -> set[Region]:
    """Cells of digits that touch across a border: one number that its column was too narrow for.

    `border_of` gives the left border of a cell.
    """
    digits = sorted(
        (
            (glyph, region)
            for region, glyphs in held.items()
            for glyph in glyphs
            if glyph.text[-1:].isdigit()
        ),
        key=lambda entry: entry[0].x0,
    )
    rows: dict[int, list[tuple[Glyph, Region]]] = {}
    for glyph, region in digits:
        rows.setdefault(region.row, []).append((glyph, region))
    return {
        region
        for row in rows.values()
        for (before, left), (after, right) in itertools.pairwise(row)
        if left != right and _touch(before, after, border_of(right))
        for region in (left, right)
    }


def _touch(before: Glyph, after: Glyph, border: float) -> bool:
    """Whether digits on both sides of a border belong to one number; those of narrow cells keep to
    their sides.
    """
    size = min(before.size, after.size)
    if abs(after.middle_y - before.middle_y) >= size / 2:
        return False
    gap = after.x0 - before.x1
    overhang = max(before.x1 - border, border - after.x0)
    return gap < _TOUCHING * size or (gap < _NEAR * size and overhang > _OVERHANG * size)


def join(upper: Fragment, lower: Fragment) -> Fragment | None:
    """A table with its continuation at the top of the next page; None where the columns say that it
    is none.

    Header rows that are printed again are dropped, and a row that the page break cut in two is put
    together.
    """
    borders = _common_borders(upper.xs, lower.xs)
    if borders is None:
        return None
    above, below = _on_borders(upper, borders), _on_borders(lower, borders)
    below = _without_header(above, below)
    if not below.cells:
        return above
    cut = _is_cut(above, below)
    first = above.height - (1 if cut else 0)
    moved = [replace(cell, row=cell.row + first) for cell in below.cells]
    is_open = cut or _is_open_header(above, below)
    return replace(above, cells=tuple(_continued(above, moved, first, is_open)))


def _common_borders(upper: Sequence[float], lower: Sequence[float]) -> tuple[float, ...] | None:
    """The borders of both parts, where those of one are found again in the other and the outer ones
    agree.
    """
    fewer, more = sorted((upper, lower), key=len)
    outer = zip((fewer[0], fewer[-1]), (more[0], more[-1]), strict=True)
    if any(abs(one - other) > _SAME_BORDER for one, other in outer):
        return None
    found = all(min(abs(border - other) for other in more) <= _SAME_BORDER for border in fewer)
    return tuple(more) if found else None


def _on_borders(part: Fragment, borders: tuple[float, ...]) -> Fragment:
    def index(column: int) -> int:
        return min(range(len(borders)), key=lambda n: abs(borders[n] - part.xs[column]))

    cells = []
    for cell in part.cells:
        start, end = index(cell.column), index(cell.column + cell.column_span)
        cells.append(replace(cell, column=start, column_span=max(end - start, 1)))
    return replace(part, xs=borders, cells=tuple(cells))


def _without_header(above: Fragment, below: Fragment) -> Fragment:
    """The lower part without the first rows of the upper part, where they are printed again."""
    repeated = 0
    while repeated < min(above.height, below.height) and _texts(above.row(repeated)) == _texts(
        below.row(repeated)
    ):
        repeated += 1
    while repeated and any(cell.row < repeated < cell.row + cell.row_span for cell in below.cells):
        repeated -= 1
    if not repeated or not any(has_words(cell.text) for cell in below.row(0)):
        return below
    cells = tuple(
        replace(cell, row=cell.row - repeated) for cell in below.cells if cell.row >= repeated
    )
    return replace(below, cells=cells)


def _texts(row: Sequence[Cell]) -> list[tuple[int, str]]:
    return [(cell.column, squash(cell.text)) for cell in row]


def _is_cut(above: Fragment, below: Fragment) -> bool:
    """Whether the first row below is the rest of the last row above.

    The rest of a label has no outline number and is no label of its own, and figures stand in one
    half only, with nothing in the other half of their cells.
    """
    last, first = _last_row(above), below.row(0)
    pairs = [(upper, lower) for lower, upper in product(first, last) if _shares(upper, lower)]
    if len(pairs) < len(first) or any(map(_is_figure_of_rows, first)):
        return False
    if not all(_is_rest(upper, lower) for upper, lower in pairs):
        return False
    words = [lower for _, lower in pairs if has_words(lower.text)]
    return not words or not _starts_row(words[-1].text)


def _is_figure_of_rows(cell: Cell) -> bool:
    """Whether a figure stands in several rows at once."""
    return cell.row_span > 1 and is_figure(cell.text)


def _last_row(part: Fragment) -> list[Cell]:
    return [cell for cell in part.cells if cell.row + cell.row_span == part.height]


def _is_rest(upper: Cell, lower: Cell) -> bool:
    """Whether two halves may be of one cell: words go on as words, a figure stands alone."""
    if not upper.text.strip() or not lower.text.strip():
        return not (has_words(lower.text) and not upper.text.strip())
    return has_words(upper.text) and has_words(lower.text)


def _shares(one: Cell, other: Cell) -> bool:
    return one.column == other.column and one.column_span == other.column_span


def _starts_row(text: str) -> bool:
    squashed = squash(text)
    if OUTLINE_NUMBER.match(squashed):
        return True
    known = (labels.request_rows(), labels.request_groups(), labels.disclosures())
    return any(vocabulary.exact(squashed) for vocabulary in known)


def _is_open_header(above: Fragment, below: Fragment) -> bool:
    """Whether the page break cuts header cells that span rows, beside others that end at it."""
    last, first = _last_row(above), below.row(0)
    if any(is_figure(cell.text) for cell in (*last, *first)):
        return False
    lower_halves = [lower for lower in first if any(_shares(upper, lower) for upper in last)]
    return 0 < len(lower_halves) < len(first) and not any(
        _starts_row(lower.text) for lower in lower_halves
    )


def _continued(above: Fragment, below: list[Cell], first: int, is_open: bool) -> list[Cell]:
    """The cells of both parts; a cell that goes on below the page break takes up its
    continuation.
    """
    cells = list(above.cells)
    height = above.height
    for cell in below:
        halves = (
            n for n, other in enumerate(above.cells) if _goes_on(other, cell, height, is_open)
        )
        at = next(halves, None) if cell.row == first else None
        if at is None:
            cells.append(cell)
            continue
        upper = cells[at]
        span = cell.row + cell.row_span - upper.row
        cells[at] = replace(
            upper, text="\n".join(filter(None, (upper.text, cell.text))), row_span=span
        )
    return cells


def _goes_on(upper: Cell, lower: Cell, height: int, is_open: bool) -> bool:
    """Whether `lower`, first under the break, is the rest of `upper`, last above it."""
    if not _shares(upper, lower) or upper.row + upper.row_span != height:
        return False
    if is_open:
        return True
    is_group = upper.row_span > 1 or lower.row_span > 1
    return (
        is_group
        and has_words(upper.text)
        and not is_figure(lower.text)
        and not _starts_row(lower.text)
    )
