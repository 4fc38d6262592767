"""What stands beside the report's own figures: another year's, columns of remarks, and numbers of
rows.

Some agencies print last year's figures for comparison. They are left out where the document says
whose they are, by a year in a header, in the label of a row, or in a line above the table; a table
that says nothing is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from extract.cells.numbers import DOUBT
from extract.document import Cell, Document, Grid, Paragraph
from extract.forms import labels
from extract.forms.statutory import Statutory
from extract.tables.figures import Issue
from extract.tables.stream import Row
from extract.tables.table4.sums import is_sum, names_routes
from foundation import dates
from foundation.normalise import REMEMBERED, label_key, squash
from foundation.numbering import CHAPTER

Whose = Literal["own", "other"]

# What names the year of figures is short; sentences speak of other years too.
_LONGEST_CAPTION = 40
_LONGEST_WORD = 20
# Blocks of columns that add up others have as many columns as table 4 has outcomes, or applicants.
_NARROWEST_BLOCK = 4
# Fewer numbers than this under each other may be figures.
_FEWEST_NUMBERED = 3
_EARLIER = re.compile(r"上一?年|去年|往年|历年|同期|同比|增幅")
_THIS = re.compile(r"本年|今年|当年")
# Words of the form itself that name another year, and columns of one part of table 2
# (上年处理决定数量 beside 本年处理决定数量), which are told by the header of that part.
_OF_THE_FORM = re.compile(r"结转|项目数量|勾稽|处理决定数量|收费金额|采购总金额|件数|[作开]数量")
# Columns that the form does not have: remarks, numbers and codes of rows, and what some of its
# columns add up to.
_EXTRA = re.compile(r"备注|说明|备考|.{0,8}小计|(?:序|行|栏|编)(?:号|次)|(?:指标)?(?:代|编)码")
# Over several columns, a word for a total is over a block that adds up others.
_BLOCK_OF_SUMS = re.compile(r".{0,6}(?:合计|总计)")
_SECTION = re.compile(CHAPTER)
# A label that is nothing but a year: 2022年, 上年度, 2022年度数据.
_YEAR_ALONE = re.compile(
    r"(?:(?:19|20)\d{2}年?度?|上一?年度?|去年|本年度?|今年)(?:数据?|数量|情况|合计)?"
)


@dataclass
class Aside:
    """The rows and columns of one grid that are not the report's own."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def own_rows(
    table: Statutory, rows: Sequence[Row], aside: Mapping[int, Aside], issues: list[Issue]
) -> list[Row]:
    """The rows of a statutory table without what stands beside its own figures; all of them if none
    would be left.

    `aside` is what `asides` found in the document. An issue says that something was left out.
    """
    if not any(aside[row.table].rows or aside[row.table].columns for row in rows):
        return list(rows)
    kept = [
        replace(row, cells=tuple(_without(row.cells, aside[row.table].columns)))
        for row in rows
        if row.index not in aside[row.table].rows
    ]
    if kept == list(rows) or not any(map(_has_figures, kept)):
        return list(rows)
    issues.append(Issue("left_aside", f"{table.in_words}: only the year's own figures were taken"))
    return kept


def _has_figures(row: Row) -> bool:
    return any(cell.number("change").status == "printed" for cell in row.cells)


def asides(document: Document, year: int | None) -> dict[int, Aside]:
    """What to leave out of each grid of a report on `year`, by the grid's number from 1."""
    found: dict[int, Aside] = {}
    whose: Whose | None = None
    for block in document.blocks:
        if isinstance(block, Grid):
            found[len(found) + 1] = _aside(block, whose, year)
            # Some layouts make a table of each row.
            whose = whose if len(block.rows) == 1 else None
        elif isinstance(block, Paragraph):
            announced = _caption(block.text, year)
            is_heading = _SECTION.match(squash(block.text)) is not None
            whose = announced or (None if is_heading else whose)
    return found


def _caption(text: str, year: int | None) -> Whose | None:
    """Whose figures a line above a table announces."""
    if len(text) > _LONGEST_CAPTION or "。" in text or dates.is_date(text):
        return None
    return _whose(text, year)


@lru_cache(maxsize=REMEMBERED)
def _whose(text: str, year: int | None) -> Whose | None:
    """Whose figures a text names: by a year, or by a word for this or an earlier one."""
    key = label_key(text)
    if _OF_THE_FORM.search(key):
        return None
    named = set(dates.years(text))
    if named:
        return _whose_year(named, year)
    if _EARLIER.search(key):
        return None if labels.request_row(text) else "other"
    return "own" if _THIS.search(key) else None


def _whose_year(named: set[int], year: int | None) -> Whose | None:
    if year is None:
        return None
    return "own" if year in named else "other"


