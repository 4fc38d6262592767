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

from extract.document import Cell, Document, Grid, Paragraph
from extract.forms.statutory import Statutory
from extract.tables.figures import Issue
from extract.tables.stream import Row
from foundation import dates
from foundation.normalise import REMEMBERED, label_key, squash

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
_SECTION = re.compile(r"^[一二三四五六1-6]、")
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
            found[len(found) + 1], whose = _aside(block, whose, year), None
        elif isinstance(block, Paragraph):
            whose = _caption(block.text, year) or (
                None if _SECTION.match(squash(block.text)) else whose
            )
    return found


def _caption(text: str, year: int | None) -> Whose | None:
    """Whose figures a line above a table announces."""
    is_short = len(text) <= _LONGEST_CAPTION and "。" not in text and not dates.is_date(text)
    return _whose(text, year) if is_short else None


@lru_cache(maxsize=REMEMBERED)
def _whose(text: str, year: int | None) -> Whose | None:
    key = label_key(text)
    named = set(dates.years(text))
    if _OF_THE_FORM.search(key) or (named and year is None):
        return None
    if named:
        return "own" if year in named else "other"
    return "other" if _EARLIER.search(key) else "own" if _THIS.search(key) else None


def _aside(grid: Grid, whose: Whose | None, year: int | None) -> Aside:
    found = Aside()
    for index, cells in enumerate(grid.rows):
        filled = [cell for cell in cells if not cell.is_blank]
        if len(filled) == 1:
            whose = _caption(filled[0].text, year) or whose
        elif not grid.ragged and all(cell.is_words for cell in filled):
            found.columns |= {column for cell in filled for column in _columns(cell, year)}
        if whose == "other":
            found.rows.add(index)
        found.rows |= _labelled_rows(filled[:1], index, year)
    return replace(found, columns={*found.columns, 0}) if _is_numbered(grid) else found


def _is_numbered(grid: Grid) -> bool:
    """Whether the first column numbers the rows: 1, 2, 3 …, words after each."""
    starts = [cells[:2] for cells in grid.rows if len(cells) > 1 and cells[0].column == 0]
    starts = [start for start in starts if _is_count(start[0])]
    numbers = [first.number("count").value for first, _ in starts]
    return len(numbers) >= _FEWEST_NUMBERED and all(
        number == at and second.is_words
        for at, number, (_, second) in zip(range(1, len(starts) + 1), numbers, starts, strict=True)
    )


def _is_count(cell: Cell) -> bool:
    return not cell.is_words and cell.number("count").status == "printed"


def _labelled_rows(first: Iterable[Cell], index: int, year: int | None) -> set[int]:
    """The rows beside a label that is another year."""
    return {
        index + below
        for cell in first
        if len(cell.text) <= _LONGEST_CAPTION
        and _YEAR_ALONE.fullmatch(cell.key)
        and _whose(cell.text, year) == "other"
        for below in range(cell.row_span)
    }


def _columns(cell: Cell, year: int | None) -> Iterator[int]:
    """The columns under a header cell that names another year, or remarks."""
    is_short = len(cell.text) <= _LONGEST_CAPTION and len(cell.key) <= _LONGEST_WORD
    if is_short and (_is_extra(cell) or _whose(cell.text, year) == "other"):
        yield from cell.columns


def _is_extra(cell: Cell) -> bool:
    """Whether a header cell names columns that the form does not have."""
    if cell.column_span >= _NARROWEST_BLOCK and _BLOCK_OF_SUMS.fullmatch(cell.key):
        return True
    return _EXTRA.fullmatch(cell.key) is not None


def _without(cells: Iterable[Cell], columns: set[int]) -> Iterator[Cell]:
    """The cells that stand in other columns too, at the first of those."""
    for cell in cells:
        kept = [at for at in cell.columns if at not in columns]
        if len(kept) == cell.column_span:
            yield cell
        elif kept:
            yield replace(cell, column=kept[0], column_span=len(kept))