def _aside(grid: Grid, whose: Whose | None, year: int | None) -> Aside:
    """What to leave out of a grid; `whose` figures it holds is what was said above it."""
    found = Aside()
    for index, cells in enumerate(grid.rows):
        filled = [cell for cell in cells if not cell.is_blank]
        if len(filled) == 1:
            whose = _caption(filled[0].text, year) or whose
        elif not grid.ragged:
            found.columns.update(_columns_aside(filled, year, grid))
        if whose == "other":
            found.rows.add(index)
        if filled and _is_label_of_another_year(filled[0], year, grid):
            found.rows.update(range(index, index + filled[0].row_span))
    if _is_numbered(grid):
        found.columns.add(0)
    found.columns.update(_unseen_columns(grid))
    return found


def _unseen_columns(grid: Grid) -> set[int]:
    """The columns of which nothing is seen from the header down, though the document holds
    something there.
    """
    if grid.ragged or not any(cell.text == DOUBT for cell in grid.cells):
        return set()
    named: set[int] = set()
    filled: set[int] = set()
    shown: set[int] = set()
    for cells in grid.rows:
        is_header = not any(map(_is_seen_figure, cells))
        (named if is_header else filled).update(_columns_of(cells, DOUBT))
        shown.update(cell.column for cell in cells if _is_shown_in_one_column(cell))
    return (named & filled) - shown


def _columns_of(cells: Iterable[Cell], text: str) -> set[int]:
    return {cell.column for cell in cells if cell.text == text}


def _is_shown_in_one_column(cell: Cell) -> bool:
    return cell.column_span == 1 and not cell.is_blank and cell.text != DOUBT


def _is_seen_figure(cell: Cell) -> bool:
    return cell.holds == "figure" and cell.text != DOUBT


def _is_numbered(grid: Grid) -> bool:
    """Whether the first column numbers the rows: 1, 2, 3 …, words after each."""
    starts = [cells[:2] for cells in grid.rows if _begins_with_count(cells)]
    if len(starts) < _FEWEST_NUMBERED:
        return False
    return all(
        first.number("count").value == at and second.is_words
        for at, (first, second) in enumerate(starts, start=1)
    )


def _begins_with_count(cells: Sequence[Cell]) -> bool:
    if len(cells) < 2 or cells[0].column != 0 or cells[0].is_words:
        return False
    return cells[0].number("count").status == "printed"


def _is_label_of_another_year(cell: Cell, year: int | None, grid: Grid) -> bool:
    """Whether a cell is a label that names another year and nothing else."""
    if len(cell.text) > _LONGEST_CAPTION or not _YEAR_ALONE.fullmatch(cell.key):
        return False
    if cell.holds == "figure" and not _holds_years(cell.column, grid):
        return False
    return _whose(cell.text, year) == "other"


def _holds_years(column: int, grid: Grid) -> bool:
    """Whether all figures of a column are years, and not of one: a count may look like a year."""
    figures = {cell.key for cell in grid.cells if cell.column == column and cell.holds == "figure"}
    return len(figures) > 1 and all(map(_YEAR_ALONE.fullmatch, figures))


def _columns_aside(cells: Sequence[Cell], year: int | None, grid: Grid) -> Iterator[int]:
    """The columns under those cells of a header row that name another year, or remarks. Sums
    among the routes of table 4 are told by their blocks (`table4.sums`).
    """
    if not all(cell.is_words for cell in cells):
        return
    for cell in cells:
        is_extra = _names_another_column(cell, year) or _is_over_block_of_sums(cell, grid)
        if is_extra and not (is_sum(cell.text) and names_routes(cells)):
            yield from cell.columns


def _names_another_column(cell: Cell, year: int | None) -> bool:
    """Whether a header cell names another year, or a column that the form does not have."""
    if len(cell.text) > _LONGEST_CAPTION or len(cell.key) > _LONGEST_WORD:
        return False
    return bool(_EXTRA.fullmatch(cell.key)) or _whose(cell.text, year) == "other"


def _is_over_block_of_sums(cell: Cell, grid: Grid) -> bool:
    """Whether a header cell names a total and stands over the names of several columns; one of a
    single column may span others that layout alone made.
    """
    if cell.column_span < _NARROWEST_BLOCK or not _BLOCK_OF_SUMS.fullmatch(cell.key):
        return False
    under = set(cell.columns)
    return any(_names_inside(cells, under) >= _NARROWEST_BLOCK for cells in grid.rows)


def _names_inside(cells: Iterable[Cell], columns: set[int]) -> int:
    return sum(cell.is_words and columns.issuperset(cell.columns) for cell in cells)


def _without(cells: Iterable[Cell], columns: set[int]) -> Iterator[Cell]:
    """The cells that stand in other columns too, at the first of those."""
    for cell in cells:
        kept = [at for at in cell.columns if at not in columns]
        if len(kept) == cell.column_span:
            yield cell
        elif kept:
            yield replace(cell, column=kept[0], column_span=len(kept))
